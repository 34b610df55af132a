import Foundation
import Session

/// What of a training is kept, and when it must not be.
extension Trainer {
  /// Whether work since the last checkpoint is given up at this failure.
  func loses(_ error: any Error) -> Bool {
    switch error {
    case TrainingError.aborted, TrainingError.notANumber: true
    default: progress.step == startStep || isWithinStep
    }
  }

  func notANumber(_ what: String, step: Int? = nil) -> TrainingError {
    .notANumber(step: step ?? progress.step, what: what, checkpoint: lastCheckpoint?.path)
  }

  /// Throws where the weights, which the last step changed, give no number for the pairs of that step:
  /// they must not take the place of a good checkpoint.
  func checkWeights() throws {
    guard let shown else { return }
    net.forward(
      pictures: shown.pictures, spectra: shown.spectra, count: options.batch, training: false)
    guard net.loss(labels: shown.labels).loss.isFinite else {
      throw notANumber("the loss after this step")
    }
  }

  func saveCheckpoint(isBest: Bool = false) throws {
    recorder.state(.saving)
    try checkWeights()
    // The session must know every step of the checkpoint before the checkpoint is there.
    recorder.flush()
    try recorder.check()
    progress.saves += 1
    lastCheckpoint = try checkpoints.save(
      net: net, adam: adam,
      state: CheckpointState(progress: progress, learningRate: options.learningRate),
      options: options, validation: lastValidation, isBest: isBest)
    recorder.event(
      .info, "checkpoint",
      "saved \(isBest ? "last and best" : "last") checkpoint at step \(progress.step)")
    recorder.state(.running)
  }
}
