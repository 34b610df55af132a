import CKernels

/// One convolution of `WinogradConvolutionEngine`: stride 1, grouped maps.
///
/// Rows of tiles, counted through the whole batch, are taken a block at a time, in three steps: transform
/// the inputs to 36 points, one matrix product [tiles, C] x [C, O] for each point, transform the products
/// to outputs. A block's points stay in the last cache.
final class WinogradConvolution: Convolution {
  let shape: ConvolutionShape
  /// Tiles of a row, and rows of an image.
  let tiles: Int
  let tileRows: Int
  /// Rows of tiles of a block.
  private let blockRows: Int
  private unowned let engine: WinogradConvolutionEngine

  /// The points of a tile.
  static let points = 36
  /// Floats of a block's points, of inputs and outputs together (our choice: 4 MB, which a last cache
  /// holds; other sizes have not been measured).
  private static let budget = 1 << 20
  /// The fewest tiles of a block, so that weights are read from memory for enough products.
  private static let fewest = 192

  init(_ shape: ConvolutionShape, batch: Int, engine: WinogradConvolutionEngine) {
    precondition(shape.stride == 1, "Winograd convolution: stride \(shape.stride), 1 expected")
    self.shape = shape
    self.engine = engine
    tiles = (shape.width + 3) / 4
    tileRows = (shape.height + 3) / 4
    let perTile = Self.points * channelGroup * (shape.inputGroups + shape.outputGroups)
    let wanted = max(Self.fewest, Self.budget / perTile)
    blockRows = min(batch * tileRows, max(1, wanted / tiles))
  }

  private var blockTiles: Int { blockRows * tiles }

  /// Floats of a block's points of inputs or of outputs.
  var pointCount: Int {
    Self.points * max(shape.inputGroups, shape.outputGroups) * channelGroup * blockTiles
  }

  /// Floats of the points of the weights.
  var weightPointCount: Int {
    Self.points * groupedChannels(shape.inputs) * groupedChannels(shape.outputs)
  }

  /// Sums of one row of tiles of one group: 8 channels, 2 numbers.
  func partialCount(batch: Int) -> Int { batch * tileRows * shape.outputGroups * 16 }

  func forward(
    _ input: ConvolutionInput, weights: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Double>?, count: Int
  ) {
    convolve(
      input, groups: shape.inputGroups, weights: weights, turned: false,
      to: .plain(output, sums: sums == nil ? nil : engine.partials.baseAddress),
      groups: shape.outputGroups, count: count)
    guard let sums, let partials = engine.partials.baseAddress else { return }
    let channels = 16 * shape.outputGroups
    for channel in 0..<channels { sums[channel] = 0 }
    for row in 0..<count * tileRows {
      for channel in 0..<channels { sums[channel] += partials[row * channels + channel] }
    }
  }

  func forward(
    _ input: ConvolutionInput, weights: UnsafePointer<Float>, scale: UnsafePointer<Float>,
    shift: UnsafePointer<Float>, pooled: Bool, output: UnsafeMutablePointer<Float>, count: Int
  ) -> Bool {
    convolve(
      input, groups: shape.inputGroups, weights: weights, turned: false,
      to: .activated(output, scale: scale, shift: shift, pooled: pooled),
      groups: shape.outputGroups, count: count)
    return true
  }

  func backward(
    _ input: ConvolutionInput, outputGradient: UnsafePointer<Float>,
    weights: UnsafePointer<Float>, weightGradient: UnsafeMutablePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>?, count: Int
  ) {
    addWeightGradient(input, outputGradient, into: weightGradient, count: count)
    guard let inputGradient else { return }
    // The gradient of the input is the convolution of the output's gradient with the turned weights.
    convolve(
      ConvolutionInput(outputGradient), groups: shape.outputGroups, weights: weights, turned: true,
      to: .plain(inputGradient, sums: nil), groups: shape.inputGroups, count: count)
  }

  private func convolve(
    _ input: ConvolutionInput, groups: Int, weights: UnsafePointer<Float>, turned: Bool,
    to output: TileOutput, groups outputGroups: Int, count: Int
  ) {
    let pool = engine.pool
    let u = engine.weightPoints.base
    pool.parallel(
      count: groups, WeightTransform(weights: weights, shape: shape, turned: turned, u: u))
    for first in stride(from: 0, to: count * tileRows, by: blockRows) {
      let block = block(first, of: count)
      pool.parallel(
        count: block.rows * groups,
        InputTransform(block: block, input: input, groups: groups, v: engine.inputPoints.base))
      let splits = splits
      pool.parallel(
        count: Self.points * splits,
        PointProduct(
          v: engine.inputPoints.base, groups: groups, u: u, m: engine.outputPoints.base,
          outputGroups: outputGroups, stride: blockTiles * channelGroup,
          tiles: block.rows * tiles, splits: splits))
      pool.parallel(
        count: block.rows * outputGroups,
        OutputTransform(
          block: block, m: engine.outputPoints.base, groups: outputGroups, output: output))
    }
  }

  private func addWeightGradient(
    _ input: ConvolutionInput, _ gradient: UnsafePointer<Float>,
    into weightGradient: UnsafeMutablePointer<Float>, count: Int
  ) {
    let pool = engine.pool
    let sums = engine.weightPoints.base
    let plane = groupedChannels(shape.inputs) * groupedChannels(shape.outputs)
    pool.parallel(count: Self.points, Clearing(values: sums, count: plane))
    for first in stride(from: 0, to: count * tileRows, by: blockRows) {
      let block = block(first, of: count)
      pool.parallel(
        count: block.rows * shape.inputGroups,
        InputTransform(
          block: block, input: input, groups: shape.inputGroups, v: engine.inputPoints.base))
      pool.parallel(
        count: block.rows * shape.outputGroups,
        GradientTransform(
          block: block, gradient: gradient, groups: shape.outputGroups,
          m: engine.outputPoints.base))
      let splits = min(splits, shape.inputGroups)
      pool.parallel(
        count: Self.points * splits,
        PointGradient(
          v: engine.inputPoints.base, groups: shape.inputGroups, m: engine.outputPoints.base,
          outputGroups: shape.outputGroups, stride: blockTiles * channelGroup,
          tiles: block.rows * tiles, splits: splits, sums: sums))
    }
    pool.parallel(
      count: shape.inputs, WeightGradient(sums: sums, shape: shape, gradient: weightGradient))
  }

  /// Parts of one point's product: more than one when there are many workers for 36 points.
  private var splits: Int { max(1, engine.pool.threads / 4) }

  private func block(_ first: Int, of count: Int) -> TileBlock {
    TileBlock(
      first: first, rows: min(blockRows, count * tileRows - first), tileRows: tileRows,
      tiles: tiles, height: shape.height, width: shape.width,
      stride: blockTiles * channelGroup)
  }
}
