import Analysis
import Compute
import Foundation
import NeuralNet
import Session

/// An index with what the session knows of its rows' clips: the ground that analyses stand on.
public struct LabelledIndex: Sendable {
  /// The embeddings.
  public let index: EmbeddingIndex
  /// The network that made them.
  public let network: NetworkIdentity
  /// The clip of each row, [N].
  public let clips: [ClipRecord]
  /// The classes, in alphabetical order; empty where no clip has a label.
  public let classes: [String]
  /// The class of each row, or -1, [N].
  public let labels: [Int32]
  /// A number for the source video of each row, [N]: rows of one source are one video.
  public let sources: [Int32]

  /// Joins an index with the clips of its session.
  ///
  /// - Throws: `ExperimentError.damagedIndex` when a row's clip is unknown to the session.
  public init(_ index: EmbeddingIndex, network: NetworkIdentity, in store: SessionStore) throws {
    try self.init(
      index, network: network, clips: try store.clips(), session: store.location.word)
  }

  /// Joins an index with clips, all that its rows are of among them.
  package init(
    _ index: EmbeddingIndex, network: NetworkIdentity, clips all: [ClipRecord],
    session: String = "SESSION"
  ) throws {
    self.index = index
    self.network = network
    var byNumber: [Int64: ClipRecord] = [:]
    for clip in all { byNumber[clip.id] = clip }
    clips = try index.clips.map { number in
      guard let clip = byNumber[number] else {
        throw ExperimentError.damagedIndex(
          name: index.record.name, reason: "clip \(number) is not in the session",
          remedy: index.record.remaking(in: session))
      }
      return clip
    }
    classes = Set(clips.compactMap(\.label)).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, Int32($0)) })
    labels = clips.map { $0.label.flatMap { numbers[$0] } ?? -1 }
    var sourceNumbers: [String: Int32] = [:]
    for clip in clips where sourceNumbers[clip.source] == nil {
      sourceNumbers[clip.source] = Int32(sourceNumbers.count)
    }
    sources = clips.map { sourceNumbers[$0.source, default: -1] }
  }

  /// The index of a split by a network, made or completed if need be.
  public static func make(
    _ choice: NetworkChoice, _ options: Indexer.Options, in store: SessionStore, pool: WorkerPool,
    monitor: AnalysisMonitor
  ) throws -> LabelledIndex {
    let network = try AnalysedNetwork(choice, in: store, pool: pool)
    let outcome = try Indexer(store: store, options: options).run(network, monitor: monitor)
    return try LabelledIndex(outcome.index, network: network.identity, in: store)
  }

  /// The rows that have a label; all where `labels` are complete.
  public var labelledRows: [Int] { labels.indices.filter { labels[$0] >= 0 } }
}
