import Curses
import Foundation
import Session
import Terminal
import Workbench

/// The workbench on this terminal, or plain lines where there is none.
enum LiveScreen {
  /// Why there can be no screen here, if so.
  static var obstacle: String? { Screen.obstacle() }

  /// The colours that the environment asks for, before the terminal has a word.
  static var colorTier: ColorTier {
    ColorTier.choose(
      asked: nil, environment: ProcessInfo.processInfo.environment, terminfoColors: 256)
  }

  /// Shows the session's latest run until the person leaves, or, without a screen, until it ends.
  ///
  /// - Parameter mayControl: whether this screen may pause, checkpoint and stop the training.
  static func show(_ location: SessionLocation, mayControl: Bool, run: Int64? = nil) throws {
    let store = try SessionStore.open(at: location, access: .view)
    let tty = ttyname(0).map { String(cString: $0) } ?? ""
    let source = SessionSource(store, run: run, tty: tty)
    let session = SessionInfo(
      name: location.name, note: store.note,
      controlObstacle: mayControl && !store.isReadOnly
        ? nil : "this screen only watches: earsight watch \(location.name) --control may")
    if let obstacle {
      FileHandle.standardError.write(Data("earsight: no screen: \(obstacle)\n".utf8))
      let report = try runPlain(source: source, session: session) { print($0) }
      report.lines.forEach { print($0) }
      return
    }
    let screen = try Screen()
    let report = runWorkbench(display: screen, source: source, session: session)
    for line in screen.close() + report.lines { print(line) }
  }
}
