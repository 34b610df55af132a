import Arrays
import Compute
import Experiments
import Foundation
import Session

extension ExportCommand {
  /// Writes the report as a job of the session, so that screens see how far it is.
  ///
  /// - Returns: the file that was written.
  func writeReport(of run: RunRecord, in location: SessionLocation, to target: URL) throws -> URL {
    let store = try AnalysisArguments.open(location)
    let progress = ProgressLine("report", quiet: printer.quiet)
    let job = try Job(
      "report", title: "report of \(run.name)", in: store,
      arguments: Detached.jobArguments(session: session, location),
      show: { done, total, stage in progress.show(done, of: total, stage) })
    return try Background.run {
      try job.run {
        defer { progress.finish() }
        let pool = WorkerPool(threads: ThreadsOption.allCores)
        let page = try Report(store: store, run: run, pool: pool).html(monitor: job.monitor)
        let file = numbered ? try Self.unused(target) : target
        try writeAtomically(to: file) { temporary in
          try SequentialFile(creating: temporary, for: file).write(Array(page.utf8))
        }
        return (file, "report written to \(file.path)")
      }
    }
  }

  /// The first of `report.html`, `report-2.html` ... that is not there; its folder is made.
  private static func unused(_ target: URL) throws -> URL {
    let folder = target.deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let name = target.deletingPathExtension().lastPathComponent
    let greatest = 9_999
    for number in 1...greatest {
      let file = folder.appendingPathComponent(number == 1 ? name : "\(name)-\(number)")
        .appendingPathExtension(target.pathExtension)
      if !FileManager.default.fileExists(atPath: file.path) { return file }
    }
    throw Failure("\(greatest) files of the name \(name) are in \(folder.path): move some away")
  }
}
