import Compute

/// Canonical correlation analysis: directions of two modalities along which their clips agree most.
///
/// With A and B the rows of both about their means, C the covariances and r a share of the mean
/// variance, the whitened cross-covariance
///
///     T = (C_aa + r_a I)^(-1/2) C_ab (C_bb + r_b I)^(-1/2) = U diag(s) V^T
///
/// gives the projections (C_aa + r_a I)^(-1/2) U and (C_bb + r_b I)^(-1/2) V; s are the correlations
/// (Hotelling 1936; regularised after Vinod 1976). *Objects that Sound* compares with L3 and CCA.
public struct CanonicalCorrelation: Sendable {
  /// What to look for.
  public struct Options: Sendable, Equatable {
    /// Directions to keep, fewer where there are fewer.
    public var components: Int
    /// What is added to every variance, as a share of the mean variance of the modality.
    public var regularisation: Double

    /// The defaults are our choice.
    public init(components: Int = 64, regularisation: Double = 0.01) {
      self.components = components
      self.regularisation = regularisation
    }
  }

  /// One modality's part.
  public struct Projection: Sendable {
    /// The mean of each column.
    public let mean: [Float]
    /// Row-major [columns, components].
    public let directions: FloatMatrix

    /// `rows` along the directions: [rows, components].
    public func callAsFunction(_ rows: FloatMatrix, pool: WorkerPool) -> FloatMatrix {
      precondition(
        rows.columns == mean.count,
        "canonical correlation: \(rows.columns) columns, \(mean.count) were fitted")
      let (d, wide) = (rows.columns, directions.columns)
      // (x - m) W = x W - m W.
      var shift = [Float](repeating: 0, count: wide)
      for component in 0..<wide {
        var sum = 0.0
        for column in 0..<d {
          sum += Double(mean[column]) * Double(directions.base[column * wide + component])
        }
        shift[component] = Float(sum)
      }
      let block = 256
      return FloatMatrix(rows: rows.rows, columns: wide) { target in
        pool.parallel(count: (rows.rows + block - 1) / block) { index, _ in
          let first = index * block
          let count = min(block, rows.rows - first)
          let own = target + first * wide
          for row in 0..<count {
            for component in 0..<wide { own[row * wide + component] = -shift[component] }
          }
          multiply(
            rows.base + first * d, lda: d, directions.base, ldb: wide, into: own, ldc: wide,
            m: count, n: wide, k: d, beta: 1)
        }
      }
    }
  }

  /// The first modality's directions.
  public let first: Projection
  /// The second modality's directions.
  public let second: Projection
  /// The correlation along each direction, largest first, as regularised.
  public let correlations: [Double]

  /// Fits pairs: row i of both is the same clip.
  ///
  /// Constant columns take no part. Throws `AnalysisError` for fewer than two rows, numbers that are
  /// not finite, modalities of different length, and when all rows of one are equal.
  public static func fit(
    _ first: FloatMatrix, _ second: FloatMatrix, _ options: Options = Options(), pool: WorkerPool
  ) throws -> CanonicalCorrelation {
    guard options.components >= 1 else {
      throw AnalysisError.option(
        name: "components", found: "\(options.components)", expected: "at least 1")
    }
    guard options.regularisation >= 0 else {
      throw AnalysisError.option(
        name: "regularisation", found: "\(options.regularisation)", expected: "0 or more")
    }
    guard first.rows == second.rows else {
      throw AnalysisError.lengths(
        what: "rows of the second modality", found: second.rows, expected: first.rows)
    }
    guard first.rows >= 2 else {
      throw AnalysisError.tooFewRows(
        found: first.rows, needed: 2, purpose: "canonical correlation")
    }
    try AnalysisError.checkFinite(first)
    try AnalysisError.checkFinite(second)
    let cross = Covariance(first, second, pool: pool)
    let left = try Whitening(Covariance(first, pool: pool).values, options.regularisation)
    let right = try Whitening(Covariance(second, pool: pool).values, options.regularisation)
    guard left.size > 0, right.size > 0 else {
      throw AnalysisError.constant(purpose: "canonical correlation")
    }
    // T in the bases of the eigenvectors: [left.size, right.size].
    let half = product(left.rows, left.size, cross.values, first.columns, second.columns)
    let whitened = product(
      half, left.size, right.rows, second.columns, right.size, transposed: true)
    let square = product(
      whitened, left.size, whitened, right.size, left.size, transposed: true)
    let eigen = try SymmetricEigen(size: left.size, matrix: square)
    let singular = eigen.values.map { max(0, $0).squareRoot() }
    // Directions that do not correlate at all have no partner.
    let limit = 1e-6 * max(1e-12, singular.first ?? 0)
    let kept = min(options.components, singular.prefix { $0 > limit }.count)
    guard kept > 0 else { throw AnalysisError.constant(purpose: "canonical correlation") }
    let u = Array(eigen.vectors[..<(kept * left.size)])
    var v = product(u, kept, whitened, left.size, right.size)
    for place in v.indices { v[place] /= singular[place / right.size] }
    return CanonicalCorrelation(
      first: Projection(
        mean: cross.meanA.map(Float.init),
        directions: columns(product(u, kept, left.rows, left.size, first.columns), kept)),
      second: Projection(
        mean: cross.meanB.map(Float.init),
        directions: columns(product(v, kept, right.rows, right.size, second.columns), kept)),
      correlations: Array(singular[..<kept]))
  }

  /// A [m, k] times B [k, n], or with `transposed` B [n, k] transposed.
  private static func product(
    _ a: [Double], _ m: Int, _ b: [Double], _ k: Int, _ n: Int, transposed: Bool = false
  ) -> [Double] {
    var c = [Double](repeating: 0, count: m * n)
    multiply(
      a, lda: k, b, ldb: transposed ? k : n, transposedB: transposed, into: &c, ldc: n, m: m,
      n: n, k: k)
    return c
  }

  /// Row-major [count, n] as columns [n, count] in float32.
  private static func columns(_ rows: [Double], _ count: Int) -> FloatMatrix {
    let n = rows.count / count
    return FloatMatrix(
      rows: n, columns: count,
      values: (0..<rows.count).map { Float(rows[$0 % count * n + $0 / count]) })
  }
}

/// Directions along which a modality has variance, each scaled to variance 1.
private struct Whitening {
  /// How many directions there are.
  let size: Int
  /// Row-major [size, columns].
  let rows: [Double]

  init(_ covariance: [Double], _ regularisation: Double) throws {
    let n = Int(Double(covariance.count).squareRoot().rounded())
    let eigen = try SymmetricEigen(size: n, matrix: covariance)
    let mean = eigen.values.reduce(0) { $0 + max(0, $1) } / Double(max(1, n))
    // Below the rounding of a product in float32 there is no variance to trust.
    let limit = 1e-6 * max(0, eigen.values.first ?? 0)
    size = eigen.values.prefix { $0 > limit && $0 > 0 }.count
    rows = (0..<size * n).map { place in
      eigen.vectors[place] / (eigen.values[place / n] + regularisation * mean).squareRoot()
    }
  }
}
