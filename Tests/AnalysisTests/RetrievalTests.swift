import Analysis
import Compute
import Glibc
import Testing

@Suite("Retrieval")
struct RetrievalTests {
  let pool = WorkerPool(threads: 2)

  func cosines(_ a: FloatMatrix, _ b: FloatMatrix, _ row: Int) -> [Double] {
    func dot(_ x: UnsafeBufferPointer<Float>, _ y: UnsafeBufferPointer<Float>) -> Double {
      var sum = 0.0
      for (a, b) in zip(x, y) { sum += Double(a) * Double(b) }
      return sum
    }
    return (0..<b.rows).map { other in
      dot(a[row], b[other]) / (dot(b[other], b[other]) * dot(a[row], a[row])).squareRoot()
    }
  }

  @Test("nDCG is the naive one, within and across modalities", arguments: [false, true])
  func gain(across: Bool) throws {
    // More than one block of queries and of candidates.
    let n = 1100
    let labels = Rows.labels(n, classes: 9, missing: 0.1)
    let (image, sound) = (classRows(labels, seed: 1), classRows(labels, seed: 2))
    let found = try #require(
      try Retrieval.gain(
        queries: image, candidates: across ? sound : nil, labels: labels, depth: 30, pool: pool))
    for row in stride(from: 0, to: n, by: 97) {
      guard labels[row] >= 0 else {
        #expect(found.values[row] == nil)
        continue
      }
      let scores = cosines(image, across ? sound : image, row)
      let order = (0..<n).filter { across || $0 != row }.sorted { scores[$0] > scores[$1] }
      var gain = 0.0
      for rank in 0..<30 where labels[order[rank]] == labels[row] {
        gain += log(2) / log(Double(rank + 2))
      }
      var ideal = 0.0
      for rank in 0..<30 { ideal += log(2) / log(Double(rank + 2)) }
      #expect(abs((found.values[row] ?? -1) - gain / ideal) < 1e-9)
    }
    #expect(found.queries == labels.count { $0 >= 0 })
    #expect(found.mean > found.chance + 0.1)
    #expect(abs(found.chance - 0.1) < 0.01)
  }

  @Test("what chance reaches is what random rows reach")
  func chance() throws {
    let labels = Rows.labels(500, classes: 5)
    let found = try #require(
      try Retrieval.gain(queries: Rows.normal(500, 16), labels: labels, pool: pool))
    #expect(abs(found.mean - found.chance) < 0.02)
  }

  @Test("recall counts the clips whose own sound is among the nearest")
  func recall() throws {
    let image = Rows.normal(1100, 12)
    let noise = Rows.normal(1100, 12, seed: 8)
    let sound = FloatMatrix(
      rows: 1100, columns: 12,
      values: (0..<13200).map { (place: Int) -> Float in
        3 * image.base[place] + 5 * noise.base[place]
      })
    let found = try #require(
      try Retrieval.recall(queries: image, candidates: sound, depths: [1, 10, 2000], pool: pool))
    for row in stride(from: 0, to: 1100, by: 61) {
      let scores = cosines(image, sound, row)
      #expect(found.ranks[row] == scores.count { $0 > scores[row] } + 1)
    }
    #expect(found.shares[1].value == Double(found.ranks.count { $0 <= 10 }) / 1100)
    #expect(found.shares[1].value > 10 * found.shares[1].chance)
    #expect(found.shares[2].value == 1 && found.shares[2].chance == 1)
    let same = try #require(
      try Retrieval.recall(queries: image, candidates: image, pool: pool))
    #expect(same.ranks.allSatisfy { $0 == 1 } && same.medianRank == 1)
  }

  @Test("rows of zeros, labels without company and a stop are survived")
  func edges() throws {
    let zeros = FloatMatrix(rows: 4, columns: 2, values: [1, 0, 0, 0, 0, 1, 0, 0])
    let found = try Retrieval.gain(queries: zeros, labels: [0, 0, 1, 2], pool: pool)
    #expect(found?.queries == 2 && found?.mean.isFinite == true)
    #expect(try Retrieval.gain(queries: zeros, labels: [0, 1, 2, -1], pool: pool) == nil)
    let stopped = AnalysisMonitor(goOn: { false })
    #expect(
      try Retrieval.gain(
        queries: zeros, labels: [0, 0, 1, 1], pool: pool, monitor: stopped) == nil)
  }

  /// Rows whose direction hints at their label.
  func classRows(_ labels: [Int32], seed: UInt64) -> FloatMatrix {
    let noise = Rows.normal(labels.count, 20, seed: seed)
    return FloatMatrix(
      rows: labels.count, columns: 20,
      values: (0..<labels.count * 20).map { place -> Float in
        noise.base[place] + (Int(labels[place / 20]) == place % 20 ? 2 : 0)
      })
  }
}

