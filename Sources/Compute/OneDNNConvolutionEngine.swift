import COneDNN

/// Convolutions by oneDNN, in float32 or with products in bfloat16, on grouped maps; our own kernel for
/// the first layer, which reads planes.
///
/// The pool shares out the images: each worker runs the library's primitives on its own images and on
/// its own thread alone, so oneDNN's threads never compete with ours. (The calling thread's OpenMP
/// setting becomes one thread.) The weights' gradients are summed per worker and then in the workers'
/// order, so results are the same from run to run for a number of threads. A call allocates nothing of
/// ours; the library itself keeps a short list of operands on the heap while a primitive runs.
public final class OneDNNConvolutionEngine: ConvolutionEngine {
  /// `onednn`.
  public let name = "onednn"
  /// What products are computed in.
  public let precision: ConvolutionPrecision
  let pool: WorkerPool
  let streams: OneDNNStreams
  /// Workspaces shared by all convolutions of the engine, grown while planning.
  private(set) var scratch = AlignedBuffer(count: 0)
  private(set) var activations = AlignedBuffer(count: 0)
  private(set) var weights = AlignedBuffer(count: 0)
  private(set) var weightSums = AlignedBuffer(count: 0)
  private(set) var partials = UnsafeMutableBufferPointer<Double>.allocate(capacity: 0)

  /// An engine on a pool; throws if the library cannot compute in that precision on this processor.
  public init(pool: WorkerPool, precision: ConvolutionPrecision = .fp32)
    throws(ConvolutionEngineError)
  {
    self.pool = pool
    self.precision = precision
    streams = try OneDNNStreams(workers: pool.threads, precision: precision)
    // What the library can do for a small convolution and its gradients it can do for all shapes.
    _ = try OneDNNPrimitives(
      ConvolutionShape(inputs: 16, outputs: 16, height: 8, width: 8, stride: 1), images: 1,
      training: true, precision: precision, streams: streams)
  }

  deinit { partials.deallocate() }

  /// Plans a convolution for up to `batch` images; traps where the library cannot.
  public func plan(
    _ shape: ConvolutionShape, reading layout: MapLayout, batch: Int, training: Bool
  ) -> any Convolution {
    if layout == .planes {
      return StemConvolution(shape, batch: batch, training: training, pool: pool)
    }
    do throws(ConvolutionEngineError) {
      let convolution = try OneDNNConvolution(
        shape, batch: batch, training: training, engine: self)
      grow(&scratch, to: pool.threads * convolution.scratchCount)
      grow(&activations, to: pool.threads * convolution.activationCount)
      grow(&weights, to: convolution.packedCount)
      if training { grow(&weightSums, to: pool.threads * convolution.weightSumCount) }
      grow(&partials, to: batch * shape.outputGroups * 2 * channelGroup)
      return convolution
    } catch {
      preconditionFailure("\(error)")
    }
  }
}
