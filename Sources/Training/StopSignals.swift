import Foundation
import Synchronization

/// How often SIGINT came; lock-free, as a signal handler needs.
private let interrupts = Atomic<Int>(0)
/// How often SIGTERM or SIGHUP came.
private let terminations = Atomic<Int>(0)

/// SIGINT, SIGTERM and SIGHUP as requests that long work reads between its steps.
///
/// Handlers only count. Masks and a waiting thread would not do: libraries start threads of their own
/// before `main`, and a signal goes to any thread that has it unblocked.
public enum StopSignals {
  /// What the signals ask for.
  public enum Request: Sendable {
    /// Nothing.
    case none
    /// Finish the step, save and end.
    case stop
    /// End at once (Ctrl-C a second time).
    case abort
  }

  /// What the signals so far ask for.
  public static var request: Request {
    let count = interrupts.load(ordering: .relaxed)
    if count >= 2 { return .abort }
    return count > 0 || terminations.load(ordering: .relaxed) > 0 ? .stop : .none
  }

  /// Starts to listen.
  ///
  /// - Parameter ignoringHangUp: whether SIGHUP is ignored (a detached training outlives its
  ///   terminal) or asks to stop; who was started without it, as by nohup(1), goes on ignoring it.
  public static func install(ignoringHangUp: Bool) {
    // Made before any handler can run: what a handler touches must be there.
    _ = request
    signal(SIGPIPE, SIG_IGN)
    handle(SIGINT) { _ in interrupts.wrappingAdd(1, ordering: .relaxed) }
    handle(SIGTERM) { _ in terminations.wrappingAdd(1, ordering: .relaxed) }
    var before = sigaction()
    sigaction(SIGHUP, nil, &before)
    let isIgnored =
      unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self)
      == unsafeBitCast(SIG_IGN, to: Int.self)
    if ignoringHangUp || isIgnored {
      signal(SIGHUP, SIG_IGN)
    } else {
      handle(SIGHUP) { _ in terminations.wrappingAdd(1, ordering: .relaxed) }
    }
  }

  /// Gives the signals their usual effect again.
  public static func uninstall() {
    for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
  }

  private static func handle(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    action.sa_flags = SA_RESTART
    sigaction(number, &action, nil)
    // A parent may have left it blocked.
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, number)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }
}
