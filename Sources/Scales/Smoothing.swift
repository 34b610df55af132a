import Foundation

/// An exponential moving average without the bias of its start, grown a value at a time.
///
/// With weight w: m_n = w m_(n-1) + (1 - w) x_n and y_n = m_n / (1 - w^n), so that a constant
/// series is its own average from the first value on (Kingma and Ba 2015, section 3). Values that
/// are not finite leave a NaN and are otherwise passed over. Smooth before drawing decimates: the
/// other order changes the curve with the width of the screen.
public struct SmoothedSeries: Hashable, Sendable {
  /// Weight of the past, 0 (no smoothing) to below 1.
  public let weight: Double
  /// The average after each value.
  public private(set) var samples = Samples()
  /// The average after each value, as an array.
  public var values: [Double] { samples.values }
  private var mean = 0.0
  /// 1 - w^n for the finite values so far.
  private var mass = 0.0

  /// An empty series.
  public init(weight: Double) {
    precondition(weight >= 0 && weight < 1, "smoothing weight \(weight) is not in 0..<1")
    self.weight = weight
  }

  /// The average of a whole series.
  public init(weight: Double, of raw: [Double]) {
    self.init(weight: weight)
    for value in raw { append(value) }
  }

  /// Adds a value.
  public mutating func append(_ value: Double) {
    guard value.isFinite else {
      samples.append(.nan)
      return
    }
    mean = weight * mean + (1 - weight) * value
    mass = weight * mass + (1 - weight)
    samples.append(mean / mass)
  }
}

/// The share of successes with its uncertainty.
public enum Binomial {
  /// Wilson's 95 % score interval of a share observed over `count` trials (Wilson 1927); 0 to 1
  /// when there were none.
  public static func interval(share: Double, count: Int) -> ClosedRange<Double> {
    guard count > 0, share.isFinite else { return 0...1 }
    let n = Double(count)
    let p = min(1, max(0, share))
    // 0.975 quantile of the normal distribution.
    let z = 1.959963984540054
    let middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    return max(0, middle - half)...min(1, middle + half)
  }
}
