import Compute

/// Pearson's correlation of every unit of one kind with every unit of another, over the same clips.
public struct UnitCorrelation: Sendable {
  /// Units of the first kind.
  public let rows: Int
  /// Units of the second kind.
  public let columns: Int
  /// Row-major [rows, columns], -1...1; 0 where a unit is constant.
  public let values: [Float]
  private let isSelf: Bool

  /// A unit beside another.
  public struct Match: Sendable, Equatable {
    /// The other unit's number.
    public let unit: Int
    /// Their correlation.
    public let correlation: Float
  }

  /// Correlates the columns of `first` with those of `second`, row by row of the same clips; with
  /// each other where `second` is nil.
  ///
  /// Throws `AnalysisError` for numbers that are not finite and for different numbers of rows.
  public static func run(
    _ first: FloatMatrix, with second: FloatMatrix? = nil, pool: WorkerPool
  ) throws -> UnitCorrelation {
    if let second, second.rows != first.rows {
      throw AnalysisError.lengths(what: "rows", found: second.rows, expected: first.rows)
    }
    try AnalysisError.checkFinite(first)
    if let second { try AnalysisError.checkFinite(second) }
    let covariance = Covariance(first, second, pool: pool)
    let left = inverseDeviations(first, covariance.meanA, pool)
    let right = second.map { inverseDeviations($0, covariance.meanB, pool) } ?? left
    let wide = right.count
    let values = covariance.values.enumerated().map { place, value in
      Float(min(1, max(-1, value * left[place / wide] * right[place % wide])))
    }
    return UnitCorrelation(
      rows: left.count, columns: wide, values: values, isSelf: second == nil)
  }

  /// The units most like `unit`, best first, equal ones by number; itself left out.
  public func mostSimilar(to unit: Int, count: Int) -> [Match] {
    precondition(unit >= 0 && unit < rows, "correlation: unit \(unit) of \(rows)")
    let matches = (0..<columns).filter { !isSelf || $0 != unit }
      .map { Match(unit: $0, correlation: values[unit * columns + $0]) }
    return Array(
      matches.sorted { ($1.correlation, $0.unit) < ($0.correlation, $1.unit) }.prefix(count))
  }

  /// The unit of the second kind that goes best with `unit`; nil where there is none.
  public func bestMatch(of unit: Int) -> Match? { mostSimilar(to: unit, count: 1).first }

  /// 1 / standard deviation of each column about its mean, 0 where it is constant.
  private static func inverseDeviations(
    _ matrix: FloatMatrix, _ means: [Double], _ pool: WorkerPool
  ) -> [Double] {
    let (n, d) = (matrix.rows, matrix.columns)
    let squares = SharedBuffer(count: pool.threads * d, repeating: 0.0)
    let varies = SharedBuffer(count: pool.threads * d, repeating: false)
    pool.parallel(count: pool.threads) { part, _ in
      let (squares, varies) = (squares.base + part * d, varies.base + part * d)
      for row in pool.range(of: part, count: n) {
        for column in 0..<d {
          let value = matrix.base[row * d + column]
          let difference = Double(value) - means[column]
          squares[column] += difference * difference
          if value != matrix.base[column] { varies[column] = true }
        }
      }
    }
    return (0..<d).map { column in
      let parts = (0..<pool.threads).map { $0 * d + column }
      guard parts.contains(where: { varies[$0] }) else { return 0 }
      let variance = parts.reduce(0) { $0 + squares[$1] } / Double(n)
      return variance > 0 ? 1 / variance.squareRoot() : 0
    }
  }
}
