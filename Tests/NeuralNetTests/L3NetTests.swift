import Arrays
import Compute
import Foundation
import NeuralNet
import Testing

/// A small network with inputs of its own, filled from a seed.
private final class Example {
  let net: L3Net
  let pool: WorkerPool
  let pictures: [Float]
  let spectra: [Float]
  let labels: [Int32]
  let count: Int

  init(
    width: Int = 2, stride: Int = 2, count: Int = 2, threads: Int = 1,
    picture: PlaneSize = PlaneSize(height: 32, width: 33),
    spectrum: PlaneSize = PlaneSize(height: 40, width: 33), mode: L3Net.Mode = .training,
    seed: UInt64 = 1, kind: ConvolutionEngineKind = .winograd
  ) {
    self.count = count
    pool = WorkerPool(threads: threads)
    net = L3Net(
      configuration: NetworkConfiguration(width: width, stride: stride), batch: count, pool: pool,
      engine: kind.engine(on: pool), mode: mode, pictureSize: picture,
      spectrumSize: spectrum)
    net.initialise(seed: seed)
    var stream = RandomStream(seed: seed, name: "inputs")
    pictures = (0..<count * 3 * picture.count).map { _ in Float(stream.uniform(-1, 1)) }
    spectra = (0..<count * spectrum.count).map { _ in Float(stream.normal() * 0.3 - 1.5) }
    labels = (0..<count).map { Int32($0 % 2) }
  }

  /// Batch norm's scales and shifts, and fc2, moved off their special initial values.
  func disturb() {
    var stream = RandomStream(seed: 9, name: "disturbance")
    let parameters = net.parameters
    for row in parameters.table {
      for i in row.offset..<row.offset + row.count {
        if row.name.hasPrefix("fc2") { parameters.values.base[i] = Float(stream.normal() * 0.3) }
        if row.name.contains("bn.") || row.name.hasSuffix("bias") {
          parameters.values.base[i] += Float(stream.normal() * 0.2)
        }
      }
    }
  }

  @discardableResult
  func forward(training: Bool) -> [Float] {
    Array(net.forward(pictures: pictures, spectra: spectra, count: count, training: training))
  }

  func gradients() -> [Float] { Array(net.parameters.gradients.values) }

  var maps: (NaiveNetwork.Maps, NaiveNetwork.Maps) {
    (
      .init(
        count, 3, net.pictureSize.height, net.pictureSize.width, pictures.map(Double.init)),
      .init(
        count, 1, net.spectrumSize.height, net.spectrumSize.width, spectra.map(Double.init))
    )
  }
}

/// The largest difference over the largest value.
private func difference(_ a: [Float], _ b: [Double]) -> Double {
  let largest = b.map(abs).max() ?? 1
  return (zip(a, b).map { abs(Double($0) - $1) }.max() ?? 0) / max(largest, 1e-12)
}

@Suite("L3-Net")
struct L3NetTests {
  @Test(
    "logits, embeddings and maps agree with the slow twin, with batch and running statistics",
    arguments: [1, 2], [1, 3])
  func forward(stride: Int, count: Int) {
    let example = Example(stride: stride, count: count)
    example.disturb()
    let (pictures, spectra) = example.maps
    for training in [true, false] {
      let twin = NaiveNetwork(example.net)
      let logits = example.forward(training: training)
      let right = twin.logits(pictures: pictures, spectra: spectra, training: training)
      #expect(difference(logits, right.flatMap { $0 }) < 1e-4)
      for modality in Modality.allCases {
        let map = twin.tower(
          modality, modality == .vision ? pictures : spectra, training: training)
        let size = example.net.mapSize(modality)
        #expect(size == PlaneSize(height: map.height, width: map.width))
        var ours = [Float](repeating: .nan, count: map.values.count)
        example.net.maps(modality, rectified: false, count: count, into: &ours)
        #expect(difference(ours, map.values) < 1e-4)
        example.net.maps(modality, rectified: true, count: count, into: &ours)
        #expect(difference(ours, map.values.map { max(0, $0) }) < 1e-4)
        var embeddings = [Float](repeating: .nan, count: count * 16)
        example.net.embeddings(modality, count: count, into: &embeddings)
        #expect(difference(embeddings, NaiveNetwork.embedding(map).flatMap { $0 }) < 1e-4)
      }
    }
  }

