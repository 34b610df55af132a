import Foundation
import Session
import Synchronization
import Terminal
import Testing
import Workbench

/// A display that plays keys and remembers pictures.
final class TestDisplay: Display {
  final class Bell: Waker {
    let count = Mutex(0)
    func wake() { count.withLock { $0 += 1 } }
  }
  let size = Size(width: 100, height: 30)
  let tier = ColorTier.palette256
  let glyphs = GlyphSet.unicode
  let bell = Bell()
  var waker: any Waker { bell }
  var pictures: [String] = []
  /// Each is played when the text before it is on the screen.
  var script: [(when: String, key: Key)]
  /// What is clicked on when all keys were played.
  var clicked: String?
  var patience = 2_000

  init(_ script: [(when: String, key: Key)]) { self.script = script }

  func present(_ grid: Grid) { pictures.append(grid.plainText) }
  func invalidate() {}
  func suspend() {}
  func setMouse(_ isOn: Bool) {}
  func read(timeout: Double) -> [Input] {
    if let next = script.first, pictures.last?.contains(next.when) == true {
      script.removeFirst()
      return [.key(next.key)]
    }
    let rows = pictures.last?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
    if script.isEmpty, let text = clicked, let y = rows.lastIndex(where: { $0.contains(text) }),
      let place = rows[y].range(of: text)
    {
      clicked = nil
      let x = rows[y].distance(from: rows[y].startIndex, to: place.lowerBound)
      return [.mouse(Mouse(.press, x: x, y: y))]
    }
    patience -= 1
    if patience == 0 { return [.closed] }
    Thread.sleep(forTimeInterval: min(timeout, 0.005))
    let rang = bell.count.withLock { count in
      defer { count = 0 }
      return count > 0
    }
    return rang ? [.wake] : []
  }
}

/// A session that is a list of commands sent.
final class TestSource: WorkbenchSource {
  let sent = Mutex([ControlCommand]())
  let isClosed = Mutex(false)
  let failures = Mutex(0)
  func news() throws -> News {
    let mustFail = failures.withLock { left in
      left -= 1
      return left >= 0
    }
    if mustFail { throw CocoaError(.fileReadUnknown) }
    return Bench.news(steps: 50)
  }
  func send(_ command: ControlCommand, run: Int64) throws { sent.withLock { $0.append(command) } }
  func send(_ request: JobRecord.Request, job: Int64) throws {}
  func annotate(_ kind: NoteRecord.Kind, of subject: String, _ text: String?) throws {}
  func turn(_ edit: EditRecord, isUndone: Bool) throws {}
  func keep(view: [String: String]) throws {}
  func record(_ lines: [ScriptLine]) throws {}
  func saveAs(_ name: String) throws -> String { name }
  func relocate(_ folder: String?) throws -> String { "" }
  func start(_ arguments: [String]) throws {}
  func select(run: Int64) {}
  func close() { isClosed.withLock { $0 = true } }
}

/// A session in which nothing happens after the first look.
final class StillSource: WorkbenchSource {
  let looks = Mutex(0)
  func news() throws -> News {
    let count = looks.withLock { looks in
      looks += 1
      return looks
    }
    if count == 1 { return Bench.news(steps: 50) }
    let first = Bench.news(steps: 0)
    var news = News()
    (news.run, news.status) = (first.run, first.status)
    news.heartbeat = Bench.news(steps: 50).heartbeat
    return news
  }
  func send(_ command: ControlCommand, run: Int64) throws {}
  func send(_ request: JobRecord.Request, job: Int64) throws {}
  func annotate(_ kind: NoteRecord.Kind, of subject: String, _ text: String?) throws {}
  func turn(_ edit: EditRecord, isUndone: Bool) throws {}
  func keep(view: [String: String]) throws {}
  func record(_ lines: [ScriptLine]) throws {}
  func saveAs(_ name: String) throws -> String { name }
  func relocate(_ folder: String?) throws -> String { "" }
  func start(_ arguments: [String]) throws {}
  func select(run: Int64) {}
  func close() {}
}

/// A display that counts how often it is woken until a source was looked into often enough.
final class WokenDisplay: Display {
  let size = Size(width: 100, height: 30)
  let tier = ColorTier.palette256
  let glyphs = GlyphSet.unicode
  let bell = TestDisplay.Bell()
  let source: StillSource
  var waker: any Waker { bell }
  var wakes = 0

  init(_ source: StillSource) { self.source = source }

  func present(_ grid: Grid) {}
  func invalidate() {}
  func suspend() {}
  func setMouse(_ isOn: Bool) {}
  func read(timeout: Double) -> [Input] {
    if source.looks.withLock({ $0 }) > 12 { return [.closed] }
    Thread.sleep(forTimeInterval: 0.002)
    let rang = bell.count.withLock { count in
      defer { count = 0 }
      return count > 0
    }
    wakes += rang ? 1 : 0
    return rang ? [.wake] : []
  }
}

