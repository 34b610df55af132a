import Foundation
import Scales
import Session
import Terminal

/// How the workbench runs.
public struct WorkbenchOptions: Sendable {
  /// The screen shown first; nil for the one that was left.
  public var tab: Tab?
  /// What the person prefers.
  public var settings = Settings()
  /// What tells of the terminal where the settings say nothing.
  public var environment: [String: String] = [:]
  /// What is wrong with the settings, said at the start.
  public var settingsProblem: String?
  /// Seconds east of Greenwich, for times of day.
  public var zone: Int
  /// What follows when the run is done.
  public var sequel: Sequel?
  /// Seconds between two looks into the session.
  public var newsInterval: Double
  /// Seconds between two pictures of new data; keys are drawn at once.
  public var drawInterval: Double

  /// The usual: five looks and at most thirty pictures a second (our choice).
  public init(
    tab: Tab? = nil, zone: Int = TimeZone.current.secondsFromGMT(), newsInterval: Double = 0.2,
    drawInterval: Double = 0.033, sequel: Sequel? = nil
  ) {
    self.tab = tab
    self.sequel = sequel
    self.zone = zone
    self.newsInterval = newsInterval
    self.drawInterval = drawInterval
  }
}

/// How the workbench ended.
public struct ExitReport: Sendable {
  /// Why it ended.
  public enum Reason: Sendable, Equatable {
    /// The person left.
    case quit
    /// The terminal went away.
    case displayClosed
    /// The session of this folder is to be shown instead.
    case open(path: String)
  }
  /// Why it ended.
  public let reason: Reason
  /// What to tell the person on the terminal that is left, a line each.
  public let lines: [String]
}

/// Runs the workbench on a display until the person leaves; training is not touched by that.
///
/// Call it on the thread that made the display. News come from a thread of their own, so keys are
/// answered while the disk is slow.
///
/// - Parameters:
///   - remembered: the view as the session has it: JSON text by name.
///   - notice: what is said first.
public func runWorkbench(
  display: any Display, source: any WorkbenchSource, library: (any Library)? = nil,
  session: SessionInfo, remembered: [String: String] = [:], notice: String? = nil,
  options: WorkbenchOptions = WorkbenchOptions()
) -> ExitReport {
  var state = State(
    size: display.size, tier: display.tier, glyphs: display.glyphs, now: wallClock(),
    zone: options.zone, session: session)
  state.take(options.settings, environment: options.environment)
  let wishes = state.restore(ViewState(parts: remembered, over: ViewState(state)))
  if let tab = options.tab { CommandTable.show(tab, &state) }
  state.sequel = options.sequel
  _ = update(&state, .resize(display.size))
  if !session.isReadOnly { state.memory = Memory(of: state) }
  let news = [options.settingsProblem, notice.map { CellText.clean($0) }].compactMap { $0 }
  if !news.isEmpty { state.say(news.joined(separator: " "), .warning) }
  if state.isMouseOn { display.setMouse(true) }
  let courier = Courier(
    source: source, waker: display.waker, interval: options.newsInterval,
    player: options.settings.player)
  for wish in wishes { courier.ask(wish) }
  courier.start()
  // Other sessions are looked into by a thread of their own: one on a slow disk holds up no screen.
  let librarians = ["earsight-library", "earsight-sessions"].compactMap { name in
    library.map { library in
      Fetcher<Inquiry>(name, waker: display.waker) { .found($0, library.find($0)) }
    }
  }
  for librarian in librarians { librarian.start() }
  let painter = Fetcher<Painting>("earsight-painter", waker: display.waker) {
    .painted($0, SymbolPainter.cells($0))
  }
  painter.start()

  func present() -> Grid {
    let grid = view(state)
    display.present(grid)
    if !grid.paintings.isEmpty { painter.fetch(grid.paintings) }
    return grid
  }

  var shown = present()
  var lastDrawn = monotonicClock()
  var mustDraw = false
  var nextTick = lastDrawn + 1
  var reason: ExitReport.Reason?
  while reason == nil {
    let now = monotonicClock()
    let deadline = mustDraw ? min(nextTick, lastDrawn + options.drawInterval) : nextTick
    let inputs = display.read(timeout: max(0, deadline - now))
    var messages: [Message] = []
    var isUrgent = false
    if monotonicClock() >= nextTick || inputs.contains(.redraw) {
      messages.append(.tick(wallClock()))
      nextTick = monotonicClock() + 1
      mustDraw = true
    }
    for input in inputs {
      switch input {
      case .key(let key):
        messages.append(.key(key))
        isUrgent = true
      case .mouse(let mouse):
        messages.append(.mouse(mouse, on: shown.hitArea(x: mouse.x, y: mouse.y)))
        isUrgent = true
      case .resize(let size):
        messages.append(.resize(size))
        isUrgent = true
      case .redraw: isUrgent = true
      case .wake:
        messages += courier.collect() + librarians.flatMap { $0.collect() } + painter.collect()
        mustDraw = true
      case .closed: reason = .displayClosed
      }
    }
    // Only what is wanted after all messages is fetched.
    var wanted: [Inquiry]?
    var queue = messages[...]
    while let message = queue.popFirst() {
      for effect in update(&state, message) {
        switch effect {
        case .fetch(let inquiries): wanted = inquiries
        case .repaint: display.invalidate()
        case .mouse(let isOn): display.setMouse(isOn)
        case .suspend:
          display.suspend()
          queue = [.tick(wallClock()), .resize(display.size)] + queue
        case .quit: reason = .quit
        case .open(let path): reason = .open(path: path)
        default: courier.ask(effect)
        }
      }
      if reason != nil { break }
    }
    if let wanted {
      librarians.first?.fetch(wanted.filter { !$0.isOfSessions })
      librarians.last?.fetch(wanted.filter(\.isOfSessions))
    }
    let time = monotonicClock()
    if isUrgent || mustDraw && time >= lastDrawn + options.drawInterval {
      if reason == nil { shown = present() }
      lastDrawn = time
      mustDraw = false
    }
  }
  for effect in state.leave() { courier.ask(effect) }
  for librarian in librarians { librarian.end() }
  painter.end()
  let lost = courier.end()
  return ExitReport(reason: reason ?? .quit, lines: lost + farewell(state))
}

