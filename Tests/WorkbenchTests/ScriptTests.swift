import Foundation
import SeededNumbers
import Session
import Synchronization
import Terminal
import Testing
import Workbench

/// A session in memory, with everything that the fake library knows.
final class FakeSource: QuietSource {
  private let wasTold = Mutex(false)
  let kept = Mutex([Effect]())
  /// How often keeping fails for want of room.
  let failures = Mutex(0)
  func news() throws -> News {
    let isFirst = wasTold.withLock { told in
      defer { told = true }
      return !told
    }
    return isFirst ? Bench.allNews() : Bench.later()
  }
  func annotate(_ kind: NoteRecord.Kind, of subject: String, _ text: String?) throws {
    let mustFail = failures.withLock { left in
      defer { left = max(0, left - 1) }
      return left > 0
    }
    if mustFail { throw SessionError(.diskFull, "the disk is full") }
    kept.withLock { $0.append(.annotate(kind, of: subject, text)) }
  }
}

extension Bench {
  /// News without anything new.
  static func later() -> News {
    var news = news(steps: 0)
    news.heartbeat = self.news(steps: 2_400).heartbeat
    news.runs = nil
    return news
  }
}

@Suite("Scripts")
struct ScriptTests {
  static func player(_ write: @escaping (String) -> Void = { _ in }) -> ScriptPlayer {
    ScriptPlayer(
      source: FakeSource(), library: FakeLibrary(), session: SessionInfo(name: "first"), zone: 0,
      write: write)
  }

  @Test("a line reads back as it was written, whatever its words hold")
  func lines() throws {
    var dice = Dice(state: 3)
    let letters = Array("ab \"\\#\t漢'.-")
    for _ in 0..<2_000 {
      let words = (0..<Int.random(in: 0...3, using: &dice)).map { _ in
        String(
          (0..<Int.random(in: 0...5, using: &dice)).compactMap { _ in
            letters.randomElement(using: &dice)
          })
      }
      let line = ScriptLine("units.go", words)
      #expect(try ScriptLine(parsing: line.text) == line)
    }
    #expect(try ScriptLine(parsing: "  # nothing") == nil)
    #expect(try ScriptLine(parsing: "a b # rest") == ScriptLine("a", ["b"]))
  }

  @Test(
    "an error names the line, what stands there, and the reason",
    arguments: [
      ("show.units\nunits.fly 3", "line 2, 'units.fly 3': there is no command units.fly"),
      ("units.go", "line 1, 'units.go': it takes 1 (unit), and 0 are there"),
      ("units.go x", "unit is not a whole number"),
      ("show.units\nunits.go 4000", "line 2, 'units.go 4000': There is no unit 4000"),
      ("\n\nundo", "line 3, 'undo': nothing was said that could be undone"),
      ("train.stop\nshow.log", "line 2, 'show.log': something is open over the screen"),
      ("size big", "expected columns and rows"), ("key Hyper", "no key is called Hyper"),
      ("key Z", "Z does nothing on the screen Train"),
      ("units.filter \"a", "line 1, 'units.filter \"a': a quote is not closed"),
      ("wait soon", "expected `wait`"),
    ])
  func errors(text: String, reason: String) {
    var player = ScriptTests.player()
    let error = #expect(throws: ScriptError.self) { try player.play(try Script(text)) }
    #expect("\(error as Any)".contains(reason), "\(error as Any)")
  }

  @Test("commands, keys and typed words do what they do on a screen, and screen shows it")
  func playing() throws {
    var screens: [String] = []
    var player = ScriptTests.player { screens.append($0) }
    try player.play(
      try Script(
        """
        size 100x30   # narrow
        show.units
        units.go 5
        notes.unit "dog, far off" ""
        key b /
        type "name:~dog"
        key Enter
        screen
        wait
        """))
    #expect(player.state.analysis.unit == 5 && player.state.units.filterText == "name:~dog")
    #expect(player.state.analysis.notes.subjects(.bookmark).count == 1)
    let rows = screens.first?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
    #expect(rows.count >= 30 && screens[0].contains("dog, far off"))
    // A session that keeps this view opens at the same place.
    let kept = ViewState(parts: player.kept)
    #expect(kept == ViewState(player.state) && kept != ViewState())
  }

