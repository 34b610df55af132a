import Compute
import Foundation
import NeuralNet

/// What each convolution of a network takes, alone: forward, and backward with the gradients of weights and data.
struct LayerTable {
  private struct Row {
    let name: String
    let shape: ConvolutionShape
    let forward: Double
    let backward: Double
    /// Operations of forward, and of backward.
    let work: (forward: Double, backward: Double)
  }

  /// sgemm of 1024 x 1024 matrices on every worker at once, in GFLOP/s: what the table's fractions are of.
  let peak: Double
  private let rows: [Row]

  init(
    shapes: [Modality: [ConvolutionShape]], batch: Int, engine kind: ConvolutionEngineKind,
    pool: WorkerPool, rounds: Int
  ) {
    peak = Self.measuredPeak(pool)
    var rows: [Row] = []
    for modality in Modality.allCases {
      let engine = kind.engine(on: pool)
      for (index, shape) in (shapes[modality] ?? []).enumerated() {
        let layout: MapLayout = index == 0 ? .planes : .groups
        let convolution = engine.plan(shape, reading: layout, batch: batch, training: true)
        let input = AlignedBuffer(count: batch * shape.inputCount)
        let output = AlignedBuffer(count: batch * shape.outputCount)
        let inputGradient = AlignedBuffer(count: index == 0 ? 0 : batch * shape.inputCount)
        let weights = AlignedBuffer(count: shape.weightCount)
        let weightGradient = AlignedBuffer(count: shape.weightCount)
        for i in weights.values.indices { weights.base[i] = Float(i % 7) * 0.01 }
        for i in input.values.indices { input.base[i] = Float(i % 5) * 0.1 }
        var forward: [Double] = []
        var backward: [Double] = []
        for round in 0...rounds {
          let start = MonotonicClock.seconds()
          convolution.forward(
            ConvolutionInput(input.base), weights: weights.base, output: output.base, sums: nil,
            count: batch)
          let middle = MonotonicClock.seconds()
          convolution.backward(
            ConvolutionInput(input.base), outputGradient: output.base, weights: weights.base,
            weightGradient: weightGradient.base,
            inputGradient: index == 0 ? nil : inputGradient.base, count: batch)
          if round > 0 {
            forward.append(middle - start)
            backward.append(MonotonicClock.seconds() - middle)
          }
        }
        let work = Double(batch * shape.operations)
        rows.append(
          Row(
            name: "\(modality.rawValue).conv\(index / 2 + 1)_\(index % 2 + 1)", shape: shape,
            forward: Measurement(forward).median, backward: Measurement(backward).median,
            work: (work, index == 0 ? work : 2 * work)))
      }
    }
    self.rows = rows
  }

  /// The table for people.
  var text: [String] {
    ["", "layer            size              forward ms  of peak  backward ms  of peak"]
      + rows.map { row in
        let shape = row.shape
        let size = "\(shape.inputs) > \(shape.outputs) \(shape.outputHeight)x\(shape.outputWidth)"
        func column(_ text: String, _ width: Int) -> String {
          String(repeating: " ", count: max(1, width - text.count)) + text
        }
        return row.name.padding(toLength: 17, withPad: " ", startingAt: 0)
          + size.padding(toLength: 17, withPad: " ", startingAt: 0)
          + column(fixed(row.forward * 1e3, 2), 11)
          + column(fixed(fraction(row.work.forward, row.forward), 2), 9)
          + column(fixed(row.backward * 1e3, 2), 13)
          + column(fixed(fraction(row.work.backward, row.backward), 2), 9)
      } + ["peak: sgemm on all threads, \(fixed(peak, 0)) GFLOP/s"]
  }

  /// The table for programs.
  var json: [[String: any Sendable]] {
    rows.map { row in
      [
        "name": row.name, "inputs": row.shape.inputs, "outputs": row.shape.outputs,
        "height": row.shape.outputHeight, "width": row.shape.outputWidth,
        "forward_seconds": row.forward, "backward_seconds": row.backward,
        "forward_of_peak": fraction(row.work.forward, row.forward),
        "backward_of_peak": fraction(row.work.backward, row.backward),
      ]
    }
  }

  private func fraction(_ work: Double, _ seconds: Double) -> Double {
    work / seconds * 1e-9 / peak
  }

  private static func measuredPeak(_ pool: WorkerPool) -> Double {
    let n = 1024
    let values = AlignedBuffer(count: 2 * n * n)
    for i in values.values.indices { values.base[i] = Float(i % 3) }
    let results = AlignedBuffer(count: pool.threads * n * n)
    let times = (0..<4).map { _ in
      let start = MonotonicClock.seconds()
      pool.parallel(
        count: pool.threads, Product(n: n, values: values.base, results: results.base))
      return MonotonicClock.seconds() - start
    }
    let work = 2 * Double(n) * Double(n) * Double(n) * Double(pool.threads)
    return work / (times.dropFirst().min() ?? .infinity) * 1e-9
  }

  private struct Product: ParallelWork {
    let n: Int
    let values: UnsafePointer<Float>
    let results: UnsafeMutablePointer<Float>

    func run(index: Int, worker: Int) {
      multiply(
        values, lda: n, values + n * n, ldb: n, into: results + index * n * n, ldc: n, m: n, n: n,
        k: n)
    }
  }
}