@Suite("Loop")
struct LoopTests {
  @Test("a session in which nothing happens is looked into but not drawn again and again")
  func stillness() {
    let source = StillSource()
    let display = WokenDisplay(source)
    _ = runWorkbench(
      display: display, source: source, session: SessionInfo(name: "first"),
      options: WorkbenchOptions(zone: 0, newsInterval: 0.005))
    #expect(source.looks.withLock { $0 } > 12)
    #expect(display.wakes == 1)
  }

  @Test("keys reach the trainer, quitting leaves it alone and says so")
  func wholeLoop() {
    let display = TestDisplay([
      ("RUNNING", .character("P")), ("Pause asked", .character("8")), ("Log", .character("q")),
    ])
    let source = TestSource()
    let report = runWorkbench(
      display: display, source: source, session: SessionInfo(name: "first"))
    #expect(report.reason == .quit)
    #expect(report.lines.first == "Training of width8-seed1 goes on (RUNNING, step 50).")
    #expect(source.sent.withLock { $0 } == [.pause])
    #expect(source.isClosed.withLock { $0 })
  }

  @Test("the screen is there before the data, and a session that fails for a while comes back")
  func failing() {
    let source = TestSource()
    source.failures.withLock { $0 = 2 }
    let display = TestDisplay([("NO DATA", .character("z")), ("RUNNING", .character("q"))])
    let report = runWorkbench(
      display: display, source: source, session: SessionInfo(name: "first"),
      options: WorkbenchOptions(newsInterval: 0.02))
    #expect(report.reason == .quit)
    #expect(display.pictures.first?.contains("No run yet.") == true)
  }

  @Test("a click means what was drawn last at its cell")
  func clicking() {
    let display = TestDisplay([("RUNNING", .character("?")), ("Help", .escape)])
    display.clicked = "q quit"
    let report = runWorkbench(
      display: display, source: TestSource(), session: SessionInfo(name: "first"))
    #expect(report.reason == .quit && display.clicked == nil)
  }

  @Test("a display that goes away ends the loop")
  func closing() {
    let display = TestDisplay([])
    display.patience = 3
    let report = runWorkbench(
      display: display, source: TestSource(), session: SessionInfo(name: "first"))
    #expect(report.reason == .displayClosed)
  }
}

@Suite("Session source")
struct SessionSourceTests {
  @Test("news hold each step once, and all of them anew after a resume took some back")
  func cursor() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("earsight-source-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try SessionStore.create(
      at: SessionLocation(folder: folder), seed: 1, version: "test")
    let source = SessionSource(store)
    #expect(try source.news().run == nil)

    let run = try store.createRun(name: "first", manifest: "{}", targetPairs: 320)
    func steps(_ range: ClosedRange<Int>) -> [StepRecord] {
      range.map {
        StepRecord(
          run: run.id, step: $0, pairs: $0 * 16, wallSeconds: Double($0), learningRate: 1e-3,
          loss: 0.7, accuracy: 0.5, gradientNorm: 1)
      }
    }
    try store.append(steps: steps(1...10))
    source.select(run: run.id)
    var state = Bench.state()
    _ = update(&state, .news(try source.news()))
    #expect(state.run?.steps.count == 10)
    try store.append(steps: steps(11...12))
    let more = try source.news()
    #expect(more.steps.map(\.step) == [11, 12] && !more.isFresh)
    _ = update(&state, .news(more))

    try store.discardSteps(run: run.id, after: 5)
    try store.append(steps: steps(6...7))
    _ = update(&state, .news(try source.news()))
    #expect(state.run?.steps.step == (1...7).map(Double.init))
    // The test has the step of the last validation and comes after it.
    func measured(_ split: ClipRecord.Split, _ accuracy: Double) throws {
      try store.append(
        validation: ValidationRecord(
          run: run.id, step: 7, pairs: 112, loss: 0.6, accuracy: accuracy, count: 64, split: split))
    }
    try measured(.validation, 0.75)
    _ = update(&state, .news(try source.news()))
    #expect(state.run?.validations.count == 1 && state.run?.test == nil)
    try measured(.test, 0.5)
    _ = update(&state, .news(try source.news()))
    #expect(state.run?.validations.count == 1 && state.run?.test?.accuracy == 0.5)

    try source.send(.checkpoint, run: run.id)
    #expect(try store.takeControls(run: run.id) == [.checkpoint])
    #expect(try store.viewers().count == 1)
    source.close()
    #expect(try store.viewers().isEmpty)

    try FileManager.default.moveItem(
      at: folder, to: folder.appendingPathExtension("moved"))
    defer { try? FileManager.default.removeItem(at: folder.appendingPathExtension("moved")) }
    source.select(run: run.id)
    let error = #expect(throws: (any Error).self) { try source.news() }
    #expect("\(error as Any)".contains("is gone, deleted or moved"))
  }
}
