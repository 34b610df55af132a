import Analysis
import ArgumentParser
import Compute
import Experiments
import Foundation
import NeuralNet
import Printable
import Session

struct UnitsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "units",
    abstract: "The clips that excite each pool4 unit most, and what the units prefer.",
    discussion: """
      The top of a unit holds clips of distinct source videos. --output writes, for each unit, a \
      sheet of its top clips, a heatmap of each, and for audio their seconds one after another.

      Example:
        earsight units birds --modality audio --top 5
        earsight units birds --modality audio --unit 209 --output figures/
      """)

  @Argument(help: "The session.")
  var session: String
  @Option(help: "audio or vision.")
  var modality = Modality.audio
  @Option(help: "Clips of a unit.")
  var top = 5
  @Option(help: "One unit (default: all).")
  var unit: Int?
  @Flag(help: "The random network's units.")
  var random = false
  @Option(help: "Folder for pictures and sounds.")
  var output: String?
  @OptionGroup var analysis: AnalysisArguments

  func validate() throws {
    if !(1...100).contains(top) { throw ValidationError("--top \(top): expected 1 to 100") }
  }

  func run() throws {
    let title = "units of \(modality.rawValue), \(analysis.split.rawValue)"
    try analysis.run("units", title: title, isRandom: random, session: session) {
      store, pool, job in
      let network = try AnalysedNetwork(
        random ? analysis.random : analysis.trained, in: store, pool: pool)
      let outcome = try Indexer(store: store, options: analysis.index).run(
        network, monitor: job.monitor)
      let subject = try LabelledIndex(outcome.index, network: network.identity, in: store)
      let table = try UnitTable(subject, modality, depth: top, pool: pool)
      let count = table.metrics.count
      if let unit, !(0..<count).contains(unit) {
        throw ExperimentError.noSuchUnit(unit, count: count)
      }
      let units = unit.map { [$0] } ?? Array(0..<count)
      var object: [String: any Sendable] = [
        "modality": modality.rawValue, "n": subject.index.record.rows,
        "network": subject.network.title, "units": try rows(table, units, store, pool),
      ]
      if let output {
        var folder = UnitFolder(table, network: network, in: store)
        try folder.write(units, to: URL(fileURLWithPath: output), monitor: job.monitor)
        object["output"] = output
        object["files"] = folder.written.count
        object["skipped"] = folder.skipped.sorted { $0.key < $1.key }.map {
          ["path": $0.key, "reason": $0.value]
        }
      }
      return (object, text(table, units))
    }
  }

  private func rows(
    _ table: UnitTable, _ units: [Int], _ store: SessionStore, _ pool: WorkerPool
  ) throws -> [[String: any Sendable]] {
    let own = table.subject.index.matrix(modality)
    let other = table.subject.index.matrix(modality == .audio ? .vision : .audio)
    let similar = try UnitCorrelation.run(own, pool: pool)
    let across = try UnitCorrelation.run(own, with: other, pool: pool)
    func match(_ match: UnitCorrelation.Match) -> [String: any Sendable] {
      ["unit": match.unit, "correlation": Double(match.correlation)]
    }
    return units.map { unit in
      let metrics = table.metrics[unit]
      var row: [String: any Sendable] = [
        "unit": unit, "maximum": Double(metrics.maximum), "mean": metrics.mean,
        "entropy": metrics.entropy, "dead": metrics.isDead, "histogram": metrics.histogram,
        "similar": similar.mostSimilar(to: unit, count: 5).map(match),
        "top": table.top(of: unit).map { place -> [String: any Sendable] in
          [
            "clip": place.clip.id, "path": store.location.url(of: place.clip.path).path,
            "label": place.clip.label ?? "", "time": place.time,
            "activation": Double(place.activation),
          ]
        },
      ]
      if let best = across.bestMatch(of: unit) { row["best_match"] = match(best) }
      if let selectivity = metrics.selectivity { row["selectivity"] = selectivity }
      if let name = table.selectiveClass(of: unit) { row["class"] = name }
      if let preferred = table.preferred(of: unit) {
        row["preferred"] = preferred.name
        row["preferred_count"] = preferred.count
      }
      return row
    }
  }

  private func text(_ table: UnitTable, _ units: [Int]) -> String {
    var lines = [
      "\(table.metrics.count) \(modality.rawValue) units over \(table.subject.index.record.rows) "
        + "rows, \(table.subject.network.title)",
      "unit      max  sel  top \(top)",
    ]
    for unit in units {
      let metrics = table.metrics[unit]
      let head =
        Column.fitted("u\(unit)", width: 5)
        + String(
          format: "  %7.3f  %@  ", metrics.maximum,
          metrics.selectivity.map { String(format: "%.2f", $0) } ?? " -  ")
      let tail = table.top(of: unit).map {
        $0.clip.label ?? $0.clip.fileName
      }
      lines.append(head + (metrics.isDead ? "dead" : tail.joined(separator: ", ")))
    }
    return lines.map(printable).joined(separator: "\n")
  }
}
