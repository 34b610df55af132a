import Foundation
import Scales
import Session
import Terminal

/// A run in the list of runs.
public struct RunRow: Sendable, Equatable {
  /// The run's own row.
  public let record: RunRecord
  /// Its name, safe to show.
  public let name: String
  /// Values of its manifest by the last part of their name in lower case.
  let manifest: [String: String]
  /// How far it is.
  public var summary: RunSummary?

  /// The state as a word; the trainer's own last word where nothing newer is known.
  public var word: String { summary?.status.word ?? record.state.rawValue.uppercased() }
  /// Its last step; 0 before the first.
  public var step: Int { summary?.step ?? 0 }

  /// Its learning rate at first.
  var rate: Double? { manifest["learningrate"].flatMap(Double.init) }

  init(_ record: RunRecord) {
    self.record = record
    name = CellText.clean(record.name)
    manifest = Dictionary(
      RunData.flatten(record.manifest).map { ($0.key.lowercased(), $0.value) },
      uniquingKeysWith: { first, _ in first })
  }

  /// What filters may ask of runs: these, and every value of their manifests by its name.
  static func fields(manifest names: [String]) -> FilterFields<RunRow> {
    func parameter(_ name: String) -> @Sendable (RunRow) -> Filter.Value? {
      { row in row.manifest[name].map { text in Double(text).map { .number($0) } ?? .text(text) } }
    }
    let own: [FilterField<RunRow>] = [
      FilterField("state", help: "as a word: running, done, failed") { .text($0.word) },
      FilterField("acc", "val", sign: .more, help: "newest validation accuracy") { row in
        row.summary?.validationAccuracy.map { .number($0) }
      },
      FilterField("step", sign: .atLeast, help: "its last step") { .number(Double($0.step)) },
      FilterField("lr", sign: .less, help: "learning rate", value: parameter("learningrate")),
      FilterField("name", help: "its name") { .text($0.name) },
    ]
    let taken = Set(own.flatMap(\.names))
    return FilterFields(
      own
        + names.filter { !taken.contains($0) }.map { name in
          FilterField(name, help: "parameter of the run", value: parameter(name))
        },
      words: { $0.name + " " + $0.word })
  }
}

/// All runs of the session, which of them are listed and in which order, and which are compared.
public struct RunList: Sendable, Equatable {
  /// What the list is sorted by.
  public enum Order: String, CaseIterable, Codable, Sendable {
    case made = "age"
    case accuracy = "accuracy"
    case step = "step"
    case name = "name"
  }

  /// All runs, oldest first.
  public private(set) var rows: [RunRow] = []
  /// Places in ``rows`` of those listed, in the order of the list.
  public private(set) var listed: [Int] = []
  /// What was typed after `/`.
  public private(set) var filterText = ""
  /// What the list is sorted by.
  public private(set) var order = Order.made
  /// The run under the list's cursor; nil stays with the run that is followed.
  public var chosen: Int64?
  /// The runs that are compared, each in a place that gives it its colour and its marker; nil where
  /// one was taken out.
  public private(set) var places: [Int64?] = []
  private var filter = Filter("")
  /// Names of values in the runs' manifests.
  private var manifestNames: [String] = []

  /// What the filter may ask of them.
  var fields: FilterFields<RunRow> { RunRow.fields(manifest: manifestNames) }

  /// Runs compared at most: more could not be told apart (our choice).
  public static let mostMarked = 24

  /// What the person chose of a list.
  struct Choice: Codable, Sendable, Equatable {
    var filter = ""
    var order = Order.made
    var chosen: Int64?
    /// Runs in their places; 0 for a place that is free.
    var places: [Int64] = []
  }

  /// No runs.
  public init() {}

  /// Lists the runs in another way.
  mutating func take(_ choice: Choice) {
    order = choice.order
    chosen = choice.chosen
    places = choice.places.prefix(RunList.mostMarked).map { $0 > 0 ? $0 : nil }
    setFilter(choice.filter)
  }

  /// What was chosen.
  var choice: Choice {
    Choice(filter: filterText, order: order, chosen: chosen, places: places.map { $0 ?? 0 })
  }

  /// The colour and marker of a run that is compared; nil for others.
  public func place(of run: Int64) -> Int? { places.firstIndex(of: run) }
  /// How many runs are compared.
  public var markedCount: Int { places.reduce(0) { $0 + ($1 == nil ? 0 : 1) } }
  /// How many runs the filter hides.
  public var hiddenCount: Int { rows.count - listed.count }

  /// The row in the list of the chosen run, else of the one that is followed; nil where neither is
  /// listed.
  public func row(following run: Int64?) -> Int? {
    for wanted in [chosen, run] {
      guard let wanted else { continue }
      if let row = listed.firstIndex(where: { rows[$0].record.id == wanted }) { return row }
    }
    return nil
  }

  /// The run of a row of the list.
  public func run(atRow row: Int) -> RunRow? {
    listed.indices.contains(row) ? rows[listed[row]] : nil
  }

  /// Takes all runs; a manifest is read once.
  mutating func take(_ records: [RunRecord]) {
    let known = Dictionary(rows.map { ($0.record.id, $0) }, uniquingKeysWith: { a, _ in a })
    rows = records.map { record in
      guard let old = known[record.id], old.record == record else {
        var row = RunRow(record)
        row.summary = known[record.id]?.summary
        return row
      }
      return old
    }
    manifestNames = Set(rows.flatMap(\.manifest.keys)).sorted()
    let all = Set(records.map(\.id))
    for index in places.indices {
      if let run = places[index], !all.contains(run) { places[index] = nil }
    }
    arrange()
  }

  /// Takes how far the runs are.
  mutating func take(_ summaries: [RunSummary]) {
    let byRun = Dictionary(summaries.map { ($0.run, $0) }, uniquingKeysWith: { a, _ in a })
    for index in rows.indices { rows[index].summary = byRun[rows[index].record.id] }
    arrange()
  }

  /// Lists only what passes the filter.
  public mutating func setFilter(_ text: String) {
    filterText = text
    filter = Filter(text)
    arrange()
  }

  /// Sorts by something else.
  public mutating func setOrder(_ order: Order) {
    self.order = order
    arrange()
  }

  /// Compares a run, or no longer; false where there are too many already.
  @discardableResult
  public mutating func toggleMark(_ run: Int64) -> Bool {
    if let place = place(of: run) {
      places[place] = nil
      return true
    }
    guard markedCount < RunList.mostMarked else { return false }
    if let free = places.firstIndex(of: nil) {
      places[free] = run
    } else {
      places.append(run)
    }
    return true
  }

  private mutating func arrange() {
    let fields = fields
    let passing = rows.indices.filter { fields.passes(rows[$0], filter) }
    switch order {
    case .made: listed = passing
    case .accuracy:
      listed = passing.sorted {
        (rows[$1].summary?.validationAccuracy ?? -1, $0)
          < (rows[$0].summary?.validationAccuracy ?? -1, $1)
      }
    case .step: listed = passing.sorted { (rows[$1].step, $0) < (rows[$0].step, $1) }
    case .name: listed = passing.sorted { (rows[$0].name, $0) < (rows[$1].name, $1) }
    }
  }
}
