import Session
import Terminal
import Testing
import Workbench

@Suite("Search")
struct SearchTests {
  /// A screen of the session that holds everything.
  private func session(_ keys: String) -> StormSession {
    var session = StormSession()
    press(keys, &session)
    return session
  }

  private func press(_ keys: String, _ session: inout StormSession) {
    for scalar in keys.unicodeScalars {
      switch scalar {
      case "\n": session.take(.key(.enter))
      case "^": session.take(.key(.control("f")))
      case "\u{1B}": session.take(.key(.escape))
      default: session.take(.key(.character(scalar)))
      }
    }
  }

  private struct Screen: Sendable, CustomStringConvertible {
    /// The keys that show it, and those that look for something.
    let keys, words: String
    /// Where the cursor stands.
    let cursor: @Sendable (State) -> Int64
    /// Where it is to stand one after the other.
    let hits: [Int64]
    var description: String { keys + words }
  }

  private static let screens = [
    Screen(
      keys: "1", words: "^acc>.555\n", cursor: { $0.train.list.chosen ?? 0 }, hits: [6, 7]),
    Screen(
      keys: "5", words: "/engine\n", cursor: { Int64($0.clusters.cluster ?? -1) }, hits: [2]),
    // By how many of five the best unit holds: engine, speech, dog, siren.
    Screen(keys: "6", words: "/s\n", cursor: { Int64($0.prefs.cursor.row) }, hits: [1, 3]),
    Screen(
      keys: "7", words: "/kind:tsne\n", cursor: { Int64($0.jobs.cursor.row) }, hits: [2, 5, 8]),
    Screen(
      keys: "8gg", words: "^event 2 level:warning\n", cursor: { $0.log.selected ?? 0 },
      hits: (1...300).filter { $0 % 9 == 0 && "\($0)".contains("2") }.map { 10_000 + Int64($0) }),
    Screen(
      keys: "&", words: "^seen:dog\n", cursor: { Int64($0.pairs.cursor.row) },
      hits: (1...10).map { 4 * $0 - 1 }),
  ]

  @Test("n goes from hit to hit and from the last to the first, N back", arguments: screens.indices)
  func hits(index: Int) {
    let screen = Self.screens[index]
    var session = session(screen.keys + screen.words)
    for hit in screen.hits + [screen.hits[0]] {
      #expect(screen.cursor(session.state) == hit, "\(screen)")
      press("n", &session)
    }
    press("N", &session)
    for hit in [screen.hits[0]] + screen.hits.reversed() {
      #expect(screen.cursor(session.state) == hit, "\(screen), back")
      press("N", &session)
    }
  }

  @Test("a search visits the units that the filter of the same words leaves, and hides none")
  func units() {
    for words in ["siren", "u1", "sel>.5 -class:dog", "n>=4 | unit:7"] {
      var filtered = session("2/\(words)\ngg")
      var left = [filtered.state.analysis.unit]
      while true {
        press("j", &filtered)
        if filtered.state.analysis.unit == left.last { break }
        left.append(filtered.state.analysis.unit)
      }
      var searching = session("2gg^\(words)\n")
      var visited: [Int] = []
      for _ in left {
        visited.append(searching.state.analysis.unit)
        press("n", &searching)
      }
      #expect(visited == left && visited.first == searching.state.analysis.unit, "\(words)")
      #expect(view(searching.state).plainText.contains("64/64"))
    }
  }

  @Test("the cursor follows what is typed; Esc brings it back, what nothing has leaves it")
  func typing() {
    var session = session("&jj^clip:9")
    #expect(session.state.pairs.cursor.row == 7)
    press("\u{1B}", &session)
    #expect(session.state.pairs.cursor.row == 2 && session.state.isHome)
    press("^no such words\n", &session)
    #expect(session.state.pairs.cursor.row == 2)
    #expect(session.state.notice?.text == "None of the pairs has no such words.")
    press("^seen:dog\n", &session)
    #expect(session.state.notice?.text == "seen:dog: 1 of 10 pairs")
    // From where the cursor is, not from the top.
    session.take(.command("row.choose", ["pairs", "21"]))
    press("^seen:dog\n", &session)
    #expect(session.state.pairs.cursor.row == 23)
  }

  @Test("what was filtered by is looked for when all is listed again; before, n says what does it")
  func afterFilter() {
    var session = session("&n")
    #expect(session.state.notice?.text.contains("nothing was looked for yet: ^F does it") == true)
    press("/seen:dog\n\\n", &session)
    #expect(session.state.pairs.cursor.row == 3)
    press("nn", &session)
    #expect(session.state.pairs.cursor.row == 11)
  }

  @Test("a script looks for a row by its words")
  func script() {
    var session = session("2")
    session.take(.command("rows.find", ["unit:33"]))
    #expect(session.state.analysis.unit == 33)
    press("7", &session)
    session.take(.command("rows.search", ["job 4"]))
    #expect(session.state.jobs.cursor.row == 3)
  }

  @Test("footer, help and palette tell of it")
  func told() {
    let state = session("7").state
    #expect(view(state).plainText.split(separator: "\n").last?.contains("/ search") == true)
    var help = session("7?")
    var pages = ""
    for _ in 0..<20 {
      pages += view(help.state).plainText
      press("j", &help)
    }
    #expect(pages.contains("Search of the jobs") && pages.contains("What it said last"))
  }
}
