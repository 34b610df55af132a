/// Convolutions as matrix products of a library: im2col and sgemm, a strip of rows at a time.
///
/// Slower than the others and simple: the sums are written out as they stand, so the other engines are
/// held against this one. The outputs do not depend on the number of threads; the weights' gradients are summed per
/// worker and then in the workers' order.
public final class BLASConvolutionEngine: ConvolutionEngine {
  /// `blas`.
  public let name = "blas"
  let pool: WorkerPool
  /// Workspaces shared by all convolutions of the engine, grown while planning.
  private(set) var scratch = AlignedBuffer(count: 0)
  private(set) var weights = AlignedBuffer(count: 0)
  private(set) var weightSums = AlignedBuffer(count: 0)
  private(set) var partials = UnsafeMutableBufferPointer<Double>.allocate(capacity: 0)

  /// An engine on a pool.
  public init(pool: WorkerPool) {
    self.pool = pool
  }

  deinit { partials.deallocate() }

  /// Plans a convolution for up to `batch` images.
  public func plan(
    _ shape: ConvolutionShape, reading layout: MapLayout, batch: Int, training: Bool
  ) -> any Convolution {
    let convolution = BLASConvolution(shape, layout: layout, engine: self)
    grow(&scratch, to: pool.threads * convolution.scratchCount)
    grow(&weights, to: convolution.weightCount)
    if training { grow(&weightSums, to: pool.threads * convolution.weightCount) }
    grow(&partials, to: batch * convolution.strips * shape.outputGroups * 16)
    return convolution
  }
}
