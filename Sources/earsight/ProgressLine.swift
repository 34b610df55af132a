import Compute
import Foundation
import Printable
import Synchronization

/// Progress with an estimate of the time left: one line that rewrites itself on a terminal, a plain
/// line every few seconds elsewhere, nothing when quiet.
final class ProgressLine: Sendable {
  private struct State {
    var lastShown = 0.0
    var isOpen = false
  }

  private let title: String
  private let isQuiet: Bool
  private let isTerminal: Bool
  private let start = MonotonicClock.seconds()
  private let state = Mutex(State())

  /// Progress of the work called `title`.
  init(_ title: String, quiet: Bool) {
    self.title = title
    isQuiet = quiet
    isTerminal = isatty(2) == 1
  }

  /// Shows that `done` of `total` is done; `detail` is only made when it is shown.
  func show(_ done: Int, of total: Int, _ detail: @autoclosure () -> String = "") {
    if isQuiet { return }
    let now = MonotonicClock.seconds()
    let isDue = state.withLock { state in
      let isDue = now - state.lastShown >= (isTerminal ? 0.1 : 10) || done == total
      if isDue { state.lastShown = now }
      return isDue
    }
    guard isDue else { return }
    let left = done > 0 ? (now - start) / Double(done) * Double(total - done) : .nan
    let detail = detail()
    let text =
      "\(title) \(done)/\(total)\(detail.isEmpty ? "" : "  \(detail)")"
      + (done < total && left.isFinite ? "  ETA \(Self.duration(left))" : "")
    write(text)
  }

  /// Shows `text` if enough time has gone by.
  func show(_ text: () -> String) {
    if isQuiet { return }
    let now = MonotonicClock.seconds()
    let isDue = state.withLock { state in
      let isDue = now - state.lastShown >= (isTerminal ? 0.2 : 10)
      if isDue { state.lastShown = now }
      return isDue
    }
    if isDue { write("\(title) \(text())") }
  }

  /// Ends the line.
  func finish() {
    let isOpen = state.withLock { state in
      defer { state.isOpen = false }
      return state.isOpen
    }
    if isOpen { FileHandle.standardError.write(Data("\n".utf8)) }
  }

  private func write(_ text: String) {
    state.withLock { $0.isOpen = isTerminal }
    let text = printable(text)
    let line = isTerminal ? "\r\u{1B}[K\(text)" : "\(text)\n"
    FileHandle.standardError.write(Data(line.utf8))
  }

  /// "42s", "3m05s", "5h12m".
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e8 else { return "-" }
    let s = Int(seconds.rounded())
    func two(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
    if s < 60 { return "\(s)s" }
    if s < 3600 { return "\(s / 60)m\(two(s % 60))s" }
    return "\(s / 3600)h\(two(s / 60 % 60))m"
  }
}
