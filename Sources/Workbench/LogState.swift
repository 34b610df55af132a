import Session
import Terminal

/// The session's events and how they are looked at.
public struct LogState: Sendable {
  /// Events, oldest first.
  public private(set) var events: [EventRecord] = []
  /// Indices of the events that pass the filter.
  public private(set) var visible: [Int] = []
  /// The chosen event; nil follows the newest.
  public var selected: Int64?
  /// What is typed after `/`.
  public private(set) var filterText = ""
  /// Whether events of level info are left out.
  public private(set) var isUrgentOnly = false
  private var filter = Filter("")
  /// What the runs are called, by their number.
  private var names: [Int64: String] = [:]
  /// The last event that was there when the screen began, or when the log was last looked at.
  private var seen: Int64?

  /// Events kept; older ones stay in the session (our choice: hours of a talkative run).
  static let capacity = 20_000

  /// An empty log.
  public init() {}

  /// Adds an event; one that is not newer than the last is passed over.
  public mutating func append(_ event: EventRecord) {
    if let last = events.last, event.id <= last.id { return }
    events.append(event)
    if passes(event) { visible.append(events.count - 1) }
    if events.count > LogState.capacity + LogState.capacity / 4 {
      events.removeFirst(events.count - LogState.capacity)
      refilter()
    }
  }

  /// Takes the runs, by whose names events are filtered.
  mutating func take(_ runs: [RunRecord]) {
    let names = Dictionary(runs.map { ($0.id, $0.name) }, uniquingKeysWith: { $1 })
    guard names != self.names else { return }
    self.names = names
    if !filterText.isEmpty { refilter() }
  }

  /// What the run of an event is called; nil where it is about none. A run that is not known has its
  /// number.
  func run(of event: EventRecord) -> String? {
    event.run.map { names[$0] ?? "\($0)" }
  }

  /// Events as filters see them.
  func rows(_ events: some Sequence<EventRecord>) -> [LogRow] {
    events.map { LogRow(event: $0, run: run(of: $0)) }
  }

  /// Warnings and errors that came since the log was last looked at.
  public var alerts: Int {
    guard let seen else { return 0 }
    return events.reversed().prefix { $0.id > seen }.count { $0.level != .info }
  }

  /// All events so far are known; of those before the first call nobody is alerted.
  mutating func look() { seen = events.last?.id ?? 0 }

  /// Whether it was ever looked at.
  var isKnown: Bool { seen != nil }

  /// Shows only what passes the filter.
  public mutating func setFilter(_ text: String) {
    filterText = text
    filter = Filter(text)
    refilter()
  }

  /// Shows warnings and errors only, or everything.
  public mutating func setUrgentOnly(_ on: Bool) {
    isUrgentOnly = on
    refilter()
  }

  /// Row of the chosen event among the visible ones; the last when following, nil when none is
  /// visible. A chosen event that the filter hides gives its nearest neighbour.
  public var row: Int? {
    guard !visible.isEmpty else { return nil }
    guard let selected else { return visible.count - 1 }
    var low = 0
    var high = visible.count
    while low < high {
      let middle = (low + high) / 2
      if events[visible[middle]].id < selected { low = middle + 1 } else { high = middle }
    }
    return min(low, visible.count - 1)
  }

  /// The chosen event.
  public var selectedEvent: EventRecord? { row.map { events[visible[$0]] } }

  /// Chooses an event that passes the filter, counted from 0; the last one is followed.
  public mutating func choose(row wanted: Int) {
    if let row { move(by: wanted - row) }
  }

  /// Moves the choice by so many rows; the last row follows what comes.
  public mutating func move(by rows: Int) {
    guard let row else { return }
    let target = min(max(0, row + rows), visible.count - 1)
    selected = target == visible.count - 1 ? nil : events[visible[target]].id
  }

  private mutating func refilter() {
    visible = events.indices.filter { passes(events[$0]) }
  }

  private func passes(_ event: EventRecord) -> Bool {
    if isUrgentOnly, event.level == .info { return false }
    return LogRow.fields.passes(LogRow(event: event, run: run(of: event)), filter)
  }
}

/// An event as filters see it.
struct LogRow {
  let event: EventRecord
  /// What its run is called; nil where it is about none.
  let run: String?

  /// What filters may ask of events.
  static let fields = FilterFields<LogRow>(
    [
      FilterField("level", help: "info, warning or error") { .text($0.event.level.rawValue) },
      FilterField("kind", help: "what sort of thing happened") { .text($0.event.kind) },
      FilterField("text", sign: .inside, help: "what is said of it") { .text($0.event.text) },
      FilterField("run", help: "name of the run it is about") { row in row.run.map { .text($0) } },
    ],
    words: { "\($0.event.text) \($0.event.kind) \($0.event.level.rawValue)" })
}
