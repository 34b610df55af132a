import Analysis
import Foundation
import Glibc

/// A file that one process at a time holds; the kernel lets go of it when the process ends.
final class FileLock {
  private let descriptor: Int32

  /// Waits for the file; nil when the monitor ends the wait.
  ///
  /// - Throws: `CocoaError` where the file cannot be made.
  init?(_ url: URL, monitor: AnalysisMonitor) throws {
    descriptor = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw CocoaError(.fileWriteNoPermission, userInfo: [NSFilePathErrorKey: url.path])
    }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard monitor.advance(0, of: 0, "waiting for another process") else { return nil }
      usleep(100_000)
    }
  }

  deinit { close(descriptor) }
}
