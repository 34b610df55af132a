import Experiments
import Foundation
import NeuralNet
import Session
import Terminal
import Testing
import Workbench

@Suite("Whose embeddings are looked at, and which results")
struct ChoiceTests {
  private typealias Layouts = LayoutScreenTests
  private static let newest = Bench.run.name

  private static let older: RunRecord = {
    var run = Bench.run
    (run.id, run.name) = (2, "older")
    return run
  }()

  private static func index(_ run: String, _ step: Int, _ split: String = "test") -> IndexRecord {
    var index = FakeLibrary.index(isTrained: true)
    (index.name, index.run) = ("\(run)-\(step)-\(split)", run)
    (index.step, index.split) = (step, split)
    return index
  }

  /// Two runs; of the older one the last checkpoint was embedded after the best.
  private static func news(following run: RunRecord = Bench.run) -> News {
    var news = Bench.allNews()
    news.runs = [older, Bench.run]
    news.run = run
    news.indexes = [
      index("older", 1_200), index(newest, 2_000, "all"), index(newest, 2_000),
      index("older", 900), FakeLibrary.index(isTrained: false),
    ]
    news.bestSteps = ["older": 900, newest: 2_000]
    for place in news.checkpoints?.indices ?? 0..<0 {
      news.checkpoints?[place].run = run.id
      news.checkpoints?[place].step = run.id == 2 ? 900 : 2_000
    }
    return news
  }

  private static func state(_ keys: String, following run: RunRecord = Bench.run) -> State {
    var state = Bench.state()
    Bench.settle(update(&state, .news(news(following: run))), &state)
    Bench.play(keys, &state)
    return state
  }

  /// Chooses the first row of the open list that has these words, and presses Enter.
  @discardableResult
  private func choose(_ words: String, _ state: inout State) -> [Effect] {
    guard case .places(var list) = state.overlays.last,
      let row = list.rows.firstIndex(where: { "\($0.name)  \($0.detail)".contains(words) })
    else {
      Issue.record("no row has \(words)")
      return []
    }
    list.cursor.row = row
    state.overlays[state.overlays.count - 1] = .places(list)
    return Bench.play("\n", &state)
  }

  private static func clusters(
    _ id: Int64, _ step: Int, k: Int, nmi: Double = 0.5, random: String = "null"
  ) -> ResultRecord {
    let time = Date(timeIntervalSince1970: Bench.noon - 1_000 + Double(id))
    return ResultRecord(
      id: id, job: 3, kind: "kmeans", created: time, updated: time, isComplete: true,
      provenance: Layouts.source("audio", step: step).replacingOccurrences(
        of: "\"perplexity\":\"20.0\",\"iterations\":\"1000\"", with: "\"clusters\":\"\(k)\""),
      figures: """
        {"clusters":\(k),"n":90,"labelled":90,"inertia":12.5,"iterations":9,"restarts":10,
        "agreement":{"nmi":\(nmi),"ami":0.4},"randomNetwork":\(random),"classes":[],"table":[]}
        """)
  }

  @Test("the analyses follow the run on Train, at its best checkpoint")
  func following() {
    var state = Self.state("2")
    #expect(state.analysis.index?.name == "\(Self.newest)-2000-test")
    #expect(!view(state).plainText.contains("not best"))
    Bench.settle(update(&state, .news(Self.news(following: Self.older))), &state)
    #expect(state.analysis.index?.name == "older-900-test")
    #expect(view(state).plainText.contains("older step 900"))
    let started = Bench.play("R", &state)
    #expect(started.contains(.start(["index", "", "--split", "test", "--run", "older"])))
  }

  @Test(
    "W lists runs, splits and checkpoints; Enter takes one, the pane says so, a script tells it")
  func choosing() throws {
    var state = Self.state("2W")
    let text = view(state).plainText
    #expect(text.contains("older  test  step 900") && text.contains("best, 48 clips"))
    #expect(text.contains("\(Self.newest)  all  step 2,000"))
    #expect(text.contains("random network  test"))
    // Esc leaves it as it was.
    _ = Bench.press([.escape], &state)
    #expect(state.analysis.subject == Subject() && state.isHome)
    state.memory = Memory(of: state)
    Bench.play("W", &state)
    let effects = choose("older  test  step 1,200", &state)
    #expect(state.analysis.index?.name == "older-1200-test")
    let shown = view(state).plainText
    #expect(shown.contains("older, not \(Self.newest) (W)"))
    #expect(shown.contains("step 1,200, not best 900: Esc"))
    let lines = effects.flatMap { effect -> [String] in
      if case .record(let lines) = effect { lines.map(\.text) } else { [] }
    }
    #expect(lines.contains("analysis.look older test 1200 trained"))
    // Back to the best checkpoint of that run, by the key that the pane tells.
    _ = Bench.press([.escape], &state)
    #expect(state.analysis.index?.name == "older-900-test")
    // The line alone does the same.
    var again = Self.state("2")
    _ = update(&again, .command("analysis.look", ["older", "test", "1200", "trained"]))
    #expect(again.analysis.index?.name == "older-1200-test")
    _ = update(&again, .command("analysis.look", ["nobody", "test", "best", "trained"]))
    #expect(again.notice?.level == .warning && again.analysis.subject.run == "older")
  }

