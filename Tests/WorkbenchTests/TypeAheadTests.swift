import Session
import Terminal
import Testing
import Workbench

@Suite("Typing ahead and mistyping")
struct TypeAheadTests {
  private func news(_ change: (inout News) -> Void) -> News {
    var news = Bench.allNews()
    change(&news)
    return news
  }

  @Test("a key that ends no sequence is dropped, and the keys that would are named")
  func mistyped() {
    var state = Bench.trained()
    for key in "qPKSR" {
      #expect(Bench.type("e\(key)", &state).isEmpty)
      #expect(state.isHome)
    }
    #expect(state.notice?.text == "e R does nothing; e then p s f c n w t g G h.")
    #expect(Bench.type("gq", &state).isEmpty)
    #expect(state.notice?.text == "g q does nothing; g then g.")
    _ = Bench.press([.character("e"), .escape], &state)
    #expect(state.isHome)
    #expect(Bench.type("P", &state) == [.send(.pause, run: 3)])
  }

  @Test("a note about a range is typed and kept before the sound is read")
  func slowClip() {
    var state = Bench.state()
    _ = update(&state, .news(Bench.allNews()))
    // Nothing that was asked for comes.
    let kept = Bench.type("3vllllAyelp\n", &state).filter {
      if case .fetch = $0 { false } else { true }
    }
    #expect(kept == [.annotate(.note, of: "clip/1/2.000-2.040", "yelp")])
  }

  @Test("the moment of a note is the same before and after the sound is read")
  func moments() {
    var early = Bench.state()
    _ = update(&early, .news(Bench.allNews()))
    var late = early
    _ = Bench.type("3", &early)
    Bench.play("3", &late)
    late.analysis.moment = early.clipMoment
    Bench.play("", &late)
    for keys in ["A", "lllA"] {
      func kept(_ state: State) -> [Effect] {
        var state = state
        return Bench.type(keys + "x\n", &state).filter {
          if case .fetch = $0 { false } else { true }
        }
      }
      #expect(kept(early) == kept(late))
    }
  }

  @Test("a unit is named before the units are ranked")
  func slowTable() {
    var state = Bench.state()
    _ = update(&state, .news(Bench.allNews()))
    let kept = Bench.type("2Ayelp\nloud\n", &state).filter {
      if case .fetch = $0 { false } else { true }
    }
    let subject = "unit/width8-seed1/audio/0"
    #expect(
      kept == [.annotate(.name, of: subject, "yelp"), .annotate(.note, of: subject, "loud")])
  }

  @Test("what is typed for a line that cannot be opened runs nothing, to its end or a pause")
  func dropped() {
    var state = Bench.state()
    // Nothing is known yet: no unit can be named. The letters would quit, pause and sort.
    #expect(Bench.type("2AqPRoq\nqnote\n", &state).isEmpty)
    #expect(state.tab == .units && state.units.order == UnitsState().order)
    #expect(state.notice?.text.contains("What is typed for it is dropped") == true)
    // Two lines were typed, a name and a note: the next key is a key again.
    #expect(Bench.type("q", &state) == [.quit])
    #expect(Bench.type("A", &state).isEmpty)
    _ = update(&state, .tick(Bench.noon + 2))
    #expect(Bench.type("q", &state) == [.quit])
    #expect(Bench.type("Aq", &state).isEmpty)
    _ = Bench.press([.escape], &state)
    #expect(Bench.type("q", &state) == [.quit])
  }

  @Test("the same key once more asks again")
  func again() {
    var state = Bench.state()
    _ = Bench.type("2A", &state)
    _ = update(&state, .news(Bench.allNews()))
    _ = Bench.type("A", &state)
    #expect(!state.isHome && view(state).plainText.contains("name of u0"))
  }
}
