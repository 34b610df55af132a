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
  let store: SessionStore
  let run: RunRecord
  let pool: WorkerPool
  /// Units of each tower whose sheets are shown besides those with a name or a bookmark (our choice:
  /// a page of some megabytes).
  static let units = 6

  /// A report of a run.
  public init(store: SessionStore, run: RunRecord, pool: WorkerPool) {
    self.store = store
    self.run = run
    self.pool = pool
  }

  /// The page.
  public func html(monitor: AnalysisMonitor) throws -> String {
    var page = HTMLPage(
      title: "\(store.location.name): \(run.name)",
      subtitle: "Audio-visual correspondence, L3-Net (Arandjelovic & Zisserman 2017). Written by "
        + "earsight \(Date().formatted(.iso8601.year().month().day())).")
    try addSummary(&page)
    try addTraining(&page)
    try addPreferences(&page)
    try addClusters(&page)
    try addLayouts(&page)
    try addUnits(&page, monitor)
    try addHardest(&page)
    try addNotes(&page)
    try addProvenance(&page)
    return page.text
  }

  /// The step of the run's best checkpoint; nil where there is none.
  func bestStep() throws -> Int? {
    try store.checkpoints(run: run.id).last { $0.kind == .best }?.step
  }

  /// Complete results of a kind by this run or a random network, the newest first; of the run's those
  /// of the checkpoint that is shown, which is the best where it has some of the tower and the split.
  func newest(_ kind: String) throws -> [(result: ResultRecord, source: Provenance)] {
    let all = try store.results(kind: kind).compactMap { result in
      result.source.flatMap { result.isComplete ? (result: result, source: $0) : nil }
    }
    let best = try bestStep()
    func shown(_ like: Provenance) -> Int? {
      let alike = all.map(\.source).filter {
        $0.network.isTrained && $0.network.run == run.name && $0.modality == like.modality
          && $0.split == like.split
      }
      return ShownCheckpoint.step(among: alike.map(\.network.step), best: best)
    }
    return all.filter { _, source in
      !source.network.isTrained
        || source.network.run == run.name && source.network.step == shown(source)
    }
  }

  private func addSummary(_ page: inout HTMLPage) throws {
    page.heading("Summary")
    let last = try store.lastStep(run: run.id)
    let clips = try store.clips()
    func count(_ split: ClipRecord.Split) -> String {
      NumberText.grouped(clips.count { $0.split == split })
    }
    var rows = [
      ["session", store.location.name], ["run", "\(run.name), \(run.state.rawValue)"],
      [
        "training",
        "\(NumberText.grouped(last?.step ?? 0)) steps, \(NumberText.grouped(last?.pairs ?? 0)) "
          + "pairs, \(NumberText.fixed((last?.wallSeconds ?? 0) / 60, 1)) min",
      ],
      [
        "clips",
        "\(count(.train)) to train, \(count(.validation)) to validate, \(count(.test)) to test; "
          + "\(Set(clips.compactMap(\.label)).count) classes, used by no training",
      ],
    ]
    if let test = try store.validations(run: run.id).last(where: { $0.split == .test }) {
      let error = (test.accuracy * (1 - test.accuracy) / Double(max(1, test.count))).squareRoot()
      rows.append([
        "test",
        "accuracy \(NumberText.fixed(100 * test.accuracy, 1)) % (standard error "
          + "\(NumberText.fixed(100 * error, 1))) of \(NumberText.grouped(test.count)) pairs at step "
          + "\(NumberText.grouped(test.step)) (chance 50 %)",
      ])
    }
    page.table(["", ""], rows)
  }

  private func addTraining(_ page: inout HTMLPage) throws {
    page.heading("Training")
    let steps = try store.steps(run: run.id)
    let validations = try store.validations(run: run.id).filter { $0.split == .validation }
    guard !steps.isEmpty else { return page.paragraph("No step was taken yet.") }
    let x = steps.map { Double($0.step) }
    let n = validations.last.map { "; validation n = \(NumberText.grouped($0.count))" } ?? ""
    let caption = "\(run.name)\(n); train smoothed by .97, its values dimmed"
    func curves(
      _ title: String, unit: String = "", _ y: [Double], _ measured: [Double] = [],
      errors: [ClosedRange<Double>?] = [], reference: FigureReference? = nil,
      smoothing: Double = 0.97, isLogarithmic: Bool = false, caption: String, height: Double
    ) throws -> String {
      var series = [CurveFigure.Series("train", x: x, y: y, smoothing: smoothing)]
      if !measured.isEmpty {
        series.append(
          .init(
            "validation", x: validations.map { Double($0.step) }, y: measured, hasPoints: true,
            errors: errors))
      }
      return try CurveFigure(
        series,
        references: reference.map { [$0] } ?? [], xTitle: "step",
        yTitle: title.lowercased() + unit,
        yRange: isLogarithmic ? nil : Self.range(y, measured), isLogarithmicY: isLogarithmic,
        title: title, caption: caption, width: 560, height: height
      ).svg()
    }
    try page.beside { page in
      page.figure(
        try curves(
          "Loss", unit: " (nats)", steps.map(\.loss), validations.map(\.loss),
          reference: FigureReference(log(2), "ln 2, chance"), caption: caption, height: 360))
      page.figure(
        try curves(
          "Accuracy", steps.map(\.accuracy), validations.map(\.accuracy),
          errors: validations.map { Binomial.interval(share: $0.accuracy, count: $0.count) },
          reference: FigureReference(0.5, "chance"),
          caption: "\(caption); bars: 95 % of a binomial (Wilson)", height: 360))
      page.figure(
        try curves(
          "Gradient norm", steps.map(\.gradientNorm), isLogarithmic: true, caption: run.name,
          height: 250))
      page.figure(
        try curves(
          "Learning rate", steps.map(\.learningRate), smoothing: 0, caption: run.name, height: 250))
    }
    let facts = Self.facts(run.manifest)
    if !facts.isEmpty {
      page.details("Everything that the run was begun with") { $0.table(["", ""], facts) }
    }
  }

  /// What is shown of curves: all that was measured seldom, and of the values of steps the middle 99
  /// of 100, so that rare ones do not flatten the rest.
  private static func range(_ values: [Double], _ measured: [Double]) -> ClosedRange<Double>? {
    let sorted = values.filter(\.isFinite).sorted()
    guard let last = sorted.last else { return nil }
    let core =
      [sorted[sorted.count / 200], sorted.count < 200 ? last : sorted[sorted.count * 199 / 200]]
      + measured.filter(\.isFinite)
    guard let low = core.min(), let high = core.max(), high > low else { return nil }
    return (low - 0.03 * (high - low))...(high + 0.03 * (high - low))
  }

  /// The leaves of a JSON object, by the names on the way to them.
  private static func facts(_ json: String) -> [[String]] {
    var rows: [[String]] = []
    func walk(_ value: Any, _ path: [String]) {
      switch value {
      case let object as [String: Any]:
        for key in object.keys.sorted() { if let child = object[key] { walk(child, path + [key]) } }
      case let list as [Any]:
        rows.append([path.joined(separator: " "), list.map { "\($0)" }.joined(separator: " ")])
      case is NSNull: break
      default: rows.append([path.joined(separator: " "), "\(value)"])
      }
    }
    if let object = try? JSONSerialization.jsonObject(with: Data(json.utf8)) { walk(object, []) }
    return rows
  }
}
