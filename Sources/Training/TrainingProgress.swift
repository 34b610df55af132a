import Foundation
import Session

/// Where a run stands.
public struct TrainingProgress: Codable, Sendable, Equatable {
  /// Optimizer steps taken.
  public var step = 0
  /// Pairs seen.
  public var pairs = 0
  /// Seconds of training, pauses left out.
  public var seconds = 0.0
  /// Accuracy of the best validation so far.
  public var bestAccuracy = 0.0
  /// Checkpoints written.
  public var saves = 0

  /// The start of a run.
  public init() {}
}

/// How a training ended.
public struct TrainingResult: Sendable, Equatable {
  /// Where it stands.
  public var progress: TrainingProgress
  /// Loss and accuracy over the last pairs (at most 2,048).
  public var loss: Double
  /// Fraction of the last pairs told right.
  public var trainAccuracy: Double
  /// The last validation, if any.
  public var validation: Correspondence?
  /// The last checkpoint.
  public var checkpoint: URL?
  /// Whether the run reached its target.
  public var isComplete: Bool
}

extension TrainingResult {
  /// The result of a run that is finished, from what the session keeps of it.
  ///
  /// - Throws: `TrainingError.noCheckpoint`.
  public init(finished plan: RunPlan, in store: SessionStore) throws {
    let folder = CheckpointFolder(store: store, run: plan.run)
    guard let standing = try folder.newest() else {
      throw TrainingError.noCheckpoint(run: plan.run.name, session: store.location.word)
    }
    progress = standing.state.progress
    let recent = try RecentPairs(
      of: plan.run.id, pairsPerStep: plan.options.batch * plan.options.accumulate, in: store)
    loss = recent.loss
    trainAccuracy = recent.accuracy
    validation = try store.lastValidation(run: plan.run.id).map(Correspondence.init)
    checkpoint = standing.file
    isComplete = true
  }
}
