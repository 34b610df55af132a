import Foundation

/// A mark of an axis.
public struct Tick: Hashable, Sendable {
  /// Where it stands, in the axis's own unit.
  public let value: Double
  /// What is written beside it.
  public let label: String
}

/// Marks at round numbers.
public enum Ticks {
  /// Multiples of 1, 2 or 5 times a power of ten inside `range`, at most `count` of them (at least
  /// 2 are tried for), written with just the decimals that the distance needs.
  public static func linear(_ range: ClosedRange<Double>, atMost count: Int) -> [Tick] {
    let span = range.upperBound - range.lowerBound
    guard span > 0, span.isFinite, count > 0 else { return single(range) }
    var step = niceStep(span / Double(max(1, count)))
    // Rounding up can leave one tick; a finer step that still fits is better.
    if multiples(of: step, in: range).count < 2, count >= 2 {
      step = niceStep(span / Double(count) * 0.49)
    }
    let values = multiples(of: step, in: range).prefix(max(count, 2) + 1)
    let largest = max(abs(range.lowerBound), abs(range.upperBound))
    return values.map { Tick(value: $0, label: label($0, step: step, largest: largest)) }
  }

  /// Powers of ten inside a positive `range`, with their twos and fives where there is room.
  public static func logarithmic(_ range: ClosedRange<Double>, atMost count: Int) -> [Tick] {
    guard range.lowerBound > 0, range.upperBound > range.lowerBound, count > 0,
      range.upperBound.isFinite
    else { return single(range) }
    let low = Int(log10(range.lowerBound).rounded(.down))
    let high = Int(log10(range.upperBound).rounded(.up))
    for mantissas in [[1.0, 2, 5], [1, 3], [1]] {
      var values: [Double] = []
      for exponent in low...max(low, high) {
        for mantissa in mantissas {
          let value = mantissa * pow(10, Double(exponent))
          if range.contains(value) { values.append(value) }
        }
      }
      if values.count >= 2, values.count <= count {
        return values.map { Tick(value: $0, label: NumberText.logTick($0)) }
      }
    }
    // Dozens of decades: every second, third, ... power of ten.
    let first = Int((log10(range.lowerBound) - 1e-9).rounded(.up))
    let last = Int((log10(range.upperBound) + 1e-9).rounded(.down))
    if last - first >= 3, count >= 2 {
      let step = (last - first) / count + 1
      // Multiples of the step, so that 1 is among them, unless they were too few.
      let aligned = Int((Double(first) / Double(step)).rounded(.up)) * step
      let start = aligned + step <= last ? aligned : first
      return stride(from: start, through: last, by: step).map { exponent in
        let value = pow(10, Double(exponent))
        return Tick(value: value, label: NumberText.logTick(value))
      }
    }
    // Less than a factor of five: round numbers at even distances do.
    return linear(range, atMost: count).filter { $0.value > 0 }
  }

  /// Round time spans: seconds, minutes, hours or days.
  public static func durations(_ range: ClosedRange<Double>, atMost count: Int) -> [Tick] {
    let span = range.upperBound - range.lowerBound
    guard span > 0, span.isFinite, count > 0 else { return single(range) }
    let step = timeStep(span / Double(count))
    return multiples(of: step, in: range).prefix(count + 1).map { value in
      Tick(value: value, label: spanLabel(value, step: step))
    }
  }

  /// Round times of day, of seconds since 1970 seen `offset` seconds east of Greenwich.
  public static func clock(
    _ range: ClosedRange<Double>, atMost count: Int, offset: Int
  ) -> [Tick] {
    let span = range.upperBound - range.lowerBound
    guard span > 0, span.isFinite, count > 0 else { return single(range) }
    let step = timeStep(span / Double(count))
    let local = (range.lowerBound + Double(offset))...(range.upperBound + Double(offset))
    return multiples(of: step, in: local).prefix(count + 1).map { value in
      // Midnight names the day that begins.
      let isMidnight = value.truncatingRemainder(dividingBy: 86_400) == 0
      return Tick(
        value: value - Double(offset),
        label: isMidnight
          ? NumberText.day(value) : NumberText.clock(value, offset: 0, seconds: step < 60))
    }
  }

