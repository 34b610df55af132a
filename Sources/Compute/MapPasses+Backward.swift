import CKernels

extension MapPasses {
  /// sums [C in whole groups, 2] = each channel's sum of g and of g * (z - mean); gradient is grouped,
  /// [B, groups, H, W, 8], or, `pooled`, [B, groups, H / 2, W / 2, 8].
  public func backwardSums(
    _ z: UnsafePointer<Float>, gradient: UnsafePointer<Float>, pooled: Bool,
    _ numbers: ChannelNumbers, _ extents: MapExtents, into sums: UnsafeMutablePointer<Double>
  ) {
    pool.parallel(
      count: extents.planes,
      BackwardSums(
        z: z, gradient: gradient, pooled: pooled, numbers: numbers, extents: extents,
        partials: partials))
    reduce(images: extents.images, row: 16 * extents.groups, into: sums)
  }

  /// z = u * g + v * z + w; gradient as in `backwardSums`.
  public func backward(
    _ z: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>, pooled: Bool,
    _ numbers: ChannelNumbers, _ extents: MapExtents
  ) {
    pool.parallel(
      count: extents.planes,
      Backward(z: z, gradient: gradient, pooled: pooled, numbers: numbers, extents: extents))
  }

  /// As `backwardSums` through global max-pooling; y, gradient [B, C] in rows `stride` apart, index [B, C].
  public func globalBackwardSums(
    _ z: UnsafePointer<Float>, y: UnsafePointer<Float>, gradient: UnsafePointer<Float>,
    stride: Int, index: UnsafePointer<Int32>, _ numbers: ChannelNumbers, _ extents: MapExtents,
    into sums: UnsafeMutablePointer<Double>
  ) {
    for c in 0..<extents.channels {
      var total = 0.0
      var product = 0.0
      for b in 0..<extents.images where y[b * stride + c] > 0 {
        let plane = z + (b * extents.groups + c / channelGroup) * extents.plane
        let place = Int(index[b * extents.channels + c]) * channelGroup + c % channelGroup
        total += Double(gradient[b * stride + c])
        product += Double(gradient[b * stride + c]) * Double(plane[place] - numbers.mean[c])
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
      GlobalBackward(
        z: z, y: y, gradient: gradient, stride: stride, index: index, numbers: numbers,
        extents: extents))
  }

  /// inside [O in whole groups, 9] = the sums of a convolution output's gradient over the positions whose
  /// tap lies inside the input.
  public func insideSums(
    _ gradient: UnsafePointer<Float>, _ shape: ConvolutionShape, images: Int,
    into inside: UnsafeMutablePointer<Double>
  ) {
    pool.parallel(
      count: images * shape.outputGroups,
      Inside(gradient: gradient, shape: shape, partials: partials))
    reduce(images: images, row: 9 * channelGroup * shape.outputGroups, into: inside)
  }
}

private struct BackwardSums: ParallelWork {
  let z: UnsafePointer<Float>
  let gradient: UnsafePointer<Float>
  let pooled: Bool
  let numbers: ChannelNumbers
  let extents: MapExtents
  let partials: UnsafeMutablePointer<Double>

  func run(index: Int, worker: Int) {
    let n = numbers.group(index % extents.groups)
    let z = z + index * extents.plane
    let sums = partials + 16 * index
    if pooled {
      ck_pool_backward_sums(
        z, gradient + index * extents.pooledPlane, n.scale, n.shift, n.mean, extents.height,
        extents.width, sums)
    } else {
      ck_relu_backward_sums(
        z, gradient + index * extents.plane, n.scale, n.shift, n.mean, extents.pixels, sums)
    }
  }
}

private struct Backward: ParallelWork {
  let z: UnsafeMutablePointer<Float>
  let gradient: UnsafePointer<Float>
  let pooled: Bool
  let numbers: ChannelNumbers
  let extents: MapExtents

  func run(index: Int, worker: Int) {
    let n = numbers.group(index % extents.groups)
    let z = z + index * extents.plane
    if pooled {
      ck_pool_backward(
        z, gradient + index * extents.pooledPlane, n.scale, n.shift, n.u, n.v, n.w,
        extents.height, extents.width)
    } else {
      ck_relu_backward(
        z, gradient + index * extents.plane, n.scale, n.shift, n.u, n.v, n.w, extents.pixels)
    }
  }
}

private struct GlobalBackward: ParallelWork {
  let z: UnsafeMutablePointer<Float>
  let y: UnsafePointer<Float>
  let gradient: UnsafePointer<Float>
  let stride: Int
  let index: UnsafePointer<Int32>
  let numbers: ChannelNumbers
  let extents: MapExtents

  func run(index plane: Int, worker: Int) {
    let (image, group) = plane.quotientAndRemainder(dividingBy: extents.groups)
    let n = numbers.group(group)
    let z = z + plane * extents.plane
    ck_affine(z, n.v, n.w, 0, extents.pixels, z)
    for lane in 0..<extents.channels(of: group) {
      let channel = group * channelGroup + lane
      guard y[image * stride + channel] > 0 else { continue }
      let place = Int(index[image * extents.channels + channel]) * channelGroup + lane
      z[place] += n.u[lane] * gradient[image * stride + channel]
    }
  }
}

private struct Inside: ParallelWork {
  let gradient: UnsafePointer<Float>
  let shape: ConvolutionShape
  let partials: UnsafeMutablePointer<Double>

  func run(index: Int, worker: Int) {
    let plane = shape.outputHeight * shape.outputWidth * channelGroup
    ck_inside_sums(
      gradient + index * plane, shape.outputHeight, shape.outputWidth, shape.height, shape.width,
      shape.stride, partials + 9 * channelGroup * index)
  }
}
