import Analysis
import Experiments
import NeuralNet
import Session

/// A unit as the list, the map and filters see it.
struct UnitRow {
  let unit: Int
  let metrics: UnitMetrics
  /// The class that most of its top is of, and how many of it.
  let preferred: (name: String, count: Int)?
  /// The class that its mean is highest for.
  let label: String?
  let name: String?
  let note: String?
  let isBookmarked: Bool
  let isMarked: Bool
  /// The same unit of the other kind of network; nil where that is not known.
  let other: (metrics: UnitMetrics, preferred: (name: String, count: Int)?)?
  /// What the map is shaded by.
  let shading: UnitsState.Metric

  /// As people call units: `u209`.
  var title: String { "u\(unit)" }

  func level(_ metric: UnitsState.Metric) -> Double {
    Self.level(metric, metrics, preferred?.count)
  }

  /// The other network's level.
  func otherLevel(_ metric: UnitsState.Metric) -> Double? {
    other.map { Self.level(metric, $0.metrics, $0.preferred?.count) }
  }

  /// How much higher this network's level is than the other's.
  func difference(_ metric: UnitsState.Metric) -> Double? {
    otherLevel(metric).map { level(metric) - $0 }
  }

  private static func level(
    _ metric: UnitsState.Metric, _ metrics: UnitMetrics, _ preferring: Int?
  ) -> Double {
    switch metric {
    case .selectivity: metrics.selectivity ?? 0
    case .entropy: metrics.entropy
    case .maximum: Double(metrics.maximum)
    case .dead: metrics.isDead ? 1 : 0
    case .preference: Double(preferring ?? 0)
    }
  }

  /// What filters may ask of units.
  static let fields = FilterFields<UnitRow>(
    [
      FilterField("pref", help: "class that most of its top five is of") { row in
        row.preferred.map { .text($0.name) }
      },
      FilterField("sel", sign: .more, help: "selectivity, from 0 to 1") { row in
        row.metrics.selectivity.map { .number($0) }
      },
      FilterField("n", sign: .atLeast, help: "how many of its top five are of that class") {
        .number(Double($0.preferred?.count ?? 0))
      },
      FilterField("class", help: "class that its mean is highest for") { row in
        row.label.map { .text($0) }
      },
      FilterField("act", "max", sign: .more, help: "greatest activation") {
        .number(Double($0.metrics.maximum))
      },
      FilterField("mean", sign: .more, help: "mean activation") { .number($0.metrics.mean) },
      FilterField("h", "entropy", sign: .less, help: "entropy over the classes") {
        .number($0.metrics.entropy)
      },
      FilterField("diff", sign: .more, help: "trained minus random, of the map's metric") { row in
        row.difference(row.shading).map { .number($0) }
      },
      .flag("dead", help: "whether it answers nothing") { $0.metrics.isDead },
      FilterField("name", help: "what it was named") { row in row.name.map { .text($0) } },
      FilterField("note", sign: .inside, help: "what was written of it") { row in
        row.note.map { .text($0) }
      },
      .flag("b", help: "whether it is bookmarked") { $0.isBookmarked },
      .flag("mark", help: "whether it is marked") { $0.isMarked },
      FilterField("unit", help: "its number") { .number(Double($0.unit)) },
    ],
    words: { row in
      [
        row.title, row.preferred?.name, row.label, row.name, row.note,
        row.metrics.isDead ? "dead" : nil,
      ].compactMap { $0 }.joined(separator: " ")
    })
}

/// The units of the tower that is looked at.
struct UnitRows {
  /// All of them, by number.
  let all: [UnitRow]
  /// Those that pass the filter, in the order of the list.
  let listed: [UnitRow]

  /// Nil before the table is there.
  init?(_ state: State) {
    guard let table = state.analysis.table else { return nil }
    let analysis = state.analysis
    let marked = analysis.notes.marked(analysis.unitMarks)
    let other = analysis.comparedTable
    all = table.metrics.indices.map { unit in
      let subject = analysis.notesSubject(ofUnit: unit)
      let isCompared = other?.metrics.indices.contains(unit) == true
      return UnitRow(
        unit: unit, metrics: table.metrics[unit], preferred: table.preferred(of: unit),
        label: table.selectiveClass(of: unit), name: analysis.notes[subject, .name],
        note: analysis.notes[subject, .note],
        isBookmarked: analysis.notes[subject, .bookmark] != nil,
        isMarked: marked.contains(Int64(unit)),
        other: isCompared ? other.map { ($0.metrics[unit], $0.preferred(of: unit)) } : nil,
        shading: state.units.metric)
    }
    let metric = state.units.metric
    let filter = state.units.filter
    let passing = filter.isEmpty ? all : all.filter { UnitRow.fields.passes($0, filter) }
    listed = Self.sorted(passing, by: state.units.order, metric)
  }

  /// The place of a unit in the list; nil where the filter hides it.
  func place(of unit: Int) -> Int? { listed.firstIndex { $0.unit == unit } }