  /// 1, 2 or 5 times a power of ten, the smallest that is at least `least`.
  static func niceStep(_ least: Double) -> Double {
    let power = pow(10, log10(least).rounded(.down))
    for factor in [1.0, 2, 5] where factor * power >= least * (1 - 1e-9) { return factor * power }
    return 10 * power
  }

  private static func timeStep(_ least: Double) -> Double {
    let steps: [Double] = [
      1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200,
      86_400,
    ]
    if least < 1 { return niceStep(least) }
    return steps.first { $0 >= least } ?? niceStep(least / 86_400) * 86_400
  }

  private static func multiples(of step: Double, in range: ClosedRange<Double>) -> [Double] {
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 1_000, abs(first) < 1e15 else { return [] }
    return (0...Int(last - first)).map { (first + Double($0)) * step }
  }

  private static func single(_ range: ClosedRange<Double>) -> [Tick] {
    guard range.lowerBound.isFinite else { return [] }
    return [Tick(value: range.lowerBound, label: NumberText.short(range.lowerBound))]
  }

  private static func label(_ value: Double, step: Double, largest: Double) -> String {
    func decimals(_ step: Double) -> Int { max(0, Int(-log10(step * 1.000001).rounded(.down))) }
    if abs(value) < step / 2 { return "0" }
    if largest >= 1e12 || (largest < 1e-3 && step < 1e-4) { return NumberText.scientific(value) }
    if largest >= 1e6, step >= 1e4 {
      return NumberText.fixed(value / 1e6, decimals(step / 1e6)) + "M"
    }
    if largest >= 1e4 && step >= 10 || step >= 1e3 {
      return NumberText.fixed(value / 1e3, decimals(step / 1e3)) + "k"
    }
    return NumberText.fixed(value, decimals(step))
  }

  private static func spanLabel(_ value: Double, step: Double) -> String {
    if abs(value) < step / 2 { return "0" }
    switch step {
    case ..<1: return label(value, step: step, largest: value) + "s"
    case ..<60:
      let total = Int(value.rounded())
      let seconds = total % 60
      if total < 60 { return "\(total)s" }
      return "\(total / 60)m" + (seconds == 0 ? "" : (seconds < 10 ? "0" : "") + "\(seconds)")
    case ..<3_600:
      let minutes = Int((value / 60).rounded())
      if minutes < 60 { return "\(minutes)m" }
      let rest = minutes % 60
      return "\(minutes / 60)h" + (rest == 0 ? "" : (rest < 10 ? "0" : "") + "\(rest)")
    case ..<86_400:
      let hours = Int((value / 3_600).rounded())
      return hours < 48 ? "\(hours)h" : "\(hours / 24)d" + (hours % 24 == 0 ? "" : "\(hours % 24)h")
    default: return "\(Int((value / 86_400).rounded()))d"
    }
  }
}

extension NumberText {
  /// A power of ten, or its double or quintuple, without needless digits: `0.05`, `20`, `5k`.
  static func logTick(_ value: Double) -> String {
    let exponent = Int((log10(value) + 1e-9).rounded(.down))
    switch exponent {
    case ..<(-4): return "\(Int((value / pow(10, Double(exponent))).rounded()))e\(exponent)"
    case ..<0: return fixed(value, -exponent)
    case ..<3: return fixed(value, 0)
    case ..<6: return fixed(value / 1e3, 0) + "k"
    case ..<9: return fixed(value / 1e6, 0) + "M"
    default: return "\(Int((value / pow(10, Double(exponent))).rounded()))e\(exponent)"
    }
  }
}
