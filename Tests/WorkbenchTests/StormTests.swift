import Experiments
import Foundation
import NeuralNet
import Session
import Terminal
import Testing
import Workbench

/// A session of every kind of data, and what it would hold of all that was said of it.
struct StormSession {
  private(set) var state: State
  /// What was said, by subject.
  private(set) var words: [String: [NoteRecord.Kind: String]] = [:]
  private var edits: [EditRecord] = []
  /// How much was told and is not yet answered.
  private var unsettled = 0
  /// What the session told last.
  private var stale = Bench.later()

  init() {
    state = Bench.state()
    var news = Bench.allNews()
    let time = Date(timeIntervalSince1970: Bench.noon - 60)
    let others = Bench.session(6).runs
    news.runs = others
    news.summaries = others.map {
      RunSummary(
        run: $0.id, step: 2_000, validationAccuracy: 0.5 + Double($0.id) / 100,
        status: $0.id == 3 ? .running : .done)
    }
    news.jobs = (1...9).map { id in
      JobRecord(
        id: Int64(id), kind: ["tsne", "kmeans", "hard"][id % 3], title: "job \(id)",
        arguments: ["tsne", "/s/first"], created: time, finished: id > 2 ? time : nil,
        state: id > 2 ? .done : .running, done: 250, total: 1000, stage: "iterations",
        message: "KL \(id)", time: time, pid: LocalHost.pid, host: LocalHost.name)
    }
    news.results = [
      Self.result(4, "hard", Self.pairs), Self.result(3, "prefer", Self.preferences),
      Self.result(2, "kmeans", Self.clusters),
      Self.result(
        1, "tsne",
        #"{"n":48,"iteration":1000,"iterations":1000,"perplexity":20,"divergence":0.412}"#),
    ]
    for id in 1...300 {
      news.events.append(
        EventRecord(
          id: Int64(10_000 + id), time: time, run: 3, level: id % 9 == 0 ? .warning : .info,
          kind: "note", text: "event \(id) of \u{1B}[31m many \u{202E}"))
    }
    settle(update(&state, .news(news)))
    state.memory = Memory(of: state)
  }

  private static func result(_ id: Int64, _ kind: String, _ figures: String) -> ResultRecord {
    let time = Date(timeIntervalSince1970: Bench.noon - 60)
    return ResultRecord(
      id: id, job: 3, kind: kind, created: time, updated: time, isComplete: true,
      provenance: """
        {"network":{"digest":"d","isTrained":true,"run":"\(Bench.run.name)","step":1600,
        "weights":"w","frontEnd":"f","width":8,"stride":2,"seed":1},"index":"trained",
        "split":"test","n":48,"modality":"\(kind == "tsne" || kind == "kmeans" ? "audio" : "")",
        "seed":1,"parameters":{}}
        """, figures: figures)
  }

  private static let pairs: String = {
    let rows = (1...40).map { id in
      """
      {"pictureClip":\(id),"frameTime":1.5,"soundClip":\(id % 48 + 1),"soundStart":2,
      "corresponds":\(id % 2 == 0),"probability":0.\(id + 10),"loss":\(Double(50 - id) / 10)}
      """
    }
    return #"{"count":2048,"accuracy":0.9,"loss":0.2,"skipped":0,"classes":[],"pairs":["#
      + rows.joined(separator: ",") + "]}"
  }()

  private static let clusters = """
    {"clusters":3,"n":48,"labelled":48,"inertia":12.5,"iterations":9,"restarts":10,
    "agreement":{"nmi":0.871,"ami":0.868},"randomNetwork":{"nmi":0.212,"ami":0.195},
    "randomAssignment":{"nmi":0.024,"ami":0.001},"classes":["dog","engine","siren","speech"],
    "table":[12,0,0,4,0,12,0,4,0,0,12,4]}
    """

  private static let preferences: String = {
    func tower(_ unit: Int) -> String {
      """
      {"atFour":1,"atThree":2,"expectedAtFour":0.13,"deviationAtFour":0.31,"expectedAtThree":1.8,
      "deviationAtThree":1.02,"classes":[{"unit":\(unit),"count":3},{"unit":7,"count":5},
      {"unit":1,"count":2},{"unit":2,"count":4}]}
      """
    }
    let towers = #"{"vision":\#(tower(4)),"audio":\#(tower(5))}"#
    return #"{"names":["dog","engine","siren","speech"],"counts":[12,12,12,12],"#
      + #""trained":\#(towers),"random":\#(towers)}"#
  }()

  private func find(_ inquiry: Inquiry) -> Finding {
    let clips = FakeLibrary.clips.map(\.id)
    switch inquiry {
    case .layout:
      var dice = Dice(state: 4)
      return .layout(
        LayoutPoints(
          points: clips.flatMap { _ in (0..<2).map { _ in Float.random(in: -9...9, using: &dice) }
          },
          clips: clips, labels: clips.map { Int32($0 % 4) }, classes: FakeLibrary.classes))
    case .clusters:
      return .clusters(
        ClusterRows(
          labels: clips.map { Int32($0 % 3) }, clips: clips, distances: clips.map { Float($0) }))
    case .predictions(let modality, let index):
      guard case .units(let table) = FakeLibrary().find(.units(modality, index: index)) else {
        return .failed("no table")
      }
      return .predictions(StrongestUnits(table))
    default: return FakeLibrary().find(inquiry)
    }
  }

  /// Takes a message, and what follows from it as a session would.
  @discardableResult
  mutating func take(_ message: Message) -> [Effect] {
    let effects = update(&state, message)
    settle(effects)
    return effects
  }

  private mutating func settle(_ effects: [Effect]) {
    for effect in effects {
      switch effect {
      case .fetch(let inquiries):
        for inquiry in inquiries where state.analysis.shelf[inquiry] == nil {
          settle(update(&state, .found(inquiry, find(inquiry))))
        }
      case .annotate(let kind, let subject, let text):
        edits.removeAll(where: \.isUndone)
        edits.append(
          EditRecord(
            subject: subject, kind: kind, before: words[subject]?[kind], after: text))
        write(text, kind, subject)
      case .undo(let edit): turn(edit, isUndone: true)
      case .redo(let edit): turn(edit, isUndone: false)
      default: break
      }
    }
  }

  private mutating func turn(_ edit: EditRecord, isUndone: Bool) {
    let found =
      isUndone
      ? edits.lastIndex { !$0.isUndone } : edits.firstIndex(where: \.isUndone)
    guard let found, edits[found].subject == edit.subject, edits[found].after == edit.after else {
      Issue.record("\(edit) is turned, which is not the session's next")
      return
    }
    edits[found].isUndone = isUndone
    write(isUndone ? edit.before : edit.after, edit.kind, edit.subject)
  }

  private mutating func write(_ text: String?, _ kind: NoteRecord.Kind, _ subject: String) {
    words[subject, default: [:]][kind] = text
    unsettled += 1
  }

  /// Tells the screen what the session held before it took what is on its way, then answers that,
  /// and tells all that the session holds.
  mutating func answer() throws {
    if unsettled > 0 { take(.news(stale)) }
    try #require(isTrue)
    for _ in 0..<unsettled { take(.settled) }
    unsettled = 0
    var news = Bench.later()
    news.notes = try words.flatMap { subject, kinds in
      try kinds.map { try Self.record(subject, $0.key, $0.value) }
    }
    news.edits = edits
    stale = news
    take(.news(news))
  }

  /// A note as the session reads it.
  private static func record(
    _ subject: String, _ kind: NoteRecord.Kind, _ text: String
  ) throws -> NoteRecord {
    struct Kept: Encodable {
      let subject: String
      let kind: NoteRecord.Kind
      let text: String
      let updated = Date(timeIntervalSince1970: Bench.noon)
    }
    return try JSONDecoder().decode(
      NoteRecord.self, from: JSONEncoder().encode(Kept(subject: subject, kind: kind, text: text)))
  }

  /// Whether the screen knows just what the session holds.
  var isTrue: Bool {
    NoteRecord.Kind.allCases.allSatisfy { kind in
      let subjects = words.filter { $0.value[kind] != nil }.keys.sorted()
      return state.analysis.notes.subjects(kind) == subjects
        && subjects.allSatisfy { state.analysis.notes[$0, kind] == words[$0]?[kind] }
    }
  }
}

@Suite("Storm")
struct StormTests {
  private static let keys: [Key] = {
    var keys: [Key] = (32...126).compactMap { Unicode.Scalar($0).map { .character($0) } }
    keys += (97...122).compactMap { Unicode.Scalar($0).map { .control($0) } }
    // What leads somewhere comes more often.
    keys += "1234567890/:AbBu]".unicodeScalars.map { .character($0) }
    return keys + [
      .enter, .enter, .enter, .escape, .tab, .tab, .backTab, .backspace, .delete, .insert, .up,
      .down, .left, .right, .home, .end, .pageUp, .pageDown, .function(1), .character("é"),
      .character("漢"), .character("\u{202E}"), .character("\u{9B}"), .character("\u{1B}"),
    ]
  }()

