import Experiments
import Foundation
import Session
import Testing
import Workbench

@Suite("Units")
struct UnitsTests {
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

  @Test("one key shows what training changed: each unit beside itself in the random network")
  func difference() throws {
    var state = Bench.analysed("2D")
    #expect(state.analysis.isDifference)
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
    #expect(!state.analysis.isDifference && !state.analysis.subject.isRandom)
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
}
