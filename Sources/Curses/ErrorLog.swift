import Foundation
import Terminal

/// Standard error while the screen is up: libraries print there, and one stray line wrecks a screen.
final class ErrorLog {
  /// The descriptor that standard error had.
  let saved: Int32
  private let file: Int32
  private let start: off_t

  /// Sends descriptor 2 to a file: the one named, appended to, else one without a name.
  init(redirectingTo url: URL?) throws {
    if let url {
      file = open(url.path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
      guard file >= 0 else {
        throw ScreenError(
          "\(CellText.clean(url.path)): cannot be written, and standard error needs a place while "
            + "the screen is up: \(String(cString: strerror(errno)))")
      }
    } else {
      var template = Array("/tmp/earsight-screen-XXXXXX".utf8CString)
      file = mkstemp(&template)
      guard file >= 0 else {
        throw ScreenError("no temporary file in /tmp: \(String(cString: strerror(errno)))")
      }
      unlink(template)
      _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    }
    start = lseek(file, 0, SEEK_END)
    saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
    fflush(nil)
    dup2(file, STDERR_FILENO)
  }

  /// Standard error as before, for as long as the process is suspended.
  func pause() { if saved >= 0 { dup2(saved, STDERR_FILENO) } }

  /// To the file again.
  func resume() { dup2(file, STDERR_FILENO) }

  /// Standard error as before; returns the last lines that went to the file, at most ten.
  @discardableResult
  func end() -> [String] {
    pause()
    let size = lseek(file, 0, SEEK_END)
    let count = Int(min(max(0, size - start), 8_192))
    var bytes = [UInt8](repeating: 0, count: count)
    let got = pread(file, &bytes, count, size - off_t(count))
    close(file)
    if saved >= 0 { close(saved) }
    guard got > 0 else { return [] }
    return String(decoding: bytes.prefix(got), as: UTF8.self)
      .split(separator: "\n").suffix(10).map { CellText.clean(String($0)) }
  }
}
