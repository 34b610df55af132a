import Foundation
import SeededNumbers
import Session
import Terminal
import Testing
import Workbench

extension Bench {
  /// All that a session with clips, indexes and a run tells at first.
  static func allNews() -> News {
    var news = news()
    news.clips = FakeLibrary.clips
    news.indexes = [FakeLibrary.index(isTrained: true), FakeLibrary.index(isTrained: false)]
    news.jobs = []
    news.results = []
    news.notes = []
    return news
  }

  /// The session opened anew by a screen that remembers these parts.
  static func reopened(_ parts: [String: String]) -> State {
    var state = state()
    _ = state.restore(ViewState(parts: parts))
    settle(update(&state, .news(allNews())), &state)
    return state
  }
}

@Suite("View state")
struct ViewStateTests {
  @Test(
    "a session that is opened again is as it was left",
    arguments: [
      "yxsY+h\t\t", "2jjjoMM.\t", "2/sel>.1\n]]D", "23mV{{(flljj,\t", "8!kkz", "2Gm3nn'",
      "4CMi7\n50\n",
      "6ojj1'", "rr2r", "&!",
    ])
  func reopening(keys: String) {
    var left = Bench.analysed(keys)
    var found = Bench.reopened(ViewState(left).parts)
    #expect(ViewState(found) == ViewState(left))
    left.notice = nil
    #expect(view(found).plainText == view(left).plainText)
    // And what is done next does the same.
    Bench.play("jl", &left)
    Bench.play("jl", &found)
    #expect(ViewState(found) == ViewState(left))
  }

  @Test("a view of another version or another hand is passed over, and breaks nothing")
  func damaged() {
    let parts = ViewState(Bench.analysed("2jjj34CM8!kk1yx")).parts
    var dice = Dice(state: 5)
    let values = [
      "-1", "0", "1e308", "-1e308", "9223372036854775807", "null", "true", "\"x\"", "[]", "{}",
      "123456789", "-123456789", "0.5",
    ]
    for round in 0..<300 {
      var damaged: [String: String] = [:]
      for (name, text) in parts {
        damaged[name] = text.split(separator: ",").map { field in
          guard round > 0, Int.random(in: 0..<4, using: &dice) == 0,
            let colon = field.lastIndex(of: ":")
          else { return String(field) }
          let end = field.hasSuffix("}") ? "}" : ""
          return field[...colon] + (values.randomElement(using: &dice) ?? "") + end
        }.joined(separator: ",")
      }
      if round % 7 == 0 { damaged["train"] = "{\"axis\": \"furlongs\"" }
      var state = Bench.reopened(damaged)
      #expect(view(state).isSound)
      for tab in "12345678&" { Bench.play("\(tab)jkl\u{4}G", &state) }
      #expect(view(state).isSound)
    }
    // One part that cannot be read costs that part alone.
    var other = parts
    other["train"] = "{"
    let state = Bench.reopened(other)
    #expect(state.train.choice == TrainState.Choice() && state.log.isUrgentOnly)
  }

  @Test("a part that lacks a value of today has it as at first, and keeps the others")
  func older() {
    let view = ViewState(parts: ["train": #"{"isLogarithmic": true, "furlongs": 3}"#])
    var state = Bench.state()
    _ = state.restore(view)
    #expect(state.train.isLogarithmic && state.train.smoothing == TrainState().smoothing)
  }

  @Test("the session is told at the next tick what changed, and nothing where nothing did")
  func telling() {
    var state = Bench.trained()
    state.memory = Memory(of: state)
    #expect(update(&state, .tick(Bench.noon + 1)).isEmpty)
    _ = Bench.type("y", &state)
    guard case .keep(let parts) = update(&state, .tick(Bench.noon + 2)).first else {
      Issue.record("the view was not kept")
      return
    }
    #expect(parts.keys.sorted() == ["train"])
    #expect(update(&state, .tick(Bench.noon + 3)).isEmpty)
  }

  @Test("a run that was chosen is asked for again; the newest is followed")
  func chosenRun() {
    var state = Bench.trained()
    var news = Bench.news()
    var older = Bench.run
    older.id = 2
    older.name = "older"
    news.runs = [older, Bench.run]
    _ = update(&state, .news(news))
    #expect(Bench.type("[", &state) == [.select(run: 2)])
    var again = Bench.state()
    #expect(again.restore(ViewState(parts: ViewState(state).parts)) == [.select(run: 2)])
    var older2 = news
    older2.run = older
    _ = update(&state, .news(older2))
    #expect(Bench.type("]", &state) == [.select(run: 3)])
    #expect(state.chosenRun == nil)
  }
}