  private static let actions: [Mouse.Action] = [
    .press, .press, .press, .drag, .release, .wheelUp, .wheelDown,
  ]

  /// Names and notes of units typed in one storm.
  private static let namings = 40

  @Test(
    "a hundred thousand keys and a thousand resizes crash nothing, lose no note, and Esc leads home",
    arguments: [1, 2, 3, 4])
  func storm(seed: UInt64) throws {
    var dice = Dice(state: seed)
    var session = StormSession()
    for count in 1...25_000 {
      session.take(.key(Self.keys.randomElement(using: &dice) ?? .escape))
      if count % 12 == 0 {
        let size = session.state.size
        let mouse = Mouse(
          Self.actions.randomElement(using: &dice) ?? .press,
          x: Int.random(in: -1...size.width, using: &dice),
          y: Int.random(in: -1...size.height, using: &dice))
        session.take(.mouse(mouse, on: view(session.state).hitArea(x: mouse.x, y: mouse.y)))
      }
      if count % 40 == 0 { try check(session.state) }
      if count % 100 == 0 {
        try checkHome(session.state)
        session.take(
          .resize(
            Size(
              width: Int.random(in: 1...300, using: &dice),
              height: Int.random(in: 1...100, using: &dice))))
        session.take(.tick(Bench.noon + Double(count)))
      }
      if count % 500 == 0 { try session.answer() }
      if count % (25_000 / Self.namings) == 0 { try name("name \(count)", &session) }
    }
    #expect(session.isTrue)
    try session.answer()
    #expect(session.isTrue)
  }

