/// Instructions of x86, each set with those before it.
public enum InstructionSet: String, CaseIterable, Sendable {
  case scalar = "no vector instructions of x86"
  case sse41 = "SSE4.1"
  case avx = "AVX"
  case avx2 = "AVX2"
  case avx512 = "AVX-512"
  case avx512bf16 = "AVX-512 with bf16"
  case amx = "AVX-512 with AMX"

  /// The widest set of oneDNN's number for what it uses (`dnnl_cpu_isa_t`, as in 2.6 and 3.x).
  package init(bits: Int32) {
    self = Self.allCases.last { bits & $0.bits == $0.bits } ?? .scalar
  }

  /// The bits of the set in that number, those of the sets in it too.
  private var bits: Int32 {
    switch self {
    case .scalar: 0
    case .sse41: 0x1
    case .avx: 0x3
    case .avx2: 0x7
    case .avx512: 0x27
    case .avx512bf16: 0xE7
    case .amx: 0x2E7
    }
  }
}

/// What `--precision` takes.
public enum PrecisionChoice: String, CaseIterable, Sendable {
  /// What is quickest: bf16 where AMX multiplies in it, else fp32. AVX-512's own bf16 is slower than
  /// `winograd` in fp32: 1.23 against 1.06 s a step (measured: `earsight bench train --width 64`).
  case auto
  case fp32
  case bf16

  /// The engine and the precision: only oneDNN computes in bf16, so it is taken where none was asked for.
  public func choice(
    for engine: ConvolutionEngineKind, asked: ConvolutionEngineKind?,
    on instructions: InstructionSet = OneDNNLibrary.instructionSet
  ) -> (engine: ConvolutionEngineKind, precision: ConvolutionPrecision) {
    switch self {
    case .fp32: return (engine, .fp32)
    case .bf16: return (asked ?? .onednn, .bf16)
    case .auto:
      let mayBeOneDNN = asked == nil || asked == .onednn
      return mayBeOneDNN && instructions == .amx ? (.onednn, .bf16) : (engine, .fp32)
    }
  }
}
