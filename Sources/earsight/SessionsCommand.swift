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
    let listings = SessionListing.names(in: folder).map { $0.read() }
    let now = Date().timeIntervalSince1970
    try output.print(
      ["folder": folder.path, "sessions": listings.map(Self.object)],
      text: listings.isEmpty
        ? "no sessions in \(folder.path); make one with 'earsight new' or 'earsight demo'"
        : listings.map { Self.line(SessionRow($0, now: now)) }.joined(separator: "\n"))
  }

  private static func object(_ listing: SessionListing) -> [String: any Sendable] {
    guard let summary = listing.summary else {
      return ["name": listing.name, "path": listing.path, "error": listing.problem ?? ""]
    }
    return [
      "name": summary.name, "path": summary.path, "clips": summary.clipCount,
      "runs": summary.runs, "notes": summary.notes, "status": summary.status ?? "",
      "step": summary.step, "pairs": summary.pairs,
      "validation_accuracy": summary.validationAccuracy ?? .nan,
      "bytes": Int(summary.byteCount), "last_used": listing.lastUsed.timeIntervalSince1970,
    ]
  }

  private static func line(_ row: SessionRow) -> String {
    if let problem = row.problem { return "\(row.name): \(problem)" }
    let columns = [(row.name, 24)] + zip(row.figures, SessionRow.widths)
    return columns.map { text, width in
      Column.fitted(
        text, width: max(width, Column.width(of: [text], atLeast: 0, atMost: .max - 1) + 1))
    }.joined().trimmingCharacters(in: .whitespaces)
  }

  private func printJournal(of location: SessionLocation) throws {
    let lines = try SessionStore.open(at: location, access: .read).journal()
      .map { ScriptLine($0.command, $0.arguments).text }
    try output.print(
      ["session": location.folder.path, "lines": lines],
      text: (["# what was done on the screens of \(location.name)"] + lines)
        .joined(separator: "\n"))
  }
}
