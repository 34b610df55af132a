/// Values with the ends of their error bars, as curves and bars draw them.
public struct Measurements: Sendable {
  /// The values; one that is not finite is a gap.
  public let values: [Double]
  /// For each value the ends of its error bar; empty: none.
  public let errors: [ClosedRange<Double>?]

  /// Values; traps when there are errors of another number.
  init(_ values: [Double], errors: [ClosedRange<Double>?]) {
    precondition(
      errors.isEmpty || errors.count == values.count,
      "\(values.count) values have \(errors.count) error bars")
    self.values = values
    self.errors = errors
  }

  /// All that an axis must hold.
  var reach: [Double] {
    values + errors.flatMap { $0.map { [$0.lowerBound, $0.upperBound] } ?? [] }
  }
}
