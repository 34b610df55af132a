import Foundation
import Glibc

/// A file's bytes, mapped read-only for as long as this object lives.
///
/// A mapped file must not be shortened by anyone meanwhile; ours are only ever replaced by renames,
/// which leave the mapped one alone.
///
/// It is safe to send between threads because the mapping is never written.
final class MappedFile: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer
  let url: URL

  init(_ url: URL) throws {
    self.url = url
    let file = open(url.path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      throw ArrayFileError(
        url, found: systemReason(), expected: "a readable file",
        remedy: "check the path and its permissions")
    }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw ArrayFileError(
        url, found: "something that is not a plain file", expected: "a plain file",
        remedy: "give the path of the file itself")
    }
    let size = Int(status.st_size)
    if size == 0 {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, file, 0), start != MAP_FAILED else {
      throw ArrayFileError(
        url, found: "mapping failed: \(systemReason())", expected: "\(size) bytes of address space",
        remedy: "close other programs and try again")
    }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  /// Gives the memory back: what is touched after this is read from the file again, or from what the
  /// system still has of it.
  func letGo() {
    guard let start = bytes.baseAddress else { return }
    madvise(UnsafeMutableRawPointer(mutating: start), bytes.count, MADV_DONTNEED)
  }

  deinit {
    if let start = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
    }
  }
}
