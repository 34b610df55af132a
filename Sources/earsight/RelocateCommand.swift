import ArgumentParser
import Corpus
import Foundation
import Printable
import Session
import Training

struct RelocateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "relocate",
    abstract: "Tell a session where clips are that were moved.",
    discussion: """
      --from OLD --to NEW: a folder that has another place or name now. --search FOLDER: looks in \
      a folder, and all folders in it, for files of the missing clips' names and sizes; a file of \
      another name counts where it alone has the size. --dry-run says what would be done; --undo \
      takes the last time back. Without options it counts the missing clips.

      Example:
        earsight relocate birds --from /data/clips --to /mnt/clips --dry-run
        earsight relocate birds --search ~/videos
      """)

  @Argument(help: "The session.")
  var session: String
  @Option(help: "The folder where the clips were.")
  var from: String?
  @Option(help: "The folder where they are.")
  var to: String?
  @Option(help: "The folder to search.")
  var search: String?
  @Flag(help: "Change nothing.")
  var dryRun = false
  @Flag(help: "Take the last relocation back.")
  var undo = false
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if (from == nil) != (to == nil) { throw ValidationError("--from and --to go together") }
    let asked = [from != nil, search != nil, undo].count { $0 }
    if asked > 1 { throw ValidationError("expected one of --from --to, --search, --undo") }
    if asked == 0, dryRun { throw ValidationError("--dry-run goes with --from --to or --search") }
  }

  func run() throws {
    let location = try SessionLocation.existing(session)
    let isReading = dryRun || from == nil && search == nil && !undo
    let store = try SessionStore.open(at: location, access: isReading ? .read : .write)
    if undo { return try takeBack(store) }
    StopSignals.install(ignoringHangUp: false)
    let found: Relocation
    let title: String
    if let from, let to {
      found = try store.relocation(from: from, to: to)
      title = "from \(from) to \(to)"
    } else if let search {
      guard FileManager.default.fileExists(atPath: search) else {
        throw Failure("\(search): no such folder; expected one to search for the missing clips")
      }
      found = try store.relocation(searching: search) { StopSignals.request == .none }
      title = "searched \(search)"
    } else {
      return try count(store)
    }
    if !dryRun { try store.apply(found, title: title) }
    let moves = found.moves.map {
      ["clip": Int($0.clip), "old": $0.old, "new": $0.new] as [String: any Sendable]
    }
    let rest = found.missing.map { ["path": $0.clip.path, "reason": $0.reason] }
    var lines = found.moves.prefix(dryRun ? 20 : 0).map { "\($0.old) -> \($0.new)" }
    lines += found.missing.prefix(10).map { "\($0.clip.path): not found, \($0.reason)" }
    if found.missing.count > 10 { lines.append("... and \(found.missing.count - 10) more") }
    lines.append(
      "\(found.moves.count) clip(s) \(dryRun ? "would be told their new place" : "relocated"), "
        + "\(found.missing.count) not found"
        + (dryRun || found.moves.isEmpty ? "" : "; --undo takes it back"))
    try output.print(
      [
        "session": location.folder.path, "relocated": found.moves.count,
        "missing": found.missing.count, "moves": moves, "not_found": rest, "dry_run": dryRun,
      ], text: lines.map(printable).joined(separator: "\n"))
  }

  private func takeBack(_ store: SessionStore) throws {
    guard let count = try store.undoRelocation() else {
      throw Failure("session \(store.location.name) has no relocation to take back")
    }
    try output.print(
      ["session": store.location.folder.path, "undone": count],
      text: "\(count) clip(s) are again where they were looked for before")
  }

  private func count(_ store: SessionStore) throws {
    let gone = try store.missingClips()
    let missing = gone.filter { !SyntheticCorpus.canRestore($0.path) }
    let made = gone.count - missing.count
    let total = try store.clips().count
    let remade =
      made == 0
      ? "" : "; \(made) synthetic ones are made again from their seed when looked at"
    try output.print(
      [
        "session": store.location.folder.path, "clips": total, "missing": missing.count,
        "synthetic": made,
        "not_found": missing.map { ["path": $0.path, "reason": "missing"] },
      ],
      text: (missing.prefix(10).map { printable($0.path) }
        + [
          (missing.isEmpty
            ? "all \(total - made)\(made == 0 ? "" : " other") clips are where the index says"
            : "\(missing.count) of \(total) clips are missing; find them with 'earsight relocate "
              + "\(shellWord(session)) --search FOLDER'") + remade
        ]).joined(separator: "\n"))
  }
}
