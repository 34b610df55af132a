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
  private static let installed = Atomic<Bool>(false)

  /// What the signals so far ask for.
  public static var request: Request {
    Request(rawValue: min(2, state.load(ordering: .relaxed))) ?? .none
  }

  /// Starts to listen; call it before any other thread exists.
  ///
  /// - Parameter ignoringHangUp: whether SIGHUP is ignored (a detached training outlives its
  ///   terminal) or asks to stop.
  public static func install(ignoringHangUp: Bool) {
    guard !installed.exchange(true, ordering: .relaxed) else { return }
    if ignoringHangUp { signal(SIGHUP, SIG_IGN) }
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGINT, SIGTERM] + (ignoringHangUp ? [] : [SIGHUP]) { sigaddset(&set, number) }
    pthread_sigmask(SIG_BLOCK, &set, nil)
    signal(SIGPIPE, SIG_IGN)
    let waited = set
    let thread = Thread {
      nameThread("signals")
      var waited = waited
      var number: Int32 = 0
      while sigwait(&waited, &number) == 0 {
        state.wrappingAdd(1, ordering: .relaxed)
      }
    }
    thread.stackSize = 256 << 10
    thread.start()
  }
}
