/// How far samples are from one another and from an even spread, after Kolmogorov and Smirnov: the
/// largest distance between two cumulative distributions.
enum KolmogorovSmirnov {
  /// The limit distribution exceeds this, times a root, once in a thousand draws:
  /// 2 (e^(-2 c²) - e^(-8 c²) + ...) = 0.001 (Kolmogorov 1933; Smirnov 1948 has the table).
  static let critical = 1.95

  /// What the distance of `count` draws to their own distribution stays below, but for once in a
  /// thousand.
  static func bound(_ count: Int) -> Double { critical / Double(count).squareRoot() }

  /// What the distance between two samples of one distribution stays below, but for once in a
  /// thousand.
  static func bound(_ a: Int, _ b: Int) -> Double {
    critical * (1 / Double(a) + 1 / Double(b)).squareRoot()
  }

  /// The distance of a sample to the even spread over `range`; what lies outside counts as its ends.
  static func distance(_ sample: [Double], toUniformOver range: ClosedRange<Double>) -> Double {
    let width = range.upperBound - range.lowerBound
    return sample.sorted().enumerated().reduce(0) { largest, next in
      let expected = min(1, max(0, (next.element - range.lowerBound) / width))
      let (before, after) = (
        Double(next.offset) / Double(sample.count), Double(next.offset + 1) / Double(sample.count)
      )
      return max(largest, abs(expected - before), abs(after - expected))
    }
  }

  /// The distance between two samples.
  static func distance(_ a: [Double], _ b: [Double]) -> Double {
    let (a, b) = (a.sorted(), b.sorted())
    var (i, j, largest) = (0, 0, 0.0)
    while i < a.count && j < b.count {
      let value = min(a[i], b[j])
      while i < a.count && a[i] <= value { i += 1 }
      while j < b.count && b[j] <= value { j += 1 }
      largest = max(largest, abs(Double(i) / Double(a.count) - Double(j) / Double(b.count)))
    }
    return largest
  }
}
