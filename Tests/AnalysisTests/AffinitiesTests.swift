import Analysis
import Compute
import Foundation
import Testing

@Suite("Affinities")
struct AffinitiesTests {
  let pool = WorkerPool(threads: 2)

  @Test("each row's probabilities have the perplexity that was asked for")
  func perplexity() throws {
    let blobs = BlobRows(count: 400, columns: 16, blobs: 4, seed: 1)
    for wanted in [1.5, 5, 29.7] {
      let neighbours = try NearestNeighbours.among(blobs.rows, count: 90, pool: pool)
      let conditional = try ConditionalProbabilities(neighbours, perplexity: wanted, pool: pool)
      for row in 0..<400 {
        let p = (0..<conditional.count).map {
          Double(conditional.values.base[row * conditional.stride + $0])
        }
        let entropy = p.reduce(0) { $0 - ($1 > 0 ? $1 * log($1) : 0) }
        #expect(abs(exp(entropy) / wanted - 1) < 1e-3, "row \(row): \(exp(entropy))")
        #expect(abs(p.reduce(0, +) - 1) < 1e-5)
      }
    }
  }

  @Test("affinities are symmetric, sum to 1, and stay finite for equal rows and constant columns")
  func matrix() throws {
    var stream = RandomStream(seed: 2, name: "rows")
    // 60 rows are equal, more than neighbours are looked at; column 2 is constant.
    let values = (0..<200 * 6).map { index -> Float in
      index % 6 == 2 ? 7 : index < 60 * 6 ? 1 : Float(stream.normal())
    }
    let p = try Affinities(
      FloatMatrix(rows: 200, columns: 6, values: values), perplexity: 10, pool: pool
    ).matrix
    var entries: [[Int32: Float]] = []
    var sum = 0.0
    for row in 0..<200 {
      var mine: [Int32: Float] = [:]
      for entry in Int(p.offsets[row])..<Int(p.offsets[row + 1]) where p.values[entry] != 0 {
        #expect(p.values[entry].isFinite && p.values[entry] > 0)
        #expect(mine.updateValue(p.values[entry], forKey: p.columns[entry]) == nil)
        sum += Double(p.values[entry])
      }
      entries.append(mine)
    }
    #expect(abs(sum - 1) < 1e-5)
    for row in 0..<200 {
      for (column, value) in entries[row] { #expect(entries[Int(column)][Int32(row)] == value) }
    }
  }

  @Test("too few rows for a perplexity: the refusal says how far these rows go")
  func tooFew() throws {
    let blobs = BlobRows(count: 50, columns: 4, blobs: 2, seed: 3)
    let error = #expect(throws: AnalysisError.self) {
      try Affinities(blobs.rows, perplexity: 30, pool: pool)
    }
    #expect(
      error?.description
        == "t-SNE with perplexity 30 (these rows allow up to 16): 50 row(s), at least 91 expected")
    #expect(throws: AnalysisError.self) { try Affinities(blobs.rows, perplexity: 0, pool: pool) }
    #expect(throws: AnalysisError.self) { try Affinities(blobs.rows, perplexity: .nan, pool: pool) }
    #expect(throws: Never.self) { try Affinities(blobs.rows, perplexity: 16, pool: pool) }
  }
}
