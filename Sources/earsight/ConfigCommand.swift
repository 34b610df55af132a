import ArgumentParser
import Foundation
import Workbench

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Show the settings in force and where they are kept, or begin a file of them.",
    discussion: """
      Theme, colours, glyphs, mouse, player and keys, in a file of lines as  theme = "dark".

      Example:
        earsight config --init
      """)

  @Flag(name: .customLong("init"), help: "Write a file that says what is in force, with comments.")
  var isInit = false
  @Flag(help: "List the commands whose keys can be chosen, with their keys.")
  var commands = false
  @OptionGroup var output: OutputOptions

  func run() throws {
    let user = UserSettings()
    if commands { return try listCommands(user) }
    let text = SettingsFile.text(user.reading.settings)
    if isInit {
      guard !user.exists else {
        throw Failure("\(user.path): exists already; edit it, or move it away and ask again")
      }
      let file = URL(fileURLWithPath: user.path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file, options: .withoutOverwriting)
    }
    for problem in user.problems { output.note("earsight: \(problem)") }
    try output.print(
      [
        "path": user.path, "exists": user.exists || isInit, "problems": user.problems,
        "settings": text,
      ],
      text: isInit
        ? "wrote \(user.path)" : "# \(user.path)\(user.exists ? "" : " (no such file)")\n\n" + text)
  }

  private func listCommands(_ user: UserSettings) throws {
    let bindings = KeyBindings(user.reading.settings.keys)
    let rows = CommandTable.all.map { command in
      (command.id, bindings.keys(of: command).map(Command.name).joined(separator: "  "), command)
    }
    let width = rows.map(\.0.count).max() ?? 0
    try output.print(
      ["commands": rows.map { ["id": $0.0, "keys": $0.1, "title": $0.2.title] }],
      text: rows.map { id, keys, command in
        let name = id.padding(toLength: width, withPad: " ", startingAt: 0)
        let shown = keys.padding(toLength: max(12, keys.count), withPad: " ", startingAt: 0)
        return "\(name)  \(shown)  \(command.title)"
      }.joined(separator: "\n"))
  }
}
