import Compute
import Testing

/// A convolution in plain loops over `Double`, and its gradients.
private struct NaiveConvolution {
  let shape: ConvolutionShape
  let count: Int
  let input: [Double]
  let weights: [Double]

  private func each(_ body: (_ output: Int, _ input: Int, _ weight: Int) -> Void) {
    let s = shape
    for b in 0..<count {
      for o in 0..<s.outputs {
        for y in 0..<s.outputHeight {
          for x in 0..<s.outputWidth {
            for c in 0..<s.inputs {
              for t in 0..<9 {
                let (row, column) = (y * s.stride + t / 3 - 1, x * s.stride + t % 3 - 1)
                guard row >= 0, row < s.height, column >= 0, column < s.width else { continue }
                body(
                  ((b * s.outputs + o) * s.outputHeight + y) * s.outputWidth + x,
                  ((b * s.inputs + c) * s.height + row) * s.width + column,
                  (o * s.inputs + c) * 9 + t)
              }
            }
          }
        }
      }
    }
  }

  func output() -> [Double] {
    let size = count * shape.outputs * shape.outputHeight * shape.outputWidth
    var output = [Double](repeating: 0, count: size)
    each { output[$0] += input[$1] * weights[$2] }
    return output
  }

  func gradients(_ gradient: [Double]) -> (weights: [Double], input: [Double]) {
    var w = [Double](repeating: 0, count: weights.count)
    var x = [Double](repeating: 0, count: input.count)
    each { output, input, weight in
      w[weight] += gradient[output] * self.input[input]
      x[input] += gradient[output] * weights[weight]
    }
    return (w, x)
  }
}

/// Whether all agree to 3e-5 of the largest: Winograd's transforms multiply by up to 8 and divide again.
private func agrees(_ ours: [Float], _ right: [Double]) -> Bool {
  let largest = right.map(abs).max() ?? 0
  return ours.count == right.count
    && zip(ours, right).allSatisfy { abs(Double($0) - $1) <= 3e-5 * max(largest, 1) }
}

@Suite("Convolutions")
struct Convolutions {
  static let shapes: [ConvolutionShape] = [
    .init(inputs: 3, outputs: 8, height: 21, width: 30, stride: 2),
    .init(inputs: 1, outputs: 2, height: 33, width: 19, stride: 2),
    .init(inputs: 8, outputs: 8, height: 40, width: 112, stride: 1),
    .init(inputs: 5, outputs: 9, height: 7, width: 9, stride: 1),
    .init(inputs: 20, outputs: 33, height: 6, width: 5, stride: 1),
    .init(inputs: 2, outputs: 3, height: 1, width: 1, stride: 1),
    .init(inputs: 4, outputs: 3, height: 1, width: 1, stride: 1),
    .init(inputs: 16, outputs: 40, height: 13, width: 8, stride: 1),
    .init(inputs: 2, outputs: 3, height: 2, width: 1, stride: 2),
  ]

