import Foundation
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
        {"network":{"digest":"d","isTrained":true,"run":"seed-1","step":2400,"weights":"w",
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

  private func state(_ keys: String) -> State {
    var state = Bench.trained()
    var news = Bench.news()
    news.jobs = [job(4, .running, "t-SNE of audio"), job(3, .done, "hardest pairs of test")]
    news.results = [result(7, "hard", Self.pairs), result(6, "prefer", Self.preferences)]
    _ = update(&state, .news(news))
    _ = Bench.type(keys, &state)
    return state
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

  @Test("the hardest pairs are listed with what was judged, and mistakes can be had alone")
  func pairs() {
    var state = state("0")
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
    #expect(Bench.type("R", &empty).contains(.start(["prefer", "", "--split", "test"])))
  }
}
