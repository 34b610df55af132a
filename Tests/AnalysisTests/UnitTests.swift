import Analysis
import Compute
import Glibc
import Testing

@Suite("Units")
struct UnitTests {
  let pool = WorkerPool(threads: 2)

  /// The top of a unit as one would write it down.
  func naiveTop(
    _ rows: FloatMatrix, _ unit: Int, _ depth: Int, _ groups: [Int32]?
  ) -> [(row: Int, value: Float)] {
    let order: [Int] = (0..<rows.rows).sorted { a, b in
      let (x, y) = (rows[a][unit], rows[b][unit])
      return x > y || (x == y && a < b)
    }
    var seen = Set<Int32>()
    var distinct: [Int] = []
    for row in order where groups == nil || seen.insert(groups?[row] ?? 0).inserted {
      distinct.append(row)
    }
    return distinct.prefix(depth).map { ($0, rows[$0][unit]) }
  }

  @Test("the top of every unit is the naive one, ties by row, a source once")
  func ranking() throws {
    let rows = Rows.activations(230, 37)
    for groups in [nil, Rows.labels(230, classes: 40), Rows.labels(230, classes: 3)] {
      let found = try UnitRanking.run(rows, depth: 5, groups: groups, pool: pool)
      for unit in 0..<37 {
        let expected = naiveTop(rows, unit, 5, groups)
        let top = found.top(of: unit)
        #expect(top.map(\.row) == expected.map(\.row), "unit \(unit)")
        #expect(top.map(\.value) == expected.map(\.value))
      }
    }
  }

  @Test("metrics are what their formulas say, for units that are dead too")
  func metrics() throws {
    let n = 300
    let base = Rows.activations(n, 21)
    // Column 0 is never above 0, column 1 constant, column 2 excited by one clip.
    let rows = FloatMatrix(
      rows: n, columns: 21,
      values: (0..<n * 21).map { place -> Float in
        switch place % 21 {
        case 0: -base.base[place]
        case 1: 2
        case 2: place / 21 == 7 ? 3 : 0
        default: base.base[place]
        }
      })
    let labels = Rows.labels(n, classes: 4, missing: 0.2)
    let found = try UnitMetrics.run(rows, labels: labels, classes: 6, pool: pool)
    for unit in 0..<21 {
      let a = (0..<n).map { Double(rows[$0][unit]) }
      let metrics = found[unit]
      let maximum = a.max() ?? 0
      let mean = a.reduce(0, +) / Double(n)
      let deviations: [Double] = a.map { ($0 - mean) * ($0 - mean) }
      let variance = deviations.reduce(0, +) / Double(n)
      #expect(Double(metrics.maximum) == maximum)
      #expect(abs(metrics.mean - mean) < 1e-9)
      #expect(abs(metrics.deviation - variance.squareRoot()) < 1e-6)
      #expect(metrics.isDead == (unit < 2))
      var histogram = [Int](repeating: 0, count: 32)
      for value in a { histogram[value > 0 ? min(31, Int(value / maximum * 32)) : 0] += 1 }
      #expect(metrics.histogram.reduce(0, +) == n)
      #expect(zip(metrics.histogram, histogram).allSatisfy { abs($0 - $1) <= 0 }, "unit \(unit)")
      let shares = a.map { max(0, $0) }.filter { $0 > 0 }
      let sum = shares.reduce(0, +)
      let terms: [Double] = shares.map { $0 / sum * log($0 / sum) }
      let entropy: Double = -terms.reduce(0, +) / log(Double(n))
      #expect(abs(metrics.entropy - (sum > 0 ? entropy : 0)) < 1e-5)
      let means = (0..<4).map { label in
        let members = (0..<n).filter { labels[$0] == label }
        return members.reduce(0) { $0 + a[$1] } / Double(members.count)
      }
      if unit == 0 {
        #expect(metrics.selectivity == nil && metrics.preferredClass == nil)
      } else {
        let best = means.max() ?? 0
        let others = (means.reduce(0, +) - best) / 3
        let expected = best > 0 ? (best - others) / (best + others) : 0
        #expect(abs((metrics.selectivity ?? -1) - expected) < 1e-9)
        #expect(metrics.preferredClass.map { means[Int($0)] } == best)
      }
    }
    #expect(found[2].entropy == 0 && abs(found[1].entropy - 1) < 1e-6)
    let plain = try UnitMetrics.run(rows, pool: pool)
    #expect(plain.allSatisfy { $0.selectivity == nil && $0.preferredClass == nil })
    let one = try UnitMetrics.run(
      rows, labels: [Int32](repeating: 0, count: n), classes: 1, pool: pool)
    #expect(one.allSatisfy { $0.selectivity == nil })
  }

