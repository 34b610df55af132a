import Analysis
import Compute
import Corpus
import Foundation
import NeuralNet
import Session

/// The pairs that a network judges worst: highest loss, and most confident mistakes.
public struct HardPairs: Sendable {
  /// Which pairs are looked at.
  public struct Options: Codable, Sendable, Equatable {
    /// The split that pairs are drawn from.
    public var split = ClipRecord.Split.test
    /// Pairs that are judged.
    public var pairs = 2048
    /// Pairs that are listed.
    public var top = 50

    /// 2048 pairs of the test split.
    public init() {}
  }

  /// A pair as it was judged.
  public struct JudgedPair: Codable, Sendable, Equatable {
    /// Number of the clip that shows the frame.
    public var pictureClip: Int64
    /// Time of the frame in its file, in seconds.
    public var frameTime: Double
    /// Number of the clip that sounds.
    public var soundClip: Int64
    /// Start of the second of sound in its file, in seconds.
    public var soundStart: Double
    /// Whether they belong together.
    public var corresponds: Bool
    /// What the network gives to their belonging together, 0 to 1.
    public var probability: Double
    /// Cross-entropy of the judgement, in nats.
    public var loss: Double

    /// Whether the network judged wrongly.
    public var isMistake: Bool { (probability >= 0.5) != corresponds }
    /// How sure the network was of its judgement, 0.5 to 1.
    public var confidence: Double { max(probability, 1 - probability) }
  }

  /// What was found.
  public struct Result: Codable, Sendable, Equatable {
    /// Pairs that were judged.
    public var count = 0
    /// Share judged rightly; chance is 0.5.
    public var accuracy = 0.0
    /// Mean cross-entropy, in nats; ln 2 is chance.
    public var loss = 0.0
    /// The pairs of highest loss, highest first. For two classes these are the most confident
    /// mistakes first, then right judgements of little confidence.
    public var pairs: [JudgedPair] = []
    /// Mean loss and share of mistakes of the pairs whose frame is of a class, by class.
    public var classes: [ClassFigures] = []
    /// Pairs that could not be decoded.
    public var skipped = 0
  }

  /// How well one class is judged.
  public struct ClassFigures: Codable, Sendable, Equatable {
    /// The class.
    public var name: String
    /// Pairs whose frame is of the class.
    public var count: Int
    /// Share judged rightly.
    public var accuracy: Double
    /// Mean cross-entropy, in nats.
    public var loss: Double
  }

  private let options: Options
  private let seed: UInt64

  /// A search by `options`, the pairs drawn from `seed`.
  public init(options: Options, seed: UInt64) {
    self.options = options
    self.seed = seed
  }

  /// Judges the pairs; when it is cancelled, those that were judged by then are what is found.
  ///
  /// - Throws: `CorpusError.tooFewSources`, `ExperimentError.nothingReadable`.
  public func run(
    _ network: AnalysedNetwork, in store: SessionStore, monitor: AnalysisMonitor
  ) throws -> Result {
    let net = network.net
    let split = Split(rawValue: options.split.rawValue) ?? .test
    let clips = try store.trainingClips().filter { $0.split == split }
    let records = try store.clips(split: options.split)
    let numbers = Dictionary(
      records.map { (store.location.url(of: $0.path).path, $0.id) }, uniquingKeysWith: { a, _ in a }
    )
    // The stream of the test: the same pairs as those of the run's test accuracy.
    let sampler = try PairSampler(
      clips: clips, seed: seed, name: options.split.rawValue, augments: false)
    let pairs = sampler.pairs(0..<options.pairs)
    let batch = Batch(count: net.batch)
    let decoder = WindowDecoder(pool: net.pool)
    var judged: [(pair: JudgedPair, label: String?)] = []
    var result = Result()
    var reason = ""
    for first in stride(from: 0, to: pairs.count, by: net.batch) {
      guard monitor.advance(first, of: pairs.count, "judging pairs") else { break }
      let range = first..<min(pairs.count, first + net.batch)
      let (kept, failures) = decoder.decode(pairs[range], of: clips, into: batch)
      result.skipped += failures.count
      reason = failures.last?.reason ?? reason
      guard !kept.isEmpty else { continue }
      net.forward(
        pictures: batch.pictures, spectra: batch.spectra, count: kept.count, training: false)
      _ = net.loss(labels: batch.labels)
      for (place, index) in kept.enumerated() {
        let pair = pairs[index]
        judged.append(
          (
            JudgedPair(
              pictureClip: numbers[clips[pair.pictureClip].path] ?? 0, frameTime: pair.frameTime,
              soundClip: numbers[clips[pair.soundClip].path] ?? 0, soundStart: pair.soundStart,
              corresponds: pair.corresponds,
              probability: Double(net.probabilities[2 * place + 1]),
              loss: Double(net.losses[place])), clips[pair.pictureClip].label
          ))
      }
    }
    guard !judged.isEmpty else {
      throw ExperimentError.nothingReadable(split: options.split.rawValue, reason: reason)
    }
    result.count = judged.count
    result.accuracy = Self.share(judged.map { !$0.pair.isMistake })
    result.loss = judged.reduce(0) { $0 + $1.pair.loss } / Double(judged.count)
    let order = judged.indices.sorted {
      (-judged[$0].pair.loss, $0) < (-judged[$1].pair.loss, $1)
    }
    result.pairs = order.prefix(options.top).map { judged[$0].pair }
    let byClass = Dictionary(grouping: judged.filter { $0.label != nil }) { $0.label ?? "" }
    result.classes = byClass.sorted { $0.key < $1.key }.map { name, members in
      ClassFigures(
        name: name, count: members.count, accuracy: Self.share(members.map { !$0.pair.isMistake }),
        loss: members.reduce(0) { $0 + $1.pair.loss } / Double(members.count))
    }
    return result
  }

  private static func share(_ truths: [Bool]) -> Double {
    Double(truths.count { $0 }) / Double(max(1, truths.count))
  }
}
