import Foundation
import Session
import Terminal
import Testing
import Workbench

@Suite("Read-only sessions")
struct ReadOnlyTests {
  /// A session with layouts, clusters, notes done and undone; with jobs at work, or where they could be
  /// started.
  private func state(_ keys: String = "", isBusy: Bool = true) -> State {
    var state = LayoutScreenTests().state("4")
    var news = Bench.allNews()
    news.results = [LayoutScreenTests.clusters, LayoutScreenTests.layout(isComplete: isBusy)]
    let time = Date(timeIntervalSince1970: Bench.noon)
    news.jobs = ["tsne", "kmeans"].enumerated().map { number, kind in
      JobRecord(
        id: Int64(number + 8), kind: kind, title: "\(kind) of audio", arguments: [kind],
        created: time, finished: isBusy ? nil : time, state: isBusy ? .running : .done, done: 250,
        total: 1_000, stage: "", message: "", time: time, pid: LocalHost.pid, host: LocalHost.name)
    }
    Bench.settle(update(&state, .news(news)), &state)
    _ = state.analysis.notes.say(.bookmark, of: "clip/1", "")
    _ = state.analysis.notes.say(.name, of: "clip/2", "yelp")
    _ = state.analysis.notes.turn(.undo, 1)
    state.session.isReadOnly = true
    state.session.controlObstacle = "the session is read-only"
    Bench.play(keys, &state)
    return state
  }

  @Test("no command of any screen asks for something to be written", arguments: [true, false])
  func nothing(isBusy: Bool) {
    let words = [
      "kind": "bookmark", "subject": "clip/1", "folder with the videos": "/nowhere",
      "name of the selection": "heap",
    ]
    for keys in ["1", "2", "3", "4", "5", "6", "7", "&", "2B"] {
      var screen = state(keys, isBusy: isBusy)
      screen.embed.selection = NumberSet([1, 2])
      for command in CommandTable.all {
        var state = screen
        let given = command.arguments.map { words[$0.name] ?? "1" }
        let asked = update(&state, .command(command.id, given)).filter { effect in
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
