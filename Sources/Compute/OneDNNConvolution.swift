import CKernels
import COneDNN

/// One convolution of `OneDNNConvolutionEngine`: stride 1, grouped maps.
///
/// A worker takes its images `piece` at a time and what remains one at a time: the piece is small
/// enough for its input, with scale, shift and ReLU applied, to stay in the cache, and large enough for the
/// weights' gradients, which each piece makes anew, to be added up seldom.
final class OneDNNConvolution: Convolution {
  let shape: ConvolutionShape
  private unowned let engine: OneDNNConvolutionEngine
  private let piece: OneDNNPrimitives
  private let single: OneDNNPrimitives

  /// Floats of a piece's input: 8 MB (one run each on a busy AVX2 machine, core seconds of a step at
  /// width 64: 8.2; image by image 9.4; whole shares 8.0, within the noise, and 40 MB more).
  private static let budget = 1 << 21

  init(_ shape: ConvolutionShape, batch: Int, training: Bool, engine: OneDNNConvolutionEngine)
    throws(ConvolutionEngineError)
  {
    precondition(shape.stride == 1, "oneDNN convolution: stride \(shape.stride), 1 expected")
    self.shape = shape
    self.engine = engine
    let threads = engine.pool.threads
    let share = (batch + threads - 1) / threads
    let pieces = (share * shape.inputCount + Self.budget - 1) / Self.budget
    let images = max(1, min(share, (share + pieces - 1) / pieces))
    let make = { (images: Int) throws(ConvolutionEngineError) in
      try OneDNNPrimitives(
        shape, images: images, training: training, precision: engine.precision,
        streams: engine.streams)
    }
    piece = try make(images)
    single = images == 1 ? piece : try make(1)
  }

  /// Floats of one worker's scratch memory, its activations, and its gradient of the weights.
  var scratchCount: Int { Self.lines(max(piece.scratchBytes, single.scratchBytes) / 4) }
  var activationCount: Int { Self.lines(piece.images * shape.inputCount) }
  var weightSumCount: Int { Self.lines(shape.weightCount) }
  /// Floats of the weights for pieces and for single images.
  var packedCount: Int { piecePackedCount + Self.lines(single.packedBytes / 4) }
  private var piecePackedCount: Int { Self.lines(piece.packedBytes / 4) }

  /// Up to whole cache lines of 64 bytes.
  private static func lines(_ count: Int) -> Int { (count + 15) / 16 * 16 }

  func forward(
    _ input: ConvolutionInput, weights: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Double>?, count: Int
  ) {
    pack(weights, backward: false, count: count)
    engine.pool.parallel(
      count: engine.pool.threads,
      OneDNNForward(
        share: share(input, count: count), output: output,
        partials: sums == nil ? nil : engine.partials.baseAddress))
    guard let sums, let partials = engine.partials.baseAddress else { return }
    let channels = 2 * channelGroup * shape.outputGroups
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
    if inputGradient != nil { pack(weights, backward: true, count: count) }
    let threads = engine.pool.threads
    engine.pool.parallel(
      count: threads,
      OneDNNBackward(
        share: share(input, count: count), outputGradient: outputGradient,
        weightSums: engine.weightSums.base, weightSumCount: weightSumCount,
        inputGradient: inputGradient))
    engine.pool.parallel(
      count: threads,
      OneDNNWeightSum(
        weightSums: engine.weightSums.base, weightSumCount: weightSumCount, threads: threads,
        images: count, count: shape.weightCount, gradient: weightGradient))
  }

  /// Weights as the library reads them, of those primitives that `count` images need.
  private func pack(_ weights: UnsafePointer<Float>, backward: Bool, count: Int) {
    let pool = engine.pool
    let shares = (0..<pool.threads).lazy.map { pool.range(of: $0, count: count).count }
    let base = engine.weights.base
    let scratch = engine.scratch.base
    if shares.contains(where: { $0 >= piece.images }) {
      check(co_pack(piece.handle, backward ? 1 : 0, weights, base, scratch))
    }
    if piece !== single, shares.contains(where: { $0 % piece.images != 0 }) {
      let place = base + piecePackedCount
      check(co_pack(single.handle, backward ? 1 : 0, weights, place, scratch))
    }
  }

  private func share(_ input: ConvolutionInput, count: Int) -> OneDNNShare {
    OneDNNShare(
      shape: shape, input: input, count: count, threads: engine.pool.threads,
      pieceImages: piece.images, piece: piece.handle, single: single.handle,
      pieceWeights: engine.weights.base,
      singleWeights: piece === single
        ? engine.weights.base : engine.weights.base + piecePackedCount,
      scratch: engine.scratch.base, scratchCount: scratchCount,
      activations: engine.activations.base, activationCount: activationCount)
  }
}