  @Test(
    "output, sums and gradients agree with the sums written out, by each engine and any threads",
    arguments: ConvolutionEngineKind.allCases, shapes)
  func agree(kind: ConvolutionEngineKind, shape: ConvolutionShape) {
    for (count, threads) in [(1, 1), (3, 2)] {
      let pool = WorkerPool(threads: threads)
      let engine = kind.engine(on: pool)
      let layout: MapLayout = shape.inputs <= 3 ? .planes : .groups
      let convolution = engine.plan(shape, reading: layout, batch: count, training: true)
      // A larger plan after it moves the engine's workspaces.
      _ = engine.plan(
        .init(inputs: 40, outputs: 40, height: 50, width: 50, stride: 1), reading: .groups,
        batch: count, training: true)
      var stream = RandomStream(seed: 1, name: "convolution")
      func random(_ count: Int) -> [Float] { (0..<count).map { _ in Float(stream.normal()) } }
      let pixels = shape.height * shape.width
      let outputPixels = shape.outputHeight * shape.outputWidth
      let planes = random(count * shape.inputs * pixels)
      let stored = layout == .planes ? planes : grouped(planes, count, shape.inputs, pixels)
      let padding = [Float](repeating: 0, count: 8)
      let scale = random(shape.inputs) + padding
      let shift = random(shape.inputs) + padding
      let weights = random(shape.weightCount)
      let gradient = random(count * shape.outputs * outputPixels)
      let storedGradient = grouped(gradient, count, shape.outputs, outputPixels)
      for rectified in layout == .planes ? [nil, false] : [nil, false, true] {
        let read = planes.enumerated().map { index, value in
          guard let rectified else { return Double(value) }
          let c = index / pixels % shape.inputs
          let y = Double(value) * Double(scale[c]) + Double(shift[c])
          return rectified ? max(0, y) : y
        }
        let naive = NaiveConvolution(
          shape: shape, count: count, input: read, weights: weights.map(Double.init))
        var output = [Float](repeating: .nan, count: count * shape.outputCount)
        var sums = [Double](repeating: .nan, count: 2 * groupedChannels(shape.outputs))
        var weightGradient = [Float](repeating: 1, count: shape.weightCount)
        var inputGradient = [Float](repeating: .nan, count: count * shape.inputCount)
        stored.withUnsafeBufferPointer { stored in
          scale.withUnsafeBufferPointer { scale in
            shift.withUnsafeBufferPointer { shift in
              guard let base = stored.baseAddress else { return }
              let input =
                rectified.map {
                  ConvolutionInput(
                    base, scale: scale.baseAddress, shift: shift.baseAddress, rectified: $0)
                } ?? ConvolutionInput(base)
              convolution.forward(
                input, weights: weights, output: &output, sums: &sums, count: count)
              inputGradient.withUnsafeMutableBufferPointer { inputGradient in
                convolution.backward(
                  input, outputGradient: storedGradient, weights: weights,
                  weightGradient: &weightGradient,
                  inputGradient: layout == .groups ? inputGradient.baseAddress : nil, count: count)
              }
            }
          }
        }
        let right = naive.output()
        let outputAgrees = agrees(planar(output, count, shape.outputs, outputPixels), right)
        #expect(outputAgrees)
        for o in 0..<shape.outputs {
          let values = right.indices.filter { $0 / outputPixels % shape.outputs == o }
            .map { right[$0] }
          let total = values.reduce(0, +)
          let squares = values.reduce(0) { $0 + $1 * $1 }
          #expect(abs(sums[2 * o] - total) < 1e-4 * squares.squareRoot() * 10 + 1e-6)
          #expect(abs(sums[2 * o + 1] - squares) < 1e-4 * squares + 1e-6)
        }
        let gradients = naive.gradients(gradient.map(Double.init))
        let weightsAgree = agrees(weightGradient.map { $0 - 1 }, gradients.weights)
        #expect(weightsAgree)
        if layout == .groups {
          let inputAgrees = agrees(
            planar(inputGradient, count, shape.inputs, pixels), gradients.input)
          #expect(inputAgrees)
        }
      }
    }
  }

