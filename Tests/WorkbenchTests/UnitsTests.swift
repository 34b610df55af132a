import Analysis
import Experiments
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
        .start(["index", "/sessions/first", "--split", "test", "--run", "width8-seed1"]),
        .start(["index", "/sessions/first", "--random", "--split", "test", "--run", "width8-seed1"]
        ),
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

  @Test("how many clips a unit is silent in and what one in a hundred exceeds stand with its facts")
  func spread() {
    let values: [Float] = (1...200).map { $0 <= 82 ? 0 : Float($0) }
    let spread = UnitSpread(values)
    // 198 of 200 do not exceed 198.
    #expect(spread.count == 200 && spread.zeroShare == 0.41 && spread.high == 198)
    #expect(UnitSpread([7]).high == 7 && UnitSpread([]).count == 0)
    var state = Bench.analysed("2", 200, 60)
    let all = FakeLibrary.clips.indices.map {
      FakeLibrary.activation($0, state.analysis.unit, isTrained: true, .audio)
    }
    let high = String(format: "%.2f", all.max() ?? 0)
    let zero = String(format: "%.0f", 100 * Double(all.count { $0 <= 0 }) / 48)
    #expect(view(state).plainText.contains("clips 48, zero \(zero) %, p99 \(high)"))
    Bench.play("MMM", &state)
    #expect(view(state).plainText.contains("u0 is alive"))
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

  @Test("name and note of one command are one step to undo and to redo, and both say what they did")
  func together() {
    var state = Bench.analysed("2")
    Bench.play("Ayelp\nloud\n", &state)
    Bench.play("b", &state)
    let subject = "unit/width8-seed1/audio/\(state.analysis.unit)"
    let name = EditRecord(subject: subject, kind: .name, before: nil, after: "yelp")
    let note = EditRecord(subject: subject, kind: .note, before: nil, after: "loud")
    Bench.play("u", &state)
    #expect(state.notice?.text.hasPrefix("undone: bookmark of u0") == true)
    #expect(Bench.play("u", &state) == [.undo(note), .undo(name)])
    #expect(state.notice?.text.hasPrefix("undone: name and note of u0") == true)
    #expect(Bench.press([.control("r")], &state) == [.redo(name), .redo(note)])
    #expect(state.notice?.text == "done again: name and note of u0")
    #expect(state.analysis.notes[subject, .note] == "loud")
    // Two commands that gave one each are two steps.
    Bench.play("uAyelp\n\n", &state)
    Bench.play("A\nloud\n", &state)
    #expect(Bench.play("u", &state) == [.undo(note)])
    #expect(Bench.play("u", &state) == [.undo(name)])
  }

  @Test("the journal tells how many changes were undone: a replay knows no other")
  func journalled() {
    var state = Bench.analysed("2")
    state.memory = Memory(of: state)
    Bench.play("Ayelp\nloud\n", &state)
    guard case .record(let lines) = Bench.play("u", &state).last else {
      Issue.record("the undo was not recorded")
      return
    }
    #expect(lines.last?.text == "undo 2")
  }

  @Test("one key shows what training changed: each unit beside itself in the random network")
  func difference() throws {
    var state = Bench.analysed("2D")
    #expect(state.units.isDifference)
    Bench.play("o", &state)
    #expect(state.units.order == .difference)
    let tables = FakeLibrary.tables.map { findings -> UnitTable? in
      if case .units(let table) = findings[0] { table } else { nil }
    }
    let random = try #require(tables[0]).metrics
    let trained = try #require(tables[1]).metrics
    let differences = trained.indices.map {
      (trained[$0].selectivity ?? 0) - (random[$0].selectivity ?? 0)
    }
    let best = try #require(differences.indices.max { differences[$0] < differences[$1] })
    Bench.play("gg", &state)
    #expect(state.analysis.unit == best)
    let text = view(state).plainText
    func three(_ value: Double) -> String { String(String(format: "%.3f", value).dropFirst()) }
    #expect(text.contains("difference in selectivity"))
    #expect(text.contains("+\(three(differences[best]))"))
    #expect(
      text.contains(
        "trained \(three(trained[best].selectivity ?? 0))"
          + " - random \(three(random[best].selectivity ?? 0))"))
    // Ten clips: five of each network; Enter opens one of the random network's.
    #expect(text.components(separatedBy: " 2.0 s").count == 11)
    Bench.play("lllllll", &state)
    let place = try #require(tables[0]).top(of: best)[2]
    _ = Bench.press([.enter], &state)
    #expect(state.analysis.moment?.clip == place.clip.id)
    Bench.play("'DD", &state)
    #expect(!state.units.isDifference && !state.analysis.subject.isRandom)
  }

  @Test(
    "the strongest unit of a clip is the one highest above its own mean, and predicts its class")
  func predictions() throws {
    guard case .units(let table) = FakeLibrary.tables[1][0] else { throw CancellationError() }
    let found = StrongestUnits(table)
    var right = 0
    for row in FakeLibrary.clips.indices {
      let heights = (0..<FakeLibrary.units).map { unit -> Double in
        let all = FakeLibrary.clips.indices.map {
          Double(FakeLibrary.activation($0, unit, isTrained: true, .audio))
        }
        let mean = all.reduce(0, +) / 48
        let spread = (all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 48).squareRoot()
        return spread > 0 ? (all[row] - mean) / spread : -.infinity
      }
      let best = heights.indices.max { heights[$0] < heights[$1] }
      #expect(Int(found.units[row]) == best)
      if found.classes[row] >= 0,
        found.names[Int(found.classes[row])] == FakeLibrary.clips[row].label
      {
        right += 1
      }
    }
    #expect(found.rightShare == Double(right) / 48 && right > 40)
  }

  @Test("units are marked, inverted and filtered by marks; each is one step to undo")
  func marks() {
    var state = Bench.analysed("2ooooo")
    let subject = "marks/units/width8-seed1/audio"
    state.analysis.unit = 3
    #expect(Bench.play(" ", &state) == [.annotate(.mark, of: subject, "3")])
    state.analysis.unit = 5
    Bench.play(" ", &state)
    #expect(Bench.play("*", &state) == [.annotate(.mark, of: subject, "0-2 4 6-63")])
    Bench.play("/mark:no", &state)
    _ = Bench.press([.enter], &state)
    #expect(view(state).plainText.contains("2/64"))
    Bench.play("u", &state)
    #expect(state.analysis.notes.marked(subject).numbers == [3, 5])
    #expect(view(state).plainText.contains("62/64"))
  }

  @Test("a set of numbers holds what was put in, and comes back from its text")
  func numberSets() {
    var dice = Dice(state: 3)
    for _ in 0..<40 {
      let one = Set((0..<80).map { _ in Int64.random(in: 0...300, using: &dice) })
      let other = Set((0..<50).map { _ in Int64.random(in: 0...200, using: &dice) })
      var (a, b) = (NumberSet(one), NumberSet(other))
      #expect(a.numbers == one.sorted() && a.count == one.count)
      #expect(NumberSet(text: a.text) == a)
      #expect(a.union(b).numbers == one.union(other).sorted())
      #expect(a.subtracting(b).numbers == one.subtracting(other).sorted())
      #expect(a.intersection(b) == NumberSet(one.intersection(other)))
      for number in other { b.remove(number) }
      #expect(b.isEmpty && b == NumberSet())
      a.insert(-4)
      #expect(a == NumberSet(one) && !a.contains(-4))
    }
    #expect(NumberSet(text: "7 a 3-1 99999999999999999999 2-3").numbers == [2, 3, 7])
  }

  @Test("similar units and the twin are followed by key, and ' leads back from place to place")
  func following() {
    var state = Bench.analysed("2")
    state.analysis.unit = 12
    Bench.play("s", &state)
    #expect(view(state).plainText.contains("Units that go with u12"))
    _ = Bench.press([.enter], &state)
    #expect(state.analysis.unit == 16 && state.tab == .units)
    Bench.play("t", &state)
    #expect(state.analysis.subject.modality == .vision && state.analysis.unit == 24)
    Bench.play("\n", &state)
    #expect(state.tab == .clip)
    Bench.play("'", &state)
    #expect(state.tab == .units && state.analysis.subject.modality == .vision)
    Bench.play("'", &state)
    #expect(state.analysis.subject.modality == .audio && state.analysis.unit == 16)
    Bench.play("'", &state)
    #expect(state.analysis.unit == 12)
  }

  @Test("bookmarks of units and clips are listed, and Enter goes there")
  func bookmarks() {
    var state = Bench.analysed("2b3b")
    let (unit, clip) = (state.analysis.unit, state.clipMoment?.clip ?? 0)
    state.analysis.unit = 40
    Bench.play("2B", &state)
    let text = view(state).plainText
    #expect(text.contains("u\(unit) audio") && text.contains("clip \(clip)"))
    Bench.play("j\n", &state)
    #expect(state.tab == .units && state.analysis.unit == unit)
    Bench.play("Bd", &state)
    _ = Bench.press([.escape], &state)
    #expect(state.analysis.notes[Notes.clip(clip), .bookmark] == nil)
  }

  @Test("a note is about a range of seconds, is deleted at the cursor and comes back")
  func timedNotes() throws {
    var state = Bench.analysed("3")
    let clip = try #require(state.clipMoment).clip
    Bench.play("vlllll", &state)
    Bench.play("A", &state)
    _ = Bench.type("yelp", &state)
    let kept = Bench.press([.enter], &state)
    let subject = "clip/\(clip)/2.000-2.050"
    #expect(kept == [.annotate(.note, of: subject, "yelp")])
    #expect(view(state).plainText.contains("2.00-2.05    yelp"))
    Bench.play("lllll", &state)
    #expect(Bench.play("d", &state).isEmpty)
    Bench.play("hhhhhhh", &state)
    #expect(Bench.play("d", &state) == [.annotate(.note, of: subject, nil)])
    Bench.play("u", &state)
    #expect(state.analysis.notes[subject, .note] == "yelp")
    // Notes are listed by their time, whatever came first.
    Bench.play("hhhhhhhhhh", &state)
    Bench.play("A", &state)
    _ = Bench.type("before\n", &state)
    let rows = view(state).plainText.split(separator: "\n")
    let places = ["before", "yelp"].map { word in rows.firstIndex { $0.contains(word) } ?? -1 }
    #expect(places[0] >= 0 && places[0] < places[1])
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
}
