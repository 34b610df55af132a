import Foundation

/// Work that takes every core for long and lets the keys of screens, and other programs, go first.
///
/// Linux weighs threads by their niceness, but where it groups them by the sessions of terminals
/// (autogroup, sched(7)) it weighs the sessions against each other first: a key in one terminal then waits
/// for a training in another as for an equal. So the session of this process is made as light as its
/// threads until the work ends. A killed process leaves its terminal light, until the next such work
/// there ends; of two at once there, the first to end does it for both.
enum Background {
  /// A third of the weight of others; our choice.
  private static let niceness: Int32 = 5
  private static let group = "/proc/self/autogroup"

  /// Does the work; threads that it starts are light too.
  static func run<Result>(_ work: () throws -> Result) rethrows -> Result {
    // On Linux this is about the calling thread and those that it starts.
    let own = Int32(PRIO_PROCESS.rawValue)
    setpriority(own, 0, max(niceness, getpriority(own, 0)))
    guard let former = groupNiceness(), former <= niceness else { return try work() }
    setGroupNiceness(niceness)
    defer { setGroupNiceness(former == niceness ? 0 : former) }
    return try work()
  }

  /// The last word of "/autogroup-25 nice 0"; nil where sessions are not grouped.
  private static func groupNiceness() -> Int32? {
    guard let line = try? String(contentsOfFile: group, encoding: .utf8) else { return nil }
    return line.split(whereSeparator: \.isWhitespace).last.flatMap { Int32($0) }
  }

  /// Tries twice: of all users but root, Linux takes one change in a tenth of a second.
  private static func setGroupNiceness(_ niceness: Int32) {
    for _ in 0..<2 where groupNiceness() != niceness {
      let isSet = (try? Data("\(niceness)".utf8).write(to: URL(fileURLWithPath: group))) != nil
      if !isSet { usleep(120_000) }
    }
  }
}
