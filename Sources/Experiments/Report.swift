import Analysis
import Compute
import Figures
import Foundation
import NeuralNet
import Scales
import Session

/// A session's figures and tables on one page of HTML that needs no other file.
///
/// What was not computed is named with the command that computes it; nothing is computed here but the
/// units' tops and their pictures.
public struct Report {
  private let store: SessionStore
  private let run: RunRecord
  private let pool: WorkerPool
  /// Units of each tower whose sheets are shown (our choice: a page of some megabytes).
  private static let units = 6

  /// A report of a run.
  public init(store: SessionStore, run: RunRecord, pool: WorkerPool) {
    self.store = store
    self.run = run
    self.pool = pool
  }

  /// The page.
  public func html(monitor: AnalysisMonitor) throws -> String {
    var page = HTMLPage(title: "\(store.location.name): \(run.name)")
    try addTraining(&page)
    try addPreferences(&page)
    try addClusters(&page)
    try addLayouts(&page)
    try addUnits(&page, monitor)
    try addHardest(&page)
    return page.text
  }

  private func newest(_ kind: String) throws -> [(result: ResultRecord, source: Provenance)] {
    try store.results(kind: kind).compactMap { result in
      guard let source = result.source, result.isComplete,
        !source.network.isTrained || source.network.run == run.name
      else { return nil }
      return (result, source)
    }
  }

  private func addTraining(_ page: inout HTMLPage) throws {
    let steps = try store.steps(run: run.id)
    let all = try store.validations(run: run.id)
    let validations = all.filter { $0.split == .validation }
    page.heading("Training")
    let last = steps.last
    page.table(
      ["", ""],
      [
        ["session", store.location.name], ["run", run.name], ["state", run.state.rawValue],
        ["steps", "\(last?.step ?? 0)"], ["pairs", "\(last?.pairs ?? 0)"],
        ["manifest", run.manifest],
      ])
    if let test = all.last(where: { $0.split == .test }) {
      let error = (test.accuracy * (1 - test.accuracy) / Double(max(1, test.count))).squareRoot()
      page.paragraph(
        "Audio-visual correspondence on the test split: accuracy "
          + "\(NumberText.fixed(100 * test.accuracy, 1)) ± \(NumberText.fixed(100 * error, 1)) % of "
          + "\(test.count) pairs at step \(test.step) (chance 50 %).")
    }
    guard !steps.isEmpty else { return page.paragraph("No step was taken yet.") }
    let x = steps.map { Double($0.step) }
    let v = validations.map { Double($0.step) }
    page.figure(
      try CurveFigure(
        [
          .init("train", x: x, y: steps.map(\.loss), smoothing: 0.97),
          .init("validation", x: v, y: validations.map(\.loss), hasPoints: true),
        ], references: [FigureReference(log(2), "ln 2")], xTitle: "step", yTitle: "loss",
        title: "Loss", caption: run.name
      ).svg())
    page.figure(
      try CurveFigure(
        [
          .init("train", x: x, y: steps.map(\.accuracy), smoothing: 0.97),
          .init(
            "validation", x: v, y: validations.map(\.accuracy), hasPoints: true,
            errors: validations.map { Binomial.interval(share: $0.accuracy, count: $0.count) }),
        ], references: [FigureReference(0.5, "chance")], xTitle: "step", yTitle: "accuracy",
        title: "Accuracy", caption: "\(run.name); bars: 95 % of a binomial"
      ).svg())
  }

  private func addPreferences(_ page: inout HTMLPage) throws {
    page.heading("Unit preference")
    guard let (result, source) = try newest("prefer").first,
      let found = result.figures(as: PreferenceExperiment.self)
    else { return page.missing("prefer", store.location.name) }
    var rows: [[String]] = []
    for (name, side) in [("trained", found.trained), ("random network", found.random)] {
      for modality in Modality.allCases {
        guard let c = side[modality.rawValue] else { continue }
        rows.append([
          "\(name), \(modality.rawValue)", "\(c.atFour)",
          "\(NumberText.fixed(c.expectedAtFour, 1)) ± \(NumberText.fixed(c.deviationAtFour, 1))",
          "\(c.atThree)",
          "\(NumberText.fixed(c.expectedAtThree, 1)) ± \(NumberText.fixed(c.deviationAtThree, 1))",
        ])
      }
    }
    page.paragraph(
      "Classes of \(found.names.count) that some unit's top five hold at least four, and three, "
        + "clips of; beside what shuffled labels give.")
    page.table(["", "4 of 5", "by chance", "3 of 5", "by chance"], rows)
    for modality in Modality.allCases {
      func counts(_ side: [String: PreferenceExperiment.Coverage]) -> [Double] {
        side[modality.rawValue]?.classes.map { Double($0.count) } ?? found.names.map { _ in 0 }
      }
      page.figure(
        try BarFigure(
          categories: found.names,
          series: [
            .init("trained", counts(found.trained)), .init("random network", counts(found.random)),
          ], valueTitle: "clips of 5", range: 0...5, title: "Best unit, \(modality.rawValue)",
          caption: source.line
        ).svg())
    }
  }

