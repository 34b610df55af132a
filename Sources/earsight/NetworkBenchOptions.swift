import ArgumentParser
import Compute

/// The network that a bench measures.
struct NetworkBenchOptions: ParsableArguments {
  @Option(help: "Base channels of the towers.")
  var width = 64
  @Option(help: "Pairs, or inputs, a pass.")
  var batch = 16
  @Option(help: "Stride of conv1_1: 1 or 2.")
  var stride = 2
  @Option(help: "Convolutions by winograd, onednn or blas (default: winograd).")
  var engine: ConvolutionEngineKind?
  @Option(help: "Products in fp32 or bf16; auto: bf16 where AMX has it.")
  var precision = PrecisionChoice.fp32
  @Option(help: "Rounds measured, after one of warm-up.")
  var steps = 5

  func validate() throws {
    for (name, value, range) in [
      ("width", width, 1...256), ("batch", batch, 1...4096), ("stride", stride, 1...2),
      ("steps", steps, 1...100_000),
    ] where !range.contains(value) {
      throw ValidationError(
        "--\(name) \(value): expected \(range.lowerBound) to \(range.upperBound)")
    }
  }

  /// The engine and the precision that are meant.
  var choice: (engine: ConvolutionEngineKind, precision: ConvolutionPrecision) {
    precision.choice(for: engine ?? .winograd, asked: engine)
  }
}
