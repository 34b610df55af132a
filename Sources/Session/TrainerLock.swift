import Foundation
import Glibc

/// The right to train a session: one process at a time. It is an advisory lock of the kernel on
/// `trainer.lock` ("open file description lock", fcntl(2)), so it ends with the process however
/// the process ends, and it can be asked after without being taken.
public final class TrainerLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock, and holds it for as long as this value lives.
  ///
  /// Throws `beingTrained`, naming the process that holds it.
  public init(_ location: SessionLocation) throws {
    let path = location.lockFile.path
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw SessionError(systemError: errno, writing: path) }
    var request = Self.wholeFile()
    guard fcntl(descriptor, Self.setLock, &request) == 0 else {
      let code = errno
      close(descriptor)
      guard code == EAGAIN || code == EACCES else {
        throw SessionError(systemError: code, writing: path)
      }
      let holder = Self.holder(in: location)
      throw SessionError(
        .beingTrained,
        "session \(location.name) is being trained by \(holder); watch it with `earsight watch`, "
          + "or end it with `earsight control \(location.word) stop`")
    }
    let owner = Array("\(LocalHost.pid) \(LocalHost.name)\n".utf8)
    ftruncate(descriptor, 0)
    _ = owner.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// The process that trains the session now, as `pid N on host H`; `nil` when none does.
  public static func owner(of location: SessionLocation) -> String? {
    let descriptor = open(location.lockFile.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var request = wholeFile(shared: true)
    guard fcntl(descriptor, getLock, &request) == 0, Int32(request.l_type) != F_UNLCK else {
      return nil
    }
    return holder(in: location)
  }

  private static func holder(in location: SessionLocation) -> String {
    let line = (try? String(contentsOf: location.lockFile, encoding: .utf8)) ?? ""
    let words = line.split(whereSeparator: \.isWhitespace)
    guard words.count == 2, let pid = Int32(words[0]) else { return "another process" }
    return "pid \(pid) on host \(words[1])"
  }

  private static func wholeFile(shared: Bool = false) -> flock {
    var request = flock()
    request.l_type = Int16(shared ? F_RDLCK : F_WRLCK)
    request.l_whence = Int16(SEEK_SET)
    return request
  }

  /// `F_OFD_GETLK` and `F_OFD_SETLK` of linux/fcntl.h, which glibc shows to GNU sources only.
  private static let getLock: Int32 = 36
  private static let setLock: Int32 = 37
}
