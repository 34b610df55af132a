import Foundation
import Session
import Terminal
import Testing
import Workbench

extension Bench {
  /// Sessions to open: the one that is shown, one that is damaged, and many more.
  static let listings: [SessionListing] =
    [
      SessionListing(
        path: "/s/first", name: "first", lastUsed: Date(timeIntervalSince1970: noon - 30),
        summary: summary("first", clips: 600, accuracy: 0.917, notes: 3)),
      SessionListing(
        path: "/s/broken", name: "broken", lastUsed: Date(timeIntervalSince1970: noon - 7_200),
        problem: "/s/broken/session.sqlite is damaged"),
    ]
    + (1...40).map { number in
      SessionListing(
        path: "/s/birds-\(number)", name: "birds-\(number)",
        lastUsed: Date(timeIntervalSince1970: noon - 86_400 * Double(number)),
        summary: summary("birds-\(number)", clips: number, accuracy: Double(number) / 50, notes: 0))
    }

  static func summary(
    _ name: String, clips: Int, accuracy: Double?, notes: Int
  ) -> SessionSummary {
    SessionSummary(
      name: name, path: "/s/\(name)", created: Date(timeIntervalSince1970: noon),
      trainClips: clips, validationClips: 0, testClips: 0, notes: notes, runs: 2,
      latestRun: "r", status: "DONE", step: 1, pairs: 16, targetPairs: 16,
      validationAccuracy: accuracy, byteCount: 34 << 20)
  }
}

@Suite("Sessions on the screen")
struct SessionScreenTests {
  static func listing(_ width: Int = 120, _ height: Int = 36, keys: String = "") -> State {
    var state = Bench.analysed("", width, height)
    state.session.path = "/s/first"
    Bench.settle(update(&state, .key(.control("o"))), &state)
    Bench.play(keys, &state)
    return state
  }

  @Test("the list of sessions tells what is in them and opens the chosen one")
  func opening() {
    var state = Self.listing()
    let text = view(state).plainText
    #expect(text.contains("first                    600 clips    2 runs  DONE       val 91.7 %"))
    #expect(text.contains("3 notes") && text.contains("broken") && text.contains("is damaged"))
    #expect(text.contains("42 found") && text.contains("2 h ago") == false)
    // Enter on the session that is shown closes the list; on a damaged one it says why not.
    #expect(Bench.press([.down, .enter], &state).isEmpty)
    #expect(state.notice?.text.contains("is damaged") == true && !state.isHome)
    #expect(Bench.press([.down, .enter], &state) == [.open(path: "/s/birds-1")])
    var here = Self.listing()
    #expect(Bench.press([.enter], &here).isEmpty && here.isHome)
  }

  @Test("letters narrow the list, also by what is in the sessions, and Esc closes it")
  func filtering() {
    var state = Self.listing(keys: "birds acc>=.78")
    #expect(view(state).plainText.contains("2 found"))
    #expect(Bench.press([.enter], &state) == [.open(path: "/s/birds-39")])
    state = Self.listing(keys: "nothing like it")
    #expect(view(state).plainText.contains("No session matches."))
    #expect(Bench.press([.enter, .escape], &state).isEmpty && state.isHome)
  }

  @Test("names are listed at once and what is in them as it is read, those that are seen first")
  func reading() throws {
    var state = Bench.analysed()
    let opened = Int(state.now)
    func wanted(_ effects: [Effect]) -> [Inquiry] {
      effects.compactMap { if case .fetch(let inquiries) = $0 { inquiries } else { nil } }.last
        ?? []
    }
    func answer(_ path: String) -> [Effect] {
      let inquiry = Inquiry.session(path: path, asOf: opened)
      return update(&state, .found(inquiry, FakeLibrary().find(inquiry)))
    }
    let first = wanted(update(&state, .key(.control("o"))))
    #expect(first.first == .sessions(asOf: opened))
    let names = Inquiry.sessions(asOf: opened)
    let second = wanted(update(&state, .found(names, FakeLibrary().find(names))))
    #expect(view(state).plainText.contains("42 found, 0 of 42 read"))
    #expect(view(state).plainText.contains("birds-9 "))
    #expect(second.first == .session(path: "/s/first", asOf: opened))
    #expect(second.filter { if case .session = $0 { true } else { false } }.count == 42)
    // Far down the list others are wanted first.
    for _ in 0..<5 { _ = update(&state, .key(.up)) }
    let third = wanted(answer("/s/first"))
    #expect(!third.contains(.session(path: "/s/first", asOf: opened)))
    #expect(third.first == .session(path: "/s/birds-24", asOf: opened))
    #expect(view(state).plainText.contains("42 found, 1 of 42 read"))
    // The chosen session stays the chosen one while others come to be known.
    _ = Bench.type("acc>.7 | birds-4", &state)
    _ = Bench.press([.down, .down], &state)
    for number in [36, 38] { _ = answer("/s/birds-\(number)") }
    #expect(view(state).plainText.contains("birds-38 "))
    #expect(Bench.press([.enter], &state).first == .open(path: "/s/birds-40"))
  }

