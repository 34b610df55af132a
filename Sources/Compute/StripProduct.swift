import CKernels

/// What the strips of a convolution share: geometry, weights, and each worker's workspace.
struct StripProduct {
  let shape: ConvolutionShape
  let geometry: StripGeometry
  let gradientGeometry: StripGeometry
  let direct: Bool
  let tile: Int
  let taps: UnsafePointer<Int64>
  let weights: UnsafePointer<Float>
  let scratch: UnsafeMutablePointer<Float>
  let scratchStride: Int
  let gradientOffset: Int
  let outputOffset: Int
  let columnOffset: Int

  /// A worker's packed input, [C, channelStride].
  func packed(_ worker: Int) -> UnsafeMutablePointer<Float> { scratch + worker * scratchStride }
  /// A worker's packed gradient of the output, [O, channelStride].
  func gradient(_ worker: Int) -> UnsafeMutablePointer<Float> { packed(worker) + gradientOffset }
  /// A worker's output, [O or C, outputStride].
  func output(_ worker: Int) -> UnsafeMutablePointer<Float> { packed(worker) + outputOffset }
  /// A worker's columns, [9 C or 9 O, tile].
  func columns(_ worker: Int) -> UnsafeMutablePointer<Float> { packed(worker) + columnOffset }

  /// The image, first row, row count and taps of a unit.
  func strip(_ unit: Int) -> (image: Int, rows: Range<Int>, taps: UnsafePointer<Int64>) {
    let (image, strip) = unit.quotientAndRemainder(dividingBy: geometry.strips)
    let rows = geometry.range(strip, of: shape.outputHeight)
    return (image, rows, rows.count == geometry.rows ? taps : taps + 9)
  }

  /// Packs the input rows that a strip of output rows needs.
  func pack(_ input: ConvolutionInput, image: Int, rows: Range<Int>, worker: Int) {
    ck_pack_strip(
      input.values + image * shape.inputCount, input.scale, input.shift, input.rectified ? 1 : 0,
      shape.inputs, shape.height, shape.width, rows.lowerBound, rows.count, shape.stride,
      packed(worker), geometry.channelStride)
  }

  /// output[o][p] = sum of weight[o][k][t] * packed[k][p + tap[t]].
  func multiply(
    _ packed: UnsafePointer<Float>, channelStride: Int, channels: Int,
    taps: UnsafePointer<Int64>, outputs: Int, positions: Int, worker: Int
  ) {
    let output = output(worker)
    if direct {
      ck_direct_forward(
        packed, channelStride, channels, taps, weights, output, geometry.outputStride, outputs,
        positions)
      return
    }
    let columns = columns(worker)
    for first in stride(from: 0, to: positions, by: tile) {
      let n = min(tile, positions - first)
      ck_columns(packed, channelStride, channels, taps, first, n, columns)
      Compute.multiply(
        weights, lda: 9 * channels, columns, ldb: n, into: output + first,
        ldc: geometry.outputStride, m: outputs, n: n, k: 9 * channels)
    }
  }
}

/// Forward: pack a strip, multiply, drop the seam.
struct ForwardStrip: ParallelWork {
  let input: ConvolutionInput
  let product: StripProduct
  let output: UnsafeMutablePointer<Float>
  let sums: UnsafeMutablePointer<Double>?

  func run(index unit: Int, worker: Int) {
    let shape = product.shape
    let geometry = product.geometry
    let (image, rows, taps) = product.strip(unit)
    product.pack(input, image: image, rows: rows, worker: worker)
    product.multiply(
      product.packed(worker), channelStride: geometry.channelStride, channels: shape.inputs,
      taps: taps, outputs: shape.outputs, positions: rows.count * geometry.rowLength,
      worker: worker)
    ck_unpack_strip(
      product.output(worker), geometry.outputStride, shape.outputs, shape.outputHeight,
      shape.outputWidth, rows.lowerBound, rows.count, output + image * shape.outputCount,
      sums.map { $0 + unit * shape.outputs * 2 })
  }
}

/// Backward: pack a strip of the input and of the output's gradient (with the rows above and below), add
/// to the worker's weight sums, and convolve the gradient with the turned weights.
struct BackwardStrip: ParallelWork {
  let input: ConvolutionInput
  let outputGradient: UnsafePointer<Float>
  let product: StripProduct
  let weightSums: UnsafeMutablePointer<Float>
  let weightSumCount: Int
  let inputGradient: UnsafeMutablePointer<Float>?

  func run(index unit: Int, worker: Int) {
    let shape = product.shape
    let geometry = product.geometry
    let gradientStride = product.gradientGeometry.channelStride
    let (image, rows, taps) = product.strip(unit)
    let positions = rows.count * geometry.rowLength
    product.pack(input, image: image, rows: rows, worker: worker)
    let gradient = product.gradient(worker)
    ck_pack_strip(
      outputGradient + image * shape.outputCount, nil, nil, 0, shape.outputs, shape.outputHeight,
      shape.outputWidth, rows.lowerBound, rows.count, 1, gradient, gradientStride)
    // Past the row above and the first pad lies the gradient of flat position 0; the next pad is its seam.
    addWeightGradient(
      gradient + geometry.rowLength + 1, stride: gradientStride, taps: taps, positions: positions,
      worker: worker)
    guard let inputGradient else { return }
    product.multiply(
      gradient, channelStride: gradientStride, channels: shape.outputs, taps: product.taps + 18,
      outputs: shape.inputs, positions: positions, worker: worker)
    ck_unpack_strip(
      product.output(worker), geometry.outputStride, shape.inputs, shape.height, shape.width,
      rows.lowerBound, rows.count, inputGradient + image * shape.inputCount, nil)
  }

  private func addWeightGradient(
    _ gradient: UnsafePointer<Float>, stride: Int, taps: UnsafePointer<Int64>, positions: Int,
    worker: Int
  ) {
    let shape = product.shape
    let sums = weightSums + worker * weightSumCount
    let packed = product.packed(worker)
    let channelStride = product.geometry.channelStride
    if product.direct {
      ck_direct_weight_gradient(
        packed, channelStride, shape.inputs, taps, gradient, stride, shape.outputs, positions, sums)
      return
    }
    let columns = product.columns(worker)
    for first in Swift.stride(from: 0, to: positions, by: product.tile) {
      let n = min(product.tile, positions - first)
      ck_columns(packed, channelStride, shape.inputs, taps, first, n, columns)
      multiply(
        gradient + first, lda: stride, columns, ldb: n, transposedB: true, into: sums,
        ldc: 9 * shape.inputs, m: shape.outputs, n: 9 * shape.inputs, k: n, beta: 1)
    }
  }
}

/// Zeroes each worker's sums.
struct Clearing: ParallelWork {
  let values: UnsafeMutablePointer<Float>
  let count: Int

  func run(index: Int, worker: Int) {
    (values + index * count).update(repeating: 0, count: count)
  }
}

/// Adds the workers' weight gradients in their order, one output channel an index.
struct WeightReduction: ParallelWork {
  let sums: UnsafePointer<Float>
  let stride: Int
  let workers: Int
  let row: Int
  let gradient: UnsafeMutablePointer<Float>

  func run(index output: Int, worker: Int) {
    for other in 0..<workers {
      ck_add(sums + other * stride + output * row, 1, gradient + output * row, row)
    }
  }
}
