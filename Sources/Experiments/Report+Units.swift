import Analysis
import Figures
import Foundation
import NeuralNet
import Scales
import Session

extension Report {
  /// Sheets of the units with a name or a bookmark, and of those that prefer their class most.
  func addUnits(_ page: inout HTMLPage, _ monitor: AnalysisMonitor) throws {
    page.heading("Units")
    let indexes = try store.indexes().filter {
      $0.isTrained && $0.run == run.name && $0.windows == 1
    }
    let step = ShownCheckpoint.step(among: indexes.map(\.step), best: try bestStep())
    guard let record = indexes.first(where: { $0.step == step }) else {
      return page.missing("index", store.location.name)
    }
    let network = try AnalysedNetwork(
      .trained(run: run.name, checkpoint: "best"), in: store, pool: pool)
    guard network.identity.digest == record.network else {
      return page.paragraph(
        "The best checkpoint was not embedded yet, only that of step \(record.step): run "
          + "'earsight index \(store.location.word) --run \(run.name)'.")
    }
    let subject = try LabelledIndex(
      EmbeddingIndex(record, in: store.location), network: network.identity, in: store)
    page.paragraph(
      "The five clips of distinct videos that excite a unit most. A heatmap is the unit's conv4_2 "
        + "map after ReLU over what the tower sees; those of a unit share their scale.")
    for modality in Modality.allCases {
      let table = try UnitTable(subject, modality, pool: pool)
      let words = try said(modality, units: table.metrics.count)
      func rank(_ unit: Int) -> Double {
        (words[unit] == nil ? 0 : 100) + Double(table.preferred(of: unit)?.count ?? 0)
          + (table.metrics[unit].selectivity ?? 0)
      }
      let order = table.metrics.indices.sorted { (-rank($0), $0) < (-rank($1), $1) }
      let shown = order.prefix(max(Self.units, min(24, words.count)))
      page.subheading("\(modality.rawValue) units")
      page.details("All \(table.metrics.count) units as a table") { page in
        page.table(
          ["unit", "selectivity", "of class", "top five", "maximum", "mean", "entropy"],
          table.metrics.enumerated().map { unit, metrics in
            [
              "u\(unit)", metrics.selectivity.map { NumberText.fixed($0, 3) } ?? "",
              table.selectiveClass(of: unit) ?? "",
              metrics.isDead
                ? "dead" : table.preferred(of: unit).map { "\($0.count) \($0.name)" } ?? "",
              NumberText.fixed(Double(metrics.maximum), 3), NumberText.fixed(metrics.mean, 3),
              NumberText.fixed(metrics.entropy, 3),
            ]
          })
      }
      var sheets = UnitFolder(table, network: network, in: store)
      try page.beside { page in
        for (place, unit) in shown.enumerated() {
          guard monitor.advance(place, of: shown.count, "\(modality.rawValue) units") else {
            throw ExperimentError.cancelled
          }
          var sheet = try sheets.sheet(of: unit)
          if let words = words[unit] { sheet.caption = "\(words). \(sheet.caption)" }
          sheet.cellWidth = 100
          // One pixel a point and a little: spectrograms of finer grain are most of the page.
          page.figure(try sheet.svg(density: 1.25))
        }
      }
    }
  }

  /// What was said of a tower's units, by unit.
  private func said(_ modality: Modality, units: Int) throws -> [Int: String] {
    let start = "unit/\(run.name)/\(modality.rawValue)/"
    var words: [Int: [String]] = [:]
    for note in try store.notes() where note.subject.hasPrefix(start) {
      guard let unit = Int(note.subject.dropFirst(start.count)), (0..<units).contains(unit) else {
        continue
      }
      words[unit, default: []].append(Self.words(note))
    }
    return words.mapValues { $0.joined(separator: ", ") }
  }

  private static func words(_ note: NoteRecord) -> String {
    switch note.kind {
    case .name: "\u{201C}\(note.text)\u{201D}"
    case .note: note.text
    case .bookmark: "bookmarked"
    case .mark: "numbers \(note.text)"
    }
  }

  /// What was said of units and clips.
  func addNotes(_ page: inout HTMLPage) throws {
    let notes = try store.notes()
    guard !notes.isEmpty else { return }
    page.heading("Names, notes and bookmarks")
    let clips = Dictionary(
      try store.clips().map { ("\($0.id)", $0) }, uniquingKeysWith: { first, _ in first })
    func subject(_ text: String) -> String {
      let parts = text.split(separator: "/").map(String.init)
      switch (parts.first, parts.count) {
      case ("unit", 4): return "\(parts[2]) unit \(parts[3]) of \(parts[1])"
      case ("clip", 2):
        let clip = clips[parts[1]]
        return ["clip \(parts[1])", clip?.label, clip?.fileName].compactMap { $0 }
          .joined(separator: ", ")
      default: return text
      }
    }
    page.table(
      ["of", "", "said", "when"],
      notes.map { note in
        [
          subject(note.subject), note.kind.rawValue, note.kind == .bookmark ? "" : note.text,
          note.updated.formatted(.iso8601),
        ]
      })
  }

  /// What every result was computed from.
  func addProvenance(_ page: inout HTMLPage) throws {
    let results = try store.results()
    guard !results.isEmpty else { return }
    page.heading("Provenance")
    let jobs = Dictionary(
      try store.jobs().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    page.details("Where each of \(results.count) results comes from") { page in
      page.table(
        ["result", "when", "network", "weights", "rows", "seed", "parameters", "command"],
        results.map { result in
          guard let source = result.source else {
            return ["\(result.kind) \(result.id)", "", "", "", "", "", "", ""]
          }
          let parameters = source.parameters.sorted { $0.key < $1.key }
            .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
          let modality = source.modality.isEmpty ? "" : " \(source.modality)"
          return [
            "\(result.kind) \(result.id)\(result.isComplete ? "" : " (unfinished)")",
            result.updated.formatted(.iso8601), source.network.title,
            String(source.network.digest.prefix(12)), "\(source.n) \(source.split)\(modality)",
            "\(source.seed)", parameters,
            result.job.flatMap { jobs[$0] }.map { job in
              "earsight "
                + job.arguments.map { $0 == store.location.folder.path ? store.location.name : $0 }
                .joined(separator: " ")
            } ?? "",
          ]
        })
    }
  }
}