@Suite("Canonical correlation")
struct CanonicalCorrelationTests {
  let pool = WorkerPool(threads: 2)

  /// Two modalities that share three signals, each mixed into its columns; one column is constant.
  func modalities(_ n: Int, seed: UInt64) -> (FloatMatrix, FloatMatrix) {
    let signal = Rows.normal(n, 3, seed: seed)
    func mixed(_ columns: Int, _ salt: UInt64) -> FloatMatrix {
      let mix = Rows.normal(3, columns, seed: 100 + salt)
      let noise = Rows.normal(n, columns, seed: seed + salt)
      return FloatMatrix(
        rows: n, columns: columns,
        values: (0..<n * columns).map { place -> Float in
          let (row, column) = (place / columns, place % columns)
          guard column != 4 else { return Float(7) }
          var value: Float = noise.base[place] + 5
          for source in 0..<3 { value += signal[row][source] * mix[source][column] }
          return value
        })
    }
    return (mixed(20, 1), mixed(14, 2))
  }

  @Test("a planted signal is found again in clips that were not fitted", arguments: [0, 0.01])
  func planted(regularisation: Double) throws {
    let (image, sound) = modalities(2000, seed: 10)
    let found = try CanonicalCorrelation.fit(
      image, sound,
      CanonicalCorrelation.Options(components: 6, regularisation: regularisation), pool: pool)
    let (newImage, newSound) = modalities(500, seed: 50)
    let (x, y) = (found.first(newImage, pool: pool), found.second(newSound, pool: pool))
    let correlations = try UnitCorrelation.run(x, with: y, pool: pool)
    for component in 0..<6 {
      let value = correlations.values[component * x.columns + component]
      if component < 3 {
        #expect(value > 0.8, "\(found.correlations)")
        #expect(abs(Double(value) - found.correlations[component]) < 0.1)
      } else {
        #expect(value < 0.3 && found.correlations[component] < 0.3)
      }
    }
    // Three signals tell the clip.
    let shared = try CanonicalCorrelation.fit(
      image, sound, CanonicalCorrelation.Options(components: 3), pool: pool)
    let recall = try #require(
      try Retrieval.recall(
        queries: shared.first(newImage, pool: pool),
        candidates: shared.second(newSound, pool: pool), depths: [10], pool: pool))
    #expect(recall.shares[0].value > 10 * recall.shares[0].chance)
  }

  @Test("modalities that cannot be compared are refused by name")
  func refusals() {
    let rows = Rows.normal(5, 2)
    let equal = FloatMatrix(rows: 5, columns: 2, values: [Float](repeating: 1, count: 10))
    #expect(throws: AnalysisError.constant(purpose: "canonical correlation")) {
      try CanonicalCorrelation.fit(rows, equal, pool: pool)
    }
    #expect(
      throws: AnalysisError.lengths(
        what: "rows of the second modality", found: 4, expected: 5)
    ) {
      try CanonicalCorrelation.fit(rows, Rows.normal(4, 2), pool: pool)
    }
  }
}
