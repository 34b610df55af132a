/// Means and products of the columns of two matrices whose rows belong together.
public struct Covariance: Sendable {
  /// The mean of each column of the first matrix.
  public let meanA: [Double]
  /// The mean of each column of the second matrix.
  public let meanB: [Double]
  /// Row-major [columns of A, columns of B]: the mean over the rows of (a - mean a) (b - mean b).
  public let values: [Double]

  /// Rows that are centred and multiplied at a time: 512 x 512 floats, 1 MiB, stay in a cache.
  private static let block = 512

  /// The covariance of the columns of `a` with those of `b` (with each other where `b` is nil),
  /// divided by the number of rows. Blocks of rows are multiplied in float32 about the mean and
  /// added up in float64.
  public init(_ a: FloatMatrix, _ b: FloatMatrix? = nil, pool: WorkerPool) {
    let second = b ?? a
    precondition(
      a.rows == second.rows, "covariance: \(a.rows) rows of one, \(second.rows) of the other")
    let n = a.rows
    let (p, q) = (a.columns, second.columns)
    meanA = Self.columnMeans(a, pool: pool)
    meanB = b == nil ? meanA : Self.columnMeans(second, pool: pool)
    let (meansA, meansB) = (meanA.map(Float.init), meanB.map(Float.init))
    let sums = UnsafeMutablePointer<Double>.allocate(capacity: pool.threads * p * q)
    sums.initialize(repeating: 0, count: pool.threads * p * q)
    defer { sums.deallocate() }
    let block = Self.block
    let scratch = AlignedBuffer(count: pool.threads * (block * (p + q) + p * q))
    pool.parallel(count: (n + block - 1) / block) { index, worker in
      let first = index * block
      let count = min(block, n - first)
      let left = scratch.base + worker * (block * (p + q) + p * q)
      let right = left + block * p
      let product = right + block * q
      Self.centre(a.base + first * p, count, meansA, into: left)
      if b == nil {
        multiply(
          left, lda: p, transposedA: true, left, ldb: p, into: product, ldc: q, m: p, n: q,
          k: count)
      } else {
        Self.centre(second.base + first * q, count, meansB, into: right)
        multiply(
          left, lda: p, transposedA: true, right, ldb: q, into: product, ldc: q, m: p, n: q,
          k: count)
      }
      let own = sums + worker * p * q
      for place in 0..<p * q { own[place] += Double(product[place]) }
    }
    var values = [Double](repeating: 0, count: p * q)
    for worker in 0..<pool.threads {
      for place in 0..<p * q { values[place] += sums[worker * p * q + place] }
    }
    let scale = 1 / Double(max(1, n))
    self.values = values.map { $0 * scale }
  }

  /// The mean of each column, summed in float64.
  public static func columnMeans(_ matrix: FloatMatrix, pool: WorkerPool) -> [Double] {
    let (n, d) = (matrix.rows, matrix.columns)
    let sums = UnsafeMutablePointer<Double>.allocate(capacity: pool.threads * d)
    sums.initialize(repeating: 0, count: pool.threads * d)
    defer { sums.deallocate() }
    pool.parallel(count: pool.threads) { part, _ in
      let own = sums + part * d
      for row in pool.range(of: part, count: n) {
        let values = matrix.base + row * d
        for column in 0..<d { own[column] += Double(values[column]) }
      }
    }
    return (0..<d).map { column in
      (0..<pool.threads).reduce(0) { $0 + sums[$1 * d + column] } / Double(max(1, n))
    }
  }

  /// target [count, means.count] = rows - means.
  private static func centre(
    _ rows: UnsafePointer<Float>, _ count: Int, _ means: [Float],
    into target: UnsafeMutablePointer<Float>
  ) {
    means.withUnsafeBufferPointer { means in
      for row in 0..<count {
        for column in 0..<means.count {
          target[row * means.count + column] = rows[row * means.count + column] - means[column]
        }
      }
    }
  }
}
