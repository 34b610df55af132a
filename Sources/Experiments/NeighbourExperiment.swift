import Analysis
import Compute
import Foundation
import NeuralNet
import Session

/// The clips nearest to a clip, within a modality or across, by cosine; and how well nearness finds
/// classes and the very clip over the whole split (*Objects that Sound* 4.1).
public struct NeighbourExperiment: Sendable {
  /// Which rows are compared with which.
  public struct Options: Codable, Sendable, Equatable {
    /// The modality of the clip that is asked for.
    public var modality = Modality.audio
    /// Whether its neighbours are of the other modality.
    public var isCross = false
    /// Whether both are first projected by canonical correlation, fitted on training clips.
    public var usesCCA = false
    /// Neighbours of the clip.
    public var count = 10

    /// Ten audio neighbours of a sound.
    public init() {}
  }

  /// A neighbour.
  public struct Neighbour: Sendable {
    /// The clip.
    public var clip: ClipRecord
    /// The middle of the window, in seconds.
    public var time: Double
    /// Cosine of the angle between the embeddings.
    public var similarity: Double

    /// A neighbour.
    public init(clip: ClipRecord, time: Double, similarity: Double) {
      self.clip = clip
      self.time = time
      self.similarity = similarity
    }
  }

  /// How well nearness finds what it should, over all clips of the split.
  public struct Figures: Codable, Sendable, Equatable {
    /// nDCG at 30 of clips of the same class; nil without labels.
    public var gain: Double?
    /// What a random order reaches.
    public var chanceGain: Double?
    /// Share of clips whose own other half is the nearest, and among the nearest 10; nil within one
    /// modality.
    public var recallAt1: Double?
    /// Among the nearest ten.
    public var recallAt10: Double?
    /// What a random order finds among ten.
    public var chanceRecallAt10: Double?
    /// Clips.
    public var n: Int
  }

  private let options: Options
  private let queries: FloatMatrix
  private let candidates: FloatMatrix
  private let subject: LabelledIndex
  private let pool: WorkerPool

  /// Prepares the rows: projected where that is asked for, and of length 1.
  ///
  /// - Parameter training: pairs that the projections are fitted on; of the training split.
  public init(
    _ subject: LabelledIndex, training: LabelledIndex?, options: Options, pool: WorkerPool
  ) throws {
    self.options = options
    self.subject = subject
    self.pool = pool
    var rows: [Modality: FloatMatrix] = [:]
    for modality in Modality.allCases { rows[modality] = subject.index.matrix(modality) }
    if options.usesCCA, let training {
      let fitted = try CanonicalCorrelation.fit(
        training.index.vision, training.index.audio, pool: pool)
      rows[.vision] = fitted.first(subject.index.vision, pool: pool)
      rows[.audio] = fitted.second(subject.index.audio, pool: pool)
    }
    let other: Modality = options.modality == .audio ? .vision : .audio
    queries = Self.normalised(rows[options.modality] ?? subject.index.audio)
    candidates =
      options.isCross ? Self.normalised(rows[other] ?? subject.index.vision) : queries
  }

  /// The nearest rows to a clip's, that clip's own rows left out within one modality.
  public func neighbours(of clip: Int64) throws -> [Neighbour] {
    let own = subject.index.clips.indices.filter { subject.index.clips[$0] == clip }
    guard let row = own.isEmpty ? nil : own[own.count / 2] else { return [] }
    let wanted = min(candidates.rows, options.count + (options.isCross ? 0 : own.count))
    let found = try NearestNeighbours.of(
      queries.selecting([row]), among: candidates, count: wanted, pool: pool)
    var result: [Neighbour] = []
    for (index, distance) in zip(found.indices.map { Int($0) }, found.distances) {
      if !options.isCross && subject.index.clips[index] == clip { continue }
      // |x - y|^2 = 2 - 2 cos for rows of length 1.
      let similarity = 1 - Double(distance) * Double(distance) / 2
      result.append(
        Neighbour(
          clip: subject.clips[index], time: subject.index.times[index], similarity: similarity))
      if result.count == options.count { break }
    }
    return result
  }

  /// The figures over all clips.
  public func figures(monitor: AnalysisMonitor) throws -> Figures {
    var figures = Figures(n: queries.rows)
    if !subject.classes.isEmpty {
      let gain = try Retrieval.gain(
        queries: queries, candidates: options.isCross ? candidates : nil, labels: subject.labels,
        pool: pool, monitor: monitor)
      figures.gain = gain?.mean
      figures.chanceGain = gain?.chance
    }
    if options.isCross {
      let recall = try Retrieval.recall(
        queries: queries, candidates: candidates, depths: [1, 10], pool: pool, monitor: monitor)
      figures.recallAt1 = recall?.shares[0].value
      figures.recallAt10 = recall?.shares[1].value
      figures.chanceRecallAt10 = recall?.shares[1].chance
    }
    return figures
  }

  /// Rows of length 1; rows of zeros stay as they are.
  private static func normalised(_ rows: FloatMatrix) -> FloatMatrix {
    FloatMatrix(rows: rows.rows, columns: rows.columns) { target in
      for row in 0..<rows.rows {
        let values = rows[row]
        let length = values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        let scale = length > 0 ? Float(1 / length) : 0
        for (column, value) in values.enumerated() {
          target[row * rows.columns + column] = value * scale
        }
      }
    }
  }
}
