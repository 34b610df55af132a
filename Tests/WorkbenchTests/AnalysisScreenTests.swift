import Foundation
import Scales
import Session
import Terminal
import Testing
import Workbench

@Suite("What was fetched")
struct ShelfTests {
  @Test("the least recently looked at makes room; what is looked at stays")
  func room() {
    var shelf = Shelf()
    let still = FakeLibrary.still
    func inquiry(_ clip: Int) -> Inquiry { .window(Moment(clip: Int64(clip))) }
    let looked = (0..<4).map(inquiry)
    for clip in 0..<300 {
      shelf.put(.window(still), for: inquiry(clip))
      shelf.touch(looked)
    }
    let kept = (0..<300).filter { shelf[inquiry($0)] != nil }
    let bytes = still.picture.pixels.count + 4 * (still.spectrum.count + still.sound.count)
    #expect(kept.prefix(4) == [0, 1, 2, 3])
    #expect(kept.dropFirst(4).first == 300 - (kept.count - 4))
    #expect((60...80).contains(kept.count) && kept.count * bytes <= 40 << 20)
    // All of them are looked at: nothing that is shown is forgotten.
    let all = (400..<700).map(inquiry)
    for inquiry in all {
      shelf.put(.window(still), for: inquiry)
      shelf.touch(all)
    }
    #expect(all.allSatisfy { shelf[$0] != nil })
  }
}

@Suite("Jobs, preferences and hardest pairs")
struct AnalysisScreenTests {
  private static let pairs = """
    {"count":2048,"accuracy":0.922,"loss":0.23,"skipped":0,"classes":[],"pairs":[
    {"pictureClip":1,"frameTime":1.5,"soundClip":2,"soundStart":2,"corresponds":false,
     "probability":0.95,"loss":3},
    {"pictureClip":2,"frameTime":1.5,"soundClip":3,"soundStart":2,"corresponds":true,
     "probability":0.2,"loss":1.61},
    {"pictureClip":3,"frameTime":1.5,"soundClip":4,"soundStart":2,"corresponds":true,
     "probability":0.6,"loss":0.51}]}
    """

  private static func coverage(_ four: Int, unit: Int) -> String {
    """
    {"atFour":\(four),"atThree":2,"expectedAtFour":0.13,"deviationAtFour":0.31,
    "expectedAtThree":1.8,"deviationAtThree":1.02,
    "classes":[{"unit":\(unit),"count":3},{"unit":7,"count":5}]}
    """
  }

  private static let preferences = """
    {"names":["bell","drum"],"counts":[31,29],
    "trained":{"vision":\(coverage(1, unit: 4)),"audio":\(coverage(2, unit: 5))},
    "random":{"vision":\(coverage(0, unit: 6)),"audio":\(coverage(0, unit: 8))}}
    """

  private func result(_ id: Int64, _ kind: String, _ figures: String) -> ResultRecord {
    let time = Date(timeIntervalSince1970: Bench.noon - 60)
    return ResultRecord(
      id: id, job: 3, kind: kind, created: time, updated: time, isComplete: true,
      provenance: """
        {"network":{"digest":"d","isTrained":true,"run":"width8-seed1","step":2000,"weights":"w",
        "frontEnd":"f","width":8,"stride":2,"seed":1},"index":"","split":"test","n":60,
        "modality":"","seed":1,"parameters":{"top":"100"}}
        """, figures: figures)
  }

  private func job(_ id: Int64, _ state: JobRecord.State, _ title: String) -> JobRecord {
    let time = Date(timeIntervalSince1970: Bench.noon - 60)
    return JobRecord(
      id: id, kind: "tsne", title: title, arguments: ["tsne", "/s/first"], created: time,
      finished: state.isActive ? nil : time.addingTimeInterval(42), state: state, done: 250,
      total: 1000, stage: "iterations", message: state.isActive ? "" : "KL divergence 1.83",
      time: time, pid: LocalHost.pid, host: LocalHost.name)
  }

