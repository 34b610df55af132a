import CKernels

/// One convolution of `BLASConvolutionEngine`.
///
/// With columns X [positions, 9 C] of a strip and weights W [9 C, O], forward is X W, the weights'
/// gradient X^T G, and the input's gradient the forward of G with the turned weights. The order of the
/// 9 C is that of the columns: by channel and tap from planes, by group, tap and channel of the group from groups.
final class BLASConvolution: Convolution {
  let shape: ConvolutionShape
  private let layout: MapLayout
  private unowned let engine: BLASConvolutionEngine
  /// Output rows of a strip, and strips of an image.
  private let rows: Int
  let strips: Int

  /// Floats of the columns built before each sgemm (our choice: 1 MB).
  private static let columnBudget = 1 << 18

  init(_ shape: ConvolutionShape, layout: MapLayout, engine: BLASConvolutionEngine) {
    precondition(
      layout == .planes || shape.stride == 1,
      "convolution: stride \(shape.stride) of grouped maps, 1 expected")
    self.shape = shape
    self.layout = layout
    self.engine = engine
    let deepest = 9 * groupedChannels(max(shape.inputs, shape.outputs))
    rows = min(shape.outputHeight, max(1, Self.columnBudget / (deepest * shape.outputWidth)))
    strips = (shape.outputHeight + rows - 1) / rows
  }

  /// Depth of the forward product, 9 C.
  private var depth: Int {
    9 * (layout == .planes ? shape.inputs : groupedChannels(shape.inputs))
  }

  /// Floats of one worker: columns and rows.
  var scratchCount: Int {
    let positions = rows * shape.outputWidth
    let channels = groupedChannels(max(shape.inputs, shape.outputs))
    return (10 * positions * channels + 15) / 16 * 16
  }

  /// Floats of the weights as the products read them.
  var weightCount: Int { 9 * groupedChannels(shape.inputs) * groupedChannels(shape.outputs) }

  func forward(
    _ input: ConvolutionInput, weights: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Double>?, count: Int
  ) {
    pack(weights, turned: false)
    engine.pool.parallel(
      count: count * strips,
      ForwardStrip(
        strip: strip(input, depth: depth), outputGroups: shape.outputGroups, output: output,
        sums: sums == nil ? nil : engine.partials.baseAddress))
    guard let sums, let partials = engine.partials.baseAddress else { return }
    let channels = 16 * shape.outputGroups
    for channel in 0..<channels { sums[channel] = 0 }
    for unit in 0..<count * strips {
      for channel in 0..<channels { sums[channel] += partials[unit * channels + channel] }
    }
  }

  func backward(
    _ input: ConvolutionInput, outputGradient: UnsafePointer<Float>,
    weights: UnsafePointer<Float>, weightGradient: UnsafeMutablePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>?, count: Int
  ) {
    precondition(
      inputGradient == nil || layout == .groups, "convolution: no gradient of what is data")
    let threads = engine.pool.threads
    let sums = engine.weightSums.base
    engine.pool.parallel(count: threads, Clearing(values: sums, count: weightCount))
    engine.pool.parallel(
      count: count * strips,
      GradientStrip(
        strip: strip(input, depth: depth), outputGroups: shape.outputGroups,
        gradient: outputGradient, sums: sums, sumCount: weightCount))
    let row = groupedChannels(shape.outputs)
    for worker in 0..<threads {
      for k in 0..<9 * shape.inputs {
        let source = sums + worker * weightCount + place(k / 9, k % 9) * row
        for o in 0..<shape.outputs { weightGradient[o * 9 * shape.inputs + k] += source[o] }
      }
    }
    guard let inputGradient else { return }
    pack(weights, turned: true)
    let turned = Strip(
      input: ConvolutionInput(outputGradient), layout: .groups, channels: shape.outputs,
      height: shape.height, width: shape.width, stride: 1, rows: rows, strips: strips,
      weights: engine.weights.base, depth: 9 * groupedChannels(shape.outputs),
      scratch: engine.scratch.base, scratchCount: engine.scratch.count / threads)
    engine.pool.parallel(
      count: count * strips,
      ForwardStrip(
        strip: turned, outputGroups: shape.inputGroups, output: inputGradient, sums: nil))
  }

  /// The row of W that holds a channel's tap.
  private func place(_ channel: Int, _ tap: Int, layout: MapLayout? = nil) -> Int {
    (layout ?? self.layout) == .planes
      ? channel * 9 + tap
      : (channel / channelGroup * 9 + tap) * channelGroup + channel % channelGroup
  }

