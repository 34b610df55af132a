import Analysis
import Compute
import Testing

@Suite("Nearest neighbours")
struct NearestNeighboursTests {
  /// Whole numbers, so that distances are exact and many are equal; every tenth row is the one before
  /// it, and one column is constant.
  static func whole(_ count: Int, _ columns: Int, seed: UInt64) -> FloatMatrix {
    var stream = RandomStream(seed: seed, name: "whole")
    var values: [Float] = []
    for row in 0..<count {
      for column in 0..<columns {
        let repeated = row % 10 == 9
        let fresh = column == 3 ? 100 : Float(stream.int(below: 10))
        values.append(repeated ? values[values.count - columns] : fresh)
      }
    }
    return FloatMatrix(rows: count, columns: columns, values: values)
  }

  /// The slow twin, in Double: sorts all others by distance, then index.
  static func twin(_ queries: FloatMatrix, _ rows: FloatMatrix, _ count: Int, leaveOut: Bool)
    -> [[Int32]]
  {
    (0..<queries.rows).map { query in
      let distances = (0..<rows.rows).filter { !leaveOut || $0 != query }.map { row in
        var sum = 0.0
        for column in 0..<rows.columns {
          let d = Double(queries[query][column]) - Double(rows[row][column])
          sum += d * d
        }
        return (sum, Int32(row))
      }
      return distances.sorted { $0 < $1 }.prefix(count).map { $0.1 }
    }
  }

  @Test("neighbours are those of a naive twin, ties by index, for any number of threads")
  func exact() throws {
    let rows = Self.whole(611, 37, seed: 1)
    let expected = Self.twin(rows, rows, 20, leaveOut: true)
    for threads in [1, 2, 3] {
      let found = try NearestNeighbours.among(
        rows, count: 20, pool: WorkerPool(threads: threads))
      for row in 0..<rows.rows {
        #expect(Array(found.indices[row * 20..<row * 20 + 20]) == expected[row], "row \(row)")
      }
      // Row 9 is row 8 again.
      #expect(found.indices[9 * 20] == 8 && found.distances[9 * 20] == 0)
    }
  }

  @Test("the nearest rows to other rows are those of a naive twin")
  func queries() throws {
    let rows = Self.whole(1700, 21, seed: 2)
    let queries = Self.whole(40, 21, seed: 3)
    let found = try NearestNeighbours.of(
      queries, among: rows, count: 7, pool: WorkerPool(threads: 2))
    let expected = Self.twin(queries, rows, 7, leaveOut: false)
    #expect(found.indices == expected.flatMap { $0 })
  }

  @Test("looking in cells next door finds nine of ten neighbours, and no row is its own")
  func cells() throws {
    let pool = WorkerPool(threads: 2)
    let blobs = BlobRows(count: 6000, columns: 24, blobs: 30, apart: 1, seed: 4)
    let exact = try NearestNeighbours.among(blobs.rows, count: 15, pool: pool)
    let cells = try NearestCells.search(
      blobs.rows, count: 15, cellRows: 64, probes: 24, pool: pool)
    var shared = 0
    for row in 0..<blobs.rows.rows {
      let truth = Set(exact.indices[row * 15..<row * 15 + 15])
      let found = Set(cells.indices[row * 15..<row * 15 + 15])
      shared += truth.intersection(found).count
      #expect(found.count == 15 && !found.contains(Int32(row)))
    }
    let recall = Double(shared) / Double(15 * blobs.rows.rows)
    #expect(recall > 0.9, "\(recall)")
  }

  @Test("what cannot be is refused: too many neighbours, numbers that are not finite, other widths")
  func refusals() throws {
    let pool = WorkerPool(threads: 2)
    let rows = Self.whole(10, 5, seed: 5)
    #expect(throws: AnalysisError.self) {
      try NearestNeighbours.among(rows, count: 10, pool: pool)
    }
    let bad = FloatMatrix(rows: 3, columns: 2, values: [0, 1, 2, .nan, 4, 5])
    #expect(throws: AnalysisError.notFinite(row: 1, column: 1)) {
      try NearestNeighbours.among(bad, count: 1, pool: pool)
    }
    #expect(throws: AnalysisError.self) {
      try NearestNeighbours.of(bad, among: rows, count: 1, pool: pool)
    }
    #expect(throws: CancellationError.self) {
      try NearestNeighbours.among(
        rows, count: 2, pool: pool, monitor: AnalysisMonitor(goOn: { false }))
    }
  }
}