  @Test("embedded checkpoints are stepped through on Units, and no further than there are some")
  func stepping() {
    var state = Self.state("2>", following: Self.older)
    #expect(state.analysis.index?.step == 1_200)
    Bench.play(">", &state)
    #expect(state.analysis.index?.step == 1_200)
    Bench.play("<", &state)
    #expect(state.analysis.index?.step == 900 && state.analysis.subject.step == nil)
  }

  @Test("a checkpoint without a layout does not hide the best's, and Esc leads back")
  func noDeadEnd() {
    var state = Layouts().state("5")
    var news = Bench.news()
    news.results = [Self.clusters(21, 800, k: 3), Layouts.clusters, Layouts.layout()]
    _ = update(&state, .news(news))
    _ = Bench.type(",", &state)
    #expect(view(state).plainText.contains("step 800, not best 2,000: Esc"))
    _ = Bench.type("4", &state)
    let text = view(state).plainText
    #expect(!text.contains("No layout") && text.contains("step 800 has none, so 2,000: Esc"))
    _ = Bench.press([.escape], &state)
    #expect(state.analysis.subject.step == nil)
    #expect(!view(state).plainText.contains("has none"))
  }

  @Test(
    "earlier clusterings are listed and shown; a new run begins with their k and is shown itself")
  func earlier() {
    var state = Layouts().state("5")
    var news = Bench.news()
    news.results = [Self.clusters(9, 2_000, k: 7), Layouts.clusters, Layouts.layout()]
    _ = update(&state, .news(news))
    #expect(view(state).plainText.contains("k 7, 90 clips"))
    Bench.play("H", &state)
    #expect(view(state).plainText.contains("step 2,000 (best), n 90, seed 1, complete"))
    choose("k ?", &state)
    #expect(state.analysis.chosen["kmeans"] == 8)
    let text = view(state).plainText
    #expect(text.contains("k 3, 90 clips") && text.contains("an earlier result: Esc"))
    // It is found again when the session is.
    var found = Layouts().state("")
    _ = found.restore(ViewState(parts: ViewState(state).parts))
    _ = update(&found, .news(news))
    #expect(view(found).plainText.contains("k 3, 90 clips"))
    let started = Bench.type("R", &state)
    #expect(
      started.contains { effect in
        if case .start(let words) = effect {
          words.suffix(2) == ["--clusters", "3"]
        } else {
          false
        }
      })
    #expect(state.analysis.chosen["kmeans"] == nil)
    _ = Bench.type("H", &state)
    choose("k ?", &state)
    _ = Bench.press([.escape], &state)
    #expect(state.analysis.chosen["kmeans"] == nil)
  }

  @Test("clusters without a random network beside them have that of others of as many clusters")
  func floor() {
    var state = Layouts().state("5")
    var news = Bench.news()
    var random = Self.clusters(20, 0, k: 5, nmi: 0.318)
    random.provenance = random.provenance.replacingOccurrences(
      of: "\"isTrained\":true", with: "\"isTrained\":false")
    news.results = [
      Self.clusters(22, 2_000, k: 5),
      Self.clusters(21, 2_000, k: 4, random: "{\"nmi\":0.2,\"ami\":0.1}"), random,
    ]
    _ = update(&state, .news(news))
    let row = Layouts().row(state, "random network")
    #expect(row.contains(".318") && !row.contains(".200"))
  }

  @Test("a view that was kept before runs and results could be chosen is read")
  func olderView() {
    var state = Bench.state()
    _ = state.restore(
      ViewState(parts: [
        "analysis": """
        {"subject":{"modality":"vision","isRandom":false,"split":"validation"},"audioUnit":3}
        """
      ]))
    #expect(state.analysis.subject.split == .validation && state.analysis.subject.run == nil)
    #expect(state.analysis.units[.audio] == 3 && state.analysis.chosen.isEmpty)
  }

  @Test("bookmarks that come late fill the open list, which names runs and leads to theirs")
  func bookmarks() throws {
    var state = Self.state("2")
    var news = Self.news()
    news.notes = []
    _ = update(&state, .news(news))
    Bench.play("B", &state)
    #expect(view(state).plainText.contains("Nothing is bookmarked"))
    news.notes = try JSONDecoder().decode(
      [NoteRecord].self,
      from: Data(
        """
        [{"subject":"unit/older/audio/5","kind":"bookmark","text":"","updated":0},
        {"subject":"unit/older/audio/9","kind":"name","text":"nine","updated":0}]
        """.utf8))
    _ = update(&state, .news(news))
    #expect(view(state).plainText.contains("u5 audio, older"))
    choose("u5 audio, older", &state)
    #expect(state.tab == .units && state.analysis.unit == 5)
    #expect(state.analysis.subject.run == "older" && state.analysis.index?.run == "older")
  }
}
