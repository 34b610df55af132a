import Terminal

/// A vertical range that rare extreme raw values do not stretch.
enum RobustRange {
  /// The range of the smoothed curves and of all raw values between their 1st and 99th percentile,
  /// of what x shows; nil where nothing is to be left out.
  static func find(_ chart: LineChart) -> ClosedRange<Double>? {
    let vertical = chart.vertical
    var core: [Double] = []
    for curve in chart.series {
      let shown = curve.indices(in: chart.xRange)
      let isLong = shown.count >= 50
      let whole = isLong || curve.raw == nil ? curve.y : curve.raw
      if let extent = whole?.extent(shown, positiveOnly: vertical == .logarithmic) {
        core += [extent.lowerBound, extent.upperBound]
      }
      guard isLong, let raw = curve.raw else { continue }
      // Two thousand values tell percentiles well enough.
      let end = min(shown.upperBound, raw.count)
      let sample = stride(from: shown.lowerBound, to: end, by: max(1, shown.count / 2_000))
        .map { raw.values[$0] }.filter { usable($0, vertical) }.sorted()
      guard !sample.isEmpty else { continue }
      core.append(sample[sample.count / 100])
      core.append(sample[sample.count - 1 - sample.count / 100])
    }
    guard let low = core.min(), let high = core.max() else { return nil }
    let range = LineChart.roomy(low...high, vertical)
    return countOutside(range, chart) > 0 ? range : nil
  }

  /// How many values, raw ones where there are such, a vertical range leaves out of what x shows.
  static func countOutside(_ range: ClosedRange<Double>, _ chart: LineChart) -> Int {
    var outside = 0
    for curve in chart.series {
      let values = curve.raw ?? curve.y
      let pieces = values.pieces(curve.indices(in: chart.xRange))
      // Groups that lie inside need no look at their values.
      for (index, piece) in pieces.groups.enumerated() {
        if piece.low >= range.lowerBound && piece.high <= range.upperBound { continue }
        let first = pieces.start + index * pieces.size
        for place in first..<min(first + pieces.size, curve.count, values.count)
        where usable(values.values[place], chart.vertical) {
          if !range.contains(values.values[place]) { outside += 1 }
        }
      }
    }
    return outside
  }

  private static func usable(_ value: Double, _ vertical: LineChart.Vertical) -> Bool {
    value.isFinite && (vertical == .linear || value > 0)
  }
}