  func state(_ keys: String) -> State {
    var state = Bench.trained()
    var news = Bench.news()
    news.jobs = [job(4, .running, "t-SNE of audio"), job(3, .done, "hardest pairs of test")]
    news.results = [result(7, "hard", Self.pairs), result(6, "prefer", Self.preferences)]
    _ = update(&state, .news(news))
    _ = Bench.type(keys, &state)
    return state
  }

  @Test(
    "the screens of preferences and pairs look as recorded",
    arguments: [("6", "prefs"), ("&", "pairs")])
  func golden(key: String, name: String) throws {
    var state = state(key)
    state.notice = nil
    try ViewTests().expect(state, looksLike: "\(name)-120x36")
  }

  private func rows(_ state: State, _ word: String) -> [Substring] {
    view(state).plainText.split(separator: "\n").filter { $0.contains(word) }
  }

  @Test("a running job shows its progress and time left, and can be paused and cancelled")
  func jobs() {
    var state = state("7")
    let text = view(state).plainText
    #expect(text.contains("RUNNING") && text.contains("25 %  ETA 3m"))
    #expect(text.contains("earsight tsne /s/first"))
    #expect(Bench.type("P", &state).contains(.request(.pause, job: 4)))
    #expect(Bench.type("S", &state).contains(.request(.cancel, job: 4)))
    #expect(!Bench.type("jP", &state).contains(.request(.pause, job: 3)))
    #expect(view(state).plainText.contains("KL divergence 1.83"))
    #expect(Bench.type("R", &state).contains(.start(["tsne", "/s/first"])))
  }

  @Test("a job tells what it printed and its day, and Enter leads to what it found")
  func jobResults() throws {
    var state = Bench.trained()
    var news = Bench.news()
    let day = 86_400.0
    func ended(_ id: Int64, _ kind: String, daysAgo: Double, _ words: [String]) -> JobRecord {
      var job = job(id, .done, "\(kind) job")
      (job.kind, job.arguments) = (kind, [kind, "/s/first"] + words)
      job.finished = Date(timeIntervalSince1970: Bench.noon - daysAgo * day)
      return job
    }
    news.jobs = [
      ended(5, "kmeans", daysAgo: 0, ["--modality", "vision", "--split", "all"]),
      ended(3, "hard", daysAgo: 2, []), ended(2, "report", daysAgo: 2, []),
    ]
    news.results = [result(7, "hard", Self.pairs)]
    _ = update(&state, .news(news))
    Bench.play("7j", &state)
    #expect(view(state).plainText.contains("job 3 printed this"))
    let date = NumberText.day(Bench.noon - 2 * day)
    #expect(rows(state, "\(date) 12:00").count == 2 && rows(state, "12:00:00").count == 1)
    _ = Bench.press([.enter], &state)
    #expect(state.tab == .pairs && state.analysis.chosen["hard"] == 7)
    // Where nothing was kept, the screen of whose it is.
    Bench.play("7k\n", &state)
    #expect(state.tab == .clusters && state.analysis.subject.modality == .vision)
    #expect(state.analysis.subject.split == .all)
    Bench.play("7jj\n", &state)
    #expect(state.tab == .jobs && state.notice?.text.contains("no screen shows report") == true)
  }

  @Test("events of another day have their date, and rows name the run where there are several")
  func dates() {
    var state = Bench.state()
    var news = News()
    var other = Bench.run
    (other.id, other.name) = (4, "second")
    news.runs = [Bench.run, other]
    for (id, run) in [(Int64(1), Int64(3)), (2, 4)] {
      news.events.append(
        EventRecord(
          id: id, time: Date(timeIntervalSince1970: Bench.noon - Double(2 - id) * 86_400),
          run: run, kind: "validation", text: "event \(id)"))
    }
    _ = update(&state, .news(news))
    _ = Bench.type("8", &state)
    let date = NumberText.day(Bench.noon - 86_400)
    let old = rows(state, "event 1").first
    #expect(old?.contains("\(date) 12:00") == true && old?.contains("width8-seed1") == true)
    let new = rows(state, "event 2").first
    #expect(new?.contains("12:00:00") == true && new?.contains("second") == true)
    #expect(new?.contains(date) == false)
  }