  @Test(
    "the gradient is the slow twin's directional derivative, along each tensor and along all",
    arguments: [1, 2], ConvolutionEngineKind.allCases)
  func directionalDerivatives(stride: Int, kind: ConvolutionEngineKind) {
    let example = Example(stride: stride, count: 2, threads: 2, kind: kind)
    example.disturb()
    let (pictures, spectra) = example.maps
    let twin = NaiveNetwork(example.net)
    example.forward(training: true)
    let (loss, _) = example.net.lossAndBackward(labels: example.labels)
    let gradients = example.gradients()
    let naive = twin.loss(pictures: pictures, spectra: spectra, labels: example.labels)
    #expect(abs(Double(loss) - naive) < 1e-5)
    var stream = RandomStream(seed: 3, name: "directions")
    // The direction goes along the gradient in part, so that the derivative is not small by chance. Where
    // a tensor's terms cancel, as those of an input's scale do, their rounding stays: it is measured by
    // the derivative along all tensors, `whole`.
    @discardableResult
    func check(_ rows: [Parameter], whole: Double = 0) -> Double {
      var along = 0.0
      var directions: [String: [Double]] = [:]
      for row in rows {
        let slice = (0..<row.count).map { Double(gradients[row.offset + $0]) }
        let norm = slice.reduce(0) { $0 + $1 * $1 }.squareRoot() + 1e-12
        let scale = 1 / Double(row.count).squareRoot()
        let direction = slice.map { $0 / norm + 0.3 * scale * stream.normal() }
        directions[row.name] = direction
        along += zip(slice, direction).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let step = 1e-6
      func moved(_ sign: Double) -> Double {
        var twin = twin
        for (name, direction) in directions {
          for i in direction.indices { twin.tensors[name]?[i] += sign * step * direction[i] }
        }
        return twin.loss(pictures: pictures, spectra: spectra, labels: example.labels)
      }
      let derivative = (moved(1) - moved(-1)) / (2 * step)
      #expect(
        abs(derivative - along) < 1e-3 * abs(derivative) + 1e-7 * whole,
        "\(rows.map(\.name).prefix(3)): \(along), twin \(derivative)")
      return abs(derivative)
    }
    let whole = check(example.net.parameters.table)
    for row in example.net.parameters.table { check([row], whole: whole) }
  }

  @Test(
    "the maps have the sizes of the paper, for both strides",
    arguments: [(1, 28, 32, 32, 24), (2, 14, 16, 16, 12)])
  func sizes(stride: Int, small: Int, large: Int, high: Int, wide: Int) {
    let pool = WorkerPool(threads: 1)
    for (picture, side) in [(PlaneSize.picture, small), (.largePicture, large)] {
      let net = L3Net(
        configuration: NetworkConfiguration(width: 1, stride: stride), batch: 1, pool: pool,
        mode: .inference, pictureSize: picture)
      #expect(net.mapSize(.vision) == PlaneSize(height: side, width: side))
      #expect(net.mapSize(.audio) == PlaneSize(height: high, width: wide))
    }
    #expect(NetworkConfiguration(width: 64).embeddingSize == 512)
  }

  @Test("the first loss is ln 2 within 5 %, whatever the seed", arguments: 1...5)
  func firstLoss(seed: Int) {
    let example = Example(
      width: 8, count: 4, picture: PlaneSize(height: 64, width: 64),
      spectrum: PlaneSize(height: 65, width: 50), seed: UInt64(seed))
    example.forward(training: true)
    let (loss, _) = example.net.loss(labels: example.labels)
    #expect(abs(Double(loss) / log(2) - 1) < 0.05)
  }

