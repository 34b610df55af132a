import Foundation
import Session

/// What a running training is told from outside, between steps.
extension Trainer {
  func obey(_ command: ControlCommand, _ save: inout Bool) throws {
    recorder.event(.info, "control", "\(command) at step \(progress.step)")
    switch command {
    case .checkpoint: save = true
    case .stop: stopRequested = true
    case .abort: throw TrainingError.aborted(step: progress.step)
    case .learningRate(let rate): setLearningRate(rate)
    case .resume: break
    case .pause:
      recorder.state(.paused)
      try waitWhilePaused(&save)
      recorder.state(.running)
    }
  }

  private func waitWhilePaused(_ save: inout Bool) throws {
    while !stopRequested {
      Thread.sleep(forTimeInterval: 0.05)
      try recorder.check()
      try readSignals()
      for command in recorder.takeCommands() {
        if command == .resume {
          recorder.event(.info, "control", "resume at step \(progress.step)")
          return
        }
        if command == .checkpoint {
          try saveCheckpoint()
          recorder.state(.paused)
        } else if command != .pause {
          try obey(command, &save)
        }
      }
    }
  }

  func readSignals() throws {
    switch StopSignals.request {
    case .none: break
    case .stop: stopRequested = true
    case .abort: throw TrainingError.aborted(step: progress.step)
    }
  }
}
