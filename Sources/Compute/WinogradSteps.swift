import CKernels

/// Some rows of tiles of a batch of maps, and where their points lie: [36][groups][tiles of a block][8].
struct TileBlock {
  /// The first row, counted through the batch.
  let first: Int
  let rows: Int
  /// Rows of tiles of an image.
  let tileRows: Int
  /// Tiles of a row.
  let tiles: Int
  /// The map's extents.
  let height: Int
  let width: Int
  /// Floats from one group's points to the next.
  let stride: Int

  /// Row and group of a unit; the image and the row in it.
  func place(_ unit: Int, groups: Int) -> (row: Int, group: Int, image: Int, tileRow: Int) {
    let (row, group) = unit.quotientAndRemainder(dividingBy: groups)
    let (image, tileRow) = (first + row).quotientAndRemainder(dividingBy: tileRows)
    return (row, group, image, tileRow)
  }

  /// Where the plane of an image's group begins.
  func plane(_ image: Int, _ group: Int, groups: Int) -> Int {
    (image * groups + group) * height * width * channelGroup
  }

  /// Where a row's points begin.
  func points(_ row: Int, _ group: Int) -> Int { group * stride + row * tiles * channelGroup }
}

/// u = the weights' points, of one group of inputs.
struct WeightTransform: ParallelWork {
  let weights: UnsafePointer<Float>
  let shape: ConvolutionShape
  let turned: Bool
  let u: UnsafeMutablePointer<Float>

  func run(index: Int, worker: Int) {
    ck_winograd_weights(weights, shape.outputs, shape.inputs, turned ? 1 : 0, index, u)
  }
}

/// v = the input's points, of one row of tiles of one group.
struct InputTransform: ParallelWork {
  let block: TileBlock
  let input: ConvolutionInput
  let groups: Int
  let v: UnsafeMutablePointer<Float>

  func run(index: Int, worker: Int) {
    let (row, group, image, tileRow) = block.place(index, groups: groups)
    ck_winograd_input(
      input.values + block.plane(image, group, groups: groups),
      input.scale.map { $0 + group * channelGroup }, input.shift.map { $0 + group * channelGroup },
      input.rectified ? 1 : 0, block.height, block.width, tileRow, block.tiles,
      v + block.points(row, group), groups * block.stride)
  }
}

/// m = the output gradient's points, of one row of tiles of one group.
struct GradientTransform: ParallelWork {
  let block: TileBlock
  let gradient: UnsafePointer<Float>
  let groups: Int
  let m: UnsafeMutablePointer<Float>

  func run(index: Int, worker: Int) {
    let (row, group, image, tileRow) = block.place(index, groups: groups)
    ck_winograd_gradient(
      gradient + block.plane(image, group, groups: groups), block.height, block.width, tileRow,
      block.tiles, m + block.points(row, group), groups * block.stride)
  }
}

/// What becomes of the outputs.
enum TileOutput {
  /// They are stored; sums, [rows of the batch, groups, 8, 2], get each row's, or nil.
  case plain(UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Double>?)
  /// Their activation is stored, or its 2x2 maxima.
  case activated(
    UnsafeMutablePointer<Float>, scale: UnsafePointer<Float>, shift: UnsafePointer<Float>,
    pooled: Bool)
}

/// The outputs, of one row of tiles of one group.
struct OutputTransform: ParallelWork {
  let block: TileBlock
  let m: UnsafePointer<Float>
  let groups: Int
  let output: TileOutput

  func run(index: Int, worker: Int) {
    let (row, group, image, tileRow) = block.place(index, groups: groups)
    let m = m + block.points(row, group)
    switch output {
    case .plain(let output, let sums):
      ck_winograd_output(
        m, groups * block.stride, block.height, block.width, tileRow, block.tiles,
        output + block.plane(image, group, groups: groups),
        sums.map { $0 + ((block.first + row) * groups + group) * 16 })
    case .activated(let output, let scale, let shift, let pooled):
      let pixels = pooled ? (block.height / 2) * (block.width / 2) : block.height * block.width
      ck_winograd_output_activated(
        m, groups * block.stride, scale + group * channelGroup, shift + group * channelGroup,
        pooled ? 1 : 0, block.height, block.width, tileRow, block.tiles,
        output + (image * groups + group) * pixels * channelGroup)
    }
  }
}

/// m = v u, at one point, for a part of the tiles.
struct PointProduct: ParallelWork {
  let v: UnsafePointer<Float>
  let groups: Int
  let u: UnsafePointer<Float>
  let m: UnsafeMutablePointer<Float>
  let outputGroups: Int
  let stride: Int
  let tiles: Int
  let splits: Int

  func run(index: Int, worker: Int) {
    let (point, split) = index.quotientAndRemainder(dividingBy: splits)
    let first = tiles * split / splits
    let end = tiles * (split + 1) / splits
    ck_product(
      v + point * groups * stride + first * channelGroup, stride, groups,
      u + point * groups * outputGroups * channelGroup * channelGroup, outputGroups,
      m + point * outputGroups * stride + first * channelGroup, stride, end - first)
  }
}

/// The sums [36][C][O] += v^T m, at one point, for a part of the input's groups.
struct PointGradient: ParallelWork {
  let v: UnsafePointer<Float>
  let groups: Int
  let m: UnsafePointer<Float>
  let outputGroups: Int
  let stride: Int
  let tiles: Int
  let splits: Int
  let sums: UnsafeMutablePointer<Float>

  func run(index: Int, worker: Int) {
    let (point, split) = index.quotientAndRemainder(dividingBy: splits)
    let first = groups * split / splits
    let end = groups * (split + 1) / splits
    let row = outputGroups * channelGroup
    ck_product_transposed(
      v + (point * groups + first) * stride, stride, end - first,
      m + point * outputGroups * stride, stride, outputGroups, tiles,
      sums + (point * groups + first) * channelGroup * row)
  }
}

/// The weights' gradient += that of their points, of one input channel.
struct WeightGradient: ParallelWork {
  let sums: UnsafePointer<Float>
  let shape: ConvolutionShape
  let gradient: UnsafeMutablePointer<Float>

  func run(index: Int, worker: Int) {
    ck_winograd_weight_gradient(sums, shape.outputs, shape.inputs, index, gradient)
  }
}

/// Zeroes one of many runs of `count` floats.
struct Clearing: ParallelWork {
  let values: UnsafeMutablePointer<Float>
  let count: Int

  func run(index: Int, worker: Int) {
    (values + index * count).update(repeating: 0, count: count)
  }
}
