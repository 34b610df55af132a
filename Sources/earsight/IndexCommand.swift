import Analysis
import ArgumentParser
import Experiments
import Foundation
import Session

struct IndexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Embed a split into the session, for the analyses.",
    discussion: """
      One row a clip, its middle frame and its middle second (or --windows a clip), by both \
      towers. What is there is not computed again; an interrupted index goes on where it stopped. \
      The analyses index what they need by themselves.

      Example:
        earsight index birds                 the test split by the best checkpoint
        earsight index birds --random        the same by the random network
        earsight index birds --split all --windows 5
      """)

  @Argument(help: "The session.")
  var session: String
  @Flag(help: "By the random network of the same architecture.")
  var random = false
  @Flag(help: "Compute again what is there.")
  var rebuild = false
  @OptionGroup var analysis: AnalysisArguments

  func run() throws {
    let title = "index of \(analysis.split.rawValue)"
    try analysis.run("index", title: title, isRandom: random, session: session) {
      store, pool, job in
      let network = try AnalysedNetwork(
        random ? analysis.random : analysis.trained, in: store, pool: pool,
        isCancelled: { job.isCancelled })
      var options = analysis.index
      options.rebuild = rebuild
      let outcome = try Indexer(store: store, options: options).run(
        network, monitor: job.monitor)
      let record = outcome.index.record
      let object: [String: any Sendable] = [
        "index": record.name, "network": network.identity.title,
        "digest": network.identity.digest, "n": record.rows, "clips": record.clips,
        "dimension": outcome.index.vision.columns, "windows": record.windows,
        "embedded": outcome.embedded, "front_end": record.frontEnd,
        "skipped": outcome.skipped.map { ["path": $0.path, "reason": $0.reason] },
      ]
      for file in outcome.skipped { analysis.output.note("skipped \(file.path): \(file.reason)") }
      return (
        object,
        "\(record.rows) rows of \(record.clips) clips by \(network.identity.title) "
          + "(\(outcome.embedded) embedded now, \(outcome.skipped.count) clips skipped)"
      )
    }
  }
}
