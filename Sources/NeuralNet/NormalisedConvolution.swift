import Compute

/// A 3x3 convolution without bias, its batch norm and (applied by whoever reads it) its ReLU.
///
/// Only the convolution's own output z is stored; a = max(0, scale * z + shift) is computed where it is
/// read. Backward, the gradient dz takes the place of z.
final class NormalisedConvolution {
  let convolution: any Convolution
  let normalisation: BatchNormalisation
  let weights: UnsafeMutablePointer<Float>
  let weightGradient: UnsafeMutablePointer<Float>
  /// z, grouped [B, groups of O, Ho, Wo, 8].
  let output: UnsafeMutablePointer<Float>
  private let passes: MapPasses
  /// [O in whole groups, 2].
  private let sums: UnsafeMutablePointer<Double>

  init(
    _ name: String, _ convolution: any Convolution, output: UnsafeMutablePointer<Float>,
    parameters: Parameters, passes: MapPasses
  ) {
    self.convolution = convolution
    self.output = output
    self.passes = passes
    weights = parameters.pointer("\(name).weight")
    weightGradient = parameters.gradient("\(name).weight")
    normalisation = BatchNormalisation(
      "\(name).bn", channels: convolution.shape.outputs, parameters: parameters)
    sums = .allocate(capacity: groupedChannels(convolution.shape.outputs) * 2)
  }

  deinit { sums.deallocate() }

  var shape: ConvolutionShape { convolution.shape }

  func extents(_ count: Int) -> MapExtents {
    MapExtents(
      images: count, channels: shape.outputs, height: shape.outputHeight,
      width: shape.outputWidth)
  }

  /// What the next layer reads: the activation.
  var activation: ConvolutionInput {
    ConvolutionInput(
      output, scale: normalisation.scale, shift: normalisation.shift, rectified: true)
  }

  /// Computes z and the numbers of its batch norm.
  func forward(_ input: ConvolutionInput, count: Int, training: Bool, momentum: Float) {
    convolution.forward(
      input, weights: weights, output: output, sums: training ? sums : nil, count: count)
    if training {
      normalisation.normalise(
        sums: sums, count: count * shape.outputHeight * shape.outputWidth, momentum: momentum)
    } else {
      normalisation.normaliseByRunningStatistics()
    }
  }

  /// Computes the activation itself with the running statistics, or its 2x2 maxima, if the engine can do so
  /// without storing z; nothing is done if not. Without `pooledInto` it goes where z would.
  func forwardActivated(
    _ input: ConvolutionInput, pooledInto pooled: UnsafeMutablePointer<Float>? = nil, count: Int
  ) -> Bool {
    normalisation.normaliseByRunningStatistics()
    return convolution.forward(
      input, weights: weights, scale: normalisation.scale, shift: normalisation.shift,
      pooled: pooled != nil, output: pooled ?? output, count: count)
  }

  /// z becomes dz. gradient: of the activation, or, `pooled`, of its 2x2 maxima.
  func backwardNormalisation(gradient: UnsafePointer<Float>, pooled: Bool, count: Int) {
    let extents = extents(count)
    passes.backwardSums(
      output, gradient: gradient, pooled: pooled, normalisation.numbers, extents, into: sums)
    normalisation.backward(sums: sums, count: count * shape.outputHeight * shape.outputWidth)
    passes.backward(output, gradient: gradient, pooled: pooled, normalisation.numbers, extents)
  }

  /// z becomes dz, through global max-pooling: pooled values y and their gradient [B, O], rows `stride`
  /// apart, and the places of the maxima.
  func backwardNormalisation(
    y: UnsafePointer<Float>, gradient: UnsafePointer<Float>, stride: Int,
    index: UnsafePointer<Int32>, count: Int
  ) {
    let extents = extents(count)
    passes.globalBackwardSums(
      output, y: y, gradient: gradient, stride: stride, index: index, normalisation.numbers,
      extents, into: sums)
    normalisation.backward(sums: sums, count: count * shape.outputHeight * shape.outputWidth)
    passes.globalBackward(
      output, y: y, gradient: gradient, stride: stride, index: index, normalisation.numbers,
      extents)
  }

  /// The gradients of the weights and of what was read; z must be dz by now.
  func backwardConvolution(
    _ input: ConvolutionInput, inputGradient: UnsafeMutablePointer<Float>, count: Int
  ) {
    convolution.backward(
      input, outputGradient: output, weights: weights, weightGradient: weightGradient,
      inputGradient: inputGradient, count: count)
  }
}
