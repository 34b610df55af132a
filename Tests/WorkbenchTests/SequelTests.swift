import Foundation
import Session
import Testing
import Workbench

@Suite("what follows a training")
struct SequelTests {
  private func demo() -> State {
    var state = Bench.state()
    state.sequel = Sequel(jobs: [["prefer", "/s"], ["tsne", "/s"]], tab: .units)
    return state
  }

  @Test("when the run is done its analyses start, once, and its units are shown")
  func begins() {
    var state = demo()
    #expect(update(&state, .news(Bench.news(status: .running))).isEmpty)
    #expect(state.tab == .train)
    let effects = update(&state, .news(Bench.news(status: .done)))
    #expect(effects.contains(.start(["prefer", "/s"])))
    #expect(effects.contains(.start(["tsne", "/s"])))
    #expect(state.tab == .units)
    #expect(update(&state, .news(Bench.news(status: .done))).isEmpty)
  }

  @Test("a run that has embeddings is not analysed again, and who went elsewhere stays there")
  func staysQuiet() {
    var state = demo()
    state.tab = .log
    var news = Bench.news(status: .done)
    news.indexes = [
      IndexRecord(
        name: "trained-1-test", network: "1", isTrained: true, run: Bench.run.name, step: 1,
        weights: "w", seed: 1, frontEnd: "f", width: 8, stride: 2, split: "test", windows: 1,
        rows: 1, clips: 1)
    ]
    let effects = update(&state, .news(news))
    #expect(
      !effects.contains { if case .start = $0 { true } else { false } })
    #expect(state.tab == .log)
  }
}
