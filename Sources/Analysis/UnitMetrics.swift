import Compute
import Glibc

/// What one unit does over all clips.
public struct UnitMetrics: Sendable, Equatable {
  /// The largest activation.
  public let maximum: Float
  /// The mean activation.
  public let mean: Double
  /// The standard deviation of the activations (divided by their number).
  public let deviation: Double
  /// Whether it tells no clip from another: never above 0, or always the same.
  public let isDead: Bool
  /// Clips by activation: 32 bins of equal width from 0 to the maximum; what lies below 0 is in the
  /// first. All in the first for a unit that is never above 0.
  public let histogram: [Int]
  /// How evenly the activations a_i are spread over the N clips, 0...1:
  ///
  ///     - sum of p_i ln p_i / ln N,   p_i = a_i / sum of a
  ///
  /// with negative activations as 0; 1 when all are equal, 0 when one clip has it all or none has any.
  public let entropy: Double
  /// (u - v) / (u + v), u the mean activation over the clips of the preferred class, v the mean of the
  /// other classes' means (Morcos et al. 2018, section 2.3): 0 when classes are alike, 1 when only
  /// one excites the unit. Nil without labels of two classes, and for a unit that is never above 0.
  public let selectivity: Double?
  /// The class with the highest mean activation, the first of equal ones; nil as `selectivity`.
  public let preferredClass: Int32?

  /// Bins of a histogram.
  public static let bins = 32

  /// Describes each column of `activations`, [rows, units], in two passes.
  ///
  /// - Parameters:
  ///   - labels: the class of each row, 0..<classes, negative for none; nil when there are no labels.
  ///   - classes: the number of classes.
  ///
  /// Throws `AnalysisError` for numbers that are not finite and for labels of the wrong number or
  /// out of range.
  public static func run(
    _ activations: FloatMatrix, labels: [Int32]? = nil, classes: Int = 0, pool: WorkerPool
  ) throws -> [UnitMetrics] {
    if let labels {
      guard labels.count == activations.rows else {
        throw AnalysisError.lengths(
          what: "labels", found: labels.count, expected: activations.rows)
      }
      if let wrong = labels.first(where: { Int($0) >= classes }) {
        throw AnalysisError.option(
          name: "label", found: "\(wrong)", expected: "a number below \(classes)")
      }
    }
    try AnalysisError.checkFinite(activations)
    let sums = UnitSums(activations, labels: labels, classes: classes, pool)
    let spread = UnitSpread(activations, maxima: sums.maxima, pool)
    return (0..<activations.columns).map { unit in
      let n = Double(max(1, activations.rows))
      let mean = sums.sums[unit] / n
      let variance = max(0, spread.squares[unit] / n - mean * mean)
      let isConstant = sums.maxima[unit] == sums.minima[unit]
      let preference = sums.preference(unit)
      let positive = spread.positive[unit]
      let entropy =
        positive > 0 && activations.rows > 1
        ? (log(positive) - spread.logarithms[unit] / positive) / log(n) : 0
      return UnitMetrics(
        maximum: activations.rows == 0 ? 0 : sums.maxima[unit], mean: mean,
        deviation: isConstant ? 0 : variance.squareRoot(),
        isDead: sums.maxima[unit] <= 0 || isConstant,
        histogram: spread.histogram(unit), entropy: min(1, max(0, entropy)),
        selectivity: preference?.selectivity, preferredClass: preference?.label)
    }
  }
}

/// The first pass: maximum, minimum, sum, and sum by class of each unit.
private struct UnitSums {
  let maxima: [Float]
  let minima: [Float]
  let sums: [Double]
  /// [classes, units].
  private let classSums: [Double]
  private let classCounts: [Int]
  private let units: Int

