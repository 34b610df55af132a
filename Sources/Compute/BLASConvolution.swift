import CKernels

/// One convolution of `BLASConvolutionEngine`.
final class BLASConvolution: Convolution {
  let shape: ConvolutionShape
  let geometry: StripGeometry
  /// The geometry of the output's gradient, packed as the input of a stride 1 convolution.
  let gradientGeometry: StripGeometry
  let direct: Bool
  private let tile: Int
  private unowned let engine: BLASConvolutionEngine
  /// Taps of the forward pass, of its last strip, and of the data gradient: 9 each.
  private let taps = UnsafeMutablePointer<Int64>.allocate(capacity: 27)

  /// Floats of a strip, input and output together, that stay in the second cache beside weights and sums
  /// (our choice: 160 KB of the usual 512 or more).
  private static let directBudget = 40_000
  /// Floats of a strip when sgemm follows, which reads it once.
  private static let matrixBudget = 1 << 20
  /// Floats of the columns built before each sgemm.
  private static let columnBudget = 96 << 10

  init(_ shape: ConvolutionShape, engine: BLASConvolutionEngine) {
    self.shape = shape
    self.engine = engine
    switch engine.method {
    case .automatic: direct = shape.inputs * shape.outputs <= 64 * 64
    case .matrix: direct = false
    case .direct: direct = true
    }
    let rowLength = shape.outputWidth + 1
    let perRow = rowLength * (shape.inputs * shape.stride * shape.stride + shape.outputs)
    let budget = direct ? Self.directBudget : Self.matrixBudget
    geometry = StripGeometry(shape, rows: max(4, budget / perRow))
    let gradientShape = ConvolutionShape(
      inputs: shape.outputs, outputs: shape.inputs, height: shape.outputHeight,
      width: shape.outputWidth, stride: 1)
    gradientGeometry = StripGeometry(gradientShape, rows: geometry.rows)
    let columns = max(rowLength, Self.columnBudget / (9 * max(shape.inputs, shape.outputs)))
    tile = min(geometry.rows * rowLength, max(columns, 192))
    let last = geometry.range(geometry.strips - 1, of: shape.outputHeight).count
    geometry.fill(taps: taps, stride: shape.stride, rows: geometry.rows)
    geometry.fill(taps: taps + 9, stride: shape.stride, rows: last)
    gradientGeometry.fill(taps: taps + 18, stride: 1, rows: geometry.rows)
  }

  deinit { taps.deallocate() }

  private var block: Int { ck_direct_block() }

  private func rounded(_ channels: Int) -> Int { (channels + block - 1) / block * block }

  /// Floats of workspace of one worker: packed input, packed gradient, output, columns.
  func scratchCount(training: Bool) -> Int {
    let (input, gradient, output, columns) = scratchParts(training: training)
    return input + gradient + output + columns
  }

  private func scratchParts(training: Bool) -> (Int, Int, Int, Int) {
    let channels = training ? max(shape.inputs, shape.outputs) : shape.outputs
    let kernels = training ? max(shape.inputs, shape.outputs) : shape.inputs
    return (
      shape.inputs * geometry.channelStride + 64,
      training ? shape.outputs * gradientGeometry.channelStride + 64 : 0,
      rounded(channels) * geometry.outputStride + 64,
      direct ? 0 : (9 * kernels * tile + 15) / 16 * 16
    )
  }

  func packedWeightCount(training: Bool) -> Int {
    let forward = rounded(shape.outputs) * shape.inputs * 9
    return training ? max(forward, rounded(shape.inputs) * shape.outputs * 9) : forward
  }

  /// Floats of one worker's sums of weight gradients.
  var weightSumCount: Int {
    direct
      ? (shape.outputs + 3) / 4 * shape.inputs * 36 * ck_vector_width()
      : (shape.weightCount + 15) / 16 * 16
  }

  func forward(
    _ input: ConvolutionInput, weights: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Double>?, count: Int
  ) {
    if direct {
      ck_pack_weights(weights, shape.outputs, shape.inputs, 0, block, engine.weights.base)
    }
    let units = count * geometry.strips
    engine.pool.parallel(
      count: units,
      ForwardStrip(
        input: input, product: product(weights, training: false), output: output,
        sums: sums == nil ? nil : engine.sums.baseAddress))
    guard let sums, let partials = engine.sums.baseAddress else { return }
    let channels = 2 * shape.outputs
    for channel in 0..<channels { sums[channel] = 0 }
    for unit in 0..<units {
      for channel in 0..<channels { sums[channel] += partials[unit * channels + channel] }
    }
  }

  func backward(
    _ input: ConvolutionInput, outputGradient: UnsafePointer<Float>,
    weights: UnsafePointer<Float>, weightGradient: UnsafeMutablePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>?, count: Int
  ) {
    precondition(
      inputGradient == nil || shape.stride == 1,
      "convolution: the input's gradient is computed with stride 1 only")
    if inputGradient != nil {
      ck_pack_weights(
        weights, shape.outputs, shape.inputs, 1, direct ? block : 1, engine.weights.base)
    }
    let sums = engine.weightSums.base
    let threads = engine.pool.threads
    engine.pool.parallel(
      count: threads, Clearing(values: sums, count: weightSumCount))
    engine.pool.parallel(
      count: count * geometry.strips,
      BackwardStrip(
        input: input, outputGradient: outputGradient,
        product: product(engine.weights.base, training: true), weightSums: sums,
        weightSumCount: weightSumCount, inputGradient: inputGradient))
    if direct {
      for worker in 0..<threads {
        ck_direct_weight_reduce(
          sums + worker * weightSumCount, shape.outputs, shape.inputs, weightGradient)
      }
    } else {
      engine.pool.parallel(
        count: shape.outputs,
        WeightReduction(
          sums: sums, stride: weightSumCount, workers: threads, row: shape.inputs * 9,
          gradient: weightGradient))
    }
  }

  private func product(_ weights: UnsafePointer<Float>, training: Bool) -> StripProduct {
    let parts = scratchParts(training: training)
    return StripProduct(
      shape: shape, geometry: geometry, gradientGeometry: gradientGeometry, direct: direct,
      tile: tile, taps: taps, weights: direct ? UnsafePointer(engine.weights.base) : weights,
      scratch: engine.scratch.base, scratchStride: engine.scratch.count / engine.pool.threads,
      gradientOffset: parts.0, outputOffset: parts.0 + parts.1,
      columnOffset: parts.0 + parts.1 + parts.2)
  }
}