/// Traps on a status other than success: what was planned can be computed.
private func check(_ status: Int32) {
  precondition(status == 0, "oneDNN convolution: \(OneDNNLibrary.text(status))")
}

/// How the images of a batch are shared among workers.
private struct OneDNNShare {
  let shape: ConvolutionShape
  let input: ConvolutionInput
  let count: Int
  let threads: Int
  let pieceImages: Int
  let piece: OpaquePointer
  let single: OpaquePointer
  let pieceWeights: UnsafePointer<Float>
  let singleWeights: UnsafePointer<Float>
  let scratch: UnsafeMutablePointer<Float>
  let scratchCount: Int
  let activations: UnsafeMutablePointer<Float>
  let activationCount: Int

  /// Some images of a worker, and the primitives for so many.
  struct Piece {
    let first: Int
    let images: Int
    let primitives: OpaquePointer
    let weights: UnsafePointer<Float>
    let input: UnsafePointer<Float>
    let scratch: UnsafeMutablePointer<Float>
  }

  /// Calls `body` with each piece of a worker's images.
  func each(worker: Int, _ body: (Piece) -> Void) {
    let end = count * (worker + 1) / threads
    var first = count * worker / threads
    while first < end {
      let whole = end - first >= pieceImages
      let images = whole ? pieceImages : 1
      body(
        Piece(
          first: first, images: images, primitives: whole ? piece : single,
          weights: whole ? pieceWeights : singleWeights,
          input: read(first, images, worker: worker), scratch: scratch + worker * scratchCount))
      first += images
    }
  }

  /// The input of some images as the convolution reads it: where it is, or scaled, shifted and rectified.
  private func read(_ first: Int, _ images: Int, worker: Int) -> UnsafePointer<Float> {
    let values = input.values + first * shape.inputCount
    guard let scale = input.scale, let shift = input.shift else { return values }
    let target = activations + worker * activationCount
    let pixels = shape.height * shape.width
    for plane in 0..<images * shape.inputGroups {
      let channel = plane % shape.inputGroups * channelGroup
      ck_affine(
        values + plane * pixels * channelGroup, scale + channel, shift + channel,
        input.rectified ? 1 : 0, pixels, target + plane * pixels * channelGroup)
    }
    return UnsafePointer(target)
  }
}

/// Outputs and their sums; the index is the worker.
private struct OneDNNForward: ParallelWork {
  let share: OneDNNShare
  let output: UnsafeMutablePointer<Float>
  /// [B][groups of O][8, 2].
  let partials: UnsafeMutablePointer<Double>?

  func run(index: Int, worker: Int) {
    let shape = share.shape
    let pixels = shape.outputHeight * shape.outputWidth
    share.each(worker: index) { piece in
      check(
        co_forward(
          piece.primitives, Int32(index), piece.input, piece.weights,
          output + piece.first * shape.outputCount, piece.scratch))
      guard let partials else { return }
      let firstPlane = piece.first * shape.outputGroups
      for plane in firstPlane..<firstPlane + piece.images * shape.outputGroups {
        ck_map_sums(
          output + plane * pixels * channelGroup, pixels, partials + plane * 2 * channelGroup)
      }
    }
  }
}

/// Each worker's gradient of the weights, and the gradient of its inputs; the index is the worker.
private struct OneDNNBackward: ParallelWork {
  let share: OneDNNShare
  let outputGradient: UnsafePointer<Float>
  let weightSums: UnsafeMutablePointer<Float>
  let weightSumCount: Int
  let inputGradient: UnsafeMutablePointer<Float>?

  func run(index: Int, worker: Int) {
    let shape = share.shape
    let sums = weightSums + index * weightSumCount
    sums.update(repeating: 0, count: shape.weightCount)
    share.each(worker: index) { piece in
      check(
        co_backward(
          piece.primitives, Int32(index), piece.input,
          outputGradient + piece.first * shape.outputCount, piece.weights, sums,
          inputGradient.map { $0 + piece.first * shape.inputCount }, piece.scratch))
    }
  }
}

/// gradient += the workers' sums, in their order, a slice an index.
private struct OneDNNWeightSum: ParallelWork {
  let weightSums: UnsafePointer<Float>
  let weightSumCount: Int
  let threads: Int
  let images: Int
  let count: Int
  let gradient: UnsafeMutablePointer<Float>

  func run(index: Int, worker: Int) {
    let slice = count * index / threads..<count * (index + 1) / threads
    for other in 0..<threads where images * other / threads < images * (other + 1) / threads {
      ck_add(
        weightSums + other * weightSumCount + slice.lowerBound, 1, gradient + slice.lowerBound,
        slice.count)
    }
  }
}
