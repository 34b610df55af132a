/// What the products of convolutions are computed in, as `--precision` takes it.
public enum ConvolutionPrecision: String, CaseIterable, Codable, Sendable {
  /// float32 all through.
  case fp32
  /// Inputs, weights and gradients of outputs are rounded to bfloat16 (8 significant bits) on the way
  /// in; sums, results, master weights and everything else stay in float32.
  case bf16
}

/// Why an engine cannot be had.
public enum ConvolutionEngineError: Error, CustomStringConvertible, Equatable {
  /// An engine that computes in float32 only was asked for another precision.
  case precision(engine: String, ConvolutionPrecision)
  /// oneDNN cannot compute in this precision here.
  case unsupported(ConvolutionPrecision, library: String, processor: String, reason: String)

  /// One line: what was asked, what is there, what to do.
  public var description: String {
    switch self {
    case .precision(let engine, let precision):
      "convolutions: the engine \(engine) computes in fp32 only, \(precision.rawValue) was asked;"
        + " take --precision fp32 or --engine onednn"
    case .unsupported(let precision, let library, let processor, let reason):
      "convolutions: \(library) cannot compute in \(precision.rawValue) on \(processor)"
        + " (\(reason)), AVX-512 or AMX expected; take --precision fp32"
    }
  }
}
