import CKernels

/// Passes over flat arenas of parameters, shared among the workers of a pool.
public enum ParameterPasses {
  /// The constants of one step of Adam (Kingma and Ba 2014).
  public struct AdamStep: Sendable {
    /// The learning rate.
    public var rate: Float
    /// The decay of the mean of gradients.
    public var beta1: Float
    /// The decay of the mean of squared gradients.
    public var beta2: Float
    /// Added to the root of the second moment.
    public var epsilon: Float
    /// Weight decay as L2 in the gradient: g + weightDecay * p.
    public var weightDecay: Float
    /// What the gradient is multiplied by before all else (1 / accumulated batches).
    public var gradientScale: Float
    /// The number of this step, from 1, for the bias corrections.
    public var step: Int

    /// The constants of step number `step`; the defaults are the paper's.
    public init(
      rate: Float, step: Int, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8,
      weightDecay: Float = 0, gradientScale: Float = 1
    ) {
      self.rate = rate
      self.step = step
      self.beta1 = beta1
      self.beta2 = beta2
      self.epsilon = epsilon
      self.weightDecay = weightDecay
      self.gradientScale = gradientScale
    }
  }

  /// Elements that one index of a parallel pass takes.
  private static let chunk = 16384

  /// One step of Adam over `count` parameters, in one pass.
  public static func adam(
    _ step: AdamStep, parameters: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>,
    firstMoments: UnsafeMutablePointer<Float>, secondMoments: UnsafeMutablePointer<Float>,
    count: Int, pool: WorkerPool
  ) {
    pool.parallel(
      count: (count + chunk - 1) / chunk,
      AdamChunk(
        step: step, correction1: correction(step.beta1, step.step),
        correction2: correction(step.beta2, step.step), p: parameters, g: gradients,
        m: firstMoments, v: secondMoments, count: count))
  }

  /// 1 - beta^step.
  private static func correction(_ beta: Float, _ step: Int) -> Float {
    var power = 1.0
    var base = Double(beta)
    var rest = step
    while rest > 0 {
      if rest & 1 == 1 { power *= base }
      base *= base
      rest >>= 1
    }
    return Float(1 - power)
  }

  /// The sum of squares of `count` values: the squared norm of a gradient. It is not finite when any value
  /// is not finite, so it doubles as the check for NaN.
  public static func sumOfSquares(_ values: UnsafePointer<Float>, count: Int) -> Double {
    ck_sum_of_squares(values, count)
  }

  /// target += scale * values.
  public static func add(
    _ values: UnsafePointer<Float>, scale: Float = 1, to target: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    ck_add(values, scale, target, count)
  }

  private struct AdamChunk: ParallelWork {
    let step: AdamStep
    let correction1: Float
    let correction2: Float
    let p: UnsafeMutablePointer<Float>
    let g: UnsafePointer<Float>
    let m: UnsafeMutablePointer<Float>
    let v: UnsafeMutablePointer<Float>
    let count: Int

    func run(index: Int, worker: Int) {
      let start = index * ParameterPasses.chunk
      ck_adam(
        p + start, g + start, m + start, v + start, min(ParameterPasses.chunk, count - start),
        step.gradientScale, step.weightDecay, step.rate, step.beta1, step.beta2, step.epsilon,
        correction1, correction2)
    }
  }
}
