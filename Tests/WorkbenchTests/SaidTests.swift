import Foundation
import Session
import Testing
import Workbench

@Suite("What is said on every screen of units and clips")
struct SaidTests {
  @Test("b, a, d and p are about the clip that is looked at", arguments: ["4", "5", "&"])
  func clips(screen: String) throws {
    var state = screen == "&" ? AnalysisScreenTests().state("&") : NeighbourTests().state(screen)
    guard case .annotate(.bookmark, let subject, "") = Bench.play("b", &state).first else {
      Issue.record("no bookmark on \(screen)")
      return
    }
    #expect(subject.hasPrefix("clip/"))
    Bench.play("aswallow\nat dusk\n", &state)
    #expect(state.analysis.notes[subject, .name] == "swallow")
    // Name and note go first, as one step, then the bookmark; then there is nothing.
    #expect(
      Bench.play("d", &state)
        == [.annotate(.name, of: subject, nil), .annotate(.note, of: subject, nil)])
    #expect(state.analysis.notes[subject, .bookmark] != nil)
    Bench.play("u", &state)
    #expect(state.analysis.notes[subject, .note] == "at dusk")
    #expect(state.analysis.notes[subject, .name] == "swallow")
    Bench.play("dd", &state)
    #expect(state.analysis.notes[subject, .bookmark] == nil)
    #expect(Bench.play("d", &state).isEmpty)
    #expect(state.notice?.text.contains("nothing was said of it") == true)
    if screen != "&" {
      #expect(Bench.play("p", &state) == [.play(FakeLibrary.still.sound)])
    }
  }

  @Test("d on a unit takes the mark last")
  func unit() {
    var state = Bench.analysed("2b ")
    Bench.play("d", &state)
    #expect(state.analysis.notes.subjects(.bookmark).isEmpty)
    #expect(state.analysis.notes.subjects(.mark).count == 1)
    Bench.play("d", &state)
    #expect(state.analysis.notes.subjects(.mark).isEmpty)
    Bench.play("uu", &state)
    #expect(state.analysis.notes.subjects(.mark).count == 1)
    #expect(state.analysis.notes.subjects(.bookmark).count == 1)
  }

  @Test("what was undone is done again as one, also when the session has told of it meanwhile")
  func again() {
    var state = Bench.analysed("2")
    _ = update(&state, .command("notes.unit", ["yelp", "loud"]))
    Bench.play("u", &state)
    let subject = "unit/width8-seed1/audio/\(state.analysis.unit)"
    let edits = [("name", "yelp"), ("note", "loud")].map { kind, text in
      EditRecord(
        subject: subject, kind: kind == "name" ? .name : .note, before: nil, after: text,
        isUndone: true)
    }
    // Two said, two undone: all have arrived.
    for _ in 0..<4 { _ = update(&state, .settled) }
    state.analysis.notes.take([], edits: edits)
    #expect(Bench.press([.control("r")], &state).count == 2)
    #expect(state.analysis.notes[subject, .note] == "loud")
  }

  @Test("a perplexity that the clips are too few for is refused before a job is started")
  func perplexity() {
    var state = Bench.analysed("4")
    Bench.play("i", &state)
    _ = Bench.press([.control("u")], &state)
    Bench.play("500\n\n", &state)
    #expect(state.notice?.text.contains("is the most") == true)
    #expect(Bench.play("R", &state).isEmpty)
    #expect(state.notice?.text.contains("perplexity 500 is too great for") == true)
  }

  @Test("a job that fails is told of at once, with the reason")
  func failure() {
    var state = Bench.analysed("4")
    var news = News()
    let time = Date(timeIntervalSince1970: state.now)
    let job = JobRecord(
      id: 900, kind: "tsne", title: "t-SNE of audio", arguments: ["tsne"], created: time,
      finished: time, state: .failed, done: 0, total: 0, stage: "",
      message: "t-SNE needs more rows", time: time, pid: 0, host: "box")
    news.jobs = [job] + state.analysis.jobs
    _ = update(&state, .news(news))
    #expect(state.notice?.text.contains("failed: t-SNE needs more rows") == true)
    // Once.
    state.notice = nil
    _ = update(&state, .news(news))
    #expect(state.notice == nil)
  }
}
