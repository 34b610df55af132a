import Session
import Terminal
import Testing
import Workbench

@Suite("Help")
struct HelpTests {
  @Test("it is scrolled by rows, half pages and to its ends, and every field's name is whole")
  func scroll() throws {
    var state = Bench.state(80, 24)
    var news = Bench.news()
    news.runs = [
      RunRecord(
        id: 3, name: "r", created: Bench.run.created,
        manifest: #"{"checkpointMinutes": 1, "validationPairs": 512, "loaderThreads": 2}"#,
        state: .running, finished: nil, targetPairs: 64_000)
    ]
    news.run = news.runs?.first
    _ = update(&state, .news(news))
    Bench.play("1?", &state)
    func first() -> Int? {
      if case .help(let row) = state.overlays.last { row } else { nil }
    }
    Bench.play("jj", &state)
    #expect(first() == 2)
    _ = Bench.press([.control("d")], &state)
    #expect(first() == 2 + 10)
    Bench.play("k", &state)
    #expect(first() == 11)
    var seen = view(state).plainText
    Bench.play("G", &state)
    let last = try #require(first())
    Bench.play("j", &state)
    #expect(first() == last && last > 20)
    let end = view(state).plainText
    Bench.play("k", &state)
    #expect(first() == last - 1 && view(state).plainText != end)
    Bench.play("gg", &state)
    #expect(first() == 0)
    for _ in 0..<last {
      seen += view(state).plainText
      Bench.play("j", &state)
    }
    for name in ["checkpointminutes", "validationpairs", "loaderthreads"] {
      #expect(seen.contains(name + " "), "\(name)")
    }
  }
}
