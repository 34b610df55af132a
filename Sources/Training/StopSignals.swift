import Compute
import Foundation
import Synchronization

/// SIGINT, SIGTERM and SIGHUP as requests that the training loop reads between steps.
///
/// `install` blocks the signals in the calling thread, so that every thread started later has them
/// blocked too; one thread waits for them.
public enum StopSignals {
  /// What a signal asks for.
  public enum Request: Int, Sendable {
    /// Nothing.
    case none
    /// Finish the step, save and end.
    case stop
    /// End at once (a second signal).
    case abort
  }

  private static let state = Atomic<Int>(0)
  private static let isListening = Atomic<Bool>(false)
  private static let ended = DispatchSemaphore(value: 0)

  /// What the signals so far ask for.
  public static var request: Request {
    Request(rawValue: min(2, state.load(ordering: .relaxed))) ?? .none
  }

  /// Starts to listen; call it before any other thread exists.
  ///
  /// - Parameter ignoringHangUp: whether SIGHUP is ignored (a detached training outlives its
  ///   terminal) or asks to stop.
  public static func install(ignoringHangUp: Bool) {
    guard !isListening.exchange(true, ordering: .relaxed) else { return }
    if ignoringHangUp { signal(SIGHUP, SIG_IGN) }
    signal(SIGPIPE, SIG_IGN)
    var set = signals(hangUp: !ignoringHangUp)
    pthread_sigmask(SIG_BLOCK, &set, nil)
    let thread = Thread { [set] in
      nameThread("signals")
      var set = set
      var patience = timespec(tv_sec: 0, tv_nsec: 100_000_000)
      while isListening.load(ordering: .relaxed) {
        if sigtimedwait(&set, nil, &patience) > 0 { state.wrappingAdd(1, ordering: .relaxed) }
      }
      ended.signal()
    }
    thread.stackSize = 256 << 10
    thread.start()
  }

  /// Stops listening: the calling thread takes the signals again, with their usual effect.
  public static func uninstall() {
    guard isListening.exchange(false, ordering: .relaxed) else { return }
    ended.wait()
    var set = signals(hangUp: true)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }

  private static func signals(hangUp: Bool) -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGINT, SIGTERM] + (hangUp ? [SIGHUP] : []) { sigaddset(&set, number) }
    return set
  }
}