  /// Draws, and looks at what must always be so.
  private func check(_ state: State) throws {
    let grid = view(state)
    try #require(grid.size == state.size && grid.isSound)
    try #require(state.overlays.count <= 1)
    try #require(TrainLayout.panes.contains(state.train.focus))
    try #require((0..<FakeLibrary.units).contains(state.analysis.unit))
    try #require(TrainState.smoothings.contains(state.train.smoothing))
    switch state.overlays.last {
    case .palette(let palette):
      let found = CommandTable.search(palette.query, in: state).count
      try #require(palette.selection == 0 || palette.selection < found)
    case .prompt(let prompt):
      try #require((prompt.selection ?? -1) < prompt.suggestions.count)
    default: break
    }
  }

  private func checkHome(_ state: State) throws {
    var home = state
    let effects = (0..<6).flatMap { _ in update(&home, .key(.escape)) }
    let outward = effects.filter { effect in
      switch effect {
      case .fetch, .record: false
      default: true
      }
    }
    try #require(home.isHome && outward.isEmpty)
  }

  /// Gives a unit a name and a note as a person does; the session is told just those words.
  private func name(_ text: String, _ session: inout StormSession) throws {
    session.take(.resize(Size(width: 100, height: 30)))
    for _ in 0..<6 { session.take(.key(.escape)) }
    // Clips that were never embedded have no units to name.
    session.take(.command("analysis.look", ["-", "test", "best", "trained"]))
    var effects: [Effect] = []
    func press(_ keys: [Key]) { effects += keys.flatMap { session.take(.key($0)) } }
    func letters(_ text: String) -> [Key] { text.unicodeScalars.map { .character($0) } }
    press(letters("2") + letters("A") + [.control("u")] + letters(text) + [.enter])
    press([.control("u")] + letters("of " + text) + [.enter])
    let told = effects.compactMap { effect -> String? in
      if case .annotate(_, _, let words) = effect { words } else { nil }
    }
    try #require(told == [text, "of " + text])
    try #require(session.isTrue)
  }
}
