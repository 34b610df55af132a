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
  }

  private let source: any WorkbenchSource
  private let waker: any Waker
  private let interval: Double
  private let player: SoundPlayer
  private let boxes = Mutex(Boxes())
  private let bell = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)

  /// A courier that asks `source` for news every `interval` seconds and wakes the display for it;
  /// it plays sounds with `player`, a command that may be empty.
  init(
    source: any WorkbenchSource, waker: any Waker, interval: Double, player: String = ""
  ) {
    self.player = SoundPlayer(player)
    self.source = source
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

  /// Ends the thread; waits for commands under way, at most a second.
  func end() {
    boxes.withLock { $0.isEnding = true }
    bell.signal()
    _ = ended.wait(timeout: .now() + 1)
  }

  private func work() {
    while true {
      let (errands, isEnding) = boxes.withLock { boxes in
        defer { boxes.errands = [] }
        return (boxes.errands, boxes.isEnding)
      }
      for errand in errands { run(errand) }
      if isEnding { break }
      fetch()
      if let problem = player.problem() { post(.refused(problem)) }
      _ = bell.wait(timeout: .now() + interval)
    }
    player.close()
    source.close()
    ended.signal()
  }

  private func run(_ errand: Effect) {
    switch errand {
    case .send(let command, let run):
      do {
        try source.send(command, run: run)
        post(.sent(command, problem: nil))
      } catch {
        post(.sent(command, problem: "\(command) was not sent: \(error)"))
      }
    case .select(let run): source.select(run: run)
    case .start(let words):
      attempt("'\(words.first ?? "")' was not started") { try source.start(words) }
    case .request(let request, let job):
      attempt("\(request) was not sent to job \(job)") { try source.send(request, job: job) }
    case .annotate(let kind, let subject, let text):
      attempt("this was not kept") { try source.annotate(kind, of: subject, text) }
    case .play(let sound):
      attempt("no sound") { post(.done(try player.play(sound))) }
    case .export(let export):
      attempt("nothing was exported") {
        post(.done("wrote \(try ExportDesk.write(export))"))
      }
    case .fetch, .repaint, .mouse, .suspend, .quit: break
    }
  }

  private func attempt(_ what: String, _ body: () throws -> Void) {
    do { try body() } catch { post(.refused("\(what): \(error)")) }
  }

  private func fetch() {
    do {
      let news = try source.news()
      boxes.withLock { $0.lastFailure = nil }
      post(.news(news))
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
