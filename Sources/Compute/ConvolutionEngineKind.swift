/// The engines by name, as `--engine` takes them.
public enum ConvolutionEngineKind: String, CaseIterable, Codable, Sendable {
  /// A quarter of the products, by our own kernels.
  case winograd
  /// im2col and sgemm, by OpenBLAS.
  case blas
  /// oneDNN's direct convolutions, the only ones in bf16.
  case onednn

  /// A new engine on a pool, in float32, which every engine computes on every processor.
  public func engine(on pool: WorkerPool) -> any ConvolutionEngine {
    do throws(ConvolutionEngineError) {
      return try engine(on: pool, precision: .fp32)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// A new engine on a pool; throws where it cannot compute in that precision here.
  public func engine(on pool: WorkerPool, precision: ConvolutionPrecision)
    throws(ConvolutionEngineError) -> any ConvolutionEngine
  {
    guard self == .onednn || precision == .fp32 else {
      throw .precision(engine: rawValue, precision)
    }
    switch self {
    case .winograd: return WinogradConvolutionEngine(pool: pool)
    case .blas: return BLASConvolutionEngine(pool: pool)
    case .onednn: return try OneDNNConvolutionEngine(pool: pool, precision: precision)
    }
  }
}
