import Foundation
import Session
import Terminal
import Testing
import Workbench

@Suite("Filters")
struct FilterTests {
  /// The rows of the prompt at the bottom, from its line on.
  private func prompt(_ state: State) -> [String] {
    let rows = view(state).plainText.split(separator: "\n").map(String.init)
    // The last: the title of a list may tell of its filter too.
    guard let top = rows.lastIndex(where: { $0.contains("━ filter ") }) else { return [] }
    return rows[(top + 1)...].prefix { !$0.contains("┗") }.map { row in
      row.split(separator: "┃").count > 1 ? String(row.split(separator: "┃")[1]) : row
    }
  }

  @Test("a class and a selectivity are asked for in nine keys")
  func fewKeys() {
    var state = Bench.analysed("2")
    let keys: [Key] = [
      .character("/"), .character("p"), .tab, .character("e"), .tab, .character("s"), .tab, .tab,
      .enter,
    ]
    Bench.settle(Bench.press(keys, &state), &state)
    #expect(state.isHome && state.units.filterText.hasPrefix("pref:engine sel>."))
    let rows = view(state).plainText
    #expect(rows.contains("filter pref:engine sel>.") && !rows.contains("64/64"))
  }

  @Test(
    "each row that is offered leaves as many units as it says",
    arguments: [
      "pref:", "-dead:yes class:", "pref:dog act>", "sel>", "h<=", "dead:", "unit:", "b:",
    ])
  func counts(line: String) throws {
    for place in 1...6 {
      var state = Bench.analysed("2jb/\(line)")
      _ = Bench.press([Key](repeating: .down, count: place), &state)
      let chosen = try #require(prompt(state).first { $0.contains("▸") })
      let words = chosen.split { " ▸".contains($0) }
      if words.first == "~" { break }
      let said = try #require(words.dropFirst().first)
      _ = Bench.press([.tab, .enter], &state)
      #expect(view(state).plainText.contains(" \(said)/64"), "\(state.units.filterText): \(said)")
    }
  }

  @Test("a value with blanks, bars and quotes is offered, taken and found")
  func quoting() {
    let name = #"a "b" | c: \d"#
    var state = Bench.analysed("2jjjA")
    _ = Bench.type(name + "\n~wild\n", &state)
    Bench.play("jA", &state)
    _ = Bench.type("plain\n\n/name:", &state)
    #expect(prompt(state).contains { $0.contains(name) && $0.contains("1") })
    _ = Bench.type("a\t\n", &state)
    #expect(state.units.filterText.hasPrefix(#"name:"a \"b\" | c: \\d"#))
    #expect(view(state).plainText.contains(" 1/64"), "\(state.units.filterText)")
    _ = Bench.type("\\/note:~\"~wi\"\n", &state)
    #expect(view(state).plainText.contains(" 1/64"))
    // What is between quotes is one word, and no field.
    #expect(Filter(#""sel: none""#).matches("of sel: none") { _ in .number(1) })
    #expect(!Filter(#"-"sel: none" | x"#).matches("of sel: none") { _ in .number(1) })
    #expect(Filter(#"name:"two wo"#).matches("") { _ in .text("Two wo") })
    #expect(Filter("in:b").matches("") { _ in .texts(["a", "B"]) })
    #expect(!Filter("in:b").matches("") { _ in .texts(["ab"]) })
    // What is only begun asks for nothing yet.
    for text in ["in:", "-in:", "in>=", "-", "- | "] {
      #expect(Filter(text).matches("") { _ in nil }, "\(text)")
    }
    #expect(!Filter(#"in:"""#).matches("") { _ in .text("a") })
  }

  @Test("arrows choose a row, Enter takes it and then the line, Esc brings back what was")
  func choosing() {
    var state = Bench.analysed("2/pref:")
    let offered = prompt(state)
    #expect(offered.count > 4 && offered[1].contains("▸"))
    _ = Bench.press([.down, .down, .enter], &state)
    let value = offered[2].split(whereSeparator: { " ▸".contains($0) }).first ?? ""
    #expect(state.units.filterText == "pref:\(value) " && !state.isHome)
    _ = Bench.press([.enter], &state)
    #expect(state.isHome)
    _ = Bench.type("/x", &state)
    _ = Bench.press([.tab, .up, .escape], &state)
    #expect(state.units.filterText == "pref:\(value) ")
    // Typing on forgets the choice: Enter then takes what was typed.
    _ = Bench.press([.control("u")], &state)
    _ = Bench.type("/", &state)
    _ = Bench.press([.control("u"), .down], &state)
    _ = Bench.type("dog\n", &state)
    #expect(state.isHome && state.units.filterText == "dog")
  }