  /// W [9 C, O], or, turned, [9 O, C] with the taps turned by half; zero where groups are filled up.
  private func pack(_ weights: UnsafePointer<Float>, turned: Bool) {
    let target = engine.weights.base
    target.update(repeating: 0, count: weightCount)
    let row = groupedChannels(turned ? shape.inputs : shape.outputs)
    for o in 0..<shape.outputs {
      for c in 0..<shape.inputs {
        for tap in 0..<9 {
          let weight = weights[(o * shape.inputs + c) * 9 + tap]
          if turned {
            target[place(o, 8 - tap, layout: .groups) * row + c] = weight
          } else {
            target[place(c, tap) * row + o] = weight
          }
        }
      }
    }
  }

  private func strip(_ input: ConvolutionInput, depth: Int) -> Strip {
    Strip(
      input: input, layout: layout, channels: shape.inputs, height: shape.height,
      width: shape.width, stride: shape.stride, rows: rows, strips: strips,
      weights: engine.weights.base, depth: depth, scratch: engine.scratch.base,
      scratchCount: engine.scratch.count / engine.pool.threads)
  }
}

/// How the columns of a strip of output rows are made.
private struct Strip {
  let input: ConvolutionInput
  let layout: MapLayout
  let channels: Int
  let height: Int
  let width: Int
  let stride: Int
  let rows: Int
  let strips: Int
  let weights: UnsafePointer<Float>
  let depth: Int
  let scratch: UnsafeMutablePointer<Float>
  let scratchCount: Int

  var outputHeight: Int { (height - 1) / stride + 1 }
  var outputWidth: Int { (width - 1) / stride + 1 }

  /// Image, first output row and positions of a unit.
  func place(_ unit: Int) -> (image: Int, first: Int, positions: Int) {
    let (image, strip) = unit.quotientAndRemainder(dividingBy: strips)
    let first = strip * rows
    return (image, first, min(rows, outputHeight - first) * outputWidth)
  }

  /// A worker's columns, [positions, depth], then its rows, [positions, O].
  func columns(_ worker: Int) -> UnsafeMutablePointer<Float> { scratch + worker * scratchCount }
  func products(_ worker: Int) -> UnsafeMutablePointer<Float> {
    columns(worker) + rows * outputWidth * depth
  }

  func makeColumns(_ unit: Int, worker: Int) {
    let (image, first, positions) = place(unit)
    let count = positions / outputWidth
    switch layout {
    case .planes:
      ck_columns_planar(
        input.values + image * channels * height * width, input.scale, input.shift,
        input.rectified ? 1 : 0, channels, height, width, stride, first, count, columns(worker))
    case .groups:
      ck_columns(
        input.values + image * groupedChannels(channels) * height * width, input.scale,
        input.shift, input.rectified ? 1 : 0, channelGroups(channels), height, width, first, count,
        columns(worker))
    }
  }
}

/// output = columns * weights.
private struct ForwardStrip: ParallelWork {
  let strip: Strip
  let outputGroups: Int
  let output: UnsafeMutablePointer<Float>
  let sums: UnsafeMutablePointer<Double>?

  func run(index unit: Int, worker: Int) {
    let (image, first, positions) = strip.place(unit)
    strip.makeColumns(unit, worker: worker)
    let row = outputGroups * channelGroup
    let products = strip.products(worker)
    multiply(
      strip.columns(worker), lda: strip.depth, strip.weights, ldb: row, into: products, ldc: row,
      m: positions, n: row, k: strip.depth)
    for group in 0..<outputGroups {
      let plane = (image * outputGroups + group) * strip.outputHeight + first
      ck_rows_to_group(
        products + group * channelGroup, row, positions,
        output + plane * strip.outputWidth * channelGroup,
        sums.map { $0 + (unit * outputGroups + group) * 16 })
    }
  }
}

/// sums += columns^T * gradient.
private struct GradientStrip: ParallelWork {
  let strip: Strip
  let outputGroups: Int
  let gradient: UnsafePointer<Float>
  let sums: UnsafeMutablePointer<Float>
  let sumCount: Int

  func run(index unit: Int, worker: Int) {
    let (image, first, positions) = strip.place(unit)
    strip.makeColumns(unit, worker: worker)
    let row = outputGroups * channelGroup
    let rows = strip.products(worker)
    for group in 0..<outputGroups {
      let plane = (image * outputGroups + group) * strip.outputHeight + first
      ck_group_to_rows(
        gradient + plane * strip.outputWidth * channelGroup, positions,
        rows + group * channelGroup, row)
    }
    multiply(
      strip.columns(worker), lda: strip.depth, transposedA: true, rows, ldb: row,
      into: sums + worker * sumCount, ldc: row, m: strip.depth, n: row, k: positions, beta: 1)
  }
}
