import Foundation
import Session
import Terminal
import Testing
import Workbench

@Suite("Status line")
struct StatusTests {
  private func status(_ state: State) -> String {
    let rows = view(state).plainText.split(separator: "\n", omittingEmptySubsequences: false)
    return String(rows[state.size.height - 2])
  }

  private func job(_ kind: String, _ state: JobRecord.State, done: Int = 250) -> JobRecord {
    let time = Date(timeIntervalSince1970: Bench.noon - 60)
    return JobRecord(
      id: 4, kind: kind, title: "t-SNE of audio", arguments: [kind], created: time, finished: nil,
      state: state, done: done, total: 1000, stage: "iterations", message: "", time: time,
      pid: LocalHost.pid, host: LocalHost.name)
  }

  @Test("the job at work stands on every screen, with the key that ends or shows it")
  func job() {
    var state = Bench.trained()
    #expect(!status(state).contains("t-SNE"))
    var news = Bench.news()
    news.jobs = [job("tsne", .running)]
    _ = update(&state, .news(news))
    #expect(status(state).contains("t-SNE of audio"))
    #expect(status(state).contains("25%"))
    #expect(status(state).contains("7 shows"))
    _ = Bench.type("4", &state)
    #expect(status(state).contains("^C ends"))
    #expect(Bench.press([.control("c")], &state).contains(.request(.cancel, job: 4)))
    // What is said now goes first.
    #expect(!status(state).contains("25%"))
    news.jobs = [job("tsne", .cancelled)]
    _ = update(&state, .news(news))
    _ = update(&state, .tick(Bench.noon + 60))
    #expect(!status(state).contains("t-SNE of audio  "))
  }

  @Test("alerts count the warnings that came since the log was last looked at")
  func alerts() {
    func warning(_ id: Int64, _ level: EventRecord.Level = .warning) -> News {
      var news = Bench.news(steps: 0)
      news.events = [EventRecord(id: id, level: level, kind: "loss", text: "above ln 2")]
      return news
    }
    var state = Bench.state()
    _ = update(&state, .news(warning(1)))
    #expect(!status(state).contains("alert"))
    _ = update(&state, .news(warning(2)))
    _ = update(&state, .news(warning(3, .error)))
    _ = update(&state, .news(warning(4, .info)))
    #expect(status(state).contains("2 alert(s)"))
    _ = Bench.type("81", &state)
    #expect(!status(state).contains("alert"))
    _ = update(&state, .news(warning(5)))
    #expect(status(state).contains("1 alert(s)"))
  }
}
