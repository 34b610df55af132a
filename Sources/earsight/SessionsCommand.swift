import ArgumentParser
import Foundation
import Session
import Workbench

struct SessionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sessions",
    abstract: "List the sessions with a summary.",
    discussion: """
      Looks in $EARSIGHT_SESSIONS, else ./sessions, else ~/.local/share/earsight/sessions.

      --journal prints what was done on a session's screens as a script for 'earsight run'.

      Example:
        earsight sessions --json
        earsight sessions --journal birds > morning.txt
      """)

  @Option(help: "Print the journal of this session as a script.")
  var journal: String?
  @OptionGroup var output: OutputOptions

  func run() throws {
    if let journal { return try printJournal(of: try SessionLocation.existing(journal)) }
    let folder = SessionLocation.sessionsFolder()
    var rows: [[String: any Sendable]] = []
    var lines: [String] = []
    for location in SessionLocation.list(in: folder) {
      do {
        let s = try SessionStore.open(at: location, access: .read).summary()
        let clips = s.trainClips + s.validationClips + s.testClips
        rows.append([
          "name": s.name, "path": s.path, "clips": clips, "runs": s.runs,
          "status": s.status ?? "", "step": s.step, "pairs": s.pairs,
          "validation_accuracy": s.validationAccuracy ?? .nan, "bytes": Int(s.byteCount),
        ])
        let accuracy = s.validationAccuracy.map { "val \(percent($0))" } ?? ""
        lines.append(
          Self.row([
            (s.name, 24), ("\(clips) clips", 14), ("\(s.runs) run(s)", 10),
            (s.status ?? "no run", 12), ("\(s.pairs)/\(s.targetPairs) pairs", 22),
            (accuracy, 12), ("\(s.byteCount >> 20) MB", 8),
          ]))
      } catch {
        rows.append(["name": location.name, "error": String(describing: error)])
        lines.append("\(location.name): \(error)")
      }
    }
    try output.print(
      ["folder": folder.path, "sessions": rows],
      text: lines.isEmpty
        ? "no sessions in \(folder.path); make one with 'earsight new' or 'earsight demo'"
        : lines.joined(separator: "\n"))
  }

  private func printJournal(of location: SessionLocation) throws {
    let lines = try SessionStore.open(at: location, access: .read).journal()
      .map { ScriptLine($0.command, $0.arguments).text }
    try output.print(
      ["session": location.folder.path, "lines": lines],
      text: (["# what was done on the screens of \(location.name)"] + lines)
        .joined(separator: "\n"))
  }

  private static func row(_ columns: [(String, Int)]) -> String {
    columns.map { $0.0.padding(toLength: max($0.1, $0.0.count + 1), withPad: " ", startingAt: 0) }
      .joined().trimmingCharacters(in: .whitespaces)
  }
}
