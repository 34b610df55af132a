import Foundation
import Session
import Terminal
import Testing
import Workbench

@Suite("State")
struct StateTests {
  @Test("the time left follows from the pairs left and the present speed")
  func remaining() {
    let state = Bench.trained()
    // 16 pairs in 0.4 s; 64,000 - 38,400 pairs are left.
    #expect(abs((state.run?.steps.pairsPerSecond ?? 0) - 40) < 1e-9)
    #expect(abs((state.run?.remainingSeconds ?? 0) - 640) < 1e-6)
    #expect(state.run?.targetSteps == 4_000)
    var paused = Bench.state()
    _ = update(&paused, .news(Bench.news(status: .paused)))
    #expect(paused.run?.remainingSeconds == nil)
  }

  @Test("the stages of a step and the rest add up to its time")
  func stages() {
    let stages = Bench.trained().run?.steps.stages ?? []
    #expect(stages.map(\.name) == ["data", "forward", "backward", "optimizer", "between"])
    #expect(abs(stages.reduce(0) { $0 + $1.share } - 1) < 1e-9)
    #expect(abs(stages[2].share - 0.6) < 1e-9)
  }

  @Test("steps told twice count once, and a resumed run forgets the steps it took back")
  func repetition() {
    var state = Bench.trained()
    _ = update(&state, .news(Bench.news()))
    #expect(state.run?.steps.count == 2_400)
    var again = Bench.news(steps: 100)
    again.isFresh = true
    _ = update(&state, .news(again))
    #expect(state.run?.steps.count == 100)
    #expect(view(state).size == state.size)
  }

  @Test("smoothing anew is the same as smoothing from the start")
  func smoothing() {
    var state = Bench.trained()
    let before = state.run?.steps.smoothLoss.values
    for _ in TrainState.smoothings { _ = Bench.type("s", &state) }
    #expect(state.run?.steps.smoothLoss.values == before)
  }

  @Test("frozen charts stand still while numbers go on")
  func freezing() {
    var state = Bench.trained()
    _ = Bench.type("F", &state)
    var news = News()
    news.run = Bench.run
    news.status = .running
    news.heartbeat = HeartbeatRecord(
      run: 3, time: Date(timeIntervalSince1970: Bench.noon), pid: 1, host: "box", state: .running,
      step: 3_000, pairs: 48_000, targetPairs: 64_000)
    news.steps = [
      StepRecord(
        run: 3, step: 3_000, pairs: 48_000, wallSeconds: 1_200, learningRate: 1e-3, loss: 9,
        accuracy: 1, gradientNorm: 1)
    ]
    _ = update(&state, .news(news))
    let text = view(state).plainText
    #expect(text.contains("FROZEN at 2,400") && text.contains("step 3,000/4,000"))
    #expect(state.train.frozen?.steps == 2_400)
  }

  @Test("a failure to read shows and goes away by itself")
  func failure() {
    var state = Bench.trained()
    _ = update(&state, .failed("disk \u{1B}[2J full"))
    #expect(view(state).plainText.contains("NO DATA  disk [2J full"))
    _ = update(&state, .news(Bench.news()))
    #expect(!view(state).plainText.contains("NO DATA"))
  }

  @Test("notices end after a while")
  func notices() {
    var state = Bench.trained()
    _ = Bench.type("K", &state)
    #expect(view(state).plainText.contains("Checkpoint asked"))
    _ = update(&state, .tick(Bench.noon + 60))
    #expect(!view(state).plainText.contains("Checkpoint asked"))
  }
}

@Suite("Log")
struct LogTests {
  static func filled() -> State {
    var state = Bench.state()
    var news = News()
    for id in 1...100 {
      news.events.append(
        EventRecord(
          id: Int64(id), time: Date(timeIntervalSince1970: Bench.noon), run: Int64(id % 3),
          level: id % 10 == 0 ? .warning : .info, kind: id % 2 == 0 ? "validation" : "checkpoint",
          text: "event number \(id)"))
    }
    _ = update(&state, .news(news))
    _ = Bench.type("8", &state)
    return state
  }

  @Test("the filter narrows while it is typed, Enter keeps it and Esc does not")
  func filtering() {
    var state = LogTests.filled()
    _ = Bench.type("/level:warning", &state)
    #expect(state.log.visible.count == 10)
    _ = Bench.press([.escape], &state)
    #expect(state.log.visible.count == 100 && state.log.filterText.isEmpty)
    _ = Bench.type("/kind:checkpoint -5", &state)
    _ = Bench.press([.enter], &state)
    #expect(state.log.visible.count == 36)
    _ = Bench.type("\\", &state)
    #expect(state.log.visible.count == 100)
    _ = Bench.type("!", &state)
    #expect(state.log.visible.count == 10)
  }

  @Test("the filter language compares, negates and knows alternatives")
  func language() {
    func passes(_ filter: String) -> Bool {
      Filter(filter).matches("siren u209 yelp") { field in
        switch field {
        case "pref": .text("siren")
        case "sel": .number(0.94)
        default: nil
        }
      }
    }
    #expect(passes("pref:siren sel>.5 -dead"))
    #expect(passes("PREF:~SIR sel>=0.94"))
    #expect(!passes("sel<.5") && passes("sel<.5 | yelp") && !passes("-yelp"))
    #expect(
      !passes("act>=10") && !passes("sel>x") && passes("") && passes(" | ") && passes("yelp |"))
  }

  @Test("the log follows the newest until one looks back, and again after G")
  func following() {
    var state = LogTests.filled()
    #expect(state.log.row == 99)
    _ = Bench.type("kk", &state)
    #expect(state.log.selectedEvent?.id == 98)
    var news = News()
    news.events = [EventRecord(id: 101, kind: "control", text: "paused")]
    _ = update(&state, .news(news))
    #expect(state.log.selectedEvent?.id == 98)
    _ = Bench.type("gg", &state)
    #expect(state.log.row == 0)
    _ = Bench.type("G", &state)
    #expect(state.log.selectedEvent?.id == 101)
    _ = Bench.type("g", &state)
    #expect(!state.isHome)
    _ = Bench.press([.escape], &state)
    #expect(state.isHome && state.log.selected == nil)
  }
}
