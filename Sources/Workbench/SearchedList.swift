import Experiments
import Session
import Terminal

/// The list of the screen in front, as a search goes through it: nothing is hidden, the cursor goes to
/// the rows that a filter would let through.
struct SearchedList {
  /// What its rows are called.
  let noun: String
  /// How many there are.
  let count: Int
  /// The place of the cursor among the rows.
  let chosen: Int
  /// The fields that may be asked for, for the help.
  let lines: [(keys: String, text: String)]
  /// The places of the rows that a filter lets through, upwards.
  let hits: (Filter) -> [Int]
  /// What may come next in what is typed.
  let suggestions: (TypedLine) -> [Suggestion]
  /// Puts the cursor on a row.
  let choose: (inout State, Int) -> Void

  init<Row>(
    _ noun: String, _ rows: [Row], _ fields: FilterFields<Row>, chosen: Int?,
    choose: @escaping (inout State, Int) -> Void
  ) {
    self.noun = noun
    self.chosen = chosen ?? 0
    count = rows.count
    self.choose = choose
    lines = fields.lines
    hits = { filter in rows.indices.filter { fields.passes(rows[$0], filter) } }
    suggestions = { line in fields.suggestions(for: line) { rows } }
  }
}

extension State {
  /// Whether the screen in front has a list that a search can go through; cheap, as footers ask.
  var hasSearchedList: Bool {
    switch tab {
    case .train: !train.list.listed.isEmpty
    case .units: analysis.table != nil
    case .clusters: analysis.result("kmeans", of: analysis.subject) != nil
    case .prefs, .pairs: resultKind.map { analysis.result($0, of: shownSubject) != nil } ?? false
    case .jobs: !analysis.jobs.isEmpty
    case .log: !log.visible.isEmpty
    case .clip, .embed: false
    }
  }

  /// The list that a search goes through; nil where the screen has none.
  var searchedList: SearchedList? {
    switch tab {
    case .train:
      let rows = train.list.listed.map { train.list.rows[$0] }
      return SearchedList(
        "runs", rows, train.list.fields, chosen: train.list.row(following: run?.record.id)
      ) {
        $0.train.list.chosen = rows[$1].record.id
        if !TrainLayout.isShown(.runs, $0) { $0.train.focus = .runs }
      }
    case .units:
      guard let rows = UnitRows(self) else { return nil }
      return SearchedList(
        "units", rows.listed, UnitRow.fields, chosen: rows.place(of: analysis.unit)
      ) { $0.choose(unit: rows.listed[$1].unit) }
    case .clusters:
      guard let board = ClusterBoard(self) else { return nil }
      return SearchedList("clusters", board.rows, ClusterBoard.Row.fields, chosen: board.chosen) {
        $0.clusters.cluster = board.rows[$1].cluster.number
        $0.clusters.member = 0
      }
    case .prefs:
      let rows = preferenceRows
      return SearchedList(
        "classes", rows, PreferenceRow.fields, chosen: prefs.cursor.row(of: rows.count)
      ) { $0.prefs.cursor.row = $1 }
    case .jobs:
      let rows = analysis.jobs
      return SearchedList(
        "jobs", rows, JobRecord.fields, chosen: jobs.cursor.row(of: rows.count)
      ) { $0.jobs.cursor.row = $1 }
    case .log:
      return SearchedList(
        "events", log.rows(log.visible.lazy.map { log.events[$0] }), LogRow.fields,
        chosen: log.row
      ) { $0.log.choose(row: $1) }
    case .pairs:
      let rows = listedPairRows
      return SearchedList(
        "pairs", rows, PairRow.fields, chosen: pairs.cursor.row(of: rows.count)
      ) { $0.pairs.cursor.row = $1 }
    case .clip, .embed: return nil
    }
  }

  /// Puts the cursor on the first row from `start` on that has a text, else on the first of all that
  /// has it, else back to `start`.
  mutating func showHit(of text: String, from start: Int) {
    guard let list = searchedList else { return }
    let hits = text.isEmpty ? [] : list.hits(Filter(text))
    choose(hits.first { $0 >= start } ?? hits.first ?? start, of: list)
  }

  /// Goes to the next row that has what was looked for last, or to the one before; beyond an end of
  /// the list it comes from the other.
  mutating func goToHit(_ direction: Int) {
    guard let list = searchedList else { return }
    let hits = list.hits(Filter(sought))
    let next =
      direction > 0
      ? hits.first { $0 > list.chosen } ?? hits.first
      : hits.last { $0 < list.chosen } ?? hits.last
    if let next { choose(next, of: list) }
    tellHit()
  }

  /// Says which of the rows that have what was looked for the cursor is on.
  mutating func tellHit() {
    guard let list = searchedList else { return }
    let hits = list.hits(Filter(sought))
    let place = hits.firstIndex(of: list.chosen).map { "\($0 + 1) of \(hits.count)" }
    say(
      place.map { "\(sought): \($0) \(list.noun)" } ?? "None of the \(list.noun) has \(sought).",
      place == nil ? .warning : .plain)
  }

  /// Puts the cursor on a row of a list, where there is one.
  private mutating func choose(_ row: Int, of list: SearchedList) {
    if list.count > 0 { list.choose(&self, min(row, list.count - 1)) }
  }
}
