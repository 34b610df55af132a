import Foundation

/// What the columns or rows of a field stand for.
public struct FieldAxis: Hashable, Sendable {
  /// How places are spaced on the screen; in the field they are evenly spaced.
  public enum Scale: Hashable, Sendable {
    case linear
    /// Equal distances are equal factors. Places below `floor`, which is positive, are not shown.
    case logarithmic(floor: Double)
  }

  /// Values at the centres of the first and the last place.
  public var range: ClosedRange<Double>
  /// Written after each number: `s`, `Hz`.
  public var unit: String
  /// Spacing on the screen.
  public var scale: Scale

  /// An axis.
  public init(_ range: ClosedRange<Double>, unit: String, scale: Scale = .linear) {
    self.range = range
    self.unit = unit
    self.scale = scale
  }

  /// The values at the two ends of what is shown.
  public var shown: ClosedRange<Double> {
    switch scale {
    case .linear: range
    case .logarithmic(let floor):
      min(max(floor, range.lowerBound), range.upperBound)...range.upperBound
    }
  }

  /// Where a value lies between the ends of what is shown, 0 to 1.
  public func share(of value: Double) -> Double {
    let (low, high) = (shown.lowerBound, shown.upperBound)
    guard high > low else { return 0.5 }
    switch scale {
    case .linear: return (value - low) / (high - low)
    case .logarithmic: return log(value / low) / log(high / low)
    }
  }

  /// The value at a share of what is shown.
  public func value(at share: Double) -> Double {
    let (low, high) = (shown.lowerBound, shown.upperBound)
    switch scale {
    case .linear: return low + share * (high - low)
    case .logarithmic: return low > 0 ? low * pow(high / low, share) : low
    }
  }

  /// Marks at round numbers, with their unit.
  public func ticks(atMost count: Int) -> [Tick] {
    let ticks: [Tick]
    switch scale {
    case .linear: ticks = Ticks.linear(shown, atMost: count)
    case .logarithmic: ticks = Ticks.logarithmic(shown, atMost: count)
    }
    return ticks.map { Tick(value: $0.value, label: $0.label + unit) }
  }

  /// For each of `parts` equal pieces of the screen, the places of `count` that it covers, in whole
  /// or in part; the one at its middle where it is smaller than a place.
  package func patches(_ parts: Int, of count: Int) -> [Range<Int>] {
    guard count > 0, parts > 0 else { return [] }
    let step = count > 1 ? (range.upperBound - range.lowerBound) / Double(count - 1) : 0
    // Place i covers i - 1/2 to i + 1/2. On a linear axis the outermost halves are shown as well.
    func place(_ share: Double) -> Double {
      if case .linear = scale { return share * Double(count) }
      return step > 0 ? (value(at: share) - range.lowerBound) / step + 0.5 : 0.5
    }
    return (0..<parts).map { part in
      let low = place(Double(part) / Double(parts))
      let high = place(Double(part + 1) / Double(parts))
      let middle = min(count - 1, max(0, Int((low + high) / 2)))
      if high - low <= 1 { return middle..<(middle + 1) }
      let first = min(middle, max(0, Int((low + 1e-9).rounded(.down))))
      let last = max(middle, min(count - 1, Int((high - 1e-9).rounded(.down))))
      return first..<(last + 1)
    }
  }
}
