import Compute

/// A named tensor in a flat arena.
public struct Parameter: Sendable, Hashable {
  /// How the initial values are drawn.
  enum Start: Sendable, Hashable {
    case he(inputs: Int)
    case normal(Float)
    case constant(Float)
  }

  /// The tensor's name in weights files, `vision.conv1_1.weight` for example.
  public let name: String
  /// The extent of each axis.
  public let shape: [Int]
  /// Where it begins in its arena, a multiple of 16 floats.
  public let offset: Int
  let start: Start

  /// The number of elements.
  public var count: Int { shape.reduce(1, *) }
}

/// All tensors of a network in flat, 64-byte aligned arenas: parameters, their gradients, and the running
/// statistics of batch norm.
///
/// The weights of convolutions and fully connected layers, which decay, come first; scales, shifts and
/// biases, which do not, follow from `decayedCount` on. Gaps between tensors are zero and stay zero.
/// An optimizer step, a gradient norm, an all-reduce is one loop over an arena.
public final class Parameters: Sendable {
  /// The trained tensors, in the arena's order.
  public let table: [Parameter]
  /// The running means and variances of batch norm, in their arena's order.
  public let runningTable: [Parameter]
  /// The parameters.
  public let values: AlignedBuffer
  /// The gradients, laid out as the parameters; empty in a network for inference.
  public let gradients: AlignedBuffer
  /// The running statistics.
  public let running: AlignedBuffer
  /// The number of leading elements that weight decay applies to.
  public let decayedCount: Int

  /// The number of elements of the arena, gaps included.
  public var count: Int { values.count }
  /// The number of trained parameters, gaps not counted.
  public var trainedCount: Int { table.reduce(0) { $0 + $1.count } }

  init(_ configuration: NetworkConfiguration, training: Bool) {
    var decayed = Rows()
    var others = Rows()
    var running = Rows()
    func normalisation(_ name: String, _ channels: Int) {
      others.add("\(name).weight", [channels], .constant(1))
      others.add("\(name).bias", [channels], .constant(0))
      running.add("\(name).running_mean", [channels], .constant(0))
      running.add("\(name).running_var", [channels], .constant(1))
    }
    for modality in Modality.allCases {
      normalisation("\(modality.rawValue).input_bn", modality.inputChannels)
      var inputs = modality.inputChannels
      for (block, outputs) in configuration.channels.enumerated() {
        for layer in 1...2 {
          let name = "\(modality.rawValue).conv\(block + 1)_\(layer)"
          decayed.add("\(name).weight", [outputs, inputs, 3, 3], .he(inputs: inputs * 9))
          normalisation("\(name).bn", outputs)
          inputs = outputs
        }
      }
    }
    let hidden = NetworkConfiguration.hiddenUnits
    let features = 2 * configuration.embeddingSize
    decayed.add("fc1.weight", [hidden, features], .he(inputs: features))
    decayed.add("fc2.weight", [2, hidden], .normal(0.001))
    others.add("fc1.bias", [hidden], .constant(0))
    others.add("fc2.bias", [2], .constant(0))
    decayedCount = decayed.end
    table =
      decayed.rows
      + others.rows.map {
        Parameter(
          name: $0.name, shape: $0.shape, offset: $0.offset + decayed.end, start: $0.start)
      }
    runningTable = running.rows
    values = AlignedBuffer(count: decayed.end + others.end)
    gradients = AlignedBuffer(count: training ? decayed.end + others.end : 0)
    self.running = AlignedBuffer(count: running.end)
  }

  /// Draws initial values: He normal for convolutions and fc1, normal of deviation 0.001 for fc2, biases and
  /// shifts 0, scales 1; running means 0 and variances 1. Each tensor has its own random stream.
  func initialise(seed: UInt64) {
    for (rows, arena) in [(table, values), (runningTable, running)] {
      for row in rows {
        let target = UnsafeMutableBufferPointer(start: arena.base + row.offset, count: row.count)
        switch row.start {
        case .constant(let value): target.update(repeating: value)
        case .normal(let deviation): draw(deviation, row.name, seed, into: target)
        case .he(let inputs):
          draw((2 / Float(inputs)).squareRoot(), row.name, seed, into: target)
        }
      }
    }
  }

  private func draw(
    _ deviation: Float, _ name: String, _ seed: UInt64,
    into target: UnsafeMutableBufferPointer<Float>
  ) {
    var stream = RandomStream(seed: seed, name: name)
    for index in target.indices { target[index] = deviation * Float(stream.normal()) }
  }

  /// The row of a tensor; traps when there is none of that name.
  func row(_ name: String) -> Parameter {
    guard let row = table.first(where: { $0.name == name }) else {
      preconditionFailure("parameters: no tensor named \(name)")
    }
    return row
  }

  /// A tensor's values.
  func pointer(_ name: String) -> UnsafeMutablePointer<Float> { values.base + row(name).offset }

  /// A tensor's gradient; in a network for inference, nothing that may be touched.
  func gradient(_ name: String) -> UnsafeMutablePointer<Float> {
    gradients.base + (gradients.count == 0 ? 0 : row(name).offset)
  }

  /// A running statistic.
  func runningPointer(_ name: String) -> UnsafeMutablePointer<Float> {
    guard let row = runningTable.first(where: { $0.name == name }) else {
      preconditionFailure("parameters: no running statistic named \(name)")
    }
    return running.base + row.offset
  }

  private struct Rows {
    var rows: [Parameter] = []
    var end = 0

    mutating func add(_ name: String, _ shape: [Int], _ start: Parameter.Start) {
      rows.append(Parameter(name: name, shape: shape, offset: end, start: start))
      end += (shape.reduce(1, *) + 15) / 16 * 16
    }
  }
}
