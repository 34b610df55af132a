import Compute

/// The batch norm on a raw input, and its gradients without the gradient of the input.
///
/// The first convolution reads y = weight * xhat + bias inside the input and 0 in the padding. Its weight
/// gradient with respect to xhat, G[o, c, t], and the sums S[o, t] of the output's gradient over the
/// positions whose tap t lies inside, give everything:
///   dW[o, c, t] = weight[c] * G[o, c, t] + bias[c] * S[o, t]
///   dweight[c] = sum of W * G over o, t;  dbias[c] = sum of W * S over o, t.
/// So the widest data gradient of the network is never computed.
final class InputNormalisation {
  let normalisation: BatchNormalisation
  let size: PlaneSize
  private let passes: MapPasses
  /// [C, 2].
  private let sums: UnsafeMutablePointer<Double>
  /// S, [O in whole groups, 9].
  private let inside: UnsafeMutablePointer<Double>
  /// G, [O, C, 9].
  private let raw: AlignedBuffer

  init(
    _ name: String, shape: ConvolutionShape, training: Bool, parameters: Parameters,
    passes: MapPasses
  ) {
    normalisation = BatchNormalisation(name, channels: shape.inputs, parameters: parameters)
    size = PlaneSize(height: shape.height, width: shape.width)
    self.passes = passes
    sums = .allocate(capacity: shape.inputs * 2)
    inside = .allocate(capacity: groupedChannels(shape.outputs) * 9)
    raw = AlignedBuffer(count: training ? shape.weightCount : 0)
  }

  deinit {
    sums.deallocate()
    inside.deallocate()
  }

  /// Finds scale and shift for `count` inputs [count, C, H, W].
  func forward(_ input: UnsafePointer<Float>, count: Int, training: Bool, momentum: Float) {
    guard training else { return normalisation.normaliseByRunningStatistics() }
    let extents = MapExtents(
      images: count, channels: normalisation.channels, height: size.height, width: size.width)
    passes.planeSums(input, extents, into: sums)
    normalisation.normalise(sums: sums, count: count * size.count, momentum: momentum)
  }

  /// What the first convolution reads.
  func output(of input: UnsafePointer<Float>) -> ConvolutionInput {
    ConvolutionInput(
      input, scale: normalisation.scale, shift: normalisation.shift, rectified: false)
  }

  /// The backward pass of this layer and of the first convolution's weights.
  func backward(
    _ input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
    convolution: any Convolution, weights: UnsafePointer<Float>,
    weightGradient: UnsafeMutablePointer<Float>, count: Int
  ) {
    let shape = convolution.shape
    raw.clear()
    convolution.backward(
      ConvolutionInput(
        input, scale: normalisation.inverseDeviation, shift: normalisation.centre,
        rectified: false),
      outputGradient: outputGradient, weights: weights, weightGradient: raw.base,
      inputGradient: nil, count: count)
    passes.insideSums(outputGradient, shape, images: count, into: inside)
    for c in 0..<shape.inputs {
      let weight = normalisation.weight[c]
      let bias = normalisation.bias[c]
      var scaleGradient = 0.0
      var shiftGradient = 0.0
      for o in 0..<shape.outputs {
        for t in 0..<9 {
          let index = (o * shape.inputs + c) * 9 + t
          let sum = inside[o * 9 + t]
          weightGradient[index] += weight * raw.base[index] + bias * Float(sum)
          scaleGradient += Double(weights[index]) * Double(raw.base[index])
          shiftGradient += Double(weights[index]) * sum
        }
      }
      normalisation.weightGradient[c] += Float(scaleGradient)
      normalisation.biasGradient[c] += Float(shiftGradient)
    }
  }
}
