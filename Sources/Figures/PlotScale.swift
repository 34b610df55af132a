import Foundation
import Scales

/// How the values of one axis lie along a side of a plot.
struct PlotScale {
  /// Values at the two ends.
  let range: ClosedRange<Double>
  let isLogarithmic: Bool
  /// Places of the two ends on the sheet, in points.
  var start = 0.0
  var end = 1.0

  /// Where a value lies; nil where it has no place.
  func place(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    let (low, high) = (range.lowerBound, range.upperBound)
    let share: Double
    if isLogarithmic {
      guard value > 0, low > 0 else { return nil }
      share = high > low ? log(value / low) / log(high / low) : 0.5
    } else {
      share = high > low ? (value - low) / (high - low) : 0.5
    }
    // Far outside it makes no difference where, but renderers have limits.
    return start + min(50, max(-50, share)) * (end - start)
  }

  /// Marks at round numbers.
  func ticks(atMost count: Int) -> [Tick] {
    isLogarithmic ? Ticks.logarithmic(range, atMost: count) : Ticks.linear(range, atMost: count)
  }

  /// A range that holds all finite values (the positive ones where logarithmic), with some air at
  /// both ends; 0 to 1, or 0.1 to 1, where there is none.
  static func range(
    holding values: some Sequence<Double>, isLogarithmic: Bool, air: Double = 0.04
  ) -> ClosedRange<Double> {
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite && (value > 0 || !isLogarithmic) {
      low = min(low, value)
      high = max(high, value)
    }
    guard low <= high else { return isLogarithmic ? 0.1...1 : 0...1 }
    if isLogarithmic {
      let factor = high > low ? pow(high / low, air) : 2
      return max(low / factor, .leastNormalMagnitude)...(high * factor)
    }
    let margin = high > low ? (high - low) * air : max(abs(low) * 0.1, 0.5)
    return (low - margin)...(high + margin)
  }
}

/// What an axis of a plot is called and marked with.
struct PlotAxis {
  var title: String
  var scale: PlotScale
  /// Marks of its own; nil: round numbers.
  var marks: (@Sendable (Int) -> [Tick])?

  init(
    title: String, scale: PlotScale, marks: (@Sendable (Int) -> [Tick])? = nil
  ) {
    self.title = title
    self.scale = scale
    self.marks = marks
  }

  func ticks(atMost count: Int) -> [Tick] { marks?(count) ?? scale.ticks(atMost: count) }
}
