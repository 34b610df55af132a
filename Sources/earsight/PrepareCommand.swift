import ArgumentParser
import Compute
import Corpus
import Foundation
import Printable
import Session
import Training

struct PrepareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare",
    abstract: "Copy a session's clips once into files that training reads fast.",
    discussion: """
      The copies are Motion JPEG whose shortest side is 256 with plain 48 kHz mono sound, in \
      QuickTime files that any player opens, in the session's folder 'prepared': about 5 MB for \
      ten seconds. Training finds them by itself; a clip without a copy is read from its file. An \
      interrupted run goes on where it stopped; to undo it, remove the folder.

      Example:
        earsight prepare birds --threads 4
      """)

  @Argument(help: "The session.")
  var session: String
  @OptionGroup var threadsOption: ThreadsOption
  @OptionGroup var output: OutputOptions

  func run() throws {
    StopSignals.install(ignoringHangUp: false)
    let location = try SessionLocation.existing(session)
    let store = try SessionStore.open(at: location)
    let start = MonotonicClock.seconds()
    let folder = PreparedFolder(session: location.folder).url
    let report = try prepare(try store.originals(), to: folder)
    let seconds = MonotonicClock.seconds() - start
    if !output.json {
      for skip in report.skipped {
        print(printable("skipped \(skip.path): \(skip.reason)"))
      }
    }
    try output.print(
      [
        "clips": report.made + report.kept, "made": report.made, "kept": report.kept,
        "skipped": report.skipped.map { ["path": $0.path, "reason": $0.reason] },
        "bytes": Int(report.byteCount), "seconds": seconds, "directory": folder.path,
        "session": location.folder.path,
      ],
      text: "\(location.name): \(report.made + report.kept) clips prepared (\(report.made) now), "
        + "\(Self.megabytes(report.byteCount)), \(report.skipped.count) skipped, in "
        + ProgressLine.duration(seconds))
  }

  private func prepare(
    _ originals: [ClipPreparer.Original], to folder: URL
  ) throws -> ClipPreparer.Report {
    let progress = ProgressLine("preparing", quiet: output.quiet)
    defer { progress.finish() }
    do {
      return try ClipPreparer(originals, to: folder).run(
        threads: threadsOption.count,
        progress: { progress.show($0, of: $1, Self.megabytes($2)) },
        isCancelled: { StopSignals.request != .none })
    } catch is CancellationError {
      throw Failure("interrupted; the copies made so far are kept, run it again to go on")
    }
  }

  private static func megabytes(_ bytes: Int64) -> String {
    "\(fixed(Double(bytes) / 1e6, 1)) MB"
  }
}