  @Test("correlations are Pearson's, constant units correlate with nothing")
  func correlation() throws {
    let n = 1200
    let first = Rows.normal(n, 9)
    // Unit j of the second kind follows unit 8 - j of the first; its unit 3 is constant.
    let second = FloatMatrix(
      rows: n, columns: 9,
      values: (0..<n * 9).map { place -> Float in
        let (row, unit) = (place / 9, place % 9)
        let value: Float = -2 * first[row][8 - unit] + 0.5 * first[row][unit] + 40
        return unit == 3 ? 0.1 : value
      })
    let found = try UnitCorrelation.run(first, with: second, pool: pool)
    for unit in 0..<9 {
      for other in 0..<9 {
        let x = (0..<n).map { Double(first[$0][unit]) }
        let y = (0..<n).map { Double(second[$0][other]) }
        let (mx, my) = (x.reduce(0, +) / Double(n), y.reduce(0, +) / Double(n))
        var (xy, xx, yy) = (0.0, 0.0, 0.0)
        for (a, b) in zip(x, y) {
          xy += (a - mx) * (b - my)
          xx += (a - mx) * (a - mx)
          yy += (b - my) * (b - my)
        }
        let expected = other == 3 ? 0 : xy / (xx * yy).squareRoot()
        #expect(abs(Double(found.values[unit * 9 + other]) - expected) < 1e-5)
      }
    }
    #expect(found.bestMatch(of: 0)?.unit == 0 || found.bestMatch(of: 0)?.correlation ?? 1 < 0.3)
    let own = try UnitCorrelation.run(second, pool: pool)
    #expect(own.mostSimilar(to: 2, count: 3).count == 3)
    #expect(!own.mostSimilar(to: 2, count: 20).contains { $0.unit == 2 })
    let sorted = own.mostSimilar(to: 2, count: 20).map(\.correlation)
    #expect(sorted == sorted.sorted(by: >) && sorted.count == 8)
  }

  @Test("a class is covered when a unit's top holds enough of it")
  func preference() throws {
    // Unit 0 likes rows 0...4, unit 1 rows 5...9, unit 2 any.
    let rows = FloatMatrix(
      rows: 12, columns: 3,
      values: (0..<36).map { place -> Float in
        let (row, unit) = (place / 3, place % 3)
        if unit == 2 { return Float(1) }
        return unit == 0 || row >= 5 ? Float(20 - row) : 0
      })
    let ranking = try UnitRanking.run(rows, depth: 5, pool: pool)
    let labels: [Int32] = [2, 2, 2, 2, 0, 1, 1, 1, 0, -1, 0, 0]
    let found = try UnitPreference.run(ranking, labels: labels, classes: 4, seed: 1)
    #expect(found.classes.map(\.count) == [1, 3, 4, 0])
    #expect(found.classes.map(\.unit) == [0, 1, 0, nil])
    #expect(found.classes.map(\.rows) == [4, 3, 4, 0])
    #expect(found.coverages.map(\.covered) == [3, 2, 2, 1, 0])
    #expect(found.coverage(atLeast: 4).covered == 1)
  }

  @Test("what chance covers is the mean over labels dealt out anew")
  func shuffled() throws {
    let rows = Rows.normal(400, 24)
    let ranking = try UnitRanking.run(rows, depth: 5, pool: pool)
    let labels = Rows.labels(400, classes: 6, missing: 0.1)
    let found = try UnitPreference.run(
      ranking, labels: labels, classes: 6, shuffles: 2000, seed: 5)
    var stream = RandomStream(seed: 9, name: "other shuffles")
    let labelled = labels.indices.filter { labels[$0] >= 0 }
    var sums = [Double](repeating: 0, count: 6)
    for _ in 0..<2000 {
      var dealt = labels
      for (place, row) in zip(stream.permutation(labelled.count), labelled) {
        dealt[row] = labels[labelled[place]]
      }
      for threshold in 1...5 {
        var covered = Set<Int32>()
        for unit in 0..<24 {
          let top = ranking.top(of: unit).map { dealt[$0.row] }
          for label in Set(top) where label >= 0 {
            if top.count(where: { $0 == label }) >= threshold { covered.insert(label) }
          }
        }
        sums[threshold] += Double(covered.count) / 2000
      }
    }
    for threshold in 1...5 {
      let coverage = found.coverage(atLeast: threshold)
      #expect(abs(coverage.expected - sums[threshold]) < 0.1, "\(threshold): \(coverage)")
    }
    #expect(found.coverage(atLeast: 3).deviation > 0.3)
    let again = try UnitPreference.run(
      ranking, labels: labels, classes: 6, shuffles: 2000, seed: 5)
    #expect(found == again)
  }

  @Test("lists of the wrong length and labels out of range are refused by name")
  func refusals() throws {
    let rows = Rows.activations(10, 3)
    #expect(throws: AnalysisError.lengths(what: "groups", found: 1, expected: 10)) {
      try UnitRanking.run(rows, groups: [1], pool: pool)
    }
    #expect(throws: AnalysisError.lengths(what: "labels", found: 2, expected: 10)) {
      try UnitMetrics.run(rows, labels: [0, 1], classes: 2, pool: pool)
    }
    #expect(throws: AnalysisError.option(name: "label", found: "2", expected: "a number below 2")) {
      try UnitMetrics.run(
        rows, labels: [Int32](repeating: 2, count: 10), classes: 2, pool: pool)
    }
    let broken = FloatMatrix(rows: 2, columns: 1, values: [1, .infinity])
    #expect(throws: AnalysisError.notFinite(row: 1, column: 0)) {
      try UnitRanking.run(broken, pool: pool)
    }
  }
}
