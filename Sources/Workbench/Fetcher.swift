import Foundation
import Synchronization
import Terminal

/// Where the analysis screens get what they show: a session, or a test. Called on one thread, and
/// on another for what is asked of other sessions.
public protocol Library: Sendable {
  /// The answer to an inquiry; `failed` where there is none.
  func find(_ inquiry: Inquiry) -> Finding
}

/// A thread that fetches what views need, the most wanted first; what is no longer wanted when its
/// turn comes is not fetched. Where processors are few it stands back behind keys and pictures.
final class Fetcher<Wish: Hashable & Sendable>: Sendable {
  private struct Desk {
    var wanted: [Wish] = []
    /// What is being fetched.
    var current: Wish?
    var found: [(wish: Wish, message: Message)] = []
    var isEnding = false
  }

  private let name: String
  private let waker: any Waker
  private let find: @Sendable (Wish) -> Message
  private let desk = Mutex(Desk())
  private let bell = DispatchSemaphore(value: 0)

  /// A fetcher that wakes the display for what it has found; `find` is called on its thread.
  init(_ name: String, waker: any Waker, find: @escaping @Sendable (Wish) -> Message) {
    self.name = name
    self.waker = waker
    self.find = find
  }

  /// Starts the thread. Signals that the display handles are blocked in it.
  func start() {
    startQuietThread(name, stackSize: 4 << 20) { [self] in
      // On Linux this is about the calling thread: a third of the weight of others (our choice).
      nice(5)
      work()
    }
  }

  /// Says what is wanted now, in the order of need; earlier wishes are forgotten.
  func fetch(_ wishes: [Wish]) {
    desk.withLock { desk in
      // What is under way, or lies here to be collected, is not fetched twice.
      var known = Set(desk.found.map(\.wish))
      if let current = desk.current { known.insert(current) }
      desk.wanted = wishes.filter { !known.contains($0) }
    }
    bell.signal()
  }

  /// What was found since the last call.
  func collect() -> [Message] {
    desk.withLock { desk in
      defer { desk.found = [] }
      return desk.found.map(\.message)
    }
  }

  /// Ends the thread after what it is fetching.
  func end() {
    desk.withLock { $0.isEnding = true }
    bell.signal()
  }

  private func work() {
    while true {
      let (next, isEnding): (Wish?, Bool) = desk.withLock { desk in
        desk.current = desk.wanted.isEmpty ? nil : desk.wanted.removeFirst()
        return (desk.current, desk.isEnding)
      }
      if isEnding { return }
      guard let next else {
        bell.wait()
        continue
      }
      let message = find(next)
      desk.withLock { desk in
        desk.found.append((next, message))
        desk.current = nil
      }
      waker.wake()
    }
  }
}

/// Starts a thread that takes none of the signals that the display handles.
func startQuietThread(_ name: String, stackSize: Int, _ body: @escaping @Sendable () -> Void) {
  let thread = Thread(block: body)
  thread.name = name
  thread.stackSize = stackSize
  var blocked = sigset_t()
  var before = sigset_t()
  sigemptyset(&blocked)
  for signal in [SIGWINCH, SIGTSTP, SIGCONT, SIGINT, SIGTERM, SIGHUP, SIGQUIT] {
    sigaddset(&blocked, signal)
  }
  // A thread begins with the mask of the one that starts it.
  pthread_sigmask(SIG_BLOCK, &blocked, &before)
  thread.start()
  pthread_sigmask(SIG_SETMASK, &before, nil)
}
