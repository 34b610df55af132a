import Compute

/// The directions in which rows vary most, and where each row lies along them.
///
/// By subspace iteration on the rows themselves (Halko, Martinsson, Tropp 2011): no matrix of columns by columns is
/// made, so wide rows do no harm.
public struct PrincipalComponents: Sendable {
  /// Each row's place along the components, greatest variance first: [rows, count].
  public let scores: [Float]
  /// The variance along each.
  public let variances: [Double]

  /// Directions iterated beyond those wanted (Halko et al. advise 5 to 10).
  private static let spare = 6
  /// Iterations at most; the wanted variances settle earlier unless many are alike.
  private static let iterations = 60

  /// The first `count` components of `rows`; directions in which nothing varies have scores of 0.
  public init(_ rows: FloatMatrix, count: Int, seed: UInt64 = 1, pool: WorkerPool) {
    let (n, d) = (rows.rows, rows.columns)
    let width = min(count + Self.spare, d)
    let mean = CentredRows.mean(rows, pool: pool)
    var basis = [Double](repeating: 0, count: d * width)
    var stream = RandomStream(seed: seed, name: "principal components")
    for index in basis.indices { basis[index] = stream.normal() }
    Self.orthonormalise(&basis, d, width)
    let projected = AlignedBuffer(count: max(1, n * width))
    var before = [Double](repeating: 0, count: width)
    for _ in 0..<Self.iterations {
      Self.project(rows, mean, basis, width, into: projected, pool: pool)
      basis = Self.pullBack(rows, mean, projected, width, pool: pool)
      let lengths = Self.orthonormalise(&basis, d, width)
      let settled = (0..<min(count, width)).allSatisfy {
        abs(lengths[$0] - before[$0]) <= 1e-6 * lengths[0]
      }
      before = lengths
      if settled { break }
    }
    Self.project(rows, mean, basis, width, into: projected, pool: pool)
    var covariance = [Double](repeating: 0, count: width * width)
    for row in 0..<n {
      let y = projected.base + row * width
      for a in 0..<width { for b in 0...a { covariance[a * width + b] += Double(y[a] * y[b]) } }
    }
    for a in 0..<width {
      for b in 0...a {
        covariance[a * width + b] /= Double(max(1, n - 1))
        covariance[b * width + a] = covariance[a * width + b]
      }
    }
    let (values, vectors) = Self.eigen(covariance, width)
    var scores = [Float](repeating: 0, count: n * count)
    for component in 0..<min(count, width) {
      // A component's sign is arbitrary: its longest part points up.
      let vector = (0..<width).map { vectors[$0 * width + component] }
      let longest = (0..<width).max { abs(vector[$0]) < abs(vector[$1]) } ?? 0
      let sign = vector[longest] < 0 ? -1.0 : 1.0
      for row in 0..<n {
        var sum = 0.0
        for a in 0..<width { sum += Double(projected.base[row * width + a]) * vector[a] }
        scores[row * count + component] = Float(sum * sign)
      }
    }
    self.scores = scores
    variances = (0..<count).map { $0 < width ? max(0, values[$0]) : 0 }
  }

  private static let chunk = 1024

  /// (X - mean) Q, [rows, width].
  private static func project(
    _ rows: FloatMatrix, _ mean: AlignedBuffer, _ basis: [Double], _ width: Int,
    into projected: AlignedBuffer, pool: WorkerPool
  ) {
    let (n, d) = (rows.rows, rows.columns)
    let q = basis.map { Float($0) }
    let shift = (0..<width).map { a in
      Float((0..<d).reduce(0.0) { $0 + Double(mean.base[$1]) * basis[$1 * width + a] })
    }
    pool.parallel(count: (n + chunk - 1) / chunk) { index, _ in
      let first = index * chunk
      let count = min(chunk, n - first)
      let target = projected.base + first * width
      multiply(
        rows.base + first * d, lda: d, q, ldb: width, into: target, ldc: width, m: count,
        n: width, k: d)
      for row in 0..<count { for a in 0..<width { target[row * width + a] -= shift[a] } }
    }
  }

