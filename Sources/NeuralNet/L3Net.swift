import Compute

/// Look, Listen and Learn's network: two towers, one for frames and one for sounds, whose embeddings a
/// small classifier compares to tell whether they belong together.
///
/// All memory is planned when it is made; forward and backward allocate nothing. One instance is used by
/// one thread at a time (its pool shares the work).
public final class L3Net {
  /// What an instance can do.
  public enum Mode: Sendable {
    /// Forward and backward.
    case training
    /// Forward only, in a fraction of the memory.
    case inference
  }

  /// What makes the network what it is.
  public let configuration: NetworkConfiguration
  /// The most pairs of one call.
  public let batch: Int
  /// What this instance can do.
  public let mode: Mode
  /// Extents of the pictures.
  public let pictureSize: PlaneSize
  /// Extents of the spectrograms.
  public let spectrumSize: PlaneSize
  /// The trained tensors, their gradients and the running statistics.
  public let parameters: Parameters
  /// How far a training forward moves the running statistics (0.1, as PyTorch does). 1 / k in the k-th
  /// batch makes them plain means over batches.
  public var momentum: Float = 0.1

  private let vision: Tower
  private let audio: Tower
  private let classifier: Classifier
  private let passes: MapPasses
  /// The workers that the network's passes are shared among.
  public let pool: WorkerPool
  /// Its convolutions do not keep it alive.
  private let engine: any ConvolutionEngine
  private var pictures: UnsafePointer<Float>?
  private var spectra: UnsafePointer<Float>?
  private var count = 0

  /// Plans a network; its parameters are zero until `initialise(seed:)` or a weights file fills them.
  ///
  /// The engine must run on `pool` and belong to this network alone.
  public init(
    configuration: NetworkConfiguration, batch: Int, pool: WorkerPool,
    engine: (any ConvolutionEngine)? = nil, mode: Mode, pictureSize: PlaneSize = .picture,
    spectrumSize: PlaneSize = .spectrogram
  ) {
    precondition(batch > 0, "network: batch \(batch), at least 1 expected")
    self.configuration = configuration
    self.batch = batch
    self.mode = mode
    self.pictureSize = pictureSize
    self.spectrumSize = spectrumSize
    self.pool = pool
    let training = mode == .training
    let parameters = Parameters(configuration, training: training)
    self.parameters = parameters
    let engine = engine ?? WinogradConvolutionEngine(pool: pool)
    self.engine = engine
    let passes = MapPasses(
      pool: pool, channels: batch * groupedChannels(configuration.embeddingSize))
    self.passes = passes
    let memory = TowerMemory(
      shapes: [
        Tower.shapes(.vision, configuration, size: pictureSize),
        Tower.shapes(.audio, configuration, size: spectrumSize),
      ], batch: batch, training: training)
    func tower(_ modality: Modality, _ size: PlaneSize) -> Tower {
      Tower(
        modality, configuration: configuration, size: size, batch: batch, training: training,
        parameters: parameters, engine: engine, passes: passes, memory: memory)
    }
    vision = tower(.vision, pictureSize)
    audio = tower(.audio, spectrumSize)
    classifier = Classifier(configuration, batch: batch, parameters: parameters)
  }

  /// Bytes that an instance for training needs at least: its maps, parameters, gradients and the
  /// optimizer's two moments.
  public static func trainingBytes(_ configuration: NetworkConfiguration, batch: Int) -> Int {
    let shapes = [
      Tower.shapes(.vision, configuration, size: .picture),
      Tower.shapes(.audio, configuration, size: .spectrogram),
    ]
    let weights = shapes.joined().reduce(0) { $0 + 9 * $1.inputs * $1.outputs }
    return TowerMemory.trainingBytes(shapes: shapes, batch: batch)
      + 4 * weights * MemoryLayout<Float>.stride
  }

  /// Draws initial parameters from a seed, as science.md 1 says, and resets the running statistics.
  public func initialise(seed: UInt64) { parameters.initialise(seed: seed) }

  /// Sets all gradients to zero.
  public func zeroGradients() { parameters.gradients.clear() }

