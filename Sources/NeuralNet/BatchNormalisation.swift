import Compute

/// Batch norm over one set of channels, as three steps: statistics of a batch, a scale and a shift for each
/// channel (applied by whoever reads the values next), and backward three numbers for each channel.
///
/// Forward (Ioffe and Szegedy 2015): xhat = (z - mean) / sqrt(variance + eps), y = weight * xhat + bias.
/// The batch's biased variance normalises; the unbiased one enters the running average, as in PyTorch.
final class BatchNormalisation {
  /// Added to the variance.
  static let epsilon: Float = 1e-5

  let channels: Int
  /// The trained scale and shift, and their gradients: [C] each.
  let weight: UnsafeMutablePointer<Float>
  let bias: UnsafeMutablePointer<Float>
  let weightGradient: UnsafeMutablePointer<Float>
  let biasGradient: UnsafeMutablePointer<Float>
  let runningMean: UnsafeMutablePointer<Float>
  let runningVariance: UnsafeMutablePointer<Float>
  /// Of the values that are normalised now: [C] each.
  let mean: UnsafeMutablePointer<Float>
  let inverseDeviation: UnsafeMutablePointer<Float>
  /// y = scale * z + shift.
  let scale: UnsafeMutablePointer<Float>
  let shift: UnsafeMutablePointer<Float>
  /// xhat = inverseDeviation * z + centre.
  let centre: UnsafeMutablePointer<Float>
  /// dz = u * dy + v * z + w.
  let u: UnsafeMutablePointer<Float>
  let v: UnsafeMutablePointer<Float>
  let w: UnsafeMutablePointer<Float>
  private let block: AlignedBuffer

  init(_ name: String, channels: Int, parameters: Parameters) {
    self.channels = channels
    weight = parameters.pointer("\(name).weight")
    bias = parameters.pointer("\(name).bias")
    weightGradient = parameters.gradient("\(name).weight")
    biasGradient = parameters.gradient("\(name).bias")
    runningMean = parameters.runningPointer("\(name).running_mean")
    runningVariance = parameters.runningPointer("\(name).running_var")
    // Zeros where the last group of channels is filled up.
    let channels = groupedChannels(channels)
    block = AlignedBuffer(count: 8 * channels)
    mean = block.base
    inverseDeviation = mean + channels
    scale = inverseDeviation + channels
    shift = scale + channels
    centre = shift + channels
    u = centre + channels
    v = u + channels
    w = v + channels
  }

  /// Takes the statistics from a batch's sums, and moves the running ones by `momentum`.
  ///
  /// sums: [C, 2], the sum and the sum of squares of `count` values of each channel.
  func normalise(sums: UnsafePointer<Double>, count: Int, momentum: Float) {
    for c in 0..<channels {
      let average = sums[2 * c] / Double(count)
      let variance = max(0, sums[2 * c + 1] / Double(count) - average * average)
      let unbiased = count > 1 ? variance * Double(count) / Double(count - 1) : variance
      runningMean[c] += momentum * (Float(average) - runningMean[c])
      runningVariance[c] += momentum * (Float(unbiased) - runningVariance[c])
      set(c, mean: Float(average), variance: Float(variance))
    }
  }

  /// Takes the running statistics.
  func normaliseByRunningStatistics() {
    for c in 0..<channels { set(c, mean: runningMean[c], variance: runningVariance[c]) }
  }

  /// The numbers that passes over planes need.
  var numbers: ChannelNumbers {
    ChannelNumbers(scale: scale, shift: shift, mean: mean, u: u, v: v, w: w)
  }

  private func set(_ c: Int, mean: Float, variance: Float) {
    self.mean[c] = mean
    inverseDeviation[c] = 1 / (variance + Self.epsilon).squareRoot()
    centre[c] = -mean * inverseDeviation[c]
    scale[c] = weight[c] * inverseDeviation[c]
    shift[c] = bias[c] + weight[c] * centre[c]
  }

  /// Adds the gradients of weight and bias, and finds u, v, w.
  ///
  /// sums: [C, 2], the sum of dy and of dy * (z - mean) over the batch's `count` values of each channel.
  /// From dz = weight / deviation * (dy - average(dy) - xhat * average(dy * xhat)).
  func backward(sums: UnsafePointer<Double>, count: Int) {
    for c in 0..<channels {
      let total = sums[2 * c]
      let product = sums[2 * c + 1] * Double(inverseDeviation[c])
      biasGradient[c] += Float(total)
      weightGradient[c] += Float(product)
      u[c] = scale[c]
      v[c] = -scale[c] * inverseDeviation[c] * Float(product / Double(count))
      w[c] = -scale[c] * Float(total / Double(count)) - v[c] * mean[c]
    }
  }
}
