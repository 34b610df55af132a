import ArgumentParser
import Foundation
import Session

struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Show a training that runs elsewhere, live.",
    discussion: """
      Any number of terminals may watch; closing one leaves the training alone. Without a terminal \
      it prints plain lines. With --json it says where the training stands, once, and returns.

      Example:
        earsight watch birds --control
      """)

  @Argument(help: "The session.")
  var session: String
  @Flag(help: "Let this screen pause, checkpoint and stop the training.")
  var control = false
  @OptionGroup var screen: ScreenOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    try LiveScreen.show(
      try SessionLocation.existing(session), mayControl: control, screen: screen, output: output)
  }
}

struct OpenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open",
    abstract: "Open the workbench on a session (default: the last one, else the shipped one).",
    discussion: """
      Of a shipped session, such as quickstart, a copy is opened; removing the copy begins anew.

      Example:
        earsight birds
      """)

  @Argument(help: "The session: a name under the sessions folder, or a path.")
  var session: String?
  @OptionGroup var screen: ScreenOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    guard
      let location = try session.map(Self.existing) ?? SessionLocation.latest()
        ?? ShippedSession()?.copy()
    else {
      throw Failure(
        "no session in \(SessionLocation.sessionsFolder().path); start with 'earsight demo' or "
          + "'earsight new NAME --videos PATH'")
    }
    try LiveScreen.show(location, mayControl: true, tab: nil, screen: screen, output: output)
  }

  /// The session; a word that is none may have been meant as a command.
  private static func existing(_ word: String) throws -> SessionLocation {
    do {
      return try SessionLocation.existing(word)
    } catch let error as SessionError where error.kind == .notFound && !word.contains("/") {
      throw Failure("no command '\(word)' ('earsight --help' lists them) and \(error.message)")
    }
  }
}
