import Foundation
import Session
import Terminal
import Testing
import Workbench

@Suite("What rows of lists say")
struct ListWordsTests {
  private func rows(_ state: State, _ word: String) -> [Substring] {
    view(state).plainText.split(separator: "\n").filter { $0.contains(word) }
  }

  @Test("on a wide screen the list of jobs grows with its titles")
  func jobTitles() {
    let title = "t-SNE of audio, train, every checkpoint, random of seed-3"
    var state = Bench.trained(200, 60)
    var news = Bench.news()
    let time = Date(timeIntervalSince1970: Bench.noon - 60)
    news.jobs = [
      JobRecord(
        id: 4, kind: "tsne", title: title, arguments: [], created: time,
        finished: time.addingTimeInterval(42), state: .done, done: 1, total: 1, stage: "",
        message: "", time: time, pid: LocalHost.pid, host: LocalHost.name)
    ]
    _ = update(&state, .news(news))
    _ = Bench.type("7", &state)
    state.notice = nil
    #expect(rows(state, title).first?.contains("in 42 s") == true)
    #expect(view(state).isSound)
  }

  @Test("the learning rate at first and that of now have names of their own")
  func rates() {
    var state = Bench.session(5, 200, 60)
    #expect(rows(state, "lr now").first?.contains("gradient") == true)
    (state.train.focus, state.isZoomed) = (.runs, true)
    #expect(rows(state, "first lr").first?.contains("state") == true)
  }

  @Test("a mark on the run that is followed stands beside its own sign")
  func markOfFollowed() {
    var state = Bench.session()
    (state.train.focus, state.isZoomed) = (.runs, true)
    #expect(rows(state, "━ width8-seed1").count == 1)
    Bench.play(" ", &state)
    #expect(state.train.list.markedCount == 1)
    #expect(rows(state, "━+width8-seed1").count == 1)
  }

  @Test("hard pairs tell their times where there is room")
  func pairTimes() {
    let state = AnalysisScreenTests().state("&")
    #expect(!rows(state, "clip 1 1.50, clip 2 2.00").isEmpty)
    #expect(!rows(state, "seen, heard, at seconds").isEmpty)
  }

  @Test("categories are seen on a white ground in eight colours too")
  func lightGround() {
    var state = Bench.state(120, 36, tier: .palette8)
    var news = Bench.news()
    news.clips = (1...96).map { LayoutScreenTests.clip($0) }
    news.results = [LayoutScreenTests.layout()]
    _ = update(&state, .news(news))
    let names = (0..<8).map { "class \($0)" }
    let points = LayoutPoints(
      points: (0..<96).flatMap { [Float($0 % 8), Float($0 / 8)] }, clips: (1...96).map { $0 },
      labels: (0..<96).map { Int32($0 % 8) }, classes: names)
    let inquiry = Inquiry.layout(result: 7, updated: LayoutScreenTests.layout().updated)
    _ = update(&state, .found(inquiry, .layout(points)))
    _ = Bench.type("4", &state)
    func colors(_ ground: Theme.Ground) -> Set<Color> {
      state.theme.ground = ground
      let marks = Set("o+x#*%&@".unicodeScalars)
      return Set(
        view(state).cells.filter { marks.contains($0.glyph) && $0.style.background == .standard }
          .map(\.style.foreground))
    }
    #expect(colors(.light).isDisjoint(with: [.palette(3), .palette(7)]))
    #expect(colors(.light).count > 4 && !colors(.either).contains(.palette(7)))
    #expect(colors(.dark).contains(.palette(3)))
  }
}