  /// The unit so many places on in the list; the nearest end where there are fewer.
  func unit(_ steps: Int, from unit: Int) -> Int {
    guard !listed.isEmpty else { return unit }
    guard let place = place(of: unit) else { return listed[0].unit }
    return listed[min(listed.count - 1, max(0, place + steps))].unit
  }

  /// The greatest first; equal ones by their number; without a name or class last.
  private static func sorted(
    _ rows: [UnitRow], by order: UnitsState.Order, _ metric: UnitsState.Metric
  ) -> [UnitRow] {
    func byNumber(_ value: (UnitRow) -> Double) -> [UnitRow] {
      let keys = rows.map(value)
      return rows.indices.sorted { (keys[$1], $0) < (keys[$0], $1) }.map { rows[$0] }
    }
    func byText(_ value: (UnitRow) -> String?) -> [UnitRow] {
      rows.sorted {
        switch (value($0), value($1)) {
        case (let first?, let second?): (first, $0.unit) < (second, $1.unit)
        case (_?, nil): true
        case (nil, _?): false
        case (nil, nil): $0.unit < $1.unit
        }
      }
    }
    switch order {
    case .number: return rows
    case .selectivity: return byNumber { $0.metrics.selectivity ?? -1 }
    case .preference: return byNumber { $0.level(.preference) }
    case .maximum: return byNumber { $0.level(.maximum) }
    case .entropy: return byNumber { $0.level(.entropy) }
    case .difference: return byNumber { $0.difference(metric) ?? -.infinity }
    case .name: return byText { $0.name }
    case .label: return byText { $0.label }
    }
  }
}

extension AnalysisState {
  /// The subject that notes of a unit of the present tower go by.
  func notesSubject(ofUnit unit: Int) -> String {
    Notes.unit(unit, subject, run: index?.run ?? run(of: subject) ?? "")
  }

  /// The subject that the marked units of the present tower go by.
  var unitMarks: String { Notes.unitMarks(subject, run: index?.run ?? run(of: subject) ?? "") }

  /// The units of the other kind of network; nil where they are not known.
  var comparedTable: UnitTable? {
    guard let other = comparison,
      case .units(let table) = shelf[.units(subject.modality, index: other.name)]
    else { return nil }
    return table
  }

  /// Whose maps stand beside: the other kind of network.
  func comparedSubject(_ modality: Modality? = nil) -> Subject {
    network(of: subject.with(modality, isRandom: !subject.isRandom))
  }

  /// Whose maps are shown.
  func mapSubject(_ modality: Modality? = nil) -> Subject { network(of: subject.with(modality)) }

  /// The units that go together, where that is known.
  var matches: UnitMatches? {
    guard let index,
      case .unitMatches(let matches) = shelf[.unitMatches(subject.modality, index: index.name)]
    else { return nil }
    return matches
  }

  /// The unit whose map is shown for a modality: the chosen one, and in the other tower the one that
  /// goes with it best.
  func shownUnit(_ modality: Modality) -> Int? {
    if modality == subject.modality { return unit }
    guard let matches, matches.across.indices.contains(unit) else { return nil }
    return matches.across[unit]?.unit
  }

  /// All units' maps over a moment by the network that is looked at, and for the difference also the
  /// random network's; nil before they were fetched.
  func maps(
    _ modality: Modality, at moment: Moment
  ) -> (own: ActivationMaps, random: ActivationMaps?)? {
    guard case .maps(let own) = shelf[.maps(moment, mapSubject(modality))] else { return nil }
    guard isDifference else { return (own, nil) }
    guard case .maps(let random) = shelf[.maps(moment, comparedSubject(modality))] else {
      return nil
    }
    return (own, random)
  }

  /// What the maps of a tower over a moment are asked for by.
  func mapInquiries(_ modality: Modality, at moment: Moment) -> [Inquiry] {
    [.maps(moment, mapSubject(modality))]
      + (isDifference ? [.maps(moment, comparedSubject(modality))] : [])
  }

  /// A unit's map over a moment, where it was fetched; in the difference trained minus random.
  func map(_ modality: Modality, at moment: Moment) -> UnitMap? {
    guard let unit = shownUnit(modality), let maps = maps(modality, at: moment) else { return nil }
    return UnitMap(maps.own, minus: maps.random, unit: unit)
  }

  /// The map of a unit of a subject's network over a moment, where it was fetched.
  func map(ofUnit unit: Int, by subject: Subject, at moment: Moment) -> UnitMap? {
    guard case .maps(let maps) = shelf[.maps(moment, subject)] else { return nil }
    return UnitMap(maps, unit: unit)
  }

  /// The window of a moment, where it was fetched.
  func window(_ moment: Moment) -> ClipWindow? {
    guard case .window(let window) = shelf[.window(moment)] else { return nil }
    return window
  }

  /// Why something could not be had; nil where it is there or on its way.
  func failure(_ inquiry: Inquiry) -> String? {
    guard case .failed(let reason) = shelf[inquiry] else { return nil }
    return reason
  }
}