  /// Computes the logits of `count` pairs.
  ///
  /// - pictures: [count, 3, H, W] in [-1, 1]; it must stay as it is until backward is done.
  /// - spectra: [count, 1, 257, 199]; the same.
  /// - training: whether batch norm uses the batch's statistics, and moves the running ones; else it uses
  ///   the running ones.
  /// - Returns: [count, 2], no correspondence and correspondence, valid until the next call.
  @discardableResult
  public func forward(
    pictures: UnsafePointer<Float>, spectra: UnsafePointer<Float>, count: Int, training: Bool
  ) -> UnsafeBufferPointer<Float> {
    embed(.vision, pictures, count: count, training: training)
    embed(.audio, spectra, count: count, training: training)
    classifier.forward(count: count)
    self.pictures = training ? pictures : nil
    self.spectra = training ? spectra : nil
    self.count = count
    return UnsafeBufferPointer(start: classifier.logits, count: 2 * count)
  }

  /// Runs one tower alone on `count` inputs; its embeddings can then be read with `embeddings`.
  public func embed(
    _ modality: Modality, _ values: UnsafePointer<Float>, count: Int, training: Bool = false
  ) {
    precondition(count > 0 && count <= batch, "network: \(count) inputs, planned for \(batch)")
    tower(modality).forward(
      values, count: count, training: training, momentum: momentum,
      embeddings: classifier.features + offset(modality), stride: classifier.inputs)
    pictures = nil
    spectra = nil
  }

  /// Probabilities of the last forward's pairs, [count, 2].
  public var probabilities: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: classifier.probabilities, count: 2 * count)
  }

  /// Cross-entropies of the last `loss` or `lossAndBackward`, [count].
  public var losses: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: classifier.losses, count: count)
  }

  /// The mean cross-entropy of the last forward, and how many pairs it judged right.
  ///
  /// labels: [count], 1 for correspondence and 0 for none.
  public func loss(labels: UnsafePointer<Int32>) -> (loss: Float, correct: Int) {
    classifier.loss(labels: labels, count: count)
  }

  /// The loss of the last training forward, whose gradients are added to `parameters.gradients`.
  ///
  /// The loss is the mean over the pairs; what forward stored is overwritten.
  public func lossAndBackward(labels: UnsafePointer<Int32>) -> (loss: Float, correct: Int) {
    precondition(mode == .training, "network: this instance is for inference")
    guard let pictures, let spectra else {
      preconditionFailure("network: backward needs a forward with training: true before it")
    }
    let result = classifier.loss(labels: labels, count: count)
    classifier.backward(labels: labels, count: count)
    backward(vision, pictures)
    backward(audio, spectra)
    self.pictures = nil
    self.spectra = nil
    return result
  }

  private func backward(_ tower: Tower, _ values: UnsafePointer<Float>) {
    let offset = offset(tower.modality)
    tower.backward(
      values, embeddings: classifier.features + offset,
      gradient: classifier.featureGradient + offset, stride: classifier.inputs, count: count)
  }

  /// The extents of each tower's convolutions, conv1_1 to conv4_2.
  public var convolutionShapes: [Modality: [ConvolutionShape]] {
    [.vision: vision.layers.map(\.shape), .audio: audio.layers.map(\.shape)]
  }

  /// Copies the `pool4` embeddings of the last forward: [count, 8 * width].
  public func embeddings(
    _ modality: Modality, count: Int, into target: UnsafeMutablePointer<Float>
  ) {
    let size = configuration.embeddingSize
    for b in 0..<count {
      (target + b * size).update(
        from: classifier.features + b * classifier.inputs + offset(modality), count: size)
    }
  }

  /// Extents of the conv4_2 map of a modality.
  public func mapSize(_ modality: Modality) -> PlaneSize {
    let shape = tower(modality).last.shape
    return PlaneSize(height: shape.outputHeight, width: shape.outputWidth)
  }

  /// Copies the conv4_2 maps of the last forward of that tower (before the other tower's, where the instance
  /// is for inference: they share memory), after batch norm and, `rectified`, after ReLU.
  ///
  /// target: [count, 8 * width, H, W], H and W from `mapSize`.
  public func maps(
    _ modality: Modality, rectified: Bool, count: Int, into target: UnsafeMutablePointer<Float>
  ) {
    let last = tower(modality).last
    passes.activation(
      last.output, last.normalisation.numbers, rectified: rectified, last.extents(count),
      into: target)
  }

  private func tower(_ modality: Modality) -> Tower { modality == .vision ? vision : audio }

  private func offset(_ modality: Modality) -> Int {
    modality == .vision ? 0 : configuration.embeddingSize
  }
}
