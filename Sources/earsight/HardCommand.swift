import ArgumentParser
import Experiments
import Foundation
import Printable
import Session

struct HardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hard",
    abstract: "Find the pairs that the network judges worst.",
    discussion: """
      Judges balanced pairs of a split, drawn from the seed, and lists those of highest loss (the \
      most confident mistakes first), with the accuracy of each class where clips have labels.

      Example:
        earsight hard birds --split test --top 20
      """)

  @Argument(help: "The session.")
  var session: String
  @Option(help: "Pairs to judge.")
  var pairs = 2048
  @Option(help: "Pairs to list.")
  var top = 20
  @OptionGroup var analysis: AnalysisArguments

  func validate() throws {
    if !(2...1_000_000).contains(pairs) {
      throw ValidationError("--pairs \(pairs): expected 2 to 1,000,000")
    }
    if !(1...100_000).contains(top) {
      throw ValidationError("--top \(top): expected 1 to 100,000")
    }
    if analysis.split == .all {
      throw ValidationError("--split: expected train, validation or test")
    }
  }

  func run() throws {
    try analysis.run("hard", title: "hardest pairs of \(analysis.split.rawValue)", session: session)
    {
      store, pool, job in
      let network = try AnalysedNetwork(analysis.trained, in: store, pool: pool)
      var options = HardPairs.Options()
      options.split = analysis.split.split ?? .test
      options.pairs = pairs
      options.top = top
      let result = try HardPairs(options: options, seed: analysis.seed).run(
        network, in: store, monitor: job.monitor)
      try store.keep(
        "hard", result,
        from: Provenance(
          network: network.identity, split: analysis.split.rawValue, n: result.count,
          seed: analysis.seed, parameters: ["pairs": String(pairs), "top": String(top)]),
        job: job.record?.id, isComplete: !job.isCancelled)
      let names = Dictionary(
        try store.clips().map { ($0.id, $0.fileName) },
        uniquingKeysWith: { a, _ in a })
      func name(_ clip: Int64) -> String { names[clip, default: "clip \(clip)"] }
      let rows = result.pairs.map { pair -> [String: any Sendable] in
        [
          "picture": name(pair.pictureClip), "frame_time": pair.frameTime,
          "sound": name(pair.soundClip), "sound_start": pair.soundStart,
          "corresponds": pair.corresponds, "probability": pair.probability, "loss": pair.loss,
        ]
      }
      let classes = result.classes.map { figures -> [String: any Sendable] in
        [
          "class": figures.name, "n": figures.count, "accuracy": figures.accuracy,
          "loss": figures.loss,
        ]
      }
      let lines = result.pairs.map { pair in
        let verdict = pair.isMistake ? "wrong" : "right"
        let times = String(format: "%.2f s, sound from %.2f s", pair.frameTime, pair.soundStart)
        return String(format: "%6.3f  %.3f  ", pair.loss, pair.probability)
          + "\(verdict)  \(pair.corresponds ? "a pair" : "no pair")  \(name(pair.pictureClip)) at "
          + "\(times) of \(name(pair.soundClip))"
      }
      let head = String(
        format: "accuracy %.1f %%, loss %.3f of %d pairs, ", 100 * result.accuracy, result.loss,
        result.count)
      return (
        [
          "accuracy": result.accuracy, "loss": result.loss, "n": result.count, "pairs": rows,
          "classes": classes, "skipped": result.skipped, "network": network.identity.title,
        ],
        ([head + network.identity.title, "  loss  p(pair)"] + lines).map(printable)
          .joined(separator: "\n")
      )
    }
  }
}
