import ArgumentParser
import Compute

extension ConvolutionEngineKind: ExpressibleByArgument {}

/// What `--precision` takes.
enum PrecisionChoice: String, CaseIterable, ExpressibleByArgument {
  /// bf16 where the processor multiplies in it, else fp32.
  case auto
  case fp32
  case bf16

  /// The engine and the precision: only oneDNN computes in bf16, so it is taken where none was asked for.
  func choice(for engine: ConvolutionEngineKind, asked: ConvolutionEngineKind?)
    -> (ConvolutionEngineKind, ConvolutionPrecision)
  {
    switch self {
    case .fp32: return (engine, .fp32)
    case .bf16: return (asked ?? .onednn, .bf16)
    case .auto:
      let mayBeOneDNN = asked == nil || asked == .onednn
      return mayBeOneDNN && OneDNNConvolutionEngine.supports(.bf16)
        ? (.onednn, .bf16) : (engine, .fp32)
    }
  }
}
