import Compute

/// For each of many rows the nearest others by Euclidean distance, in order; ties go to the lower index.
///
/// For nearest by cosine, normalise the rows first.
public struct NearestNeighbours: Sendable {
  /// The number of rows that neighbours are of.
  public let rows: Int
  /// Neighbours of each.
  public let count: Int
  /// Which rows are nearest: [rows, count].
  public let indices: [Int32]
  /// How far they are, ascending: [rows, count], in the rows' unit.
  public let distances: [Float]

  /// How neighbours are looked for.
  public enum Search: Sendable, Equatable {
    /// Exactly up to `NearestNeighbours.exactRows`, in cells above.
    case automatic
    /// Every pair of rows.
    case exact
    /// In the cells next to each row's own only, see `NearestCells`.
    case cells
  }

  /// Up to so many rows `automatic` looks at every pair.
  public static let exactRows = 100_000

  /// Rows of a block of the product; two blocks and their product stay in the second cache or close to it
  /// (our choice).
  static let block = 768
  /// Candidates kept beyond those wanted, for distances that the product's rounding mixes up.
  static let spare = 16

  /// The `count` nearest others of each row.
  ///
  /// Distances are |x|^2 + |y|^2 - 2xy about the mean, every pair once; those of the nearest are
  /// computed again as sums of squared differences.
  ///
  /// - Throws: `AnalysisError` for numbers that are not finite, a `count` below 1 or more than there are
  ///   other rows; `CancellationError` when the monitor ends it.
  public static func among(
    _ rows: FloatMatrix, count: Int, search: Search = .automatic, seed: UInt64 = 1,
    pool: WorkerPool, monitor: AnalysisMonitor = .silent
  ) throws -> NearestNeighbours {
    try check(count: count, of: rows.rows - 1)
    try AnalysisError.checkFinite(rows)
    if search == .cells || search == .automatic && rows.rows > exactRows {
      return try NearestCells.search(rows, count: count, seed: seed, pool: pool, monitor: monitor)
    }
    let centred = CentredRows(rows, pool: pool)
    let lists = NearestLists(rows: rows.rows, keep: min(count + spare, rows.rows - 1))
    let norms = centred.norms.base
    let base = centred.matrix.base
    let columns = rows.columns
    // Rounds of a tournament: in each, every block meets one other, so no two workers share a list.
    let wanted = max(2 * pool.threads, (rows.rows + block - 1) / block)
    let blocks = (wanted + 1) / 2 * 2
    let range = { (index: Int) in
      rows.rows * index / blocks..<rows.rows * (index + 1) / blocks
    }
    let side = (rows.rows + blocks - 1) / blocks
    let products = (0..<pool.threads).map { _ in AlignedBuffer(count: side * side) }
    let meet = { (left: Range<Int>, right: Range<Int>, worker: Int) in
      if left.isEmpty || right.isEmpty { return }
      let product = products[worker].base
      multiply(
        base + left.lowerBound * columns, lda: columns, base + right.lowerBound * columns,
        ldb: columns, transposedB: true, into: product, ldc: right.count, m: left.count,
        n: right.count, k: columns)
      lists.exchange(
        product, stride: right.count, .init(rows: left, norms: norms),
        .init(rows: right, norms: norms))
    }
    let step = 4 * pool.threads
    for round in 0..<blocks {
      let meetings = round == 0 ? blocks : blocks / 2
      for start in stride(from: 0, to: meetings, by: step) {
        pool.parallel(count: min(step, meetings - start)) { index, worker in
          let (a, b) = opponents(round: round, meeting: start + index, players: blocks)
          meet(range(a), range(b), worker)
        }
        guard monitor.advance(round, of: blocks, "neighbours") else { throw CancellationError() }
      }
    }
    return finish(lists, queries: rows, among: rows, count: count, pool: pool)
  }

  /// The `count` nearest of `rows` to each of `queries`, of which none is left out.
  ///
  /// - Throws: as `among`, and for queries of another width.
  public static func of(
    _ queries: FloatMatrix, among rows: FloatMatrix, count: Int, pool: WorkerPool,
    monitor: AnalysisMonitor = .silent
  ) throws -> NearestNeighbours {
    guard queries.columns == rows.columns else {
      throw AnalysisError.option(
        name: "columns of the queries", found: "\(queries.columns)", expected: "\(rows.columns)")
    }
    try check(count: count, of: rows.rows)
    try AnalysisError.checkFinite(rows)
    try AnalysisError.checkFinite(queries)
    let centred = CentredRows(rows, pool: pool)
    let asked = CentredRows(queries, mean: centred.mean, pool: pool)
    let lists = NearestLists(rows: queries.rows, keep: min(count + spare, rows.rows))
    let products = (0..<pool.threads).map { _ in AlignedBuffer(count: block * block) }
    let blocks = (queries.rows + block - 1) / block
    for start in stride(from: 0, to: blocks, by: pool.threads) {
      pool.parallel(count: min(pool.threads, blocks - start)) { index, worker in
        let first = (start + index) * block
        let left = first..<min(queries.rows, first + block)
        for other in stride(from: 0, to: rows.rows, by: block) {
          let right = other..<min(rows.rows, other + block)
          lists.offer(right, of: centred, to: left, of: asked, products: products[worker])
        }
      }
      guard monitor.advance(start, of: blocks, "neighbours") else { throw CancellationError() }
    }
    return finish(lists, queries: queries, among: rows, count: count, pool: pool)
  }

