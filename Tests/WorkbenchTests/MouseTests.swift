import Foundation
import SeededNumbers
import Terminal
import Testing
import Workbench

@Suite("Mouse")
struct MouseTests {
  /// Clicks on the first, or last, row where a text stands; on the cell `skipping` columns on.
  private func click(
    _ text: String, _ state: inout State, _ action: Mouse.Action = .press, skipping: Int = 0,
    last isLast: Bool = false
  ) throws -> [Effect] {
    let rows = view(state).plainText.split(separator: "\n", omittingEmptySubsequences: false)
    let found = rows.indices.filter { rows[$0].contains(text) }
    let y = try #require(isLast ? found.last : found.first, "\(text) is not on the screen")
    let range = try #require(rows[y].range(of: text))
    let x = rows[y].distance(from: rows[y].startIndex, to: range.lowerBound) + skipping
    return Bench.point(Mouse(action, x: x, y: y), &state)
  }

  @Test("a click on a tab, a key of the footer, a pane or a row does what the keys do")
  func clicks() throws {
    var state = Bench.analysed()
    Bench.settle(try click("2Units", &state, skipping: 1), &state)
    #expect(state.tab == .units)
    _ = try click("? help", &state, skipping: 3)
    #expect(state.overlays == [.help(scroll: 0)])
    _ = try click("Esc close", &state, last: true)
    #expect(state.isHome)
    _ = try click("Map", &state)
    #expect(state.units.focus == .map)
    let before = state.analysis.unit
    let listed = view(state).plainText.split(separator: "\n").compactMap { row in
      row.firstMatch(of: /u(\d+) +\.\d/).map { (text: String($0.0), unit: Int($0.1)) }
    }
    let other = try #require(listed.first { $0.unit != before })
    _ = try click(other.text, &state)
    #expect(state.analysis.unit == other.unit && state.units.focus == .list)
    _ = try click("1Train", &state)
    _ = try click("Accuracy", &state)
    #expect(state.tab == .train && state.train.focus == .accuracy)
  }

  @Test("a click on a neighbour looks at it, on the point at that, on the legend chooses")
  func neighbours() throws {
    // As pictures, and as a list.
    for (height, rank) in [(36, " 4 .900"), (24, " 1 .975")] {
      var state = NeighbourTests().state("nn", 120, height)
      #expect(state.embed.neighbour == 1)
      _ = try click(rank, &state, skipping: 1)
      #expect(state.embed.neighbour == (height == 36 ? 3 : 0) && state.embed.focus == .point)
      let title = try #require(view(state).plainText.firstMatch(of: #/ Clip (\d+)  /#))
      if height == 36 { _ = try click(" clip \(title.1) ", &state, last: true) }
      #expect(state.embed.neighbour == (height == 36 ? nil : 0))
      _ = try click("Legend", &state)
      let rows = view(state).plainText.split(separator: "\n")
      let entries = rows.compactMap { $0.firstMatch(of: /[a-z]+ +\d+ +\d+%/)?.0 }
      _ = try click(String(try #require(entries.dropFirst().first)), &state)
      #expect(state.embed.legendRow == 1 && state.embed.focus == .legend)
    }
  }

  @Test("the wheel moves the cursor of the list below it, also in what lies over the screen")
  func wheel() throws {
    var state = Bench.analysed()
    _ = Bench.type("8", &state)
    _ = try click("accuracy measured", &state, .wheelUp)
    #expect(state.log.selected != nil)
    _ = Bench.type(":", &state)
    _ = try click("Commands", &state, .wheelDown)
    guard case .palette(let palette) = state.overlays.last else {
      Issue.record("the palette is closed")
      return
    }
    #expect(palette.selection == 3)
  }

  @Test("what lies over a screen hides it from the mouse; its own rows and answers work")
  func overlays() throws {
    var state = Bench.trained()
    _ = Bench.type("S", &state)
    _ = try click("1 Train", &state)
    _ = try click("8Log", &state)
    #expect(state.tab == .train && !state.overlays.isEmpty)
    #expect(try click(" y ", &state, skipping: 1) == [.send(.stop, run: 3)])
    _ = Bench.type(":", &state)
    let row = try #require(CommandTable.search("", in: state).first { $0.id == "train.freeze" })
    _ = try click(row.title, &state)
    #expect(state.isHome && state.train.frozen != nil)
  }

  @Test("what is gone when a click reaches it does nothing")
  func gone() {
    var state = Bench.analysed("2")
    let unit = state.analysis.unit
    let row = HitArea(
      Rect(x: 0, y: 0, width: 40, height: 36), .command("row.choose", ["list", "9"]))
    _ = Bench.type("?", &state)
    #expect(update(&state, .mouse(Mouse(.press, x: 3, y: 30), on: row)).isEmpty)
    #expect(state.analysis.unit == unit && !state.isHome)
    _ = Bench.press([.escape], &state)
    _ = update(&state, .mouse(Mouse(.press, x: 3, y: 30), on: row))
    #expect(state.analysis.unit != unit)
  }

  @Test("the mouse can be left to the terminal, by a command and by a setting")
  func leaving() {
    var state = Bench.trained()
    #expect(!state.isMouseOn)
    state.take(Settings())
    #expect(state.isMouseOn)
    _ = Bench.type(":mouse on or", &state)
    #expect(Bench.press([.enter], &state).contains(.mouse(false)))
    #expect(!state.isMouseOn)
  }

  @Test("no press, drag or turn anywhere on any screen breaks anything, and Esc still leads home")
  func everywhere() {
    var dice = Dice(state: 5)
    var state = Bench.analysed()
    let actions: [Mouse.Action] = [.press, .drag, .release, .wheelUp, .wheelDown]
    for count in 1...1_500 {
      let action = actions.randomElement(using: &dice) ?? .press
      let mouse = Mouse(
        action, [.left, .middle, .right].randomElement(using: &dice) ?? .left,
        x: Int.random(in: -1...121, using: &dice), y: Int.random(in: -1...37, using: &dice))
      let effects = Bench.point(mouse, &state)
      if count % 10 == 0 { Bench.settle(effects, &state) }
      #expect(state.overlays.count <= 1)
      if count % 50 == 0 {
        for _ in 0..<6 { _ = update(&state, .key(.escape)) }
        #expect(state.isHome)
        #expect(view(state).isSound)
      }
    }
  }
}
