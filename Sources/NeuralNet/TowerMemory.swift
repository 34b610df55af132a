import Compute

/// The planned workspaces of both towers.
///
/// For training every convolution's output and every pooled map is kept until backward, which needs
/// two more blocks, each as large as the largest map of its kind. For inference three blocks serve all
/// layers of both towers in turn.
final class TowerMemory {
  private var outputs: [AlignedBuffer] = []
  private var pools: [AlignedBuffer] = []
  private let gradients: [AlignedBuffer]
  private let training: Bool

  /// Memory for `batch` images of towers of these convolution shapes, vision first.
  init(shapes: [[ConvolutionShape]], batch: Int, training: Bool) {
    self.training = training
    func pooledCount(_ shape: ConvolutionShape) -> Int {
      groupedChannels(shape.outputs) * (shape.outputHeight / 2) * (shape.outputWidth / 2)
    }
    let all = shapes.flatMap { $0 }
    // conv*_1 and conv*_2 of a block have outputs of one size.
    let largestOutput = batch * (all.map(\.outputCount).max() ?? 0)
    let largestPool = batch * (all.map(pooledCount).max() ?? 0)
    if training {
      for tower in shapes {
        for (index, shape) in tower.enumerated() {
          outputs.append(AlignedBuffer(count: batch * shape.outputCount))
          if index % 2 == 1 { pools.append(AlignedBuffer(count: batch * pooledCount(shape))) }
        }
      }
      gradients = [AlignedBuffer(count: largestOutput), AlignedBuffer(count: largestPool)]
    } else {
      outputs = [AlignedBuffer(count: largestOutput), AlignedBuffer(count: largestOutput)]
      pools = [AlignedBuffer(count: largestPool)]
      gradients = []
    }
  }

  /// Bytes of the workspaces that training plans, whose pages are all touched in its first step.
  static func trainingBytes(shapes: [[ConvolutionShape]], batch: Int) -> Int {
    let outputs = shapes.joined().map(\.outputCount)
    // Pooled maps have a quarter of every second output's elements.
    let pooled = outputs.reduce(0, +) / 8
    let floats = outputs.reduce(0, +) + pooled + (outputs.max() ?? 0) * 5 / 4
    return batch * floats * MemoryLayout<Float>.stride
  }

  private func tower(_ modality: Modality) -> Int { modality == .vision ? 0 : 1 }

  /// Where a convolution's output goes (layer 0 to 7).
  func output(_ modality: Modality, layer: Int) -> UnsafeMutablePointer<Float> {
    outputs[training ? 8 * tower(modality) + layer : layer % 2].base
  }

  /// Where a block's pooled map goes (block 0 to 2).
  func pooled(_ modality: Modality, block: Int) -> UnsafeMutablePointer<Float> {
    pools[training ? 4 * tower(modality) + block : 0].base
  }

  /// The gradient of an activation, the largest of all; training only.
  var activationGradient: UnsafeMutablePointer<Float> { gradients[0].base }

  /// The gradient of a pooled map; training only.
  var pooledGradient: UnsafeMutablePointer<Float> { gradients[1].base }
}
