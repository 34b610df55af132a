import ArgumentParser
import Experiments
import Foundation
import NeuralNet
import Session

struct PreferCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prefer",
    abstract: "Unit preference: classes that fill the top 5 of some unit, beside chance.",
    discussion: """
      A class is covered when some unit's top 5 clips hold at least 4 (and at least 3) of it. \
      Chance alone covers classes where units are many and classes few, so what shuffled labels \
      cover stands beside it, and the random network's coverage with its own.

      Example:
        earsight prefer birds --split test
      """)

  @Argument(help: "The session.")
  var session: String
  @OptionGroup var analysis: AnalysisArguments

  func run() throws {
    let title = "unit preference, \(analysis.split.rawValue)"
    try analysis.run("prefer", title: title, session: session) { store, pool, job in
      let trained = try analysis.rows(of: analysis.trained, store, pool, job)
      let random = try analysis.rows(of: analysis.random, store, pool, job)
      let found = try PreferenceExperiment(
        trained: trained, random: random, session: store.location.name,
        seed: analysis.seed, pool: pool)
      try store.keep(
        "prefer", found, from: Provenance(trained, seed: analysis.seed), job: job.record?.id)
      return (object(found, trained), text(found, trained))
    }
  }

  private func object(
    _ found: PreferenceExperiment, _ subject: LabelledIndex
  ) -> [String: any Sendable] {
    func both<Value: Sendable>(
      _ coverage: [String: PreferenceExperiment.Coverage],
      _ value: (PreferenceExperiment.Coverage) -> Value
    ) -> [String: any Sendable] { coverage.mapValues(value) }
    let classes = found.names.indices.map { label -> [String: any Sendable] in
      var row: [String: any Sendable] = [
        "class": found.names[label], "clips": found.counts[label],
      ]
      for (name, side) in [("trained", found.trained), ("random", found.random)] {
        row[name] = side.mapValues { coverage -> [String: any Sendable] in
          ["unit": coverage.classes[label].unit ?? -1, "count": coverage.classes[label].count]
        }
      }
      return row
    }
    return [
      "trained_4": both(found.trained) { $0.atFour },
      "trained_3": both(found.trained) { $0.atThree },
      "random_4": both(found.random) { $0.atFour },
      "random_3": both(found.random) { $0.atThree },
      "shuffled_4": both(found.trained) { $0.expectedAtFour },
      "shuffled_3": both(found.trained) { $0.expectedAtThree },
      "random_shuffled_4": both(found.random) { $0.expectedAtFour },
      "random_shuffled_3": both(found.random) { $0.expectedAtThree },
      "classes": classes, "n": subject.index.record.rows, "network": subject.network.title,
    ]
  }

  private func text(_ found: PreferenceExperiment, _ subject: LabelledIndex) -> String {
    var lines = [
      "\(found.names.count) classes, \(subject.index.record.rows) clips, "
        + "\(subject.index.vision.columns) units a tower, seed \(analysis.seed), "
        + subject.network.title,
      "classes covered          4 of 5   by chance      3 of 5   by chance",
    ]
    for (name, side) in [("trained", found.trained), ("random ", found.random)] {
      for modality in Modality.allCases {
        guard let coverage = side[modality.rawValue] else { continue }
        let title = Column.fitted("\(name) \(modality.rawValue)", width: 22)
        lines.append(
          title
            + String(
              format: "%8d   %5.1f ± %3.1f   %8d   %5.1f ± %3.1f", coverage.atFour,
              coverage.expectedAtFour, coverage.deviationAtFour, coverage.atThree,
              coverage.expectedAtThree, coverage.deviationAtThree))
      }
    }
    let width = Column.width(of: found.names, atLeast: 22)
    lines.append(
      Column.fitted("class", width: width + 1) + Column.fitted("trained vision, audio", width: 26)
        + "random vision, audio")
    for (label, name) in found.names.enumerated() {
      func cell(_ side: [String: PreferenceExperiment.Coverage], _ modality: Modality) -> String {
        guard let best = side[modality.rawValue]?.classes[label], let unit = best.unit else {
          return "-"
        }
        return "\(best.count)/5 u\(unit)"
      }
      let row =
        Column.fitted(name, width: width + 1)
        + Column.fitted(cell(found.trained, .vision), width: 11)
        + Column.fitted(cell(found.trained, .audio), width: 15)
        + Column.fitted(cell(found.random, .vision), width: 11)
      lines.append(row + cell(found.random, .audio))
    }
    return lines.joined(separator: "\n")
  }
}
