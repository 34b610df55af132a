import ArgumentParser
import Foundation
import Session

struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Show a training that runs elsewhere, live.",
    discussion: """
      Any number of terminals may watch; closing one leaves the training alone. Without a terminal
      it prints plain lines.

      Example:
        earsight watch birds --control
      """)

  @Argument(help: "The session.")
  var session: String
  @Flag(help: "Let this screen pause, checkpoint and stop the training.")
  var control = false

  func run() throws {
    try LiveScreen.show(try SessionLocation.existing(session), mayControl: control)
  }
}

struct OpenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open",
    abstract: "Open the workbench on a session (default: the last one).",
    discussion: """
      Example:
        earsight birds
      """)

  @Argument(help: "The session: a name under the sessions folder, or a path.")
  var session: String?

  func run() throws {
    guard
      let location = try session.map({ try SessionLocation.existing($0) })
        ?? SessionLocation.latest()
    else {
      throw Failure(
        "no session in \(SessionLocation.sessionsFolder().path); start with 'earsight demo' or "
          + "'earsight new NAME --videos PATH'")
    }
    try LiveScreen.show(location, mayControl: true)
  }
}
