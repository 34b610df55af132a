import Compute

/// The scores of all candidates for all queries, a block of each at a time.
struct CosineSearch {
  private let queries: FloatMatrix
  private let candidates: FloatMatrix
  /// Whether query and candidate of one number are the same row.
  private let isWithin: Bool
  /// 1 / length of each candidate, 0 where it is zero. A query's length changes no order.
  private let scales: AlignedBuffer

  /// Queries and candidates of a block: their scores, 1 MiB, stay in a cache.
  private static let block = (queries: 256, candidates: 1024)

  init(_ queries: FloatMatrix, _ candidates: FloatMatrix?, depths: [Int]) throws {
    for depth in depths where depth < 1 {
      throw AnalysisError.option(name: "depth", found: "\(depth)", expected: "at least 1")
    }
    guard queries.rows >= 2 else {
      throw AnalysisError.tooFewRows(found: queries.rows, needed: 2, purpose: "retrieval")
    }
    self.queries = queries
    self.candidates = candidates ?? queries
    isWithin = candidates == nil
    guard self.candidates.rows == queries.rows else {
      throw AnalysisError.lengths(
        what: "candidates", found: self.candidates.rows, expected: queries.rows)
    }
    guard self.candidates.columns == queries.columns else {
      throw AnalysisError.option(
        name: "columns of the candidates", found: "\(self.candidates.columns)",
        expected: "\(queries.columns), as of the queries")
    }
    try AnalysisError.checkFinite(queries)
    if let candidates { try AnalysisError.checkFinite(candidates) }
    scales = AlignedBuffer(count: queries.rows)
    for row in 0..<queries.rows {
      let length = Self.length(self.candidates, row)
      scales.base[row] = length > 0 ? Float(1 / length) : 0
    }
  }

  private static func length(_ matrix: FloatMatrix, _ row: Int) -> Double {
    let x = matrix.base + row * matrix.columns
    return RowPasses.dot(x, x, count: matrix.columns).squareRoot()
  }

  /// The nearest candidates of each query, row-major [queries, depth], best first, equal ones by
  /// number; -1 where there are fewer. Nil when stopped.
  func nearest(_ depth: Int, _ pool: WorkerPool, _ monitor: AnalysisMonitor) -> [Int32]? {
    let rows = SharedBuffer(count: queries.rows * depth, repeating: Int32(-1))
    let values = SharedBuffer(count: queries.rows * depth, repeating: -Float.infinity)
    let thresholds = AlignedBuffer(count: pool.threads * Self.block.candidates)
    let places = SharedBuffer(count: pool.threads * Self.block.candidates, repeating: Int32(0))
    let isComplete = visit(pool, monitor) { query, first, scores, count, worker in
      let rows = rows.base + query * depth
      let values = values.base + query * depth
      let thresholds = thresholds.base + worker * Self.block.candidates
      let places = places.base + worker * Self.block.candidates
      (thresholds).update(repeating: values[depth - 1], count: count)
      let found = RowPasses.above(scores, thresholds: thresholds, count: count, places: places)
      for index in 0..<found {
        let candidate = first + Int(places[index])
        let value = scores[Int(places[index])]
        guard value > values[depth - 1], !(isWithin && candidate == query) else { continue }
        var place = depth - 1
        while place > 0, values[place - 1] < value {
          values[place] = values[place - 1]
          rows[place] = rows[place - 1]
          place -= 1
        }
        values[place] = value
        rows[place] = Int32(candidate)
      }
    }
    return isComplete ? rows.array : nil
  }

  /// The rank, from 1, of the candidate of each query's number. Nil when stopped.
  func ownRanks(_ pool: WorkerPool, _ monitor: AnalysisMonitor) -> [Int]? {
    let d = queries.columns
    let own = SharedBuffer(count: queries.rows, repeating: Float(0))
    for row in 0..<queries.rows {
      let dot = RowPasses.dot(queries.base + row * d, candidates.base + row * d, count: d)
      // 1e-6 of the largest score there could be: the rounding of a product in float32.
      let rounding = 1e-6 * Self.length(queries, row)
      own[row] = Float(dot * Double(scales.base[row]) + rounding)
    }
    let better = SharedBuffer(count: queries.rows, repeating: 0)
    let isComplete = visit(pool, monitor) { query, first, scores, count, _ in
      let limit = own.base[query]
      var above = 0
      for place in 0..<count where scores[place] > limit { above += 1 }
      better.base[query] += above
    }
    return isComplete ? better.array.map { $0 + 1 } : nil
  }

  /// Calls `body(query, first candidate, scores, count, worker)` for every query and, in order, every
  /// block of candidates; false when stopped.
  private func visit(
    _ pool: WorkerPool, _ monitor: AnalysisMonitor,
    _ body: (Int, Int, UnsafePointer<Float>, Int, Int) -> Void
  ) -> Bool {
    let (n, d) = (queries.rows, queries.columns)
    let (tall, wide) = (Self.block.queries, Self.block.candidates)
    let scratch = AlignedBuffer(count: pool.threads * tall * wide)
    let blocks = (n + tall - 1) / tall
    let patience = 10e9 / Double(2 * n * d * tall)
    let part = max(pool.threads, Int(patience) / pool.threads * pool.threads)
    for start in stride(from: 0, to: blocks, by: part) {
      guard monitor.advance(start * tall, of: n, "queries") else { return false }
      pool.parallel(count: min(part, blocks - start)) { index, worker in
        let scores = scratch.base + worker * tall * wide
        let query = (start + index) * tall
        let m = min(tall, n - query)
        for first in stride(from: 0, to: n, by: wide) {
          let count = min(wide, n - first)
          multiply(
            queries.base + query * d, lda: d, candidates.base + first * d, ldb: d,
            transposedB: true, into: scores, ldc: wide, m: m, n: count, k: d)
          for row in 0..<m {
            let own = scores + row * wide
            for place in 0..<count { own[place] *= scales.base[first + place] }
            body(query + row, first, own, count, worker)
          }
        }
      }
    }
    return true
  }
}
