import Arrays
import Compute
import Corpus
import Foundation
import NeuralNet
import Session
import Signal
import Training

/// Which network an analysis looks at.
public enum NetworkChoice: Sendable, Equatable {
  /// A run's checkpoint: "best", "last" or a file; of the latest run where none is named.
  case trained(run: String?, checkpoint: String)
  /// The random network of every comparison, of the architecture of that checkpoint.
  case random(run: String?, checkpoint: String, seed: UInt64)
}

/// What tells one network from another, and what people call it.
public struct NetworkIdentity: Codable, Sendable, Equatable {
  /// A digest of weights and running statistics.
  public var digest: String
  /// Whether it learnt anything.
  public var isTrained: Bool
  /// The run's name; empty for a random network.
  public var run: String
  /// Steps that it was trained for.
  public var step: Int
  /// The weights file.
  public var weights: String
  /// The id of the sound front-end.
  public var frontEnd: String
  /// Base channels.
  public var width: Int
  /// Stride of conv1_1.
  public var stride: Int
  /// The seed of a random network's weights, or of the training.
  public var seed: UInt64

  /// The network that an index was made by.
  public init(_ index: IndexRecord) {
    self.init(
      digest: index.network, isTrained: index.isTrained, run: index.run, step: index.step,
      weights: index.weights, frontEnd: index.frontEnd, width: index.width, stride: index.stride,
      seed: index.seed)
  }

  init(
    digest: String, isTrained: Bool, run: String, step: Int, weights: String, frontEnd: String,
    width: Int, stride: Int, seed: UInt64
  ) {
    self.digest = digest
    self.isTrained = isTrained
    self.run = run
    self.step = step
    self.weights = weights
    self.frontEnd = frontEnd
    self.width = width
    self.stride = stride
    self.seed = seed
  }

  /// For people: "seed-2, step 2,100" or "random network, seed 1".
  public var title: String {
    isTrained
      ? "\(run.isEmpty ? URL(fileURLWithPath: weights).lastPathComponent : run), step \(step)"
      : "random network, seed \(seed)"
  }
}

/// A network ready to embed, with its identity.
public final class AnalysedNetwork {
  /// The network, for inference.
  public let net: L3Net
  /// What it is.
  public let identity: NetworkIdentity

  /// Windows of a pass.
  static let batch = 16

  private init(net: L3Net, identity: NetworkIdentity) {
    self.net = net
    self.identity = identity
  }

  /// Loads what `choice` names; a random network is made when it is first asked for.
  ///
  /// - Throws: `TrainingError.noCheckpoint` or `mismatch`, `ArrayFileError`, `SessionError`.
  public convenience init(
    _ choice: NetworkChoice, in store: SessionStore, pool: WorkerPool,
    isCancelled: () -> Bool = { false }
  ) throws {
    switch choice {
    case .trained(let run, let checkpoint):
      let (file, record) = try Self.weights(run, checkpoint, in: store)
      try self.init(weights: file, run: record, pool: pool)
    case .random(let run, let checkpoint, let seed):
      let configuration = try Self.architecture(run, checkpoint, in: store)
      let file = try RandomNetwork(configuration: configuration, seed: seed).file(
        in: store, pool: pool, isCancelled: isCancelled)
      try self.init(weights: file, run: nil, pool: pool)
    }
  }

  /// The weights file that is meant, and its run where it is one of the session's.
  private static func weights(
    _ run: String?, _ checkpoint: String, in store: SessionStore
  ) throws -> (file: URL, run: RunRecord?) {
    guard let record = try self.run(run, checkpoint: checkpoint, in: store) else {
      return (URL(fileURLWithPath: checkpoint), nil)
    }
    return (try CheckpointFolder.file(checkpoint, of: record, in: store), record)
  }

  /// What a random network is made like: the run's manifest tells before there is a checkpoint.
  private static func architecture(
    _ run: String?, _ checkpoint: String, in store: SessionStore
  ) throws -> NetworkConfiguration {
    if ["best", "last"].contains(checkpoint),
      let record = try self.run(run, checkpoint: checkpoint, in: store)
    {
      return try RunManifest(json: record.manifest).options.network
    }
    let file = try weights(run, checkpoint, in: store).file
    return try L3Net.configuration(of: SafeTensorsFile(contentsOf: file), at: file)
  }