/// Follows a session in lines of text until its run ends, for output that is no screen: events as
/// they come, and the state of the run every `interval` seconds.
///
/// - Parameters:
///   - isEnded: asked a few times a second; true ends it.
///   - write: is given each line, without its end.
public func runPlain(
  source: any WorkbenchSource, session: SessionInfo, interval: Double = 10,
  options: WorkbenchOptions = WorkbenchOptions(), isEnded: () -> Bool = { false },
  write: (String) -> Void
) throws -> ExitReport {
  var state = State(
    size: Size(width: 120, height: 36), tier: .monochrome, glyphs: .ascii, now: wallClock(),
    zone: options.zone, session: session)
  defer { source.close() }
  var nextLine = 0.0
  var isWaiting = false
  var lastEvent: Int64 = 0
  while !isEnded() {
    let news = try source.news()
    _ = update(&state, .news(news))
    for event in news.events where event.id > lastEvent {
      let name = state.runs.count > 1 ? state.log.run(of: event) : nil
      write(PlainLines.line(event, zone: options.zone, run: name))
      lastEvent = event.id
    }
    if state.run == nil, !isWaiting {
      write(PlainLines.waiting(session))
      isWaiting = true
    }
    if let run = state.run, monotonicClock() >= nextLine || !run.status.isAlive {
      write(PlainLines.status(run))
      nextLine = monotonicClock() + interval
    }
    switch state.run?.status {
    case .done, .failed, .stopped, .stalled(_, processGone: true):
      return ExitReport(reason: .quit, lines: farewell(state))
    default: Thread.sleep(forTimeInterval: options.newsInterval)
    }
  }
  return ExitReport(reason: .quit, lines: farewell(state))
}

private func farewell(_ state: State) -> [String] {
  guard let run = state.run else { return [] }
  let name = CellText.clean(run.record.name)
  let session = CellText.clean(state.session.word)
  if run.status.isAlive {
    return [
      "Training of \(name) goes on (\(run.status.word), step \(NumberText.grouped(run.step))).",
      "earsight \(session) shows it again; earsight control \(session) stop ends it.",
    ]
  }
  return ["\(PlainLines.short(run)). earsight \(session) shows it again."]
}

/// Seconds since 1970.
func wallClock() -> Double { Date().timeIntervalSince1970 }

/// Seconds that no change of the clock disturbs.
func monotonicClock() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
