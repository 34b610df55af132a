import Compute
import Foundation
import Session
import Synchronization

/// A run's voice and ear: writes its steps, events and heartbeat to the session, and reads the
/// control rows, on a thread of its own, so that the training thread never waits for the disk.
final class RunRecorder: Sendable {
  /// Seconds between looks at the control rows and writes of steps.
  static let interval = 0.2
  /// Seconds between heartbeats.
  static let beatInterval = 1.0
  /// Seconds that a busy machine may wake a thread too late; beyond them the process was stopped (our
  /// choice).
  static let longestDelay = 2.0

  private struct Shared {
    var pending: [StepRecord] = []
    var events: [EventRecord] = []
    var validations: [ValidationRecord] = []
    var commands: [ControlCommand] = []
    var heartbeat: HeartbeatRecord
    var beatNow = true
    var isFinished = false
    var failure: (any Error)?
  }

  private struct Writer {
    /// Swapped with `Shared.pending`, so that neither is allocated anew.
    var steps: [StepRecord] = []
    var lastBeat = Date.distantPast
  }

  private let shared: Mutex<Shared>
  private let writing: Mutex<Writer>
  private let hasCommands = Atomic<Bool>(false)
  private let hasFailed = Atomic<Bool>(false)
  private let stoppedMilliseconds = Atomic<Int>(0)
  private let store: SessionStore
  private let run: Int64
  private let ended = DispatchSemaphore(value: 0)

  /// Starts the thread.
  init(store: SessionStore, run: Int64, targetPairs: Int) {
    self.store = store
    self.run = run
    shared = Mutex(
      Shared(
        heartbeat: HeartbeatRecord(
          run: run, state: .starting, step: 0, pairs: 0, targetPairs: targetPairs)))
    // Room for minutes of steps, so that appending one allocates nothing.
    var writer = Writer()
    writer.steps.reserveCapacity(4096)
    writing = Mutex(writer)
    shared.withLock { $0.pending.reserveCapacity(4096) }
    Thread { [self] in
      nameThread("record")
      loop()
    }.start()
  }

  /// Notes a step, and how many pairs the run will have seen at its end; allocates nothing.
  func step(_ record: StepRecord, expectedPairs: Int) {
    shared.withLock {
      $0.pending.append(record)
      $0.heartbeat.step = record.step
      $0.heartbeat.pairs = record.pairs
      $0.heartbeat.targetPairs = expectedPairs
    }
  }

  /// Notes an event.
  func event(_ level: EventRecord.Level, _ kind: String, _ text: String) {
    let event = EventRecord(run: run, level: level, kind: kind, text: text)
    shared.withLock { $0.events.append(event) }
  }

  /// Notes a validation.
  func validation(_ record: ValidationRecord) {
    shared.withLock { $0.validations.append(record) }
  }

  /// Says what the trainer is doing.
  func state(_ state: RunState, message: String = "") {
    shared.withLock {
      $0.heartbeat.state = state
      $0.heartbeat.message = message
      $0.beatNow = true
    }
  }

  /// The commands that arrived since the last call.
  func takeCommands() -> [ControlCommand] {
    guard hasCommands.exchange(false, ordering: .acquiring) else { return [] }
    return shared.withLock { state in
      let taken = state.commands
      state.commands = []
      return taken
    }
  }

  /// Throws what went wrong when the session was written, such as a full disk.
  func check() throws {
    guard hasFailed.load(ordering: .acquiring) else { return }
    if let failure = shared.withLock({ $0.failure }) { throw failure }
  }

  /// Seconds that the process was stopped for, as by Ctrl-Z, since the last call.
  func takeStoppedSeconds() -> Double {
    Double(stoppedMilliseconds.exchange(0, ordering: .relaxed)) / 1000
  }

  /// Writes what is left and ends the thread.
  func finish() {
    shared.withLock { $0.isFinished = true }
    ended.wait()
  }

  /// Writes every step and event noted so far, on the calling thread.
  func flush() { drain(isLast: false) }

  private func loop() {
    while !drain(isLast: shared.withLock { $0.isFinished }) {
      let start = MonotonicClock.seconds()
      Thread.sleep(forTimeInterval: Self.interval)
      let late = MonotonicClock.seconds() - start - Self.interval
      if late > Self.longestDelay {
        stoppedMilliseconds.wrappingAdd(Int(1000 * late), ordering: .relaxed)
      }
    }
    ended.signal()
  }

  /// Writes what was noted, beats when it is time, reads the control rows; gives `isLast` back.
  @discardableResult
  private func drain(isLast: Bool) -> Bool {
    writing.withLock { writer in
      let (events, validations, heartbeat, beatNow) = shared.withLock { state in
        swap(&writer.steps, &state.pending)
        let taken = (state.events, state.validations, state.heartbeat, state.beatNow)
        state.events = []
        state.validations = []
        state.beatNow = false
        return taken
      }
      do {
        if !writer.steps.isEmpty { try store.append(steps: writer.steps) }
        for validation in validations { try store.append(validation: validation) }
        for event in events { _ = try store.append(event: event) }
        let now = Date()
        if beatNow || isLast || now.timeIntervalSince(writer.lastBeat) >= Self.beatInterval {
          var beat = heartbeat
          beat.time = now
          try store.beat(beat)
          writer.lastBeat = now
        }
        let commands = isLast ? [] : try store.takeControls(run: run)
        if !commands.isEmpty {
          shared.withLock { $0.commands += commands }
          hasCommands.store(true, ordering: .releasing)
        }
      } catch {
        shared.withLock { $0.failure = error }
        hasFailed.store(true, ordering: .releasing)
      }
      writer.steps.removeAll(keepingCapacity: true)
    }
    return isLast
  }
}
