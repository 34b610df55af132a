import CKernels

/// The numbers of each channel that passes over planes need; [C] each.
///
/// Forward a = max(0, scale * z + shift); backward dz = u * g + v * z + w, where g is the gradient of a
/// where a > 0, and 0 elsewhere.
public struct ChannelNumbers {
  /// Forward's factor.
  public let scale: UnsafeMutablePointer<Float>
  /// Forward's summand.
  public let shift: UnsafeMutablePointer<Float>
  /// The batch's mean of z.
  public let mean: UnsafeMutablePointer<Float>
  /// Backward's factor of the gradient.
  public let u: UnsafeMutablePointer<Float>
  /// Backward's factor of z.
  public let v: UnsafeMutablePointer<Float>
  /// Backward's summand.
  public let w: UnsafeMutablePointer<Float>

  /// The numbers in six arrays of [C].
  public init(
    scale: UnsafeMutablePointer<Float>, shift: UnsafeMutablePointer<Float>,
    mean: UnsafeMutablePointer<Float>, u: UnsafeMutablePointer<Float>,
    v: UnsafeMutablePointer<Float>, w: UnsafeMutablePointer<Float>
  ) {
    self.scale = scale
    self.shift = shift
    self.mean = mean
    self.u = u
    self.v = v
    self.w = w
  }
}

/// The extents of a batch of maps, [B, C, H, W].
public struct MapExtents {
  /// Images B.
  public let images: Int
  /// Channels C.
  public let channels: Int
  /// Rows H.
  public let height: Int
  /// Columns W.
  public let width: Int

  /// Extents.
  public init(images: Int, channels: Int, height: Int, width: Int) {
    self.images = images
    self.channels = channels
    self.height = height
    self.width = width
  }

  var planes: Int { images * channels }
  var plane: Int { height * width }
}

/// Batch norm, ReLU and pooling: passes over all planes (one channel of one image) of a batch, shared among
/// the workers of a pool. Sums are made per plane and then in the order of the images, so they do not
/// depend on the number of threads.
public final class PlanePasses {
  private let pool: WorkerPool
  /// Up to 9 numbers a plane.
  private let partials: UnsafeMutablePointer<Double>
  private let capacity: Int

  /// Passes over up to `planes` planes (images times channels) a call.
  public init(pool: WorkerPool, planes: Int) {
    self.pool = pool
    capacity = 9 * planes
    partials = .allocate(capacity: capacity)
  }

  deinit { partials.deallocate() }

  /// sums [C, 2] = each channel's sum and sum of squares.
  public func sums(
    _ x: UnsafePointer<Float>, _ extents: MapExtents, into sums: UnsafeMutablePointer<Double>
  ) {
    pool.parallel(
      count: extents.planes, SumsWork(x: x, plane: extents.plane, partials: partials))
    reduce(extents, numbers: 2, into: sums)
  }

  /// y [B, C, H / 2, W / 2] = 2x2 maxima of the activation of z.
  public func pool(
    _ z: UnsafePointer<Float>, _ numbers: ChannelNumbers, _ extents: MapExtents,
    into y: UnsafeMutablePointer<Float>
  ) {
    pool.parallel(
      count: extents.planes, PoolWork(z: z, numbers: numbers, extents: extents, y: y))
  }

  /// y [B, C] (rows `stride` apart) = the largest activation of each plane, index [B, C] its place.
  public func globalPool(
    _ z: UnsafePointer<Float>, _ numbers: ChannelNumbers, _ extents: MapExtents,
    into y: UnsafeMutablePointer<Float>, stride: Int, index: UnsafeMutablePointer<Int32>
  ) {
    pool.parallel(
      count: extents.planes,
      GlobalPoolWork(
        z: z, numbers: numbers, extents: extents, y: y, stride: stride, index: index))
  }

  /// y = scale * z + shift, rectified or not.
  public func activation(
    _ z: UnsafePointer<Float>, _ numbers: ChannelNumbers, rectified: Bool, _ extents: MapExtents,
    into y: UnsafeMutablePointer<Float>
  ) {
    pool.parallel(
      count: extents.planes,
      ActivationWork(z: z, numbers: numbers, rectified: rectified, extents: extents, y: y))
  }