  @Test("a click takes the row that was clicked")
  func clicking() throws {
    var state = Bench.analysed("2/pref:")
    let rows = view(state).plainText.split(separator: "\n", omittingEmptySubsequences: false)
    let top = try #require(rows.lastIndex { $0.contains("━ filter ") })
    let value = prompt(state)[3].split(separator: " ").first ?? ""
    _ = Bench.point(Mouse(.press, x: 60, y: top + 4), &state)
    #expect(state.units.filterText == "pref:\(value) ")
  }

  @Test("every filtered list completes its fields and lets the list be seen at 80x24")
  func everyList() {
    for (keys, field) in [
      ("1/st", "state:"), ("2/se", "sel>"), ("3/la", "label:"), ("4/sp", "split:"),
      ("&/lo", "loss>"), ("8/ki", "kind:"),
    ] {
      var state = Bench.analysed("", 80, 24)
      Bench.play(keys, &state)
      let rows = view(state).plainText.split(separator: "\n")
      #expect(rows.contains { $0.contains("▸ \(field.dropLast())") }, "\(keys)")
      let top = rows.lastIndex { $0.contains("━ filter ") } ?? 0
      #expect(top >= 11, "\(keys): the prompt begins in row \(top)")
      _ = Bench.press([.tab], &state)
      #expect(view(state).plainText.contains(" \(field) "), "\(keys)")
      #expect(view(state).isSound)
    }
  }

  @Test("the help of a list names its fields, and the palette tells of Tab")
  func help() {
    var state = Bench.analysed("2?", 120, 60)
    let text = (0..<20).map { _ in
      _ = Bench.press([.control("d")], &state)
      return view(state).plainText
    }.joined()
    #expect(text.contains("Filter of the units") && text.contains("Entropy over the classes"))
    var other = Bench.analysed("2:filter the units")
    #expect(view(other).plainText.contains("Tab completes"))
    _ = Bench.press([.escape], &other)
  }

  @Test("the filter of clips is kept with the view, and a script tells of every filter")
  func keeping() {
    var state = Bench.analysed("4")
    state.memory = Memory(of: state)
    Bench.play("/label:dog\n", &state)
    guard case .record(let lines) = Bench.play("8", &state).first else {
      Issue.record("nothing was recorded")
      return
    }
    #expect(lines.contains(ScriptLine("clips.filter", ["label:dog"])))
    let found = Bench.reopened(ViewState(state).parts)
    #expect(found.analysis.filter.text == "label:dog" && found.analysis.filter.passing?.count == 12)
  }

  @Test("a pane's name, a selection's name and a unit's are completed as well")
  func arguments() {
    var state = Bench.analysed("2jjA")
    _ = Bench.type("howl\n\n", &state)
    Bench.play("kA", &state)
    #expect(prompt(state).isEmpty && view(state).plainText.contains("▸ howl"))
    _ = Bench.press([.tab, .enter, .enter], &state)
    #expect(state.analysis.notes.subjects(.name).count == 2)
    _ = Bench.type(":go to a pane\n", &state)
    _ = Bench.press([.character("m"), .tab, .enter], &state)
    #expect(state.isHome && state.units.focus == .map)
  }

  @Test("no to a question is called what it means")
  func refusing() {
    var state = Bench.trained()
    _ = Bench.type("i3e-4\n", &state)
    _ = Bench.press([.control("u")], &state)
    _ = Bench.type("i", &state)
    _ = Bench.press([.escape], &state)
    _ = Bench.type("i", &state)
    _ = Bench.press([.control("u")], &state)
    _ = Bench.type("3e-4\n", &state)
    #expect(view(state).plainText.contains("n  keep 1.0e-3"))
    _ = Bench.type("nS", &state)
    #expect(view(state).plainText.contains("n  go on training"))
  }

  @Test("of a filter that can hold for no row is said what is wrong with it")
  func problems() {
    var state = Bench.analysed("2/bogus:1\n")
    #expect(state.notice?.text.contains("there is no field bogus") == true)
    func asked(_ filter: String) -> String? {
      state.notice = nil
      _ = update(&state, .command("units.filter", [filter]))
      return state.notice?.text
    }
    #expect(asked("-max>loud")?.contains("max> needs a number, found loud") == true)
    // A text is compared with anything, a number with a number, and what is only begun asks nothing.
    #expect(asked("name:~x -sel>.5 pref:") == nil)
  }
}
