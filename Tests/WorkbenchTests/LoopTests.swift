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
final class TestSource: QuietSource {
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
  func close() { isClosed.withLock { $0 = true } }
}

/// A session in which nothing happens after the first look.
final class StillSource: QuietSource {
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

/// A library that notes how nice the threads are that ask it.
final class WeighedLibrary: Library {
  let levels = Mutex(Set<Int32>())
  func find(_ inquiry: Inquiry) -> Finding {
    levels.withLock { _ = $0.insert(nice(0)) }
    return FakeLibrary().find(inquiry)
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

  @Test("what is fetched stands back behind keys: its thread has less weight than the display's")
  func standingBack() {
    let library = WeighedLibrary()
    let display = TestDisplay([("RUNNING", .character("3")), ("t 2.000 s", .character("q"))])
    let source = FakeSource()
    let report = runWorkbench(
      display: display, source: source, library: library, session: SessionInfo(name: "first"))
    #expect(report.reason == .quit)
    let own = nice(0)
    #expect(library.levels.withLock { !$0.isEmpty && $0.allSatisfy { $0 == min(19, own + 5) } })
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