  /// sums [C, 2] = each channel's sum of g and of g * (z - mean); gradient [B, C, H, W], or, `pooled`,
  /// [B, C, H / 2, W / 2].
  public func backwardSums(
    _ z: UnsafePointer<Float>, gradient: UnsafePointer<Float>, pooled: Bool,
    _ numbers: ChannelNumbers, _ extents: MapExtents, into sums: UnsafeMutablePointer<Double>
  ) {
    pool.parallel(
      count: extents.planes,
      BackwardSumsWork(
        z: z, gradient: gradient, pooled: pooled, numbers: numbers, extents: extents,
        partials: partials))
    reduce(extents, numbers: 2, into: sums)
  }

  /// z = u * g + v * z + w; gradient as in `backwardSums`.
  public func backward(
    _ z: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>, pooled: Bool,
    _ numbers: ChannelNumbers, _ extents: MapExtents
  ) {
    pool.parallel(
      count: extents.planes,
      BackwardWork(
        z: z, gradient: gradient, pooled: pooled, numbers: numbers, extents: extents))
  }

  /// As `backwardSums` through global max-pooling; y, gradient [B, C] in rows `stride` apart.
  public func globalBackwardSums(
    _ z: UnsafePointer<Float>, y: UnsafePointer<Float>, gradient: UnsafePointer<Float>,
    stride: Int, index: UnsafePointer<Int32>, _ numbers: ChannelNumbers, _ extents: MapExtents,
    into sums: UnsafeMutablePointer<Double>
  ) {
    for c in 0..<extents.channels {
      var total = 0.0
      var product = 0.0
      for b in 0..<extents.images where y[b * stride + c] > 0 {
        let plane = b * extents.channels + c
        let value = z[plane * extents.plane + Int(index[plane])]
        total += Double(gradient[b * stride + c])
        product += Double(gradient[b * stride + c]) * Double(value - numbers.mean[c])
      }
      sums[2 * c] = total
      sums[2 * c + 1] = product
    }
  }

  /// As `backward` through global max-pooling.
  public func globalBackward(
    _ z: UnsafeMutablePointer<Float>, y: UnsafePointer<Float>, gradient: UnsafePointer<Float>,
    stride: Int, index: UnsafePointer<Int32>, _ numbers: ChannelNumbers, _ extents: MapExtents
  ) {
    pool.parallel(
      count: extents.planes,
      GlobalBackwardWork(
        z: z, y: y, gradient: gradient, stride: stride, index: index, numbers: numbers,
        extents: extents))
  }

  /// inside [O, 9] = the sums of a convolution output's gradient over the positions whose tap lies inside
  /// the input.
  public func insideSums(
    _ gradient: UnsafePointer<Float>, _ shape: ConvolutionShape, images: Int,
    into inside: UnsafeMutablePointer<Double>
  ) {
    let extents = MapExtents(
      images: images, channels: shape.outputs, height: shape.outputHeight,
      width: shape.outputWidth)
    pool.parallel(
      count: extents.planes,
      InsideWork(
        gradient: gradient, plane: extents.plane, shape: shape, partials: partials))
    reduce(extents, numbers: 9, into: inside)
  }

  private func reduce(
    _ extents: MapExtents, numbers: Int, into sums: UnsafeMutablePointer<Double>
  ) {
    let row = extents.channels * numbers
    for index in 0..<row { sums[index] = 0 }
    for image in 0..<extents.images {
      for index in 0..<row { sums[index] += partials[image * row + index] }
    }
  }
}

private struct SumsWork: ParallelWork {
  let x: UnsafePointer<Float>
  let plane: Int
  let partials: UnsafeMutablePointer<Double>

  func run(index: Int, worker: Int) {
    ck_sums(x + index * plane, plane, partials + 2 * index)
  }
}

private struct PoolWork: ParallelWork {
  let z: UnsafePointer<Float>
  let numbers: ChannelNumbers
  let extents: MapExtents
  let y: UnsafeMutablePointer<Float>

