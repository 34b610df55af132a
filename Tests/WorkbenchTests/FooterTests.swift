import Session
import Terminal
import Testing
import Workbench

@Suite("Footer and help")
struct FooterTests {
  private func footer(_ state: State) -> String {
    String(view(state).plainText.split(separator: "\n").last ?? "")
  }

  @Test("in each place every command has a text of its own")
  func texts() {
    let places: [[Command.Context]] =
      Tab.allCases.map { [.tab($0), .screens, .always] } + [
        [.outline, .screens, .always], [.help, .always], [.palette, .always],
        [.confirmation, .always], [.prompt, .always], [.places, .always], [.sessions, .always],
      ]
    for contexts in places {
      var owners: [String: String] = [:]
      for command in CommandTable.all where !command.contexts.isDisjoint(with: contexts) {
        #expect(command.help.count > 5 && !command.title.isEmpty, "\(command.id)")
        #expect(
          owners[command.help] == nil, "\(command.id) and \(owners[command.help] ?? ""): same help")
        owners[command.help] = command.id
      }
    }
  }

  @Test("the help says what a command is called and what it does")
  func help() {
    var state = Bench.trained()
    _ = Bench.type("?", &state)
    var pages = ""
    for _ in 0..<12 {
      pages += view(state).plainText
      _ = Bench.press([.control("d")], &state)
    }
    #expect(pages.contains("Sort the runs otherwise. By age, accuracy, step, name."))
  }

  @Test("the footer has keys of panes that are shown only, those of the focused one first")
  func shownPanes() {
    func train(_ keys: String, _ width: Int, _ height: Int) -> String {
      var state = Bench.trained(width, height)
      Bench.play(keys, &state)
      return footer(state)
    }
    let runs = train("\t\t", 80, 24)
    #expect(runs.contains("Enter show run") && !runs.contains("cursor") && !runs.contains("zoom"))
    // Beside it the charts are seen on a wide screen.
    #expect(train("\t\t", 160, 36).contains("l cursor"))
    let layouts = LayoutScreenTests()
    #expect(footer(layouts.state("4", 80, 24)).contains("v box"))
    let run = footer(layouts.state("4\t\t\t\t", 80, 24))
    #expect(!run.contains("v box") && !run.contains("clip") && run.contains("R run"))
    let bare = train("2", 80, 24)
    #expect(bare.hasPrefix(" R embed  W whose") && !bare.contains("sort"))
  }

  @Test("what was said on one screen is gone on another")
  func said() {
    var state = Bench.analysed("2b")
    #expect(view(state).plainText.contains("bookmarked"))
    Bench.play("8", &state)
    #expect(!view(state).plainText.contains("bookmarked"))
  }

  @Test("what narrows a list is seen in every pane, and how many it leaves is said")
  func filtered() {
    var state = Bench.analysed("2", 80, 24)
    Bench.play("/name:nobody\n", &state)
    #expect(view(state).plainText.contains("0 of 64 units"))
    state.notice = nil
    Bench.play("\t", &state)
    #expect(view(state).plainText.contains("> u0 /name:nobody"))
  }

  @Test("what is done most on a screen comes first, and the general keys are always there")
  func order() {
    let firsts: [(keys: String, wide: String, narrow: String)] = [
      ("1", " P pause  K checkpoint  S stop..  Tab pane  l cursor", " P pause  K checkpoint"),
      ("2", " Enter clip  p play  Tab pane  A name  / filter", " Enter clip  p play  Tab pane"),
      (
        "3", " p play  . , time  n N clip  A note  Tab pane  [ ] unit  + zoom",
        " p play  . , time  n N clip  A note"
      ),
    ]
    for (keys, wide, narrow) in firsts {
      #expect(footer(Bench.analysed(keys)).hasPrefix(wide))
      let small = footer(Bench.analysed(keys, 80, 24))
      #expect(small.hasPrefix(narrow) && small.contains("Tab pane"), "\(small)")
      #expect(small.hasSuffix("e export  z full  :  ?  q quit"), "\(small)")
    }
    let embed = footer(LayoutScreenTests().state("4"))
    #expect(embed.hasPrefix(" Enter clip  n neighbour  Tab pane  v box  L lasso  C colour"))
    for tab in Tab.allCases {
      let keys = String(Character(tab.digit))
      #expect(footer(Bench.analysed(keys)).hasSuffix(": palette  ? help  q quit"))
    }
  }

  @Test("while an outline is drawn the footer offers what moves, takes and leaves it")
  func outline() {
    var state = LayoutScreenTests().state("4v", 80, 24)
    var text = footer(state)
    #expect(text.hasPrefix(" h j k l corner  Enter take  Esc leave  H J K L far"), "\(text)")
    #expect(!text.contains("run") && !text.contains("Space"))
    _ = Bench.press([.escape, .character("L")], &state)
    text = footer(state)
    #expect(text.hasPrefix(" h j k l corner  Space corner  Enter take  Esc leave"), "\(text)")
    _ = Bench.press([.escape], &state)
    #expect(footer(state).hasPrefix(" Enter clip"))
  }

  @Test("every command that a footer puts first is there, with a word for it")
  func named() {
    let outline = FooterOrder.outline.filter { $0 != "back" }
    for id in Tab.allCases.flatMap(FooterOrder.of) + outline {
      #expect(CommandTable.command(id)?.label != nil, "\(id)")
    }
  }

  @Test("at 80 columns Units and Clip name their panes, the one in front apart")
  func panes() {
    for (keys, names) in [("2", "list  unit  map "), ("3", "spectrum  frame  units  notes ")] {
      let rows = view(Bench.analysed(keys, 80, 24)).plainText.split(separator: "\n")
      #expect(rows[1].contains(names) && rows[1].contains("Tab"))
    }
  }
}