  @Test("the list fits every size", arguments: [(80, 24), (200, 60), (10, 5), (1, 1)])
  func sizes(width: Int, height: Int) {
    let grid = view(Self.listing(width, height))
    #expect(grid.isSound)
    if width >= 80 { #expect(grid.plainText.contains("600 clips")) }
  }

  @Test("saving as asks for a free name")
  func savingAs() {
    var state = Bench.analysed()
    _ = update(&state, .key(.control("s")))
    #expect(Bench.type("a/../b\u{7}\n", &state).isEmpty || state.overlays.isEmpty)
    var other = Bench.analysed()
    _ = update(&other, .key(.control("s")))
    #expect(
      Bench.type("earsight-no-such-session\n", &other) == [.saveAs("earsight-no-such-session")])
    #expect(Bench.type("u", &other).isEmpty)
    // A slash makes a path, which says where it begins.
    var path = Bench.analysed()
    _ = update(&path, .key(.control("s")))
    #expect(Bench.type("a/b\n", &path).isEmpty)
    #expect(view(path).plainText.contains("a path begins with / or ."))
    _ = Bench.press([.control("u")], &path)
    #expect(Bench.type("./a/b\n", &path) == [.saveAs("./a/b")])
  }

  @Test("missing clips are told once, and how to find them")
  func missing() {
    var state = Bench.analysed()
    var census = ClipCensus(clips: 48)
    (census.seen, census.missing, census.example) = (48, 5, "/videos/clip-1.mp4")
    _ = update(&state, .found(.census(clips: 1), .census(census)))
    #expect(state.notice?.text.contains("5 of 48 clips are missing") == true)
    state.notice = nil
    _ = update(&state, .found(.census(clips: 2), .census(census)))
    #expect(state.notice == nil && view(state).plainText.contains("5 clips missing"))
    #expect(
      update(&state, .command("session.relocate", ["/new"])).contains(.relocate(folder: "/new")))
  }

  @Test("what cannot be kept is said until it is, and notes stay as they were said meanwhile")
  func arrears() {
    var state = Bench.analysed("2b")
    _ = update(&state, .owed(Arrears(count: 1, reason: "the disk is full")))
    #expect(view(state).plainText.contains("1 change(s) not saved, tried again every 2 s"))
    // The session does not have it yet: what it tells meanwhile does not take it away.
    var news = Bench.later()
    (news.notes, news.edits) = ([], [])
    _ = update(&state, .news(news))
    #expect(state.analysis.notes.subjects(.bookmark).count == 1)
    _ = update(&state, .settled)
    _ = update(&state, .owed(nil))
    #expect(view(state).plainText.contains("Kept after all"))
    _ = update(&state, .news(news))
    #expect(state.analysis.notes.subjects(.bookmark).isEmpty)
  }
}

@Suite("Keeping")
struct KeepingTests {
  private func run(_ source: FakeSource, _ script: [(when: String, key: Key)]) -> ExitReport {
    let display = TestDisplay(script)
    // It is tried again after two seconds.
    display.patience = 6_000
    return runWorkbench(
      display: display, source: source, library: FakeLibrary(),
      session: SessionInfo(name: "first"))
  }

  @Test("a note that finds no room is said, tried again and kept")
  func fullDisk() {
    let source = FakeSource()
    source.failures.withLock { $0 = 1 }
    let report = run(
      source,
      [
        ("RUNNING", .character("3")), ("t 2.000 s", .character("b")),
        ("not saved", .character("r")), ("Kept after all", .character("q")),
      ])
    #expect(report.reason == .quit)
    let kept = source.kept.withLock { $0 }
    #expect(kept.contains { if case .annotate(.bookmark, _, "") = $0 { true } else { false } })
    #expect(!report.lines.contains { $0.hasPrefix("Not kept") })
  }

  @Test("what could not be kept to the end is told on leaving, word by word")
  func lost() {
    let source = FakeSource()
    source.failures.withLock { $0 = .max }
    let report = run(
      source,
      [
        ("RUNNING", .character("3")), ("t 2.000 s", .character("b")),
        ("not saved", .character("q")),
      ])
    #expect(report.lines.first?.hasPrefix("Not kept, the disk is full") == true)
    #expect(report.lines.dropFirst().first?.hasPrefix("  bookmark of clip/") == true)
  }
}
