import Analysis
import Compute
import Synchronization
import Testing

@Suite("k-means")
struct KMeansTests {
  let pool = WorkerPool(threads: 2)

  @Test("from the same start, an empty cluster included, labels are scikit-learn's")
  func sameStart() throws {
    let found = try KMeans.run(
      Recorded.matrix("kmeans_rows"), KMeans.Options(clusters: 8, tolerance: 0),
      start: Recorded.matrix("kmeans_start"), seed: 0, pool: pool)
    let expected = try Recorded.array("kmeans_labels", Int32.self).values
    let inertia = try Recorded.array("kmeans_inertia", Double.self).values[0]
    #expect(found.labels == expected)
    #expect(abs(found.inertia / inertia - 1) < 1e-6)
    #expect(found.converged && found.occupiedClusters == 8)
  }

  @Test("from its own starts the inertia is scikit-learn's within half a percent")
  func ownStart() throws {
    let rows = try Recorded.matrix("kmeans_rows")
    let inertia = try Recorded.array("kmeans_inertia", Double.self).values[1]
    for seed in 1...3 as ClosedRange<UInt64> {
      let found = try KMeans.run(rows, KMeans.Options(clusters: 8), seed: seed, pool: pool)
      #expect(found.inertia < inertia * 1.005)
      #expect(found.finishedRestarts == 10)
    }
  }

  @Test("at rest, rows are nearest to their own centre, and centres are the means of their rows")
  func fixedPoint() throws {
    let rows = Rows.normal(700, 13)
    let found = try KMeans.run(
      rows, KMeans.Options(clusters: 9, restarts: 3, tolerance: 0), seed: 4, pool: pool)
    var inertia = 0.0
    for row in 0..<rows.rows {
      let distances = (0..<9).map { cluster -> Double in
        var sum = 0.0
        for (x, c) in zip(rows[row], found.centres[cluster]) {
          sum += (Double(x) - Double(c)) * (Double(x) - Double(c))
        }
        return sum
      }
      let own = distances[Int(found.labels[row])]
      #expect(own <= (distances.min() ?? 0) + 1e-4)
      inertia += own
    }
    #expect(abs(inertia - found.inertia) < 1e-9 * inertia)
    for cluster in 0..<9 {
      let members = (0..<rows.rows).filter { found.labels[$0] == cluster }
      for column in 0..<13 {
        let mean = members.reduce(0.0) { $0 + Double(rows[$1][column]) } / Double(members.count)
        #expect(abs(mean - Double(found.centres[cluster][column])) < 1e-6)
      }
    }
  }

  @Test("the same seed gives the same labels, on any number of threads and far from the origin")
  func determinism() throws {
    let near = Rows.normal(1100, 6, seed: 2)
    let far = FloatMatrix(
      rows: 1100, columns: 6, values: (0..<6600).map { near.base[$0] + 1000 })
    let options = KMeans.Options(clusters: 5, restarts: 4)
    let first = try KMeans.run(near, options, seed: 7, pool: pool)
    let again = try KMeans.run(near, options, seed: 7, pool: pool)
    let alone = try KMeans.run(near, options, seed: 7, pool: WorkerPool(threads: 1))
    let moved = try KMeans.run(far, options, seed: 7, pool: pool)
    #expect(first.labels == again.labels && first.inertia == again.inertia)
    #expect(first.labels == alone.labels)
    #expect(abs(first.inertia / moved.inertia - 1) < 0.005)
  }

  @Test("fewer different rows than clusters leave clusters empty; equal rows are said to be equal")
  func duplicates() throws {
    let places: [[Float]] = [[0, 0], [5, -1], [10, -2]]
    let three = FloatMatrix(
      rows: 30, columns: 2, values: (0..<30).flatMap { places[$0 % 3] })
    let some = try KMeans.run(three, KMeans.Options(clusters: 5), seed: 1, pool: pool)
    #expect(some.occupiedClusters == 3 && some.inertia == 0 && !some.allRowsEqual)
    let equal = FloatMatrix(rows: 30, columns: 3, values: [Float](repeating: 0.3, count: 90))
    let one = try KMeans.run(equal, KMeans.Options(clusters: 4), seed: 1, pool: pool)
    #expect(one.allRowsEqual && one.occupiedClusters == 1 && one.inertia == 0)
    #expect(Set(one.labels).count == 1)
  }

  @Test("as many clusters as rows give every row its own")
  func allSingle() throws {
    let found = try KMeans.run(
      Rows.normal(20, 4), KMeans.Options(clusters: 20, restarts: 1), seed: 1, pool: pool)
    #expect(Set(found.labels).count == 20 && found.inertia < 1e-9)
  }

  @Test("told to stop, it keeps the best so far", arguments: [0, 3, 12, 40])
  func stopping(after asked: Int) throws {
    let count = Mutex(0)
    let monitor = AnalysisMonitor(goOn: {
      count.withLock {
        $0 += 1
        return $0 <= asked
      }
    })
    let rows = Rows.normal(900, 8)
    let found = try KMeans.run(
      rows, KMeans.Options(clusters: 10, restarts: 40), seed: 1, pool: pool, monitor: monitor)
    #expect(count.withLock { $0 } == asked + 1)
    #expect(found.finishedRestarts < 40 && found.labels.allSatisfy { (0..<10).contains($0) })
    #expect(found.inertia.isFinite && found.labels.count == 900)
  }

  @Test("bad options, too many clusters and numbers that are none are refused by name")
  func refusals() {
    let rows = Rows.normal(5, 2)
    func refusal(_ rows: FloatMatrix, _ options: KMeans.Options) -> String {
      let error = #expect(throws: AnalysisError.self) {
        try KMeans.run(rows, options, seed: 1, pool: pool)
      }
      return error?.description ?? ""
    }
    #expect(
      refusal(rows, KMeans.Options(clusters: 6))
        == "k-means with 6 clusters: 5 row(s), at least 6 expected")
    #expect(refusal(rows, KMeans.Options(clusters: 0)) == "clusters: 0 found, at least 1 expected")
    let broken = FloatMatrix(rows: 3, columns: 2, values: [1, 2, 3, 4, 5, .nan])
    #expect(
      refusal(broken, KMeans.Options(clusters: 2))
        == "embeddings: row 2, column 1 is not a finite number; remove the row")
    let huge = FloatMatrix(rows: 3, columns: 2, values: [1, 2, 3, 4, 5, 3e30])
    #expect(refusal(huge, KMeans.Options(clusters: 2)).contains("float32"))
  }
}
