import ArgumentParser
import Compute
import Foundation
import NeuralNet
import Training

extension ConvolutionEngineKind: ExpressibleByArgument {}
extension PrecisionChoice: ExpressibleByArgument {}

/// The options of a training; those not given keep the run's own values, or the defaults.
struct TrainingArguments: ParsableArguments {
  @Option(help: "Pairs to train on in all (default: 1,000,000).")
  var pairs: Int?
  @Option(help: "Optimizer steps in all, instead of --pairs.")
  var steps: Int?
  @Option(help: "Minutes of training after which to stop.")
  var minutes: Double?
  @Option(help: "Pairs a pass; batch norm sees so many (default: 16).")
  var batch: Int?
  @Option(help: "Passes a step, their gradients averaged (default: 1).")
  var accumulate: Int?
  @Option(help: "Learning rate (default: 1e-4), or a,b,c to try each in a run of its own.")
  var lr: String?
  @Option(help: "Learning rate over time: constant, cosine, or FACTOR/EPOCHS such as 0.94/16.")
  var schedule: String?
  @Option(help: "Base channels of the towers: 1 to 256; 64 is the paper's (default: 64).")
  var width: Int?
  @Option(help: "Stride of conv1_1: 1 (the paper's figure 2) or 2 (default: 2).")
  var stride: Int?
  @Option(help: "Products in fp32 or bf16; auto: bf16 where AMX has it (default: fp32).")
  var precision: PrecisionChoice?
  @Option(help: "Convolutions by winograd (own kernels), onednn or blas (default: winograd).")
  var engine: ConvolutionEngineKind?
  @Option(help: "Minutes between checkpoints (default: 5).")
  var checkpointEvery: Double?
  @Option(help: "Pairs between validations (default: 10,000).")
  var validateEvery: Int?
  @Option(help: "Pairs of a validation (default: 512).")
  var validationPairs: Int?
  @Option(help: "Keep every so many checkpoints for good (default: 10).")
  var keepEvery: Int?
  @Option(help: "Seed of weights, pairs and variation (default: the session's).")
  var seed: UInt64?
  @Option(help: "Compute threads (default: all cores).")
  var threads: Int?

  /// The learning rates asked for; more than one is a grid.
  func learningRates() throws -> [Double] {
    guard let lr else { return [] }
    let rates = lr.split(separator: ",").map { Double($0) }
    guard !rates.isEmpty, rates.allSatisfy({ ($0 ?? -1) > 0 && ($0 ?? 0).isFinite }) else {
      throw ValidationError("--lr \(lr): expected a positive number, or several with commas")
    }
    let values = rates.compactMap { $0 }
    guard Set(values).count == values.count else {
      throw ValidationError("--lr \(lr): a rate is there twice; expected rates that differ")
    }
    return values
  }

  func validate() throws {
    func positive<N: Comparable & ExpressibleByIntegerLiteral>(_ name: String, _ value: N?) throws {
      if let value, !(value > 0) { throw ValidationError("--\(name): expected more than 0") }
    }
    for (name, value) in [
      ("pairs", pairs), ("steps", steps), ("validate-every", validateEvery),
      ("validation-pairs", validationPairs), ("accumulate", accumulate), ("keep-every", keepEvery),
    ] where (value ?? 0) > 1_000_000_000_000 {
      throw ValidationError("--\(name) \(value ?? 0): expected at most 1,000,000,000,000")
    }
    for (name, value) in [("minutes", minutes), ("checkpoint-every", checkpointEvery)]
    where !(value ?? 1).isFinite || (value ?? 1) > 1e7 {
      throw ValidationError("--\(name): expected at most 10,000,000")
    }
    try positive("pairs", pairs)
    try positive("steps", steps)
    try positive("minutes", minutes)
    try positive("accumulate", accumulate)
    try positive("checkpoint-every", checkpointEvery)
    try positive("validate-every", validateEvery)
    try positive("validation-pairs", validationPairs)
    try positive("keep-every", keepEvery)
    if let batch, !(2...4096).contains(batch) || batch % 2 != 0 {
      throw ValidationError(
        "--batch \(batch): expected an even number from 2 to 4096, half of the pairs correspond")
    }
    if let width, !(1...256).contains(width) {
      throw ValidationError("--width \(width): expected 1 to 256; 64 is the paper's")
    }
    if let stride, ![1, 2].contains(stride) {
      throw ValidationError("--stride \(stride): expected 1 or 2")
    }
    try ThreadsOption.check(threads)
    if pairs != nil && steps != nil { throw ValidationError("give --pairs or --steps, not both") }
    _ = try learningRates()
    if let schedule { _ = try Self.schedule(schedule) }
  }

  private static func schedule(_ text: String) throws -> LearningRateSchedule {
    switch text {
    case "constant": return .constant
    case "cosine": return .cosine
    default:
      let parts = text.split(separator: "/").map { Double($0) }
      guard parts.count == 2, let factor = parts[0], let epochs = parts[1], factor > 0, epochs > 0
      else {
        throw ValidationError("--schedule \(text): expected constant, cosine or FACTOR/EPOCHS")
      }
      return .step(factor: factor, epochs: epochs)
    }
  }

  /// `options` with what was asked for put in.
  func applied(to base: TrainingOptions) throws -> TrainingOptions {
    var options = base
    if let batch { options.batch = batch }
    if let accumulate { options.accumulate = accumulate }
    if let rate = try learningRates().first { options.learningRate = rate }
    if let schedule { options.schedule = try Self.schedule(schedule) }
    if let width { options.network.width = width }
    if let stride { options.network.stride = stride }
    if let engine { options.engine = engine }
    if let precision {
      (options.engine, options.precision) = precision.choice(for: options.engine, asked: engine)
    }
    if let seed { options.seed = seed }
    if let threads { options.threads = threads }
    if let checkpointEvery { options.checkpointMinutes = checkpointEvery }
    if let validateEvery { options.validateEvery = validateEvery }
    if let validationPairs { options.validationPairs = validationPairs }
    if let keepEvery { options.keepEvery = keepEvery }
    if let minutes { options.minutes = minutes }
    if let pairs { options.targetPairs = pairs }
    if let steps { options.targetPairs = steps * options.batch * options.accumulate }
    return options
  }
}
