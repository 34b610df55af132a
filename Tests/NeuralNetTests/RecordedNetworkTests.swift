import Arrays
import Compute
import Foundation
import NeuralNet
import Testing

/// The formula that fills weights and inputs here and in `Expected/l3net.py`.
private func noise(_ stream: Int, _ count: Int) -> [Float] {
  (0..<count).map { i in
    let x = sin(78.233 * Double(stream) + 12.9898 * Double(i)) * 43758.5453
    return Float(2 * (x - x.rounded(.down)) - 1)
  }
}

private func expected(_ name: String) throws -> [Float] {
  let folder = try #require(Bundle.module.url(forResource: "Expected", withExtension: nil))
  return try NPYArray<Float>(contentsOf: folder.appendingPathComponent(name)).values
}

/// The small network of `Expected/l3net.py`, filled by the formula.
private func recordedNetwork(
  stride: Int, threads: Int, kind: ConvolutionEngineKind
) -> (L3Net, WorkerPool) {
  let pool = WorkerPool(threads: threads)
  let net = L3Net(
    configuration: NetworkConfiguration(width: 2, stride: stride), batch: 3, pool: pool,
    engine: kind.engine(on: pool), mode: .training,
    pictureSize: PlaneSize(height: 33, width: 40), spectrumSize: PlaneSize(height: 40, width: 35))
  net.initialise(seed: 1)
  for (index, row) in net.parameters.table.enumerated() {
    let values = noise(index, row.count)
    let (factor, summand): (Double, Double) =
      switch row.name {
      case "fc2.weight": (0.1, 0)
      case "fc1.weight": ((6 / Double(row.shape[1])).squareRoot(), 0)
      case let name where name.hasSuffix("bn.weight"): (0.3, 1)
      case let name where name.hasSuffix("bn.bias"): (0.2, 0)
      case let name where name.hasSuffix(".bias"): (0.1, 0)
      default: ((6 / Double(9 * row.shape[1])).squareRoot(), 0)
      }
    for i in 0..<row.count {
      net.parameters.values.base[row.offset + i] = Float(factor * Double(values[i]) + summand)
    }
  }
  return (net, pool)
}

/// The largest over tensors of |ours - theirs| / |theirs|, norms over a tensor; tensors whose true
/// gradient is nothing but rounding count against the whole.
private func worst(_ table: [Parameter], _ arena: AlignedBuffer, _ theirs: [Float]) -> Double {
  func norm(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }
  let whole = norm(theirs.map(Double.init))
  var start = 0
  var worst = 0.0
  for row in table {
    let right = theirs[start..<start + row.count].map(Double.init)
    let ours = (0..<row.count).map { Double(arena.base[row.offset + $0]) }
    worst = max(worst, norm(zip(ours, right).map { $0 - $1 }) / max(norm(right), 1e-4 * whole))
    start += row.count
  }
  return worst
}

@Suite("A small L3-Net against PyTorch")
struct RecordedNetworkTests {
  @Test(
    "forward, backward and ten steps of Adam give PyTorch's values",
    arguments: [1, 2], ConvolutionEngineKind.allCases)
  func recorded(stride: Int, kind: ConvolutionEngineKind) throws {
    let (net, pool) = recordedNetwork(stride: stride, threads: 2, kind: kind)
    let parameters = net.parameters
    let first = AlignedBuffer(count: parameters.count)
    let second = AlignedBuffer(count: parameters.count)
    let losses = try expected("losses\(stride).npy")
    let firstLogits = try expected("logits\(stride).npy")
    for step in 0..<10 {
      let pictures = noise(1000 + step, 3 * 3 * 33 * 40)
      let spectra = noise(2000 + step, 3 * 40 * 35)
      pictures.withUnsafeBufferPointer { pictures in
        spectra.withUnsafeBufferPointer { spectra in
          guard let pictures = pictures.baseAddress, let spectra = spectra.baseAddress else {
            return
          }
          net.zeroGradients()
          let logits = net.forward(
            pictures: pictures, spectra: spectra, count: 3, training: true)
          if step == 0 {
            #expect(logits.count == firstLogits.count)
            #expect(zip(logits, firstLogits).allSatisfy { abs($0 - $1) < 1e-4 })
          }
          let (loss, _) = net.lossAndBackward(labels: [1, 0, 1])
          #expect(abs(loss - losses[step]) < 2e-4, "step \(step)")
        }
      }
      if step == 0 {
        let gradients = try expected("gradients\(stride).npy")
        #expect(worst(parameters.table, parameters.gradients, gradients) < 1e-3)
        let running = try expected("running\(stride).npy")
        #expect(worst(parameters.runningTable, parameters.running, running) < 1e-4)
      }
      for (range, decay) in [
        (0..<parameters.decayedCount, Float(1e-2)), (parameters.decayedCount..<parameters.count, 0),
      ] {
        ParameterPasses.adam(
          .init(rate: 1e-3, step: step + 1, weightDecay: decay),
          parameters: parameters.values.base + range.lowerBound,
          gradients: parameters.gradients.base + range.lowerBound,
          firstMoments: first.base + range.lowerBound,
          secondMoments: second.base + range.lowerBound, count: range.count, pool: pool)
      }
    }
    if stride == 2 {
      let right = try expected("parameters2.npy")
      #expect(worst(parameters.table, parameters.values, right) < 5e-3)
    }
  }
}
