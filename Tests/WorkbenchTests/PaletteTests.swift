import Session
import Terminal
import Testing
import Workbench

@Suite("The command palette")
struct PaletteTests {
  @Test("on Log 'pau' is the training's pause, as there is no job")
  func pause() throws {
    var state = Bench.trained()
    _ = Bench.type("8:pau", &state)
    let text = view(state).plainText
    let rows = text.split(separator: "\n").filter { $0.contains(": Pause or resume") }
    #expect(rows.first?.contains("▸ P      Train: Pause or resume training") == true, "\(text)")
    #expect(rows.contains { $0.contains("Jobs: Pause or resume the job  (there is no job)") })
    #expect(Bench.press([.enter], &state) == [.send(.pause, run: 3)])
  }

  @Test("what can run stands before what cannot, each in the order of fit")
  func enabledFirst() {
    for tab in Tab.allCases {
      var state = Bench.trained()
      _ = Bench.type(String(Character(tab.digit)), &state)
      for query in ["", "p", "pa", "next", "run", "checkp", "row"] {
        let able = CommandTable.search(query, in: state).map { $0.obstacle(state) == nil }
        #expect(able == able.sorted { $0 && !$1 }, "\(tab): '\(query)'")
      }
      // Without a query, what belongs to the screen comes first.
      let first = CommandTable.search("", in: state).prefix { $0.obstacle(state) == nil }
      #expect(first.first?.tab == tab)
    }
  }

  @Test("rows stay where they are when a training ends while the palette is open")
  func staying() {
    var state = Bench.trained()
    _ = Bench.type("8:pau", &state)
    let before = CommandTable.search("pau", in: state).map(\.id)
    _ = update(&state, .news(Bench.news(status: .done)))
    #expect(CommandTable.search("pau", in: state).map(\.id) == before)
    #expect(Bench.press([.enter], &state).isEmpty)
    _ = Bench.press([.escape, .character(":")], &state)
    #expect(CommandTable.search("pau", in: state).first?.id != "train.pause")
  }

  @Test("a command of another screen names it, and names it once")
  func prefix() {
    for command in CommandTable.all {
      for tab in Tab.allCases {
        #expect(!command.title.hasPrefix(tab.rawValue + ":"), "\(command.id)")
      }
    }
    var state = Bench.trained()
    _ = Bench.type(":half a page", &state)
    #expect(view(state).plainText.contains("Pairs: Half a page up"))
  }
}
