import Foundation
import Glibc
import Printable

/// Writes a file so that its name always holds either the old content or the whole new one.
///
/// `body` gets the path of a temporary file in the same folder (it does not exist yet); when it
/// returns, that file is synced and renamed to `url`, and the folder is synced. When it throws,
/// the temporary file is removed and `url` is untouched.
public func writeAtomically(to url: URL, _ body: (URL) throws -> Void) throws {
  let temporary = url.deletingLastPathComponent().appendingPathComponent(
    ".\(url.lastPathComponent).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).tmp")
  func fail(_ action: String) -> ArrayFileError {
    let refusal = WriteRefusal(errno)
    return ArrayFileError(
      url, found: "\(action) failed: \(refusal.cause)", expected: "a writable folder",
      remedy: refusal.remedy)
  }
  do {
    try body(temporary)
    let file = open(temporary.path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw fail("opening the temporary file") }
    let synced = fsync(file)
    close(file)
    guard synced == 0 else { throw fail("fsync") }
    guard rename(temporary.path, url.path) == 0 else { throw fail("renaming") }
  } catch {
    unlink(temporary.path)
    throw error
  }
  // The rename itself reaches the disk with the folder; a file system that cannot sync folders
  // (some network ones) still has a consistent file, so a failure here is not an error.
  let folder = open(url.deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  if folder >= 0 {
    fsync(folder)
    close(folder)
  }
}

/// A file open for writing from front to back; its errors name the file it is to become.
public struct SequentialFile: ~Copyable {
  private let descriptor: Int32
  /// The file's name in messages.
  private let url: URL

  /// Makes the file `temporary`; throws `ArrayFileError` about `url`, its name in the end.
  public init(creating temporary: URL, for url: URL) throws {
    self.url = url
    descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure(url) }
  }

  deinit { close(descriptor) }

  /// Writes all of `bytes`.
  public func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if written < 0 {
        if errno == EINTR { continue }
        throw Self.failure(url)
      }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
    }
  }

  /// Writes all of `bytes`.
  public func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

  private static func failure(_ url: URL) -> ArrayFileError {
    let refusal = WriteRefusal(errno)
    return ArrayFileError(
      url, found: "a write failed: \(refusal.cause)", expected: "a writable file",
      remedy: refusal.remedy)
  }
}
