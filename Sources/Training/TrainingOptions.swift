import Compute
import Foundation
import NeuralNet
import Signal

/// How the learning rate moves from its first value.
public enum LearningRateSchedule: Codable, Sendable, Equatable, CustomStringConvertible {
  /// Always the first value.
  case constant
  /// Multiplied by `factor` every `epochs` epochs; an epoch is as many pairs as there are training
  /// clips (*Objects that Sound*: 0.94 every 16).
  case step(factor: Double, epochs: Double)
  /// Half a cosine from the first value down to a hundredth of it at the end of the run (our
  /// choice for short runs).
  case cosine

  /// As it is typed: `constant`, `cosine`, `0.94/16`.
  public var description: String {
    switch self {
    case .constant: "constant"
    case .cosine: "cosine"
    case .step(let factor, let epochs): "\(factor)/\(epochs)"
    }
  }

  /// The rate's factor after `epochs`, at `progress` (0 to 1) of the run.
  public func factor(epochs: Double, progress: Double) -> Double {
    switch self {
    case .constant: 1
    case .step(let factor, let length): pow(factor, (epochs / length).rounded(.down))
    case .cosine: 0.01 + 0.99 * (1 + cos(.pi * min(1, max(0, progress)))) / 2
    }
  }
}

/// Everything that decides a training, kept with the run as its manifest.
public struct TrainingOptions: Codable, Sendable, Equatable {
  /// The network to train.
  public var network = NetworkConfiguration(frontEnd: LogSpectrogram.frontEnd)
  /// Pairs a pass; batch norm sees so many (LLL 2.2: 16 a worker).
  public var batch = 16
  /// Passes a step: gradients are averaged over them.
  public var accumulate = 1
  /// Adam's first learning rate (LLL 2.2: 1e-4 "usually works").
  public var learningRate = 1e-4
  /// How it moves.
  public var schedule = LearningRateSchedule.constant
  /// L2 penalty in the gradient, on convolution and dense weights (LLL 2.2).
  public var weightDecay = 1e-5
  /// Pairs after which the run is done.
  public var targetPairs = 1_000_000
  /// Minutes of training after which the run is done, whichever comes first.
  public var minutes: Double?
  /// Pairs between validations.
  public var validateEvery = 10_000
  /// Pairs of a validation.
  public var validationPairs = 512
  /// Minutes between checkpoints.
  public var checkpointMinutes = 5.0
  /// Every so many checkpoints one is kept for good.
  public var keepEvery = 10
  /// The seed of weights, pairs and variation.
  public var seed: UInt64 = 1
  /// Compute threads.
  public var threads = ProcessInfo.processInfo.activeProcessorCount
  /// Threads that decode; they share the cores with the compute threads.
  public var loaderThreads = 2
  /// The convolution engine.
  public var engine = ConvolutionEngineKind.winograd
  /// The arithmetic.
  public var precision = ConvolutionPrecision.fp32

  /// The defaults of the command line.
  public init() {}

  /// What differs from `old`, each as `name new (was old)`.
  func changes(from old: TrainingOptions) -> [String] {
    zip(Mirror(reflecting: self).children, Mirror(reflecting: old).children)
      .compactMap { new, old in
        let (now, before) = (Self.text(new.value), Self.text(old.value))
        return now == before ? nil : "\(new.label ?? "") \(now) (was \(before))"
      }
  }

  private static func text(_ value: Any) -> String {
    if let minutes = value as? Double? { return minutes.map { "\($0)" } ?? "none" }
    return "\(value)"
  }
}