  func run(index: Int, worker: Int) {
    let c = index % extents.channels
    ck_pool(
      z + index * extents.plane, numbers.scale[c], numbers.shift[c], extents.height,
      extents.width, y + index * (extents.height / 2) * (extents.width / 2))
  }
}

private struct GlobalPoolWork: ParallelWork {
  let z: UnsafePointer<Float>
  let numbers: ChannelNumbers
  let extents: MapExtents
  let y: UnsafeMutablePointer<Float>
  let stride: Int
  let index: UnsafeMutablePointer<Int32>

  func run(index plane: Int, worker: Int) {
    let (b, c) = plane.quotientAndRemainder(dividingBy: extents.channels)
    ck_global_pool(
      z + plane * extents.plane, numbers.scale[c], numbers.shift[c], extents.plane,
      y + b * stride + c, index + plane)
  }
}

private struct ActivationWork: ParallelWork {
  let z: UnsafePointer<Float>
  let numbers: ChannelNumbers
  let rectified: Bool
  let extents: MapExtents
  let y: UnsafeMutablePointer<Float>

  func run(index: Int, worker: Int) {
    let c = index % extents.channels
    ck_affine(
      z + index * extents.plane, numbers.scale[c], numbers.shift[c], rectified ? 1 : 0,
      extents.plane, y + index * extents.plane)
  }
}

private struct BackwardSumsWork: ParallelWork {
  let z: UnsafePointer<Float>
  let gradient: UnsafePointer<Float>
  let pooled: Bool
  let numbers: ChannelNumbers
  let extents: MapExtents
  let partials: UnsafeMutablePointer<Double>

  func run(index: Int, worker: Int) {
    let c = index % extents.channels
    let z = z + index * extents.plane
    if pooled {
      ck_pool_backward_sums(
        z, gradient + index * (extents.height / 2) * (extents.width / 2), numbers.scale[c],
        numbers.shift[c], numbers.mean[c], extents.height, extents.width, partials + 2 * index)
    } else {
      ck_relu_backward_sums(
        z, gradient + index * extents.plane, numbers.scale[c], numbers.shift[c], numbers.mean[c],
        extents.plane, partials + 2 * index)
    }
  }
}

private struct BackwardWork: ParallelWork {
  let z: UnsafeMutablePointer<Float>
  let gradient: UnsafePointer<Float>
  let pooled: Bool
  let numbers: ChannelNumbers
  let extents: MapExtents

  func run(index: Int, worker: Int) {
    let c = index % extents.channels
    let z = z + index * extents.plane
    if pooled {
      ck_pool_backward(
        z, gradient + index * (extents.height / 2) * (extents.width / 2), numbers.scale[c],
        numbers.shift[c], numbers.u[c], numbers.v[c], numbers.w[c], extents.height,
        extents.width)
    } else {
      ck_relu_backward(
        z, gradient + index * extents.plane, numbers.scale[c], numbers.shift[c], numbers.u[c],
        numbers.v[c], numbers.w[c], extents.plane)
    }
  }
}

private struct GlobalBackwardWork: ParallelWork {
  let z: UnsafeMutablePointer<Float>
  let y: UnsafePointer<Float>
  let gradient: UnsafePointer<Float>
  let stride: Int
  let index: UnsafePointer<Int32>
  let numbers: ChannelNumbers
  let extents: MapExtents

  func run(index plane: Int, worker: Int) {
    let (b, c) = plane.quotientAndRemainder(dividingBy: extents.channels)
    let z = z + plane * extents.plane
    ck_affine(z, numbers.v[c], numbers.w[c], 0, extents.plane, z)
    if y[b * stride + c] > 0 {
      z[Int(index[plane])] += numbers.u[c] * gradient[b * stride + c]
    }
  }
}

private struct InsideWork: ParallelWork {
  let gradient: UnsafePointer<Float>
  let plane: Int
  let shape: ConvolutionShape
  let partials: UnsafeMutablePointer<Double>

  func run(index: Int, worker: Int) {
    ck_inside_sums(
      gradient + index * plane, shape.outputHeight, shape.outputWidth, shape.height, shape.width,
      shape.stride, partials + 9 * index)
  }
}
