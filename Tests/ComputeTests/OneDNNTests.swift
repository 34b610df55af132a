import Compute
import Testing

/// Whether oneDNN multiplies bf16 here, by instructions of the processor or with other ones.
private let hasBF16 =
  (try? OneDNNConvolutionEngine(pool: WorkerPool(threads: 1), precision: .bf16)) != nil

@Suite("oneDNN")
struct OneDNNTests {
  /// Output, sums, and the gradients of weights and input, of random numbers in -1 ..< 1.
  private func results(
    _ engine: any ConvolutionEngine, _ shape: ConvolutionShape, planned: Int, count: Int
  ) -> [[Float]] {
    // A linear congruence (Knuth, MMIX): the maps are large, and normal numbers slow to draw.
    var state: UInt64 = 5
    func random(_ count: Int) -> [Float] {
      (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(state >> 40) / Float(1 << 23) - 1
      }
    }
    let input = random(count * shape.inputCount)
    let gradient = random(count * shape.outputCount)
    let weights = random(shape.weightCount)
    let (scale, shift) = (random(shape.inputs), random(shape.inputs))
    let convolution = engine.plan(shape, reading: .groups, batch: planned, training: true)
    var output = [Float](repeating: .nan, count: count * shape.outputCount)
    var sums = [Double](repeating: .nan, count: 2 * shape.outputs)
    var weightGradient = [Float](repeating: 0, count: shape.weightCount)
    var inputGradient = [Float](repeating: .nan, count: count * shape.inputCount)
    input.withUnsafeBufferPointer { input in
      scale.withUnsafeBufferPointer { scale in
        shift.withUnsafeBufferPointer { shift in
          guard let base = input.baseAddress else { return }
          let reading = ConvolutionInput(
            base, scale: scale.baseAddress, shift: shift.baseAddress, rectified: true)
          convolution.forward(reading, weights: weights, output: &output, sums: &sums, count: count)
          convolution.backward(
            reading, outputGradient: gradient, weights: weights, weightGradient: &weightGradient,
            inputGradient: &inputGradient, count: count)
        }
      }
    }
    return [output, sums.map(Float.init), weightGradient, inputGradient]
  }

  /// The largest difference, of the largest value.
  private func difference(_ ours: [Float], _ right: [Float]) -> Float {
    let largest = right.map(abs).max() ?? 0
    return (zip(ours, right).map { abs($0 - $1) }.max() ?? .infinity) / largest
  }

  @Test(
    "any number of images up to the planned one is computed, whole pieces and single images",
    arguments: [
      // Each worker's share in one piece; then in pieces of three images, because they are large.
      (ConvolutionShape(inputs: 16, outputs: 8, height: 9, width: 11, stride: 1), 7, [1, 2, 5, 7]),
      (ConvolutionShape(inputs: 8, outputs: 8, height: 260, width: 256, stride: 1), 9, [9]),
    ])
  func batches(shape: ConvolutionShape, planned: Int, counts: [Int]) throws {
    let pool = WorkerPool(threads: 2)
    for count in counts {
      let engine = try OneDNNConvolutionEngine(pool: pool)
      let ours = results(engine, shape, planned: planned, count: count)
      let right = results(
        BLASConvolutionEngine(pool: pool), shape, planned: planned, count: count)
      for (ours, right) in zip(ours, right) { #expect(difference(ours, right) < 2e-5) }
      let again = results(
        try OneDNNConvolutionEngine(pool: pool), shape, planned: planned, count: count)
      #expect(ours == again)
    }
  }

  @Test(
    "bf16 agrees with float32 to its eight bits",
    .enabled(if: hasBF16, "oneDNN cannot compute in bf16 on this processor"))
  func bf16() throws {
    let pool = WorkerPool(threads: 2)
    let shape = ConvolutionShape(inputs: 64, outputs: 40, height: 13, width: 9, stride: 1)
    let ours = results(
      try OneDNNConvolutionEngine(pool: pool, precision: .bf16), shape, planned: 3, count: 3)
    let right = results(BLASConvolutionEngine(pool: pool), shape, planned: 3, count: 3)
    for (ours, right) in zip(ours, right) {
      #expect(difference(ours, right) < 1e-2)
      // A run that was float32 all the same would agree far better.
      #expect(difference(ours, right) > 1e-5)
    }
  }

  @Test(
    "where bf16 cannot be had the error names the library and the processor, and the way out",
    .enabled(if: !hasBF16, "oneDNN computes in bf16 here"))
  func noBF16() throws {
    let error = try #require(throws: ConvolutionEngineError.self) {
      try ConvolutionEngineKind.onednn.engine(on: WorkerPool(threads: 1), precision: .bf16)
    }
    for part in [
      "bf16", OneDNNLibrary.version, OneDNNLibrary.processor, "take --precision fp32",
    ] {
      #expect(error.description.contains(part))
    }
  }

  @Test("engines of float32 alone refuse bf16", arguments: [ConvolutionEngineKind.winograd, .blas])
  func refusal(kind: ConvolutionEngineKind) {
    #expect(throws: ConvolutionEngineError.precision(engine: kind.rawValue, .bf16)) {
      try kind.engine(on: WorkerPool(threads: 1), precision: .bf16)
    }
  }

  @Test("the library tells its version")
  func version() throws {
    #expect(try /oneDNN [23]\.\d+\.\d+/.wholeMatch(in: OneDNNLibrary.version) != nil)
  }
}