  init(_ rows: FloatMatrix, labels: [Int32]?, classes: Int, _ pool: WorkerPool) {
    let d = rows.columns
    units = d
    let high = SharedBuffer(count: pool.threads * d, repeating: -Float.infinity)
    let low = SharedBuffer(count: pool.threads * d, repeating: Float.infinity)
    // The last "class" of each worker takes the rows that have none.
    let sums = SharedBuffer(count: pool.threads * (classes + 1) * d, repeating: 0.0)
    pool.parallel(count: pool.threads) { part, _ in
      let (high, low) = (high.base + part * d, low.base + part * d)
      for row in pool.range(of: part, count: rows.rows) {
        let values = rows.base + row * d
        let label = labels.map { Int($0[row]) } ?? -1
        let own = sums.base + (part * (classes + 1) + (label < 0 ? classes : label)) * d
        for unit in 0..<d {
          let value = values[unit]
          high[unit] = value > high[unit] ? value : high[unit]
          low[unit] = value < low[unit] ? value : low[unit]
          own[unit] += Double(value)
        }
      }
    }
    let threads = pool.threads
    maxima = (0..<d).map { unit in (0..<threads).map { high[$0 * d + unit] }.max() ?? 0 }
    minima = (0..<d).map { unit in (0..<threads).map { low[$0 * d + unit] }.min() ?? 0 }
    let byClass = (0..<(classes + 1) * d).map { place in
      (0..<threads).reduce(0) { $0 + sums[$1 * (classes + 1) * d + place] }
    }
    self.sums = (0..<d).map { unit in (0...classes).reduce(0) { $0 + byClass[$1 * d + unit] } }
    classSums = byClass
    var counts = [Int](repeating: 0, count: classes)
    for label in labels ?? [] where label >= 0 { counts[Int(label)] += 1 }
    classCounts = counts
  }

  /// The class that a unit prefers and how much.
  func preference(_ unit: Int) -> (label: Int32, selectivity: Double)? {
    let present = classCounts.indices.filter { classCounts[$0] > 0 }
    guard present.count > 1, maxima[unit] > 0 else { return nil }
    let means = present.map { classSums[$0 * units + unit] / Double(classCounts[$0]) }
    guard let best = means.indices.max(by: { means[$0] < means[$1] }) else { return nil }
    let first = means.firstIndex(of: means[best]) ?? best
    let others = (means.reduce(0, +) - means[first]) / Double(present.count - 1)
    let sum = means[first] + others
    return (Int32(present[first]), sum > 0 ? (means[first] - others) / sum : 0)
  }
}

/// The second pass: squares, histograms, and what entropy needs.
private struct UnitSpread {
  let squares: [Double]
  /// The sum of a and of a ln a over the activations above 0.
  let positive: [Double]
  let logarithms: [Double]
  private let counts: [Int32]

  init(_ rows: FloatMatrix, maxima: [Float], _ pool: WorkerPool) {
    let d = rows.columns
    let bins = UnitMetrics.bins
    // A maximum so small that its inverse is no number has all its clips in the first bin.
    let scales = maxima.map { $0 > 0 && (Float(bins) / $0).isFinite ? Float(bins) / $0 : 0 }
    let sums = SharedBuffer(count: pool.threads * 3 * d, repeating: 0.0)
    let counts = SharedBuffer(count: pool.threads * d * bins, repeating: Int32(0))
    scales.withUnsafeBufferPointer { scales in
      pool.parallel(count: pool.threads) { part, _ in
        let squares = sums.base + part * 3 * d
        let positive = squares + d
        let logarithms = positive + d
        let counts = counts.base + part * d * bins
        for row in pool.range(of: part, count: rows.rows) {
          let values = rows.base + row * d
          for unit in 0..<d {
            let value = values[unit]
            squares[unit] += Double(value) * Double(value)
            let bin = value > 0 ? min(bins - 1, Int(value * scales[unit])) : 0
            counts[unit * bins + bin] += 1
            if value > 0 {
              positive[unit] += Double(value)
              logarithms[unit] += Double(value * logf(value))
            }
          }
        }
      }
    }
    let threads = pool.threads
    let all = (0..<3 * d).map { place in
      (0..<threads).reduce(0) { $0 + sums[$1 * 3 * d + place] }
    }
    squares = Array(all[..<d])
    positive = Array(all[d..<2 * d])
    logarithms = Array(all[(2 * d)...])
    self.counts = (0..<d * bins).map { place in
      (0..<threads).reduce(0) { $0 + counts[$1 * d * bins + place] }
    }
  }

  func histogram(_ unit: Int) -> [Int] {
    counts[unit * UnitMetrics.bins..<(unit + 1) * UnitMetrics.bins].map { Int($0) }
  }
}
