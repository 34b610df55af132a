import Foundation
import Session
import Terminal
import Testing
import Workbench

@Suite("Units and clip")
struct UnitsTests {
  private let pictures = ViewTests()

  @Test("the screen of units looks as recorded")
  func units() throws { try pictures.expect(Bench.analysed("2"), looksLike: "units-120x36") }

  @Test("the screen of a clip looks as recorded")
  func clip() throws { try pictures.expect(Bench.analysed("3"), looksLike: "clip-120x36") }

  @Test("before there are embeddings both screens say how to make them, and R starts the job")
  func absence() {
    var state = Bench.trained()
    state.session.path = "/sessions/first"
    _ = Bench.type("2", &state)
    #expect(view(state).plainText.contains("R makes them"))
    let effects = Bench.type("R", &state)
    #expect(
      effects == [
        .start(["index", "/sessions/first", "--split", "test"]),
        .start(["index", "/sessions/first", "--random", "--split", "test"]),
      ])
    _ = Bench.type("3", &state)
    #expect(view(state).plainText.contains("No clips in this session yet"))
  }

  @Test("selectivity, top five and their order are those of a plain count over the activations")
  func numbers() throws {
    var state = Bench.analysed("2oooooo", 200, 60)
    #expect(state.units.order == .number)
    Bench.play("ggjjjjjjjjjjj", &state)
    #expect(state.analysis.unit == 11)
    let all = FakeLibrary.clips.indices.map {
      Double(FakeLibrary.activation($0, 11, isTrained: true, .audio))
    }
    let means = (0..<4).map { label -> Double in
      let own = all.indices.filter { (($0 + 1) % 4) == label }.map { all[$0] }
      return own.reduce(0, +) / Double(own.count)
    }
    let best = try #require(means.max())
    let others = (means.reduce(0, +) - best) / 3
    let selectivity = (best - others) / (best + others)
    let text = view(state).plainText
    let shown = String(format: "%.3f", selectivity).dropFirst()
    #expect(text.contains("selectivity \(shown) for speech"))
    #expect(text.contains("top 5: 5/5 speech"))
    let top = all.indices.sorted { (all[$1], $0) < (all[$0], $1) }.prefix(5)
    var place = text.startIndex
    for (rank, row) in top.enumerated() {
      let head = "\(rank + 1)  \(String(format: "%.2f", all[row]))"
      let found = try #require(text.range(of: head, range: place..<text.endIndex), "\(head)")
      place = found.upperBound
      #expect(text.contains("#\(row + 1) 2.0 s"))
    }
    #expect(text.contains("random network's u11"))
    #expect(text.contains("STALE: best is step 2,000"))
  }

  @Test("the filter and the order of the list are the metrics'")
  func listing() {
    var state = Bench.analysed("2/pref:siren -dead act>=6")
    _ = Bench.press([.enter], &state)
    let kept = (0..<64).filter { unit in
      let all = FakeLibrary.clips.indices.map {
        FakeLibrary.activation($0, unit, isTrained: true, .audio)
      }
      return unit % 4 == 2 && (all.max() ?? 0) >= 6
    }
    #expect(!kept.isEmpty && view(state).plainText.contains("\(kept.count)/64"))
    var seen: Set<Int> = []
    Bench.play("gg", &state)
    for _ in 0..<70 {
      seen.insert(state.analysis.unit)
      Bench.play("]", &state)
    }
    #expect(seen == Set(kept))
    // Esc restores the filter that was there; a backslash lists all again.
    _ = Bench.type("/x", &state)
    _ = Bench.press([.escape], &state)
    #expect(state.units.filterText == "pref:siren -dead act>=6")
    Bench.play("\\", &state)
    #expect(view(state).plainText.contains("64/64"))
  }

  @Test("a name is asked for, kept, shown, filtered by and undone")
  func naming() {
    var state = Bench.analysed("2A")
    _ = Bench.type("yelp", &state)
    _ = Bench.press([.enter], &state)
    let effects = Bench.press([.enter], &state)
    let subject = "unit/width8-seed1/audio/\(state.analysis.unit)"
    #expect(effects == [.annotate(.name, of: subject, "yelp")])
    #expect(view(state).plainText.contains("\"yelp\""))
    Bench.play("/name:yelp", &state)
    _ = Bench.press([.enter], &state)
    #expect(view(state).plainText.contains("1/64"))
    let edit = EditRecord(subject: subject, kind: .name, before: nil, after: "yelp")
    #expect(Bench.play("u", &state) == [.undo(edit)])
    #expect(Bench.play("b", &state) == [.annotate(.bookmark, of: subject, "")])
    #expect(view(state).plainText.contains("bookmarked"))
  }

  @Test("Enter shows the chosen clip, the cursor reads time, frequency, level and activation")
  func readout() throws {
    var state = Bench.analysed("2..", 120, 36)
    let moment = try #require(state.analysis.table).top(of: state.analysis.unit)[2].clip.id
    _ = Bench.press([.enter], &state)
    Bench.play("", &state)
    #expect(state.tab == .clip && state.analysis.moment?.clip == moment)
    // The tone has the band at 4,031.25 Hz: 3,000 + 375 j + ... the nearest that keys reach.
    state.clip.hertz = 4_031.25
    #expect(view(state).plainText.contains("t 2.000 s  f 4.03 kHz  0.0 dB"))
    state.clip.hertz = 4_500
    #expect(view(state).plainText.contains("f 4.50 kHz  -60.0 dB"))
    // Unit u has all of its map at row u % 16, column u % 12 of 16 x 12.
    let unit = state.analysis.unit
    state.clip.hertz = (Double(unit % 16) + 0.5) / 16 * 24_000
    state.clip.seconds = (Double(unit % 12) + 0.5) / 12 * 0.99 - 0.495
    let value = String(format: "%.2f", Double(unit + 1) / 4).prefix(4)
    let text = view(state).plainText
    #expect(text.contains("u\(unit) \(value) at r\(unit % 16) c\(unit % 12)"), "\(text)")
  }

  @Test(
    "the strongest unit of the second can be followed, time goes in tenths and stops at the ends")
  func walking() throws {
    var state = Bench.analysed("3")
    _ = Bench.press([.tab, .tab, .enter], &state)
    #expect(state.analysis.unit == 63)
    _ = Bench.press([.tab], &state)
    let first = try #require(state.clipMoment)
    Bench.play(".", &state)
    #expect(state.analysis.moment == Moment(clip: first.clip, time: 2.1))
    for _ in 0..<30 { Bench.play(".", &state) }
    #expect(state.analysis.moment?.time == 3.5)
    for _ in 0..<60 { Bench.play(",", &state) }
    #expect(state.analysis.moment?.time == 0.5)
    Bench.play("n", &state)
    #expect(state.analysis.moment == Moment(clip: first.clip % 48 + 1))
    Bench.play("N", &state)
    #expect(state.analysis.moment == Moment(clip: first.clip))
  }

  @Test("p plays what is shown")
  func sound() {
    var state = Bench.analysed("3")
    #expect(Bench.play("p", &state) == [.play(FakeLibrary.window(Moment(clip: 1)).sound)])
  }
}
