import Foundation
import Session
import Terminal
import Testing
import Workbench

@Suite("Read-only sessions")
struct ReadOnlyTests {
  private func state(_ keys: String = "") -> State {
    var state = LayoutScreenTests().state("4")
    var news = Bench.allNews()
    news.results = [LayoutScreenTests.clusters, LayoutScreenTests.layout()]
    let time = Date(timeIntervalSince1970: Bench.noon)
    news.jobs = [
      JobRecord(
        id: 9, kind: "tsne", title: "t-SNE of audio", arguments: ["tsne"],
        created: time, finished: nil, state: .running, done: 250,
        total: 1_000, stage: "", message: "", time: time, pid: LocalHost.pid, host: LocalHost.name)
    ]
    Bench.settle(update(&state, .news(news)), &state)
    state.session.isReadOnly = true
    state.session.controlObstacle = "the session is read-only"
    Bench.play(keys, &state)
    return state
  }

  @Test("no command of any screen asks for something to be written")
  func nothing() {
    for screen in ["1", "2", "3", "4", "5", "7"].map({ state($0) }) {
      for command in CommandTable.all {
        var state = screen
        let words = command.arguments.map { _ in "1" }
        let asked = update(&state, .command(command.id, words)).filter { effect in
          switch effect {
          case .fetch, .repaint, .mouse, .suspend, .quit, .open, .saveAs, .select, .play, .hush:
            false
          default: true
          }
        }
        #expect(asked.isEmpty, "\(command.id): \(asked)")
      }
    }
  }

  @Test("a note is refused before it is typed, with the way to a session of one's own")
  func notes() {
    for keys in ["2A", "3A", "3a", "2b", "2 ", "3d", "2u", "2R", "4R", "5R", "7P"] {
      var state = state()
      Bench.play(keys, &state)
      #expect(state.isHome)
      let said = state.notice?.text ?? ""
      #expect(
        said.contains("the session is read-only; ^S saves a copy that is yours"), "\(keys): \(said)"
      )
    }
    // What is typed all the same runs nothing.
    var typed = state("2")
    #expect(Bench.type("Aqq\nqq\n", &typed).isEmpty)
    _ = Bench.type(":bookm", &typed)
    #expect(view(typed).plainText.contains("read-only"))
  }
}