  /// The run that is meant; nil where the checkpoint is a file and no run is named.
  private static func run(
    _ name: String?, checkpoint: String, in store: SessionStore
  ) throws -> RunRecord? {
    if let name { return try store.run(named: name) }
    let latest = try store.latestRun()
    if latest == nil && ["best", "last"].contains(checkpoint) {
      throw TrainingError.noCheckpoint(session: store.location.word)
    }
    return latest
  }

  /// Loads a weights file.
  private convenience init(weights file: URL, run: RunRecord?, pool: WorkerPool) throws {
    let tensors = try SafeTensorsFile(contentsOf: file)
    let configuration = try L3Net.configuration(of: tensors, at: file)
    guard configuration.frontEnd == LogSpectrogram.frontEnd else {
      throw TrainingError.mismatch(
        file: file.path, found: "sound front-end '\(configuration.frontEnd)'",
        expected: "'\(LogSpectrogram.frontEnd)'")
    }
    let net = L3Net(
      configuration: configuration, batch: Self.batch, pool: pool, mode: .inference)
    try net.load(tensors)
    let isRandom = tensors.metadata[RandomNetwork.key] != nil
    self.init(
      net: net,
      identity: NetworkIdentity(
        digest: Self.digest(net), isTrained: !isRandom,
        run: isRandom ? "" : tensors.metadata["run"] ?? run?.name ?? "",
        step: tensors.metadata["step"].flatMap { Int($0) } ?? 0, weights: file.path,
        frontEnd: configuration.frontEnd, width: configuration.width,
        stride: configuration.stride,
        seed: tensors.metadata["seed"].flatMap { UInt64($0) } ?? 0))
  }

  /// FNV-1a over 32-bit words, 64 bits: tells weights apart; not for secrets.
  private static func digest(_ net: L3Net) -> String {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    for arena in [net.parameters.values, net.parameters.running] {
      for number in arena.values {
        value = (value ^ UInt64(number.bitPattern)) &* 0x0000_0100_0000_01b3
      }
    }
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// The random network of every comparison: the same architecture, initialised from a seed, batch norm's
/// statistics estimated on 512 training samples, nothing learnt.
struct RandomNetwork {
  let configuration: NetworkConfiguration
  let seed: UInt64

  /// The key of its files' metadata by which they are told from trained ones.
  static let key = "random_network"
  /// Samples for the statistics of batch norm.
  private static let samples = 512

  /// The file of its weights, made if it is not there.
  func file(
    in store: SessionStore, pool: WorkerPool, isCancelled: () -> Bool
  ) throws -> URL {
    let name = "random-w\(configuration.width)-s\(configuration.stride)-seed\(seed).safetensors"
    let url = store.location.checkpoints.appendingPathComponent(name)
    if FileManager.default.fileExists(atPath: url.path) { return url }
    let net = L3Net(
      configuration: configuration, batch: AnalysedNetwork.batch, pool: pool, mode: .training)
    net.initialise(seed: seed)
    let sampler = try PairSampler(
      clips: try store.trainingClips().filter { $0.split == .train }, seed: seed,
      name: "random-network", augments: false)
    let batches = Self.samples / net.batch
    let loader = BatchLoader(
      sampler: sampler, batchSize: net.batch, limit: batches, threads: pool.threads)
    defer { loader.stop() }
    var number = 0
    while !isCancelled(), let batch = try loader.next() {
      // 1 / k in the k-th batch makes the running statistics plain means.
      number += 1
      net.momentum = 1 / Float(number)
      net.forward(
        pictures: batch.pictures, spectra: batch.spectra, count: net.batch, training: true)
      loader.release()
    }
    guard number == batches else { throw ExperimentError.cancelled }
    try FileManager.default.createDirectory(
      at: store.location.checkpoints, withIntermediateDirectories: true)
    try net.write(to: url, metadata: [Self.key: "1", "seed": String(seed), "step": "0"])
    return url
  }
}