  @Test("the engines agree to 1e-4 of the largest value at a size of the real network")
  func enginesAgree() {
    let shape = ConvolutionShape(inputs: 64, outputs: 128, height: 30, width: 25, stride: 1)
    let pool = WorkerPool(threads: 2)
    var stream = RandomStream(seed: 3, name: "engines")
    func random(_ count: Int) -> [Float] { (0..<count).map { _ in Float(stream.normal()) } }
    let input = random(4 * shape.inputCount)
    let weights = random(shape.weightCount)
    let gradient = random(4 * shape.outputCount)
    func results(_ kind: ConvolutionEngineKind) -> [[Float]] {
      let engine = kind.engine(on: pool)
      let convolution = engine.plan(shape, reading: .groups, batch: 4, training: true)
      var output = [Float](repeating: 0, count: 4 * shape.outputCount)
      var weightGradient = [Float](repeating: 0, count: shape.weightCount)
      var inputGradient = [Float](repeating: 0, count: 4 * shape.inputCount)
      convolution.forward(
        ConvolutionInput(input), weights: weights, output: &output, sums: nil, count: 4)
      convolution.backward(
        ConvolutionInput(input), outputGradient: gradient, weights: weights,
        weightGradient: &weightGradient, inputGradient: &inputGradient, count: 4)
      return [output, weightGradient, inputGradient]
    }
    let expected = results(.blas)
    for kind in ConvolutionEngineKind.allCases where kind != .blas {
      for (ours, right) in zip(results(kind), expected) {
        let largest = right.map(abs).max() ?? 0
        let difference = zip(ours, right).map { abs($0 - $1) }.max() ?? .infinity
        #expect(difference < 2e-5 * largest, "\(kind): \(difference) of \(largest)")
      }
    }
  }

  private func grouped(_ planes: [Float], _ images: Int, _ channels: Int, _ pixels: Int) -> [Float]
  {
    var groups = [Float](
      repeating: .nan,
      count: GroupedMap.count(images: images, channels: channels, pixels: pixels))
    GroupedMap.groups(
      fromPlanes: planes, images: images, channels: channels, pixels: pixels, into: &groups)
    return groups
  }

  private func planar(_ groups: [Float], _ images: Int, _ channels: Int, _ pixels: Int) -> [Float] {
    var planes = [Float](repeating: .nan, count: images * channels * pixels)
    GroupedMap.planes(
      fromGroups: groups, images: images, channels: channels, pixels: pixels, into: &planes)
    return planes
  }
}

@Suite("Passes over parameters")
struct ParameterPassTests {
  @Test("Adam's step is the paper's, with decay in the gradient")
  func adam() {
    let n = 40_003
    let pool = WorkerPool(threads: 2)
    var stream = RandomStream(seed: 2, name: "adam")
    var p = (0..<n).map { _ in Float(stream.normal()) }
    let g = (0..<n).map { _ in Float(stream.normal()) }
    var m = (0..<n).map { _ in Float(stream.normal()) }
    var v = (0..<n).map { _ in Float(stream.uniform()) }
    let (p0, m0, v0) = (p, m, v)
    let step = ParameterPasses.AdamStep(
      rate: 0.01, step: 7, weightDecay: 0.1, gradientScale: 0.25)
    ParameterPasses.adam(
      step, parameters: &p, gradients: g, firstMoments: &m, secondMoments: &v, count: n,
      pool: pool)
    for i in 0..<n {
      let gradient = Double(g[i]) * 0.25 + 0.1 * Double(p0[i])
      let first = 0.9 * Double(m0[i]) + 0.1 * gradient
      let second = 0.999 * Double(v0[i]) + 0.001 * gradient * gradient
      let denominator = (second / (1 - pow(0.999, 7))).squareRoot() + 1e-8
      let right = Double(p0[i]) - 0.01 * first / (1 - pow(0.9, 7)) / denominator
      guard abs(Double(p[i]) - right) < 2e-5 * max(1, abs(right)) else {
        Issue.record("element \(i): \(p[i]), \(right) expected")
        return
      }
    }
  }

  @Test("the sum of squares is exact to single precision, and not finite when a value is not")
  func sumOfSquares() {
    var x = (0..<10_001).map { Float($0 % 7) - 3 }
    let right = x.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(abs(ParameterPasses.sumOfSquares(x, count: x.count) / right - 1) < 1e-6)
    x[9_999] = .nan
    #expect(!ParameterPasses.sumOfSquares(x, count: x.count).isFinite)
    x[9_999] = .infinity
    #expect(!ParameterPasses.sumOfSquares(x, count: x.count).isFinite)
  }

  private func pow(_ base: Double, _ power: Int) -> Double {
    (0..<power).reduce(1) { product, _ in product * base }
  }
}
