import Foundation

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
