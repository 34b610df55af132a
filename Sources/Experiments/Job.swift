import Analysis
import Compute
import Foundation
import Session
import Synchronization
import Training

/// The work of this process as a session's job: progress goes to the session, requests come from it.
///
/// In a session that cannot be written, and without one, the work is done all the same.
public final class Job: Sendable {
  private struct State {
    var done = 0
    var total = 0
    var stage = ""
    var lastBeat = -Double.infinity
    var isCancelled = false
    /// Which part of the work this is, of how many, and its name; before the parts' own stages.
    var part: (number: Int, count: Int, name: String)?
  }

  /// The job's row; nil where there is none.
  public let record: JobRecord?
  private let store: SessionStore?
  private let show: @Sendable (_ done: Int, _ total: Int, _ stage: String) -> Void
  private let state = Mutex(State())
  /// Seconds between signs of life.
  private static let interval = 0.2

  /// Starts a job.
  ///
  /// - Parameters:
  ///   - store: the session; nil for work on plain files.
  ///   - arguments: the words of the command line that do it again.
  ///   - show: told of progress, for the terminal.
  public init(
    _ kind: String, title: String, in store: SessionStore?, arguments: [String],
    show: @escaping @Sendable (_ done: Int, _ total: Int, _ stage: String) -> Void
  ) throws {
    let writable = store.flatMap { $0.isReadOnly ? nil : $0 }
    self.store = writable
    self.show = show
    record = try writable?.startJob(kind: kind, title: title, arguments: arguments)
  }

  /// What the work reports to and asks.
  public var monitor: AnalysisMonitor {
    AnalysisMonitor(
      report: { [self] done, total, stage in
        let (done, total, stage) = state.withLock { state in
          (state.done, state.total, state.stage) = (done, total, stage)
          if let part = state.part {
            // Thousandths of a part: parts differ in what they count.
            let share = total > 0 ? min(1_000, done * 1_000 / total) : 0
            state.done = part.number * 1_000 + share
            state.total = part.count * 1_000
            state.stage = "\(part.name), \(stage)"
          }
          return (state.done, state.total, state.stage)
        }
        show(done, total, stage)
      }, goOn: { [self] in goOn() })
  }

  /// Whether the work was asked to end.
  public var isCancelled: Bool {
    state.withLock { $0.isCancelled } || StopSignals.request != .none
  }

  /// Begins a part of the work, counted from 0: what is reported from now on is of it alone.
  public func begin(part number: Int, of count: Int, _ name: String) {
    state.withLock { $0.part = (number, count, name) }
  }

  /// Takes what is asked of the job; waits while it is paused.
  private func goOn() -> Bool {
    var isPaused = false
    while !isCancelled {
      if isDue() {
        switch beat(isPaused ? .paused : .running) {
        case .pause: isPaused = true
        case .resume: isPaused = false
        case .cancel: cancel()
        case nil: break
        }
        // A session that was deleted takes its jobs with it.
        if let store, !store.location.exists { cancel() }
      }
      if !isPaused { return !isCancelled }
      Thread.sleep(forTimeInterval: 0.05)
    }
    return false
  }

  private func cancel() { state.withLock { $0.isCancelled = true } }

  /// Whether it is time for a sign of life; says yes once in each interval.
  private func isDue() -> Bool {
    let now = MonotonicClock.seconds()
    return state.withLock { state in
      guard now - state.lastBeat >= Self.interval else { return false }
      state.lastBeat = now
      return true
    }
  }

  private func beat(_ condition: JobRecord.State) -> JobRecord.Request? {
    guard let store, let record else { return nil }
    let (done, total, stage) = state.withLock { ($0.done, $0.total, $0.stage) }
    // A sign of life that cannot be written must not end the work; its result will say so.
    return try? store.beat(
      job: record.id, state: condition, done: done, total: total, stage: stage)
  }

  /// Does `work` and notes how it ended: done, cancelled or failed.
  public func run<Value>(_ work: () throws -> (value: Value, message: String)) throws -> Value {
    do {
      let (value, message) = try work()
      try finish(isCancelled ? .cancelled : .done, message)
      return value
    } catch {
      // The work's own error is the one to be told.
      try? finish(isCancelled ? .cancelled : .failed, String(describing: error))
      throw error
    }
  }

  private func finish(_ end: JobRecord.State, _ message: String) throws {
    guard let store, let record else { return }
    _ = beat(.running)
    try store.finishJob(record.id, end, message: message)
  }
}
