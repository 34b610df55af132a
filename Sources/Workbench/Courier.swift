import Foundation
import Session
import Synchronization
import Terminal

/// The background thread between workbench and session: brings news, takes commands away, so that
/// no key ever waits for the disk.
final class Courier: Sendable {
  private struct Boxes {
    var messages: [Message] = []
    var errands: [Effect] = []
    var isEnding = false
    var lastFailure: String?
    /// The news that were posted last.
    var lastNews: News?
    /// What could not be kept so far, in order.
    var owed: [Effect] = []
    var reason = ""
    var nextTry = DispatchTime.now()
  }

  /// Seconds between two tries to keep what could not be kept (our choice).
  private static let patience = 2.0

  private let source: any WorkbenchSource
  private let tasks: Errands
  private let waker: any Waker
  private let interval: Double
  private let boxes = Mutex(Boxes())
  private let bell = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  /// A courier that asks `source` for news every `interval` seconds and wakes the display for it;
  /// it plays sounds with `player`, a command that may be empty.
  init(
    source: any WorkbenchSource, waker: any Waker, interval: Double, player: String = ""
  ) {
    self.source = source
    tasks = Errands(source, player: player)
    self.waker = waker
    self.interval = interval
  }

  /// Starts the thread. Signals that the display handles are blocked in it.
  func start() {
    startQuietThread("earsight-courier", stackSize: 1 << 20) { [self] in work() }
  }

  /// Gives the thread something to do, at once.
  func ask(_ effect: Effect) {
    boxes.withLock { $0.errands.append(effect) }
    bell.signal()
  }

  /// All messages since the last call.
  func collect() -> [Message] {
    boxes.withLock { boxes in
      defer { boxes.messages = [] }
      return boxes.messages
    }
  }

  /// Ends the thread; waits for commands under way, at most a second. Returns what could not be
  /// kept, a line each.
  func end() -> [String] {
    boxes.withLock { $0.isEnding = true }
    bell.signal()
    _ = ended.wait(timeout: .now() + 1)
    let (owed, reason) = boxes.withLock { ($0.owed.compactMap(\.loss), $0.reason) }
    if owed.isEmpty { return [] }
    return ["Not kept, \(reason):"] + owed.map { "  " + CellText.clean($0) }
  }

  private func work() {
    while true {
      let (errands, isEnding) = boxes.withLock { boxes in
        defer { boxes.errands = [] }
        return (boxes.errands, boxes.isEnding)
      }
      for errand in errands { run(errand) }
      retry(isLast: isEnding)
      if isEnding { break }
      fetch()
      if let problem = tasks.problem() { post(.refused(problem)) }
      _ = bell.wait(timeout: .now() + interval)
    }
    tasks.close()
    ended.signal()
  }

  private func run(_ errand: Effect) {
    // What is owed comes first: changes are kept in the order in which they were made.
    if errand.isKept, boxes.withLock({ !$0.owed.isEmpty }) { return owe(errand, nil) }
    do {
      if let message = try tasks.run(errand) { post(message) }
    } catch {
      if errand.isKept, Self.mayPass(error) { return owe(errand, "\(error)") }
      post(Errands.failure(of: errand, error))
      // It never will be there: what the session tells is right again.
      if errand.loss != nil { post(.settled) }
    }
  }

  /// Whether the same may succeed later: room may be made on a disk, but not in a read-only session.
  private static func mayPass(_ error: any Error) -> Bool {
    switch (error as? SessionError)?.kind {
    case .diskFull, .locked, .inputOutput: true
    default: false
    }
  }

  private func owe(_ errand: Effect, _ reason: String?) {
    let arrears = boxes.withLock { boxes in
      boxes.owed.append(errand)
      // What joins the queue does not put the next try off.
      if let reason {
        boxes.reason = reason
        boxes.nextTry = DispatchTime.now() + Self.patience
      }
      return Arrears(
        count: boxes.owed.count { $0.loss != nil }, reason: boxes.reason)
    }
    post(.owed(arrears))
  }

  /// Tries to keep what is owed, every few seconds, and once more at the end.
  private func retry(isLast: Bool) {
    let now = DispatchTime.now()
    let owed = boxes.withLock { boxes in
      boxes.owed.isEmpty || now < boxes.nextTry && !isLast ? [] : boxes.owed
    }
    guard !owed.isEmpty else { return }
    boxes.withLock { $0.owed = [] }
    for (place, errand) in owed.enumerated() {
      do {
        if let message = try tasks.run(errand) { post(message) }
      } catch {
        boxes.withLock {
          $0.owed = Array(owed[place...])
          $0.reason = "\(error)"
          $0.nextTry = now + Self.patience
        }
        return
      }
    }
    post(.owed(nil))
  }

  private func fetch() {
    do {
      let news = try source.news()
      let isSilent = boxes.withLock { boxes in
        defer { (boxes.lastFailure, boxes.lastNews) = (nil, news) }
        return boxes.lastFailure == nil && boxes.lastNews.map { news.isSilent(after: $0) } ?? false
      }
      // Nobody needs five equal pictures a second.
      if !isSilent { post(.news(news)) }
    } catch {
      let reason = "\(error)"
      // Said once, not five times a second.
      let isNew = boxes.withLock { boxes in
        defer { boxes.lastFailure = reason }
        return boxes.lastFailure != reason
      }
      if isNew { post(.failed(reason)) }
    }
  }

  private func post(_ message: Message) {
    boxes.withLock { $0.messages.append(message) }
    waker.wake()
  }
}
