import ArgumentParser
import Experiments
import Foundation
import NeuralNet
import Printable
import Session

struct NeighboursCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "neighbours",
    abstract: "The nearest clips to a clip, within a modality or across.",
    discussion: """
      By cosine of pool4. --cross looks in the other modality; --cca first projects both by \
      canonical correlation fitted on training clips. With --all, nDCG@30 and recall over the \
      whole split.

      Example:
        earsight neighbours birds --clip 12 --modality audio
        earsight neighbours birds --clip 12 --modality audio --cross --cca --all
      """)

  @Argument(help: "The session.")
  var session: String
  @Option(help: "The clip: its number, file name or path.")
  var clip: String
  @Option(help: "The modality of the clip: audio or vision.")
  var modality = Modality.audio
  @Flag(help: "Neighbours of the other modality.")
  var cross = false
  @Flag(help: "Project both by canonical correlation first.")
  var cca = false
  @Flag(help: "Add nDCG@30 and recall over the split.")
  var all = false
  @Option(help: "Neighbours.")
  var count = 10
  @OptionGroup var analysis: AnalysisArguments

  func validate() throws {
    if !(1...10_000).contains(count) {
      throw ValidationError("--count \(count): expected 1 to 10,000")
    }
  }

  func run() throws {
    try analysis.run("neighbours", title: "neighbours of \(clip)", session: session) {
      store, pool, job in
      let record = try store.clip(named: clip)
      let subject = try analysis.rows(of: analysis.trained, store, pool, job)
      guard subject.index.clips.contains(record.id) else {
        throw ExperimentError.noSuchClip(
          session: "\(store.location.name), split \(analysis.split.rawValue)", wanted: clip)
      }
      var options = NeighbourExperiment.Options()
      options.modality = modality
      options.isCross = cross
      options.usesCCA = cca
      options.count = count
      let training =
        cca
        ? try analysis.rows(
          of: analysis.trained, by: Indexer.Options(split: .train, windows: analysis.windows),
          store, pool, job) : nil
      let experiment = try NeighbourExperiment(
        subject, training: training, options: options, pool: pool)
      let found = try experiment.neighbours(of: record.id)
      var object: [String: any Sendable] = [
        "clip": record.id, "modality": modality.rawValue, "cross": cross, "cca": cca,
        "n": subject.index.record.rows, "network": subject.network.title,
        "neighbours": found.map { neighbour -> [String: any Sendable] in
          [
            "clip": neighbour.clip.id, "path": store.location.url(of: neighbour.clip.path).path,
            "label": neighbour.clip.label ?? "", "time": neighbour.time,
            "similarity": neighbour.similarity,
          ]
        },
      ]
      var lines = [
        "\(record.label.map { "\($0): " } ?? "")\(record.fileName)"
          + ", \(modality.rawValue)\(cross ? " to the other modality" : ""), "
          + subject.network.title
      ]
      lines += found.enumerated().map { rank, neighbour in
        String(format: "%3d  %.3f  ", rank + 1, neighbour.similarity)
          + "\(neighbour.clip.label ?? "-")  "
          + neighbour.clip.fileName
      }
      if all {
        let figures = try experiment.figures(monitor: job.monitor)
        for (key, value) in [
          ("ndcg_30", figures.gain), ("ndcg_30_chance", figures.chanceGain),
          ("recall_1", figures.recallAt1), ("recall_10", figures.recallAt10),
          ("recall_10_chance", figures.chanceRecallAt10),
        ] {
          guard let value else { continue }
          object[key] = value
          lines.append("\(key)  \(fixed(value, 3))  (n = \(figures.n))")
        }
      }
      return (object, lines.map(printable).joined(separator: "\n"))
    }
  }
}
