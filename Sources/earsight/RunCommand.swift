import ArgumentParser
import Foundation
import Session
import Workbench

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Replay a script of workbench commands without a screen.",
    discussion: """
      A line is a command of the workbench with its arguments, as 'earsight sessions --journal \
      birds' prints them, or one of:
        size 120x36      the size of the screen from here on (120x36 at first)
        key R            keys by their names: P, ^p, Tab, S-Tab, Enter, Esc, Up, PgDn, Space
        type WORDS       what is typed, letter by letter
        view PART JSON   as the session was looked at when the journal begins
        wait [SECONDS]   until no job is at work
        screen           prints the screen as text
      '#' begins a comment; words with spaces stand in double quotes. A line that cannot be done \
      ends the script; what was done by then stays done. '-' reads the script from standard input.

      Example:
        printf 'show.units\\nunits.go 41\\nscreen\\n' | earsight run birds -
      """)

  @Argument(help: "The session.")
  var session: String
  @Argument(help: "The script, or - for standard input.")
  var script: String
  @Flag(help: "Leave the session as the script does: the next screen opens there.")
  var keepView = false
  @OptionGroup var output: OutputOptions

  func run() throws {
    let location = try SessionLocation.existing(session)
    let text = try Self.read(script)
    let store = try SessionStore.open(at: location, access: .view)
    let source = SessionSource(store) { words in
      _ = try Detached.job(location, arguments: words)
    }
    let library = SessionLibrary(
      store, seed: try store.meta().seed, threads: ThreadsOption.allCores)
    let isTold = !output.json
    let screens = Screens()
    var player = ScriptPlayer(
      source: source, library: library,
      session: LiveScreen.info(store, mayControl: true)
    ) { screen in
      screens.all.append(screen)
      if isTold { print(screen) }
    }
    let start = Date()
    do {
      try player.play(try Script(text))
    } catch let error as ScriptError {
      throw Failure("\(script == "-" ? "the script" : script): \(error)")
    }
    if keepView { try source.keep(view: player.kept) }
    let seconds = Date().timeIntervalSince(start)
    output.note("\(player.count) command(s) played in \(String(format: "%.1f", seconds)) s")
    try output.print(
      [
        "session": location.folder.path, "script": script, "commands": player.count,
        "screens": screens.all, "seconds": seconds,
      ], text: "")
  }

  /// The pictures of a script that asks for them.
  private final class Screens { var all: [String] = [] }

  private static func read(_ path: String) throws -> String {
    if path == "-" {
      return String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
    }
    do { return try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw Failure("\(path) cannot be read as a script: \(Failure.line(error))")
    }
  }
}