  /// Who meets in a round of a tournament: round 0 everyone himself, then the circle method.
  static func opponents(round: Int, meeting: Int, players: Int) -> (Int, Int) {
    if round == 0 { return (meeting, meeting) }
    let others = players - 1
    if meeting == 0 { return (round - 1, others) }
    return ((round - 1 + meeting) % others, (round - 1 - meeting + others) % others)
  }

  static func check(count: Int, of available: Int) throws {
    guard count >= 1, count <= available else {
      throw AnalysisError.option(
        name: "neighbours", found: "\(count)",
        expected: "1 to \(max(0, available)), the number of rows to choose from")
    }
  }

  static func finish(
    _ lists: NearestLists, queries: FloatMatrix, among rows: FloatMatrix, count: Int,
    pool: WorkerPool
  ) -> NearestNeighbours {
    var indices = [Int32](repeating: 0, count: lists.rows * count)
    var distances = [Float](repeating: .infinity, count: lists.rows * count)
    let columns = rows.columns
    indices.withUnsafeMutableBufferPointer { indices in
      distances.withUnsafeMutableBufferPointer { distances in
        guard let index = indices.baseAddress, let distance = distances.baseAddress else { return }
        pool.parallel(count: lists.rows) { row, _ in
          let query = queries.base + row * columns
          lists.finish(row: row, count: count) { other in
            NearestLists.squaredDistance(query, rows.base + other * columns, columns: columns)
          } _: { place, other, squared in
            index[row * count + place] = other
            distance[row * count + place] = squared.squareRoot()
          }
        }
      }
    }
    return NearestNeighbours(
      rows: lists.rows, count: count, indices: indices, distances: distances)
  }
}

extension NearestLists {
  /// Offers the rows `right` of one matrix to the lists of the rows `left` of another; `products` has room
  /// for the scalar products, [left, right].
  func offer(
    _ right: Range<Int>, of rows: CentredRows, to left: Range<Int>, of queries: CentredRows,
    products: AlignedBuffer
  ) {
    let columns = rows.matrix.columns
    multiply(
      queries.matrix.base + left.lowerBound * columns, lda: columns,
      rows.matrix.base + right.lowerBound * columns, ldb: columns, transposedB: true,
      into: products.base, ldc: right.count, m: left.count, n: right.count, k: columns)
    offer(
      products.base, stride: right.count, to: .init(rows: left, norms: queries.norms.base),
      .init(rows: right, norms: rows.norms.base))
  }
}

/// A copy of rows less a mean, and their squared norms: short vectors round less.
struct CentredRows {
  let matrix: FloatMatrix
  /// The squared norm of each row.
  let norms: AlignedBuffer
  /// What was subtracted: [columns].
  let mean: AlignedBuffer

  /// The rows less `mean`, or less their own.
  init(_ rows: FloatMatrix, mean given: AlignedBuffer? = nil, pool: WorkerPool) {
    let columns = rows.columns
    let mean = given ?? Self.mean(rows, pool: pool)
    let norms = AlignedBuffer(count: rows.rows)
    let zeros = AlignedBuffer(count: columns)
    matrix = FloatMatrix(rows: rows.rows, columns: columns) { target in
      pool.parallel(count: rows.rows) { row, _ in
        let from = rows.base + row * columns
        let to = target + row * columns
        let middle = mean.base
        for column in 0..<columns { to[column] = from[column] - middle[column] }
        norms.base[row] = NearestLists.squaredDistance(to, zeros.base, columns: columns)
      }
    }
    self.norms = norms
    self.mean = mean
  }

  /// The mean of each column, [columns].
  static func mean(_ rows: FloatMatrix, pool: WorkerPool) -> AlignedBuffer {
    let columns = rows.columns
    let chunk = 1024
    let chunks = (rows.rows + chunk - 1) / chunk
    let parts = AlignedBuffer(count: max(1, chunks) * columns)
    pool.parallel(count: chunks) { index, _ in
      let sum = parts.base + index * columns
      for row in index * chunk..<min(rows.rows, (index + 1) * chunk) {
        let from = rows.base + row * columns
        for column in 0..<columns { sum[column] += from[column] }
      }
    }
    let mean = AlignedBuffer(count: columns)
    for column in 0..<columns {
      var sum = 0.0
      for index in 0..<chunks { sum += Double(parts.base[index * columns + column]) }
      mean.base[column] = Float(sum / Double(max(1, rows.rows)))
    }
    return mean
  }
}
