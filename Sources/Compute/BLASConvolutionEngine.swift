import CKernels

/// Convolutions as matrix products (im2col and sgemm), a strip of rows at a time; with few channels,
/// where the copies would cost more than the products, by a direct kernel in registers.
///
/// Each worker takes its own images and strips, so the outputs do not depend on the number of threads; the
/// weights' gradients are summed per worker and then in the workers' order.
public final class BLASConvolutionEngine: ConvolutionEngine {
  /// How the products are computed.
  public enum Method: Sendable {
    /// The direct kernel for few channels (up to 64 x 64, our choice), else im2col and sgemm.
    case automatic
    /// Always im2col and sgemm.
    case matrix
    /// Always the direct kernel.
    case direct
  }

  /// `blas`.
  public let name = "blas"
  let pool: WorkerPool
  let method: Method
  /// Workspaces shared by all convolutions of the engine, grown while planning.
  private(set) var scratch = AlignedBuffer(count: 0)
  private(set) var weights = AlignedBuffer(count: 0)
  private(set) var weightSums = AlignedBuffer(count: 0)
  private(set) var sums = UnsafeMutableBufferPointer<Double>.allocate(capacity: 0)

  /// An engine on a pool.
  public init(pool: WorkerPool, method: Method = .automatic) {
    self.pool = pool
    self.method = method
  }

  deinit { sums.deallocate() }

  /// Plans a convolution for up to `batch` images.
  public func plan(_ shape: ConvolutionShape, batch: Int, training: Bool) -> any Convolution {
    let convolution = BLASConvolution(shape, engine: self)
    grow(&scratch, to: pool.threads * convolution.scratchCount(training: training))
    grow(&weights, to: convolution.packedWeightCount(training: training))
    if training { grow(&weightSums, to: pool.threads * convolution.weightSumCount) }
    let partials = batch * convolution.geometry.strips * shape.outputs * 2
    if sums.count < partials {
      sums.deallocate()
      sums = .allocate(capacity: partials)
    }
    return convolution
  }

  private func grow(_ buffer: inout AlignedBuffer, to count: Int) {
    if buffer.count < count { buffer = AlignedBuffer(count: count) }
  }
}
