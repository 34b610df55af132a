import CKernels

/// The first convolution of a tower: planes in, grouped maps out, any stride; a direct kernel in which
/// each pixel of a row meets a vector of output channels.
final class StemConvolution: Convolution {
  let shape: ConvolutionShape
  private let pool: WorkerPool
  /// Output rows that are computed from one packing of input rows (our choice: about 50 KB of three planes).
  private static let stripRows = 8
  private let rowLength: Int
  private let packedRows: Int
  /// [9 C].
  private let taps: UnsafeMutablePointer<Int64>
  /// Each worker's packed rows.
  private let packed: AlignedBuffer
  private let weights: AlignedBuffer
  /// Each image's gradient of the weights, [B][9 C][O in whole groups].
  private let gradients: AlignedBuffer
  /// Each image's sums, [B][O in whole groups, 2].
  private let partials: UnsafeMutablePointer<Double>

  init(_ shape: ConvolutionShape, batch: Int, training: Bool, pool: WorkerPool) {
    self.shape = shape
    self.pool = pool
    rowLength = (shape.width + 2 + 15) / 16 * 16
    packedRows = (Self.stripRows - 1) * shape.stride + 3
    taps = .allocate(capacity: 9 * shape.inputs)
    for k in 0..<9 * shape.inputs {
      let (c, tap) = k.quotientAndRemainder(dividingBy: 9)
      taps[k] = Int64((c * packedRows + tap / 3) * rowLength + tap % 3)
    }
    let outputs = groupedChannels(shape.outputs)
    packed = AlignedBuffer(count: pool.threads * shape.inputs * packedRows * rowLength)
    weights = AlignedBuffer(count: 9 * shape.inputs * outputs)
    gradients = AlignedBuffer(count: training ? batch * 9 * shape.inputs * outputs : 0)
    partials = .allocate(capacity: batch * 2 * outputs)
  }

  deinit {
    taps.deallocate()
    partials.deallocate()
  }

  func forward(
    _ input: ConvolutionInput, weights: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Double>?, count: Int
  ) {
    precondition(!input.rectified, "stem convolution: it reads data, which is not rectified")
    pack(weights)
    pool.parallel(
      count: count,
      Forward(
        strips: strips(input), weights: self.weights.base, output: output,
        partials: sums == nil ? nil : partials))
    guard let sums else { return }
    let channels = 2 * groupedChannels(shape.outputs)
    for channel in 0..<channels { sums[channel] = 0 }
    for image in 0..<count {
      for channel in 0..<channels { sums[channel] += partials[image * channels + channel] }
    }
  }

  func backward(
    _ input: ConvolutionInput, outputGradient: UnsafePointer<Float>,
    weights: UnsafePointer<Float>, weightGradient: UnsafeMutablePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>?, count: Int
  ) {
    precondition(inputGradient == nil, "stem convolution: no gradient of what is data")
    pool.parallel(
      count: count,
      Backward(strips: strips(input), outputGradient: outputGradient, gradients: gradients.base))
    let outputs = groupedChannels(shape.outputs)
    let taps = 9 * shape.inputs
    for image in 0..<count {
      for k in 0..<taps {
        let row = gradients.base + (image * taps + k) * outputs
        for o in 0..<shape.outputs { weightGradient[o * taps + k] += row[o] }
      }
    }
  }

  /// Panels of two groups of outputs, then an odd one, as `ck_stem_forward` reads them.
  private func pack(_ weights: UnsafePointer<Float>) {
    let taps = 9 * shape.inputs
    let outputs = groupedChannels(shape.outputs)
    for first in stride(from: 0, to: outputs, by: 2 * channelGroup) {
      let width = min(2 * channelGroup, outputs - first)
      for k in 0..<taps {
        for o in 0..<width {
          self.weights.base[first * taps + k * width + o] =
            first + o < shape.outputs ? weights[(first + o) * taps + k] : 0
        }
      }
    }
  }

  private func strips(_ input: ConvolutionInput) -> Strips {
    Strips(
      shape: shape, input: input, rows: Self.stripRows, packed: packed.base, packedRows: packedRows,
      rowLength: rowLength, taps: taps)
  }

  /// An image's strips of output rows.
  private struct Strips {
    let shape: ConvolutionShape
    let input: ConvolutionInput
    let rows: Int
    let packed: UnsafeMutablePointer<Float>
    let packedRows: Int
    let rowLength: Int
    let taps: UnsafePointer<Int64>

    var taken: Int { 9 * shape.inputs }

    /// Calls `body` with each output row and where its first tap lies.
    func each(image: Int, worker: Int, _ body: (_ row: Int, _ taps: UnsafePointer<Float>) -> Void) {
      let packed = packed + worker * shape.inputs * packedRows * rowLength
      for first in stride(from: 0, to: shape.outputHeight, by: rows) {
        ck_stem_pack(
          input.values + image * shape.inputs * shape.height * shape.width, input.scale,
          input.shift, shape.inputs, shape.height, shape.width, first * shape.stride - 1,
          packedRows, packed, rowLength)
        for row in first..<min(first + rows, shape.outputHeight) {
          body(row, packed + (row - first) * shape.stride * rowLength)
        }
      }
    }
  }

  private struct Forward: ParallelWork {
    let strips: Strips
    let weights: UnsafePointer<Float>
    let output: UnsafeMutablePointer<Float>
    let partials: UnsafeMutablePointer<Double>?

    func run(index image: Int, worker: Int) {
      let shape = strips.shape
      let plane = shape.outputHeight * shape.outputWidth * channelGroup
      let target = output + image * shape.outputGroups * plane
      strips.each(image: image, worker: worker) { row, taps in
        ck_stem_forward(
          taps, strips.taps, strips.taken, shape.stride, weights, shape.outputGroups,
          target + row * shape.outputWidth * channelGroup, plane, shape.outputWidth)
      }
      guard let partials else { return }
      for group in 0..<shape.outputGroups {
        ck_map_sums(
          target + group * plane, plane / channelGroup,
          partials + (image * shape.outputGroups + group) * 2 * channelGroup)
      }
    }
  }

  private struct Backward: ParallelWork {
    let strips: Strips
    let outputGradient: UnsafePointer<Float>
    let gradients: UnsafeMutablePointer<Float>

    func run(index image: Int, worker: Int) {
      let shape = strips.shape
      let plane = shape.outputHeight * shape.outputWidth * channelGroup
      let source = outputGradient + image * shape.outputGroups * plane
      let size = strips.taken * groupedChannels(shape.outputs)
      let sums = gradients + image * size
      sums.update(repeating: 0, count: size)
      strips.each(image: image, worker: worker) { row, taps in
        ck_stem_gradient(
          taps, strips.taps, strips.taken, shape.stride,
          source + row * shape.outputWidth * channelGroup, plane, shape.outputGroups,
          shape.outputWidth, sums)
      }
    }
  }
}
