import Terminal
import Testing
import Workbench

@Suite("Lines that are typed")
struct TypedLineTests {
  /// The line as its letters and the place of the cursor.
  private struct Model {
    var letters: [Character] = []
    var cursor = 0

    mutating func take(_ key: Key) {
      switch key {
      case .character(let scalar):
        letters.insert(Character(scalar), at: cursor)
        cursor += 1
      case .left: cursor = max(0, cursor - 1)
      case .right: cursor = min(letters.count, cursor + 1)
      case .home, .control("a"): cursor = 0
      case .end, .control("e"): cursor = letters.count
      case .backspace where cursor > 0:
        cursor -= 1
        letters.remove(at: cursor)
      case .delete where cursor < letters.count: letters.remove(at: cursor)
      case .control("u"): (letters, cursor) = ([], 0)
      case .control("w"):
        var start = cursor
        while start > 0, letters[start - 1] == " " { start -= 1 }
        while start > 0, letters[start - 1] != " " { start -= 1 }
        letters.removeSubrange(start..<cursor)
        cursor = start
      default: break
      }
    }
  }

  private static let keys: [Key] =
    "ab 漢é".unicodeScalars.map { .character($0) } + "xyz 字.".unicodeScalars.map { .character($0) }
    + [
      .left, .left, .left, .right, .home, .end, .control("a"), .control("e"), .backspace, .delete,
      .control("w"),
    ]

  private func line(_ state: State) -> TypedLine? {
    switch state.overlays.last {
    case .prompt(let prompt): prompt.line
    case .palette(let palette): palette.line
    default: nil
    }
  }

  @Test("every line is edited at its cursor, which is seen on the letter that it stands on")
  func editing() throws {
    var dice = Dice(state: 11)
    // A filter, a name, a search, a new session's name, the palette.
    for opening in ["2/", "2A", "2\u{6}", "\u{13}", ":"] {
      var state = Bench.analysed("", 100, 30)
      for scalar in opening.unicodeScalars {
        let key: Key =
          scalar.value < 32
          ? .control(Unicode.Scalar(scalar.value + 96) ?? "a") : .character(scalar)
        Bench.settle(update(&state, .key(key)), &state)
      }
      var model = Model()
      for count in 0..<400 {
        let key = Self.keys.randomElement(using: &dice) ?? .left
        _ = update(&state, .key(key))
        model.take(key)
        if model.letters.count > 90 {
          _ = update(&state, .key(.control("u")))
          model.take(.control("u"))
        }
        let typed = try #require(line(state), "\(opening)")
        try #require(typed.text == String(model.letters), "\(opening), key \(count): \(key)")
        try #require(typed.before == String(model.letters[..<model.cursor]))
        let grid = view(state)
        try #require(grid.isSound)
        let marked = try #require(Self.marked(grid), "\(opening), key \(count): no cursor")
        let under = model.cursor < model.letters.count ? model.letters[model.cursor] : " "
        try #require(String(marked) == String(under), "\(opening), key \(count): \(model)")
      }
    }
  }

  /// What stands in reverse in the first row of the uppermost box that is drawn heavily.
  private static func marked(_ grid: Grid) -> Unicode.Scalar? {
    for y in (1..<grid.size.height).reversed() {
      let corners = (0..<grid.size.width).filter { grid[$0, y - 1].glyph == "┏" }
      guard let left = corners.last else { continue }
      let found = (left + 1..<grid.size.width).filter {
        grid[$0, y].style.attributes.contains(.reverse) && !grid[$0, y].isTail
      }
      if found.count == 1, let x = found.first { return grid[x, y].glyph }
    }
    return nil
  }

  @Test("a line longer than its box scrolls: what is before and after is told of by an ellipsis")
  func scrolling() {
    var state = Bench.analysed("2A", 100, 30)
    _ = Bench.type((0..<40).map { "w\($0)" }.joined(separator: " "), &state)
    func row() -> String {
      String(view(state).plainText.split(separator: "\n").first { $0.contains("w2") } ?? "")
    }
    #expect(row().contains("w39") && row().contains("…") && !row().contains("w0"))
    _ = Bench.press([.home], &state)
    #expect(row().contains(" w0 w1 ") && row().contains("…") && !row().contains("w39"))
    _ = Bench.press([Key](repeating: .right, count: 66), &state)
    let text = row()
    #expect(text.filter { $0 == "…" }.count == 2)
    // Some of what follows is seen.
    #expect(text.contains("w20") && text.contains("w21") && text.contains("w22"))
  }

  @Test("what is completed is what stands before the cursor; terms after it stay")
  func completing() {
    var state = Bench.analysed("2/pref:do sel>.5")
    _ = Bench.press([Key](repeating: .left, count: 7), &state)
    _ = Bench.press([.tab], &state)
    #expect(state.units.filterText == "pref:dog sel>.5")
    _ = Bench.type("-", &state)
    #expect(state.units.filterText == "pref:dog -sel>.5")
    // What is left of the word goes.
    _ = Bench.press([.control("u")], &state)
    _ = Bench.type("pref:dox sel>.5", &state)
    _ = Bench.press([Key](repeating: .left, count: 8) + [.tab], &state)
    #expect(state.units.filterText == "pref:dog sel>.5")
  }

  @Test("what is offered at the cursor leaves as many as it says, with the terms after it")
  func counting() throws {
    var state = Bench.analysed("2/pref: unit<32")
    _ = Bench.press([Key](repeating: .left, count: 8), &state)
    guard case .prompt(let prompt) = state.overlays.last else {
      Issue.record("no line is typed")
      return
    }
    let offered = prompt.suggestions.filter { Int($0.about) != nil }
    #expect(offered.count > 1 && prompt.line.before == "pref:")
    for suggestion in offered {
      var taken = state
      _ = Bench.press([.control("e")], &taken)
      _ = Bench.press([.control("u")], &taken)
      _ = Bench.type("pref:\(suggestion.text) unit<32\n", &taken)
      #expect(view(taken).plainText.contains(" \(suggestion.about)/64"), "\(suggestion)")
    }
  }
}
