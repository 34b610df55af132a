import Compute
import Foundation

/// How likely each row is another's neighbour: P of t-SNE (van der Maaten and Hinton 2008), sparse.
///
/// p(j|i) = exp(-beta_i d_ij^2) / sum over the neighbours of i, with beta_i such that the distribution has the
/// wanted perplexity; p_ij = (p(j|i) + p(i|j)) / 2N.
public struct Affinities: Sendable {
  /// p_ij, symmetric, summing to 1.
  public let matrix: SparseRows
  /// The perplexity of each row's distribution.
  public let perplexity: Double
  /// The sum of p log p: what the divergence of a layout has that does not depend on the layout.
  let negativeEntropy: Double

  /// The number of rows.
  public var rows: Int { matrix.rows }

  /// Neighbours that a perplexity needs: three times it (van der Maaten 2014).
  public static func neighbours(perplexity: Double) -> Int { Int(3 * perplexity) }

  /// Refuses a perplexity that `rows` rows are too few for, and one below 1.
  public static func check(perplexity: Double, rows: Int) throws {
    guard perplexity >= 1, perplexity.isFinite else {
      throw AnalysisError.option(
        name: "perplexity", found: "\(perplexity)", expected: "a number of at least 1")
    }
    guard Double(rows) >= 3 * perplexity + 1 else {
      let greatest = (rows - 1) / 3
      throw AnalysisError.tooFewRows(
        found: rows, needed: Int((3 * perplexity).rounded(.up)) + 1,
        purpose: "t-SNE with perplexity \(perplexity.formatted(.number.grouping(.never)))"
          + (greatest >= 1 ? " (these rows allow up to \(greatest))" : ""))
    }
  }

  /// Of rows among themselves.
  ///
  /// - Throws: `AnalysisError` for too few rows and numbers that are not finite; `CancellationError`
  ///   when the monitor ends it.
  public init(
    _ rows: FloatMatrix, perplexity: Double, search: NearestNeighbours.Search = .automatic,
    seed: UInt64 = 1, pool: WorkerPool, monitor: AnalysisMonitor = .silent
  ) throws {
    try Self.check(perplexity: perplexity, rows: rows.rows)
    let neighbours = try NearestNeighbours.among(
      rows, count: Self.neighbours(perplexity: perplexity), search: search, seed: seed, pool: pool,
      monitor: monitor)
    try self.init(neighbours, perplexity: perplexity, pool: pool)
  }

  /// Of neighbours already found: the first 3 * perplexity of each row.
  ///
  /// - Throws: `AnalysisError` when there are fewer neighbours than that.
  public init(_ neighbours: NearestNeighbours, perplexity: Double, pool: WorkerPool) throws {
    try Self.check(perplexity: perplexity, rows: neighbours.rows)
    let conditional = try ConditionalProbabilities(neighbours, perplexity: perplexity, pool: pool)
    self.perplexity = perplexity
    matrix = SparseRows.symmetrised(
      indices: conditional.indices, weights: conditional.values.base, stride: conditional.stride,
      rows: neighbours.rows, count: conditional.count, scale: 0.5 / Float(neighbours.rows),
      pool: pool)
    var sum = 0.0
    for entry in 0..<matrix.count {
      let p = Double(matrix.values[entry])
      if p > 0 { sum += p * log(p) }
    }
    negativeEntropy = sum
  }
}

/// p(j|i) of each row's first neighbours.
package struct ConditionalProbabilities {
  /// The neighbours: [rows, count].
  package let indices: [Int32]
  /// p(j|i): [rows, stride], the filling 0.
  package let values: AlignedBuffer
  /// Neighbours of each row.
  package let count: Int
  /// From row to row of `values`.
  package let stride: Int

  /// Of the first 3 * perplexity neighbours of each row.
  package init(_ neighbours: NearestNeighbours, perplexity: Double, pool: WorkerPool) throws {
    let count = Affinities.neighbours(perplexity: perplexity)
    guard count <= neighbours.count else {
      throw AnalysisError.lengths(
        what: "neighbours of a row", found: neighbours.count, expected: count)
    }
    let stride = (count + 7) / 8 * 8
    let values = AlignedBuffer(count: neighbours.rows * stride)
    let scratch = (0..<pool.threads).map { _ in AlignedBuffer(count: stride) }
    pool.parallel(count: neighbours.rows) { row, worker in
      let squared = scratch[worker].base
      for place in 0..<count {
        let distance = neighbours.distances[row * neighbours.count + place]
        squared[place] = distance * distance
      }
      LayoutPasses.probabilities(
        squared, count: count, perplexity: perplexity, into: values.base + row * stride)
    }
    self.values = values
    self.count = count
    self.stride = stride
    indices =
      count == neighbours.count
      ? neighbours.indices
      : (0..<neighbours.rows).flatMap { row in
        neighbours.indices[row * neighbours.count..<row * neighbours.count + count]
      }
  }
}
