import Compute
import Glibc

/// Clips found by clips: how well nearness, by cosine, finds the class or the very clip.
///
/// Row i of every matrix is the same clip; rows are normalised here. Scores are products of blocks of
/// rows, and only the best of each query are kept.
public enum Retrieval {
  /// Mean nDCG of all queries.
  public struct Gain: Sendable, Equatable {
    /// The mean over the queries, 0...1.
    public let mean: Double
    /// What a random order reaches, on the average.
    public let chance: Double
    /// Clips that were asked: those with a label that another candidate has too.
    public let queries: Int
    /// The nDCG of each clip; nil where it was not asked.
    public let values: [Double?]
  }

  /// How often a clip's other modality is among the nearest.
  public struct Recall: Sendable, Equatable {
    /// The share of queries whose own clip is among the nearest `depth`.
    public struct Share: Sendable, Equatable {
      /// How many candidates are looked at.
      public let depth: Int
      /// The share found.
      public let value: Double
      /// What a random order finds.
      public let chance: Double
    }

    /// The share for each depth asked for.
    public let shares: [Share]
    /// The rank of each query's own clip, from 1.
    public let ranks: [Int]
    /// The middle rank (the mean of the two middle ones of an even number).
    public let medianRank: Double
  }

  /// nDCG of clips ranked by their nearness to each clip, relevant when of its class (the measure of
  /// *Objects that Sound*, k = 30, with classes where its relevance follows a hierarchy of labels):
  ///
  ///     DCG = sum over ranks r = 1...k of relevant_r / log2(r + 1)
  ///
  /// divided by that of the best order there is. Equal scores are ordered by row. Within one modality
  /// (`candidates` nil) a query is not its own candidate.
  ///
  /// - Parameters:
  ///   - labels: the class of each row, negative for none: such rows are candidates, not queries.
  ///
  /// Returns nil when no two candidates share a class, or when it was stopped.
  public static func gain(
    queries: FloatMatrix, candidates: FloatMatrix? = nil, labels: [Int32], depth: Int = 30,
    pool: WorkerPool, monitor: AnalysisMonitor = .silent
  ) throws -> Gain? {
    let search = try CosineSearch(queries, candidates, depths: [depth])
    guard labels.count == queries.rows else {
      throw AnalysisError.lengths(what: "labels", found: labels.count, expected: queries.rows)
    }
    guard let nearest = search.nearest(depth, pool, monitor) else { return nil }
    var rows: [Int32: Int] = [:]
    for label in labels where label >= 0 { rows[label, default: 0] += 1 }
    let discounts = (0..<depth).map { 1 / log2(Double($0 + 2)) }
    let best = discounts.reduce(into: [0.0]) { $0.append($0[$0.count - 1] + $1) }
    let own = candidates == nil ? 1 : 0
    let all = queries.rows - own
    var values = [Double?](repeating: nil, count: labels.count)
    var (sum, chance, asked) = (0.0, 0.0, 0)
    for (row, label) in labels.enumerated() where label >= 0 {
      let relevant = (rows[label] ?? 0) - own
      guard relevant > 0 else { continue }
      var gain = 0.0
      for rank in 0..<min(depth, all) where labels[Int(nearest[row * depth + rank])] == label {
        gain += discounts[rank]
      }
      let ideal = best[min(depth, relevant)]
      values[row] = gain / ideal
      sum += gain / ideal
      chance += best[min(depth, all)] * Double(relevant) / Double(all) / ideal
      asked += 1
    }
    guard asked > 0 else { return nil }
    return Gain(
      mean: sum / Double(asked), chance: chance / Double(asked), queries: asked, values: values)
  }

  /// How often, for each row of `queries`, the same row of `candidates` is among the nearest.
  ///
  /// Candidates that are as near as the clip itself, within rounding, do not count before it. Returns
  /// nil when it was stopped.
  public static func recall(
    queries: FloatMatrix, candidates: FloatMatrix, depths: [Int] = [1, 5, 10, 30],
    pool: WorkerPool, monitor: AnalysisMonitor = .silent
  ) throws -> Recall? {
    let search = try CosineSearch(queries, candidates, depths: depths)
    guard let ranks = search.ownRanks(pool, monitor) else { return nil }
    let n = ranks.count
    let shares = depths.map { depth in
      Recall.Share(
        depth: depth, value: Double(ranks.count { $0 <= depth }) / Double(n),
        chance: Double(min(depth, n)) / Double(n))
    }
    let sorted = ranks.sorted()
    return Recall(
      shares: shares, ranks: ranks,
      medianRank: Double(sorted[(n - 1) / 2] + sorted[n / 2]) / 2)
  }
}
