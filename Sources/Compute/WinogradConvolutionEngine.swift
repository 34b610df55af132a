/// Convolutions with a quarter of the products: Winograd's F(4x4, 3x3) (Lavin and Gray 2015) on grouped
/// maps, and a direct kernel for the first layer.
///
/// A tile of 4x4 outputs costs 36 products a pair of channels instead of 144; the transforms around them are
/// additions on whole vectors. Rounding is a few times that of the sums written out, about 1e-6 of the largest value.
/// Every number is computed by one worker in one order, so results do not depend on the number of threads.
public final class WinogradConvolutionEngine: ConvolutionEngine {
  /// `winograd`.
  public let name = "winograd"
  let pool: WorkerPool
  /// Workspaces shared by all convolutions of the engine, grown while planning.
  private(set) var inputPoints = AlignedBuffer(count: 0)
  private(set) var outputPoints = AlignedBuffer(count: 0)
  private(set) var weightPoints = AlignedBuffer(count: 0)
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
    switch layout {
    case .planes:
      return StemConvolution(shape, batch: batch, training: training, pool: pool)
    case .groups:
      let convolution = WinogradConvolution(shape, batch: batch, engine: self)
      grow(&inputPoints, to: convolution.pointCount)
      grow(&outputPoints, to: convolution.pointCount)
      grow(&weightPoints, to: convolution.weightPointCount)
      grow(&partials, to: convolution.partialCount(batch: batch))
      return convolution
    }
  }
}
