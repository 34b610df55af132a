import Compute
import NeuralNet

/// Adam (Kingma & Ba 2014, algorithm 1) with the L2 penalty in the gradient.
///
/// The moments lie flat beside the network's parameters; a step is one pass over all four.
public final class Adam {
  /// First moments, laid out as the parameters.
  public let first: AlignedBuffer
  /// Second moments, laid out as the parameters.
  public let second: AlignedBuffer
  /// Steps taken.
  public var steps = 0
  private let parameters: Parameters
  private let pool: WorkerPool
  private let weightDecay: Float

  /// Moments of zero for a network's parameters.
  ///
  /// - Parameter weightDecay: L2 penalty on convolution and dense weights.
  public init(_ parameters: Parameters, weightDecay: Double, pool: WorkerPool) {
    self.parameters = parameters
    self.pool = pool
    self.weightDecay = Float(weightDecay)
    first = AlignedBuffer(count: parameters.count)
    second = AlignedBuffer(count: parameters.count)
  }

  /// The norm of all gradients; not finite when any of them is not.
  public func gradientNorm() -> Double {
    let gradients = parameters.gradients
    return ParameterPasses.sumOfSquares(gradients.base, count: gradients.count).squareRoot()
  }

  /// One step; allocates nothing.
  ///
  /// - Parameter gradientScale: factor on the gradients, 1 / accumulated batches.
  public func step(learningRate: Double, gradientScale: Float) {
    steps += 1
    let decayed = parameters.decayedCount
    apply(0..<decayed, weightDecay, learningRate, gradientScale)
    apply(decayed..<parameters.count, 0, learningRate, gradientScale)
  }

  private func apply(
    _ range: Range<Int>, _ decay: Float, _ learningRate: Double, _ gradientScale: Float
  ) {
    let start = range.lowerBound
    ParameterPasses.adam(
      ParameterPasses.AdamStep(
        rate: Float(learningRate), step: steps, weightDecay: decay, gradientScale: gradientScale),
      parameters: parameters.values.base + start, gradients: parameters.gradients.base + start,
      firstMoments: first.base + start, secondMoments: second.base + start, count: range.count,
      pool: pool)
  }
}