  /// (X - mean)^T Y, [columns, width].
  private static func pullBack(
    _ rows: FloatMatrix, _ mean: AlignedBuffer, _ projected: AlignedBuffer, _ width: Int,
    pool: WorkerPool
  ) -> [Double] {
    let (n, d) = (rows.rows, rows.columns)
    let chunks = (n + chunk - 1) / chunk
    let parts = (0..<pool.threads).map { _ in AlignedBuffer(count: d * width) }
    pool.parallel(count: chunks) { index, worker in
      let first = index * chunk
      multiply(
        rows.base + first * d, lda: d, transposedA: true, projected.base + first * width,
        ldb: width, into: parts[worker].base, ldc: width, m: d, n: width,
        k: min(chunk, n - first), beta: 1)
    }
    var sums = [Double](repeating: 0, count: width)
    for row in 0..<n { for a in 0..<width { sums[a] += Double(projected.base[row * width + a]) } }
    var result = [Double](repeating: 0, count: d * width)
    for column in 0..<d {
      for a in 0..<width {
        var sum = -Double(mean.base[column]) * sums[a]
        for part in parts { sum += Double(part.base[column * width + a]) }
        result[column * width + a] = sum
      }
    }
    return result
  }

  /// Makes the columns of [rows, width] orthonormal in order (Gram and Schmidt, twice); returns what was
  /// left of each column's length. A column with nothing left becomes 0.
  @discardableResult
  private static func orthonormalise(_ matrix: inout [Double], _ rows: Int, _ width: Int)
    -> [Double]
  {
    var lengths = [Double](repeating: 0, count: width)
    for a in 0..<width {
      var whole = 0.0
      for row in 0..<rows { whole += matrix[row * width + a] * matrix[row * width + a] }
      for _ in 0..<2 {
        for b in 0..<a {
          var dot = 0.0
          for row in 0..<rows { dot += matrix[row * width + a] * matrix[row * width + b] }
          for row in 0..<rows { matrix[row * width + a] -= dot * matrix[row * width + b] }
        }
      }
      var square = 0.0
      for row in 0..<rows { square += matrix[row * width + a] * matrix[row * width + a] }
      lengths[a] = square.squareRoot()
      let scale = square > 1e-20 * whole && square > 0 ? 1 / lengths[a] : 0
      for row in 0..<rows { matrix[row * width + a] *= scale }
    }
    return lengths
  }

  /// Eigenvalues, greatest first, and eigenvectors in columns of a symmetric matrix [width, width], by
  /// Jacobi's rotations.
  private static func eigen(_ symmetric: [Double], _ width: Int) -> ([Double], [Double]) {
    var a = symmetric
    var v = [Double](repeating: 0, count: width * width)
    for i in 0..<width { v[i * width + i] = 1 }
    for _ in 0..<60 {
      var off = 0.0
      for p in 0..<width { for q in 0..<p { off += a[p * width + q] * a[p * width + q] } }
      let size = (0..<width).reduce(0.0) { $0 + a[$1 * width + $1] * a[$1 * width + $1] }
      if off <= 1e-30 * size { break }
      for p in 0..<width {
        for q in p + 1..<max(width, p + 1) where a[p * width + q] != 0 {
          let theta = (a[q * width + q] - a[p * width + p]) / (2 * a[p * width + q])
          let t =
            (theta < 0 ? -1.0 : 1.0) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<width {
            let (x, y) = (a[k * width + p], a[k * width + q])
            a[k * width + p] = c * x - s * y
            a[k * width + q] = s * x + c * y
          }
          for k in 0..<width {
            let (x, y) = (a[p * width + k], a[q * width + k])
            a[p * width + k] = c * x - s * y
            a[q * width + k] = s * x + c * y
            let (u, w) = (v[k * width + p], v[k * width + q])
            v[k * width + p] = c * u - s * w
            v[k * width + q] = s * u + c * w
          }
        }
      }
    }
    let order = (0..<width).sorted { a[$0 * width + $0] > a[$1 * width + $1] }
    var vectors = v
    for (place, column) in order.enumerated() {
      for k in 0..<width { vectors[k * width + place] = v[k * width + column] }
    }
    return (order.map { a[$0 * width + $0] }, vectors)
  }
}