  @Test("a script recorded from random keys replays to the same notes and views, wherever it began")
  func recorded() throws {
    var (dice, others) = (Dice(state: 21), Dice(state: 22))
    var keys: [Key] = (33...126).compactMap { Unicode.Scalar($0).map { .character($0) } }
    keys.removeAll { $0 == .character("q") || $0 == .character("F") }
    keys += [.enter, .escape, .tab, .tab, .backTab, .up, .down, .left, .right, .control("r")]
    keys += [.character("u"), .character("b"), .character("2"), .character("3"), .character("]")]
    for _ in 0..<60 {
      var state = Bench.state()
      Bench.settle(update(&state, .news(Bench.allNews())), &state)
      // Not told: another screen left the session so.
      var left = state
      for _ in 0..<60 {
        Bench.settle(update(&left, .key(keys.randomElement(using: &others) ?? .tab)), &left)
      }
      Bench.settle(state.restore(ViewState(left)), &state)
      state.memory = Memory(of: state)
      var lines: [ScriptLine] = []
      func press(_ key: Key) {
        let effects = update(&state, .key(key))
        for case .record(let more) in effects { lines += more }
        Bench.settle(effects, &state)
      }
      for _ in 0..<400 { press(keys.randomElement(using: &dice) ?? .tab) }
      for _ in 0..<6 { press(.escape) }
      for case .record(let more) in state.leave() { lines += more }

      let script = lines.map(\.text).joined(separator: "\n")
      var player = ScriptTests.player()
      try player.play(try Script(script))
      var replayed = player.state
      #expect(ViewState(replayed) == ViewState(state), "\(script)")
      for kind in NoteRecord.Kind.allCases {
        #expect(
          replayed.analysis.notes.subjects(kind) == state.analysis.notes.subjects(kind))
      }
      (replayed.now, replayed.notice, state.notice) = (state.now, nil, nil)
      // A replay is silent.
      state.playing = nil
      #expect(view(replayed).plainText == view(state).plainText, "\(script)")
    }
  }

  @Test("a question that was answered with no is not in the journal, one with yes is")
  func questions() throws {
    for (answer, isThere) in [("\u{1B}", false), ("y", true)] {
      var state = Bench.trained()
      state.memory = Memory(of: state)
      var effects = Bench.play("S", &state)
      effects += answer == "y" ? Bench.play("y", &state) : Bench.press([.escape], &state)
      effects += Bench.play("s", &state)
      let lines = effects.flatMap { effect -> [ScriptLine] in
        if case .record(let lines) = effect { lines } else { [] }
      }
      let ids = lines.map(\.command)
      #expect(ids.contains("train.stop") == isThere && ids.last == "train.smoothing", "\(ids)")
      #expect(ids.contains("confirmation.yes") == isThere)
      var player = ScriptTests.player()
      try player.play(try Script(lines.map(\.text).joined(separator: "\n")))
      #expect(player.state.overlays.isEmpty)
    }
  }

  @Test("what is chosen from a list of places is told by itself, for replays that have no list")
  func places() throws {
    var state = Bench.analysed("2b")
    state.memory = Memory(of: state)
    func told(_ keys: String) -> String? {
      guard case .record(let lines) = Bench.play(keys, &state).last else { return nil }
      return lines.last?.text
    }
    #expect(told("B\n")?.hasPrefix("units.visit 0 audio trained ") == true)
    #expect(told("Bd") == "notes.forget bookmark unit/width8-seed1/audio/0")
    _ = Bench.press([.escape], &state)
    var player = ScriptTests.player()
    try player.play(
      try Script("notes.bookmark\nunits.visit 12 vision random -\nclip.visit 3\nback"))
    #expect(player.state.tab == .units && player.state.analysis.subject.modality == .vision)
    #expect(player.state.analysis.unit == 12 && player.state.analysis.subject.isRandom)
  }

  @Test("cursor moves are folded into where they lead, and moves that lead nowhere are not told")
  func folding() {
    var state = Bench.analysed("2")
    state.memory = Memory(of: state)
    let parts = ViewState(state).parts.filter { ViewState().parts[$0.key] != $0.value }
    let began = ScriptLine("view", parts.sorted { $0.key < $1.key }.flatMap { [$0, $1] })
    let moves = Bench.play("jjjjkj..", &state)
    #expect(moves.isEmpty)
    let unit = state.analysis.unit
    guard case .record(let lines) = Bench.play("b", &state).last else {
      Issue.record("the bookmark was not recorded")
      return
    }
    #expect(
      lines.map(\.text) == [
        "size 120x36", began.text, "units.go \(unit)", "units.top 2", "notes.bookmark",
      ])
    // Where the cursors stand at the end is told on leaving.
    #expect(Bench.play("jk", &state).isEmpty)
    let last = state.leave().compactMap { effect -> String? in
      guard case .record(let lines) = effect else { return nil }
      return lines.last?.text
    }
    #expect(last == ["units.top 0"])
  }
}
