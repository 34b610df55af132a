import SeededNumbers
import Session
import Terminal
import Testing
import Workbench

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
