/// The engines by name, as `--engine` takes them.
public enum ConvolutionEngineKind: String, CaseIterable, Codable, Sendable {
  /// A quarter of the products, by our own kernels.
  case winograd
  /// im2col and sgemm, by OpenBLAS.
  case blas

  /// A new engine on a pool.
  public func engine(on pool: WorkerPool) -> any ConvolutionEngine {
    switch self {
    case .winograd: WinogradConvolutionEngine(pool: pool)
    case .blas: BLASConvolutionEngine(pool: pool)
    }
  }
}
