import CKernels

/// The numbers of each channel that passes over maps need; [C in whole groups] each.
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

  /// The numbers in six arrays.
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

  /// The numbers of one group.
  func group(_ group: Int) -> ChannelNumbers {
    let first = group * channelGroup
    return ChannelNumbers(
      scale: scale + first, shift: shift + first, mean: mean + first, u: u + first, v: v + first,
      w: w + first)
  }
}

/// The extents of a batch of grouped maps, [B, ceil(C / 8), H, W, 8].
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

  var groups: Int { channelGroups(channels) }
  /// Planes: one group of one image each.
  var planes: Int { images * groups }
  /// Pixels of a plane, floats of a plane, and floats of its 2x2 maxima.
  var pixels: Int { height * width }
  var plane: Int { pixels * channelGroup }
  var pooledPlane: Int { (height / 2) * (width / 2) * channelGroup }
  /// The real channels of a group.
  func channels(of group: Int) -> Int { min(channelGroup, channels - group * channelGroup) }
}

/// Batch norm, ReLU and pooling: passes over all planes (one group of channels of one image) of a batch,
/// shared among the workers of a pool. Sums are made per plane and then in the order of the images, so they do
/// not depend on the number of threads.
public final class MapPasses {
  let pool: WorkerPool
  /// Up to 9 numbers a channel and image.
  let partials: UnsafeMutablePointer<Double>

  /// Passes over up to `channels` channels (in whole groups, times images) a call.
  public init(pool: WorkerPool, channels: Int) {
    self.pool = pool
    partials = .allocate(capacity: 9 * channels)
  }

  deinit { partials.deallocate() }

  /// sums [C, 2] = the sum and the sum of squares of each channel of planes [B, C, H, W].
  public func planeSums(
    _ x: UnsafePointer<Float>, _ extents: MapExtents, into sums: UnsafeMutablePointer<Double>
  ) {
    pool.parallel(
      count: extents.images * extents.channels,
      PlaneSums(x: x, pixels: extents.pixels, partials: partials))
    reduce(images: extents.images, row: 2 * extents.channels, into: sums)
  }

  /// y [B, groups, H / 2, W / 2, 8] = 2x2 maxima of the activation of z.
  public func pool(
    _ z: UnsafePointer<Float>, _ numbers: ChannelNumbers, _ extents: MapExtents,
    into y: UnsafeMutablePointer<Float>
  ) {
    pool.parallel(
      count: extents.planes, Pool(z: z, numbers: numbers, extents: extents, y: y))
  }

  /// y [B, C] (rows `stride` apart) = the largest activation of each channel, index [B, C] its place.
  public func globalPool(
    _ z: UnsafePointer<Float>, _ numbers: ChannelNumbers, _ extents: MapExtents,
    into y: UnsafeMutablePointer<Float>, stride: Int, index: UnsafeMutablePointer<Int32>
  ) {
    pool.parallel(
      count: extents.planes,
      GlobalPool(z: z, numbers: numbers, extents: extents, y: y, stride: stride, index: index))
  }

  /// y [B, C, H, W], planes, = scale * z + shift, rectified or not.
  public func activation(
    _ z: UnsafePointer<Float>, _ numbers: ChannelNumbers, rectified: Bool,
    _ extents: MapExtents, into y: UnsafeMutablePointer<Float>
  ) {
    pool.parallel(
      count: extents.planes,
      Activation(z: z, numbers: numbers, rectified: rectified, extents: extents, y: y))
  }

  /// sums [row] = each image's row of partial sums added up.
  func reduce(images: Int, row: Int, into sums: UnsafeMutablePointer<Double>) {
    for index in 0..<row { sums[index] = 0 }
    for image in 0..<images {
      for index in 0..<row { sums[index] += partials[image * row + index] }
    }
  }

  private struct PlaneSums: ParallelWork {
    let x: UnsafePointer<Float>
    let pixels: Int
    let partials: UnsafeMutablePointer<Double>

    func run(index: Int, worker: Int) {
      ck_plane_sums(x + index * pixels, pixels, partials + 2 * index)
    }
  }

  private struct Pool: ParallelWork {
    let z: UnsafePointer<Float>
    let numbers: ChannelNumbers
    let extents: MapExtents
    let y: UnsafeMutablePointer<Float>

    func run(index: Int, worker: Int) {
      let numbers = numbers.group(index % extents.groups)
      ck_pool(
        z + index * extents.plane, numbers.scale, numbers.shift, extents.height, extents.width,
        y + index * extents.pooledPlane)
    }
  }

  private struct GlobalPool: ParallelWork {
    let z: UnsafePointer<Float>
    let numbers: ChannelNumbers
    let extents: MapExtents
    let y: UnsafeMutablePointer<Float>
    let stride: Int
    let index: UnsafeMutablePointer<Int32>

    func run(index plane: Int, worker: Int) {
      let (image, group) = plane.quotientAndRemainder(dividingBy: extents.groups)
      let numbers = numbers.group(group)
      ck_global_pool(
        z + plane * extents.plane, numbers.scale, numbers.shift, extents.pixels,
        extents.channels(of: group), y + image * stride + group * channelGroup,
        index + image * extents.channels + group * channelGroup)
    }
  }

  private struct Activation: ParallelWork {
    let z: UnsafePointer<Float>
    let numbers: ChannelNumbers
    let rectified: Bool
    let extents: MapExtents
    let y: UnsafeMutablePointer<Float>

    func run(index plane: Int, worker: Int) {
      let (image, group) = plane.quotientAndRemainder(dividingBy: extents.groups)
      let numbers = numbers.group(group)
      ck_group_to_planes(
        z + plane * extents.plane, numbers.scale, numbers.shift, rectified ? 1 : 0, extents.pixels,
        extents.channels(of: group),
        y + (image * extents.channels + group * channelGroup) * extents.pixels)
    }
  }
}
