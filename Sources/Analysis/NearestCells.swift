import Compute

/// Nearest rows among very many, nearly always: rows are sorted into cells about a sample of centres, and
/// each row is held against the rows of the cells next to its own only (an inverted file, as in FAISS).
package enum NearestCells {
  /// Rows in a cell, about (our choice: cells of the block size of the exact search).
  package static let cellRows = 512
  /// Cells that a row is held against, its own included.
  package static let probes = 24
  /// Rounds of moving the centres to the means of their cells.
  static let rounds = 3

  /// As `NearestNeighbours.among`, in cells of about `cellRows` rows.
  package static func search(
    _ rows: FloatMatrix, count: Int, cellRows: Int = Self.cellRows, probes: Int = Self.probes,
    seed: UInt64 = 1, pool: WorkerPool, monitor: AnalysisMonitor = .silent
  ) throws -> NearestNeighbours {
    let cells = max(1, rows.rows / cellRows)
    let probes = min(cells, probes)
    let columns = rows.columns
    var stream = RandomStream(seed: seed, name: "neighbour cells")
    // Centres from a sample of rows, moved by a few rounds of Lloyd's algorithm on a sample 16 times as large.
    var sampleRows = stream.permutation(rows.rows)
    sampleRows.removeLast(rows.rows - min(rows.rows, 16 * cells))
    let sample = rows.selecting(sampleRows)
    var centres = sample.selecting(Array(0..<cells))
    for _ in 0..<rounds {
      let nearest = try NearestNeighbours.of(sample, among: centres, count: 1, pool: pool)
      let old = centres
      centres = FloatMatrix(rows: cells, columns: columns) { target in
        var counts = [Int](repeating: 0, count: cells)
        for row in 0..<sample.rows {
          let cell = Int(nearest.indices[row])
          counts[cell] += 1
          ParameterPasses.add(
            sample.base + row * columns, to: target + cell * columns, count: columns)
        }
        for cell in 0..<cells {
          let mean = target + cell * columns
          if counts[cell] == 0 {
            mean.update(from: old.base + cell * columns, count: columns)
          } else {
            for column in 0..<columns { mean[column] /= Float(counts[cell]) }
          }
        }
      }
      guard monitor.advance(0, of: cells, "neighbours") else { throw CancellationError() }
    }
    let homes = try NearestNeighbours.of(
      rows, among: centres, count: 1, pool: pool, monitor: monitor)
    var starts = [Int](repeating: 0, count: cells + 1)
    for home in homes.indices { starts[Int(home) + 1] += 1 }
    for cell in 0..<cells { starts[cell + 1] += starts[cell] }
    var next = starts
    var order = [Int](repeating: 0, count: rows.rows)
    for (row, home) in homes.indices.enumerated() {
      order[next[Int(home)]] = row
      next[Int(home)] += 1
    }
    let sorted = rows.selecting(order)
    let centred = CentredRows(sorted, pool: pool)
    let adjacent = try NearestNeighbours.of(centres, among: centres, count: probes, pool: pool)
    // One row more than wanted: each is its own nearest, and is left out at the end.
    let available = (0..<cells).map { cell in
      (0..<probes).reduce(0) {
        let other = Int(adjacent.indices[cell * probes + $1])
        return $0 + starts[other + 1] - starts[other]
      }
    }
    guard let least = available.min(), least > count else {
      return try NearestNeighbours.among(
        rows, count: count, search: .exact, pool: pool, monitor: monitor)
    }
    let lists = NearestLists(
      rows: rows.rows, keep: min(count + 1 + NearestNeighbours.spare, least))
    let block = NearestNeighbours.block
    let products = (0..<pool.threads).map { _ in AlignedBuffer(count: block * block) }
    for first in stride(from: 0, to: cells, by: pool.threads) {
      pool.parallel(count: min(pool.threads, cells - first)) { index, worker in
        let cell = first + index
        for left in blocks(starts[cell]..<starts[cell + 1], block) {
          for probe in 0..<probes {
            let other = Int(adjacent.indices[cell * probes + probe])
            for right in blocks(starts[other]..<starts[other + 1], block) {
              lists.offer(right, of: centred, to: left, of: centred, products: products[worker])
            }
          }
        }
      }
      guard monitor.advance(first, of: cells, "neighbours") else { throw CancellationError() }
    }
    let found = NearestNeighbours.finish(
      lists, queries: sorted, among: sorted, count: count + 1, pool: pool)
    return restored(found, order: order, count: count)
  }

  private static func blocks(_ range: Range<Int>, _ size: Int) -> [Range<Int>] {
    stride(from: range.lowerBound, to: range.upperBound, by: size).map {
      $0..<min(range.upperBound, $0 + size)
    }
  }

  /// Neighbours of rows in their old order and by their old numbers, each row itself left out.
  private static func restored(_ found: NearestNeighbours, order: [Int], count: Int)
    -> NearestNeighbours
  {
    var indices = [Int32](repeating: 0, count: found.rows * count)
    var distances = [Float](repeating: 0, count: found.rows * count)
    for place in 0..<found.rows {
      let row = order[place]
      var target = row * count
      for entry in place * found.count..<(place + 1) * found.count
      where Int(found.indices[entry]) != place && target < (row + 1) * count {
        indices[target] = Int32(order[Int(found.indices[entry])])
        distances[target] = found.distances[entry]
        target += 1
      }
    }
    return NearestNeighbours(
      rows: found.rows, count: count, indices: indices, distances: distances)
  }
}
