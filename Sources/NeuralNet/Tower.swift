import Compute

/// One modality's half of L3-Net: an input batch norm and four blocks of two normalised convolutions and
/// a max-pool, the last one global (LLL 2.1).
final class Tower {
  let modality: Modality
  let input: InputNormalisation
  /// conv1_1, conv1_2, conv2_1, ... conv4_2.
  let layers: [NormalisedConvolution]
  /// The pooled output of blocks 1 to 3, grouped [B, groups of C, H / 2, W / 2, 8].
  private let pooled: [UnsafeMutablePointer<Float>]
  /// The places of the last block's maxima, [B, 8 * width].
  private let places: UnsafeMutablePointer<Int32>
  private let passes: MapPasses
  private let memory: TowerMemory

  /// The shapes of a tower's convolutions on an input of a size.
  static func shapes(
    _ modality: Modality, _ configuration: NetworkConfiguration, size: PlaneSize
  ) -> [ConvolutionShape] {
    var shapes: [ConvolutionShape] = []
    var inputs = modality.inputChannels
    var (height, width) = (size.height, size.width)
    for outputs in configuration.channels {
      for layer in 1...2 {
        let shape = ConvolutionShape(
          inputs: inputs, outputs: outputs, height: height, width: width,
          stride: shapes.isEmpty ? configuration.stride : 1)
        shapes.append(shape)
        (height, width) = (shape.outputHeight, shape.outputWidth)
        inputs = outputs
        if layer == 2 { (height, width) = (height / 2, width / 2) }
      }
      precondition(
        height > 0 && width > 0, "tower: an input of \(size.height)x\(size.width) is too small")
    }
    return shapes
  }

  init(
    _ modality: Modality, configuration: NetworkConfiguration, size: PlaneSize, batch: Int,
    training: Bool, parameters: Parameters, engine: any ConvolutionEngine, passes: MapPasses,
    memory: TowerMemory
  ) {
    self.modality = modality
    self.passes = passes
    self.memory = memory
    let shapes = Self.shapes(modality, configuration, size: size)
    var layers: [NormalisedConvolution] = []
    var pooled: [UnsafeMutablePointer<Float>] = []
    for (index, shape) in shapes.enumerated() {
      let name = "\(modality.rawValue).conv\(index / 2 + 1)_\(index % 2 + 1)"
      layers.append(
        NormalisedConvolution(
          name,
          engine.plan(
            shape, reading: index == 0 ? .planes : .groups, batch: batch, training: training),
          output: memory.output(modality, layer: index), parameters: parameters, passes: passes))
      if index % 2 == 1 { pooled.append(memory.pooled(modality, block: index / 2)) }
    }
    self.layers = layers
    self.pooled = pooled
    input = InputNormalisation(
      "\(modality.rawValue).input_bn", shape: shapes[0], training: training,
      parameters: parameters, passes: passes)
    places = .allocate(capacity: batch * configuration.embeddingSize)
  }

  deinit { places.deallocate() }

  /// conv4_2.
  var last: NormalisedConvolution { layers[7] }

  /// Computes the embeddings of `count` inputs [count, C, H, W] into rows `stride` apart.
  func forward(
    _ values: UnsafePointer<Float>, count: Int, training: Bool, momentum: Float,
    embeddings: UnsafeMutablePointer<Float>, stride: Int
  ) {
    input.forward(values, count: count, training: training, momentum: momentum)
    var reading = input.output(of: values)
    for block in 0..<4 {
      let first = layers[2 * block]
      let second = layers[2 * block + 1]
      let activated = !training && first.forwardActivated(reading, count: count)
      if !activated {
        first.forward(reading, count: count, training: training, momentum: momentum)
      }
      let between = activated ? ConvolutionInput(first.output) : first.activation
      if !training, block < 3,
        second.forwardActivated(between, pooledInto: pooled[block], count: count)
      {
        reading = ConvolutionInput(pooled[block])
        continue
      }
      second.forward(between, count: count, training: training, momentum: momentum)
      if block < 3 {
        passes.pool(
          second.output, second.normalisation.numbers, second.extents(count),
          into: pooled[block])
        reading = ConvolutionInput(pooled[block])
      } else {
        passes.globalPool(
          second.output, second.normalisation.numbers, second.extents(count), into: embeddings,
          stride: stride, index: places)
      }
    }
  }

  /// Adds to the gradients of the tower's parameters; overwrites what forward stored.
  func backward(
    _ values: UnsafePointer<Float>, embeddings: UnsafePointer<Float>,
    gradient: UnsafePointer<Float>, stride: Int, count: Int
  ) {
    let activationGradient = memory.activationGradient
    let pooledGradient = memory.pooledGradient
    for block in (0..<4).reversed() {
      let first = layers[2 * block]
      let second = layers[2 * block + 1]
      if block == 3 {
        second.backwardNormalisation(
          y: embeddings, gradient: gradient, stride: stride, index: places, count: count)
      } else {
        second.backwardNormalisation(gradient: pooledGradient, pooled: true, count: count)
      }
      second.backwardConvolution(
        first.activation, inputGradient: activationGradient, count: count)
      first.backwardNormalisation(gradient: activationGradient, pooled: false, count: count)
      if block > 0 {
        first.backwardConvolution(
          ConvolutionInput(pooled[block - 1]), inputGradient: pooledGradient, count: count)
      } else {
        input.backward(
          values, outputGradient: first.output, convolution: first.convolution,
          weights: first.weights, weightGradient: first.weightGradient, count: count)
      }
    }
  }
}
