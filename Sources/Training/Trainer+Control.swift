import Compute
import Foundation
import Session

/// What a running training is told from outside, between steps.
extension Trainer {
  /// Obeys the commands and signals that have come.
  func listen(_ save: inout Bool) throws {
    while let command = nextCommand() { try obey(command, &save) }
    try readSignals()
  }

  /// Throws where the training is to end at once, in the middle of a step.
  func heedAbort() throws {
    commands += recorder.takeCommands()
    if commands.contains(.abort) || StopSignals.request == .abort {
      throw TrainingError.aborted(step: progress.step)
    }
  }

  private func obey(_ command: ControlCommand, _ save: inout Bool) throws {
    recorder.event(.info, "control", "\(command) at step \(progress.step)")
    switch command {
    case .checkpoint: save = true
    case .stop: stopRequested = true
    case .abort: throw TrainingError.aborted(step: progress.step)
    case .learningRate(let rate): setLearningRate(rate)
    case .resume: break
    case .pause:
      recorder.state(.paused)
      let started = MonotonicClock.seconds()
      try waitWhilePaused(&save)
      pausedSeconds += MonotonicClock.seconds() - started
      recorder.state(.running, message: activity)
    }
  }

  /// The next command, in the order in which they were sent.
  private func nextCommand() -> ControlCommand? {
    commands += recorder.takeCommands()
    return commands.isEmpty ? nil : commands.removeFirst()
  }

  private func waitWhilePaused(_ save: inout Bool) throws {
    while !stopRequested {
      try recorder.check()
      try readSignals()
      switch nextCommand() {
      case nil: Thread.sleep(forTimeInterval: 0.05)
      case .pause: break
      case .resume:
        recorder.event(.info, "control", "resume at step \(progress.step)")
        return
      case .checkpoint:
        recorder.event(.info, "control", "checkpoint at step \(progress.step)")
        try saveCheckpoint()
        recorder.state(.paused)
      case .some(let command): try obey(command, &save)
      }
    }
  }

  private func readSignals() throws {
    switch StopSignals.request {
    case .none: break
    case .stop: stopRequested = true
    case .abort: throw TrainingError.aborted(step: progress.step)
    }
  }
}