  @Test("the hardest pairs are listed with what was judged, and mistakes can be had alone")
  func pairs() {
    var state = state("&")
    #expect(rows(state, " wrong ").count == 2 && rows(state, " right ").count == 1)
    #expect(rows(state, "3.000").first?.contains("no pair") == true)
    let fetched = Bench.type("!", &state)
    #expect(fetched.isEmpty && rows(state, " right ").isEmpty)
    _ = Bench.type("/loss>2", &state)
    #expect(rows(state, "3.000").count == 1 && rows(state, "1.610").isEmpty)
    _ = Bench.press([.escape], &state)
    // The chosen pair comes first: its frame, then its sound; then the pair below it.
    let wanted = Bench.type("j", &state).compactMap { effect -> [Inquiry]? in
      if case .fetch(let inquiries) = effect { inquiries } else { nil }
    }
    #expect(
      wanted.first?.prefix(2) == [
        .window(Moment(clip: 2, time: 1.5)), .window(Moment(clip: 3, time: 2.5)),
      ])
    _ = Bench.type("s", &state)
    #expect(state.tab == .clip && state.analysis.moment == Moment(clip: 3, time: 2.5))
  }

  @Test(
    "Tab leads from the pairs to the pictures and to accuracy by class, z zooms the one in front")
  func panes() {
    let classes = """
      "classes":[{"name":"bell","count":80,"accuracy":0.95,"loss":0.1},
      {"name":"drum","count":40,"accuracy":0.7,"loss":0.9}]
      """
    let figures = Self.pairs.replacingOccurrences(of: "\"classes\":[]", with: classes)
    func state(_ width: Int, _ height: Int) -> State {
      var state = Bench.trained(width, height)
      var news = Bench.news()
      news.results = [result(7, "hard", figures)]
      _ = update(&state, .news(news))
      _ = Bench.type("&", &state)
      return state
    }
    var narrow = state(80, 24)
    #expect(rows(narrow, "Seen").isEmpty && rows(narrow, "By class").isEmpty)
    let fetched = Bench.type("\t", &narrow)
    #expect(!rows(narrow, "Seen").isEmpty && !rows(narrow, "Heard").isEmpty)
    #expect(
      fetched.contains { effect in
        if case .fetch(let wanted) = effect {
          wanted.contains(.window(Moment(clip: 1, time: 1.5)))
        } else {
          false
        }
      })
    _ = Bench.type("\t", &narrow)
    #expect(rows(narrow, "drum").first?.contains("70.0 %") == true)
    // The class of highest loss first.
    let text = view(narrow).plainText
    let places = ["drum", "bell"].map { text.range(of: " \($0) ")?.lowerBound ?? text.endIndex }
    #expect(places[0] < places[1])
    var wide = state(120, 36)
    #expect(!rows(wide, "Seen").isEmpty && !rows(wide, "By class").isEmpty)
    _ = Bench.type("\tz", &wide)
    #expect(!rows(wide, "Seen").isEmpty && rows(wide, "By class").isEmpty)
    #expect(view(wide).isSound)
  }

  @Test("preferences stand beside chance, and a class leads to its unit")
  func preferences() {
    var state = state("6")
    #expect(rows(state, "trained audio").first?.contains("2    0.1 ± 0.3") == true)
    // The class with the fullest top five comes first, in the tower that is looked at.
    #expect(rows(state, "/5 u").first?.contains("drum") == true)
    _ = Bench.type("j", &state)
    _ = Bench.press([.enter], &state)
    #expect(state.tab == .units && state.analysis.unit == 5)
    var empty = Bench.trained()
    _ = Bench.type("6", &empty)
    #expect(view(empty).plainText.contains("R computes them"))
    #expect(
      Bench.type("R", &empty).contains(
        .start(["prefer", "", "--split", "test", "--run", "width8-seed1"])))
  }
}
