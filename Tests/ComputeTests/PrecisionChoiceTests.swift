import Compute
import Testing

@Suite("Precision")
struct PrecisionChoiceTests {
  @Test(
    "the library's number for instructions is read as the widest set that it holds",
    arguments: [
      (0x0, .scalar), (0x1, .sse41), (0x3, .avx), (0x7, .avx2), (0x407, .avx2),
      (0x27, .avx512), (0x67, .avx512), (0xE7, .avx512bf16), (0x3E7, .amx),
      // As 3.x has it: AVX2 with VNNI, AVX-512 with half precision, AMX.
      (0xF, .avx2), (0x1EF, .avx512bf16), (0xFEF, .amx),
    ] as [(Int32, InstructionSet)])
  func instructions(bits: Int32, expected: InstructionSet) {
    #expect(InstructionSet(bits: bits) == expected)
  }

  @Test("auto is bf16 by oneDNN with AMX alone, and never on another engine that was asked for")
  func auto() {
    for set in InstructionSet.allCases {
      func choice(_ asked: ConvolutionEngineKind?) -> String {
        let found = PrecisionChoice.auto.choice(for: asked ?? .winograd, asked: asked, on: set)
        return "\(found.engine) \(found.precision)"
      }
      #expect(choice(nil) == (set == .amx ? "onednn bf16" : "winograd fp32"))
      #expect(choice(.onednn) == (set == .amx ? "onednn bf16" : "onednn fp32"))
      #expect(choice(.winograd) == "winograd fp32" && choice(.blas) == "blas fp32")
    }
  }

  @Test("what is asked for is taken, whatever the processor")
  func asked() {
    for set in InstructionSet.allCases {
      let fp32 = PrecisionChoice.fp32.choice(for: .winograd, asked: nil, on: set)
      #expect(fp32 == (.winograd, .fp32))
      let bf16 = PrecisionChoice.bf16.choice(for: .winograd, asked: nil, on: set)
      #expect(bf16 == (.onednn, .bf16))
      // An engine that cannot is told so when it is made.
      let blas = PrecisionChoice.bf16.choice(for: .blas, asked: .blas, on: set)
      #expect(blas == (.blas, .bf16))
    }
  }
}
