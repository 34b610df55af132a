import Compute
import Corpus
import Foundation
import Session

/// How good a training is by the pairs that it does not learn from, and what looks wrong with it.
extension Trainer {
  /// Validates, and obeys between its batches.
  ///
  /// - Returns: whether this is the best so far.
  func validate(_ save: inout Bool) throws -> Bool {
    guard let validationSampler else { return false }
    let started = MonotonicClock.seconds()
    let paused = pausedSeconds
    _ = recorder.takeStoppedSeconds()
    activity = "validating"
    defer { activity = "" }
    recorder.state(.running, message: activity)
    let result = try Correspondence(
      of: net, on: validationSampler, pairs: options.validationPairs,
      threads: options.loaderThreads,
      isCancelled: {
        try listen(&save)
        return stopRequested
      })
    validationSeconds =
      MonotonicClock.seconds() - started - (pausedSeconds - paused) - recorder.takeStoppedSeconds()
    progress.seconds += validationSeconds
    // What came during the last batch.
    try listen(&save)
    recorder.state(.running)
    guard result.count >= options.validationPairs else { return false }
    guard result.loss.isFinite else { throw notANumber("the validation loss") }
    lastValidation = result
    recorder.validation(
      ValidationRecord(
        run: runRecord.id, step: progress.step, pairs: progress.pairs, loss: result.loss,
        accuracy: result.accuracy, count: result.count))
    warnOfOverfitting(result)
    guard result.accuracy > progress.bestAccuracy else { return false }
    progress.bestAccuracy = result.accuracy
    return true
  }

  func warn(_ kind: String, _ text: String) {
    if warned.insert(kind).inserted { recorder.event(.warning, kind, text) }
  }

  /// A sign of an input off scale (science.md 4).
  func warnOfPlateau() {
    guard progress.pairs > 20_000, recent.loss > 0.70 else { return }
    warn("plateau", "the loss stays above ln 2 = 0.693: is the input scaled as expected?")
  }

  /// A sign of memorising (science.md 4), beyond what chance alone makes of so many pairs: two
  /// standard errors.
  func warnOfOverfitting(_ result: Correspondence) {
    let chance = 2 * (0.25 / Double(result.count) + 0.25 / max(1, recent.weight)).squareRoot()
    guard recent.accuracy - result.accuracy > 0.15 + chance else { return }
    warn("overfitting", "train and validation accuracy part company: more clips would help")
  }
}