  private func addClusters(_ page: inout HTMLPage) throws {
    page.heading("Clusters")
    let found = try newest("kmeans")
    guard !found.isEmpty else { return page.missing("kmeans", store.location.name) }
    var shown: Set<String> = []
    var rows: [[String]] = []
    for (result, source) in found {
      guard let figures = result.figures(as: ClusterExperiment.Figures.self),
        shown.insert("\(source.modality) \(source.split) \(figures.clusters)").inserted
      else { continue }
      func cell(_ value: ClusterExperiment.Agreement?) -> String {
        value.map { "\(NumberText.fixed($0.nmi, 3)) / \(NumberText.fixed($0.ami, 3))" } ?? "-"
      }
      rows.append([
        source.modality, source.split, "\(figures.clusters)", "\(figures.n)",
        NumberText.fixed(figures.inertia, 1), cell(figures.agreement), cell(figures.randomNetwork),
        cell(figures.randomAssignment), "\(source.seed)",
      ])
    }
    page.paragraph("k-means of pool4; agreement with the labels as NMI / AMI.")
    page.table(
      [
        "tower", "split", "k", "n", "inertia", "trained", "random network", "random assignment",
        "seed",
      ], rows)
  }

  private func addLayouts(_ page: inout HTMLPage) throws {
    page.heading("Layouts")
    let found = try newest("tsne")
    guard !found.isEmpty else { return page.missing("tsne", store.location.name) }
    var clips: [Int64: ClipRecord] = [:]
    for clip in try store.clips() { clips[clip.id] = clip }
    let names = Set(clips.values.compactMap(\.label)).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    var shown: Set<String> = []
    for (result, source) in found {
      let kind = "\(source.modality), \(source.network.isTrained ? "trained" : "random network")"
      guard shown.insert(kind).inserted,
        let points: [Float] = try store.array("layout", ofResult: result.id)?.values(),
        let ids: [Int64] = try store.array("clips", ofResult: result.id)?.values(),
        points.count == 2 * ids.count
      else { continue }
      let figures = result.figures(as: LayoutExperiment.Figures.self)
      let divergence = figures?.divergence.map { ", KL \(NumberText.fixed($0, 3))" } ?? ""
      page.figure(
        try ScatterFigure(
          x: ids.indices.map { points[2 * $0] }, y: ids.indices.map { points[2 * $0 + 1] },
          categories: ids.map { clips[$0]?.label.flatMap { numbers[$0] } ?? -1 }, names: names,
          tips: ids.map { id in
            clips[id].map(\.fileName) ?? "clip \(id)"
          }, title: "t-SNE, \(kind)",
          caption: "\(source.line), perplexity \(figures?.perplexity ?? 0)\(divergence)"
        ).svg())
    }
  }

  /// Sheets of the units that prefer their class most.
  private func addUnits(_ page: inout HTMLPage, _ monitor: AnalysisMonitor) throws {
    page.heading("Units")
    let record = try store.indexes().first {
      $0.isTrained && $0.run == run.name && $0.windows == 1
    }
    guard let record else { return page.missing("index", store.location.name) }
    let network = try AnalysedNetwork(
      .trained(run: run.name, checkpoint: "best"), in: store, pool: pool)
    guard network.identity.digest == record.network else {
      return page.paragraph(
        "The embeddings are of an older checkpoint (step \(record.step)): run 'earsight index "
          + "\(store.location.name)' again.")
    }
    let subject = try LabelledIndex(
      EmbeddingIndex(record, in: store.location), network: network.identity, in: store)
    for modality in Modality.allCases {
      let table = try UnitTable(subject, modality, pool: pool)
      func rank(_ unit: Int) -> Double {
        Double(table.preferred(of: unit)?.count ?? 0) + (table.metrics[unit].selectivity ?? 0)
      }
      let order = table.metrics.indices.sorted { (-rank($0), $0) < (-rank($1), $1) }
      var sheets = UnitFolder(table, network: network, in: store)
      for (place, unit) in order.prefix(Self.units).enumerated() {
        guard monitor.advance(place, of: Self.units, "\(modality.rawValue) units") else {
          throw ExperimentError.cancelled
        }
        page.picture(try sheets.sheet(of: unit).data(.png, scale: 1.2))
      }
    }
  }

  private func addHardest(_ page: inout HTMLPage) throws {
    page.heading("Hardest pairs")
    guard let (result, source) = try newest("hard").first,
      let found = result.figures(as: HardPairs.Result.self)
    else { return page.missing("hard", store.location.name) }
    let names = Dictionary(
      try store.clips().map { ($0.id, $0.fileName) },
      uniquingKeysWith: { a, _ in a })
    page.paragraph(
      "\(source.line): accuracy \(NumberText.fixed(100 * found.accuracy, 1)) %, loss "
        + NumberText.fixed(found.loss, 3))
    page.table(
      ["loss", "p(pair)", "truth", "judged", "seen", "heard"],
      found.pairs.prefix(20).map { pair in
        [
          NumberText.fixed(pair.loss, 3), NumberText.fixed(pair.probability, 3),
          pair.corresponds ? "pair" : "no pair", pair.isMistake ? "wrong" : "right",
          "\(names[pair.pictureClip] ?? "?") at \(NumberText.fixed(pair.frameTime, 2)) s",
          "\(names[pair.soundClip] ?? "?") from \(NumberText.fixed(pair.soundStart, 2)) s",
        ]
      })
    if !found.classes.isEmpty {
      page.table(
        ["class", "pairs", "accuracy", "loss"],
        found.classes.map {
          [
            $0.name, "\($0.count)", "\(NumberText.fixed(100 * $0.accuracy, 1)) %",
            NumberText.fixed($0.loss, 3),
          ]
        })
    }
  }
}