  @Test("the same seed and threads give the same bits; other thread counts agree to 1e-4")
  func determinism() {
    func gradients(threads: Int) -> [Float] {
      let example = Example(width: 4, count: 3, threads: threads)
      example.disturb()
      example.forward(training: true)
      _ = example.net.lossAndBackward(labels: example.labels)
      return example.gradients()
    }
    let two = gradients(threads: 2)
    #expect(two == gradients(threads: 2))
    let scale = two.map(abs).max() ?? 0
    #expect(zip(two, gradients(threads: 1)).allSatisfy { abs($0 - $1) <= 1e-4 * scale })
    #expect(zip(two, gradients(threads: 3)).allSatisfy { abs($0 - $1) <= 1e-4 * scale })
  }

  @Test("gradients add up until they are cleared")
  func accumulation() {
    let example = Example()
    example.forward(training: true)
    _ = example.net.lossAndBackward(labels: example.labels)
    let once = example.gradients()
    example.forward(training: true)
    _ = example.net.lossAndBackward(labels: example.labels)
    let scale = once.map(abs).max() ?? 0
    #expect(zip(once, example.gradients()).allSatisfy { abs(2 * $0 - $1) <= 1e-5 * scale })
    example.net.zeroGradients()
    #expect(example.gradients().allSatisfy { $0 == 0 })
  }

  @Test("a smaller batch than planned, and a tower run alone, give what the whole forward gives")
  func parts() {
    let example = Example(count: 3)
    let all = example.forward(training: false)
    let some = Array(
      example.net.forward(
        pictures: example.pictures, spectra: example.spectra, count: 2, training: false))
    #expect(some == Array(all.prefix(4)))
    var before = [Float](repeating: 0, count: 32)
    example.net.embeddings(.audio, count: 2, into: &before)
    example.net.embed(.audio, example.spectra, count: 2)
    var after = [Float](repeating: 1, count: 32)
    example.net.embeddings(.audio, count: 2, into: &after)
    #expect(before == after)
  }

  @Test("weights written and read into an instance for inference give the same logits")
  func weights() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("weights-\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    let example = Example()
    example.disturb()
    example.forward(training: true)
    let moments: [Float] = [1, 2]
    try moments.withUnsafeBufferPointer {
      try example.net.write(
        to: url, extra: [SafeTensor(name: "optimizer.m", shape: [2], floats: $0)],
        metadata: ["pairs": "7"])
    }
    let file = try SafeTensorsFile(contentsOf: url)
    let configuration = try L3Net.configuration(of: file, at: url)
    #expect(configuration == example.net.configuration)
    #expect(file.metadata["pairs"] == "7")
    #expect(try file.floats("optimizer.m") == moments)
    #expect(file.tensors["vision.conv1_1.weight"]?.shape == [2, 3, 3, 3])
    #expect(file.tensors["fc1.weight"]?.shape == [128, 32])
    #expect(file.tensors["audio.input_bn.running_mean"]?.shape == [1])
    let other = Example(mode: .inference, seed: 1)
    try other.net.load(file)
    #expect(other.forward(training: false) == example.forward(training: false))
    let wider = Example(width: 3)
    #expect(throws: ArrayFileError.self) { try wider.net.load(file) }
  }

  @Test("momentum 1 / k in the k-th batch makes the running statistics means over batches")
  func cumulativeStatistics() {
    let example = Example()
    let row = example.net.parameters.runningTable[0]
    #expect(row.name == "vision.input_bn.running_mean")
    for k in 1...3 {
      example.net.momentum = 1 / Float(k)
      example.forward(training: true)
    }
    let plane = example.net.pictureSize.count
    let red = (0..<2).flatMap { b in example.pictures[b * 3 * plane..<(b * 3 + 1) * plane] }
    let mean = red.reduce(0) { $0 + Double($1) } / Double(red.count)
    #expect(abs(Double(example.net.parameters.running.base[row.offset]) - mean) < 1e-5)
  }
}
