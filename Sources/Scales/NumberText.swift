import Foundation

/// Numbers as the screen writes them: short, of steady width, without a locale.
public enum NumberText {
  /// With so many decimals.
  public static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value > 0 ? "inf" : "-inf" }
    guard abs(value) < 1e15 else { return scientific(value) }
    // More digits than eighteen would not fit an integer, and mean nothing.
    let digits = abs(value) < 1 ? 0 : Int(log10(abs(value))) + 1
    let decimals = min(decimals, 18 - digits)
    let scale = pow(10, Double(decimals))
    let scaled = (abs(value) * scale).rounded()
    let whole = (scaled / scale).rounded(.down)
    var text = String(Int(whole))
    if decimals > 0 {
      let fraction = String(Int(scaled - whole * scale))
      text += "." + String(repeating: "0", count: max(0, decimals - fraction.count)) + fraction
    }
    return value < 0 && scaled > 0 ? "-" + text : text
  }

  /// A share or a loss with three decimals and no leading zero: `.862`, `1.000`.
  public static func fraction(_ value: Double) -> String {
    let text = fixed(value, 3)
    if text.hasPrefix("0.") { return String(text.dropFirst()) }
    if text.hasPrefix("-0.") { return "-" + text.dropFirst(2) }
    return text
  }

  /// An integer with commas between thousands: `12,480`.
  public static func grouped(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// Like `1.0e-4`.
  public static func scientific(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : fixed(value, 0) }
    var exponent = Int(log10(abs(value)).rounded(.down))
    var mantissa = value / pow(10, Double(exponent))
    if (abs(mantissa) * 10).rounded() >= 100 {
      mantissa /= 10
      exponent += 1
    }
    return fixed(mantissa, 1) + "e\(exponent)"
  }

  /// Three digits or so whatever the size: `0.0042`, `4.21`, `41.8`, `12.5k`, `3.1e-6`.
  public static func short(_ value: Double) -> String {
    let size = abs(value)
    guard size.isFinite, size > 0 else { return fixed(value, 0) }
    switch size {
    case ..<0.001: return scientific(value)
    case ..<0.1: return fixed(value, 4)
    case ..<9.995: return fixed(value, 2)
    case ..<99.95: return fixed(value, 1)
    case ..<999.5: return fixed(value, 0)
    case ..<999_950: return fixed(value / 1e3, 1) + "k"
    case ..<999_950_000: return fixed(value / 1e6, 1) + "M"
    default: return scientific(value)
    }
  }

  /// A time span in its two largest units: `41 s`, `3m 07s`, `5h 12m`, `2d 04h`; `-` where unknown.
  public static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, abs(seconds) < 1e12 else { return "-" }
    let total = Int(max(0, seconds).rounded())
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    switch total {
    case ..<60: return "\(total) s"
    case ..<3_600: return "\(total / 60)m \(two(total % 60))s"
    case ..<86_400: return "\(total / 3_600)h \(two(total / 60 % 60))m"
    default: return "\(total / 86_400)d \(two(total / 3_600 % 24))h"
    }
  }

  /// Time of day, `14:02:11`, of seconds since 1970 seen `offset` seconds east of Greenwich.
  public static func clock(_ time: Double, offset: Int, seconds: Bool = true) -> String {
    guard time.isFinite, abs(time) < 1e12 else { return "--:--" }
    let day = (Int(time.rounded(.down)) + offset) % 86_400
    let second = day < 0 ? day + 86_400 : day
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let minutes = two(second / 3_600) + ":" + two(second / 60 % 60)
    return seconds ? minutes + ":" + two(second % 60) : minutes
  }

  /// The day of seconds since 1970, `22 Nov`; `-` where there is no such day.
  public static func day(_ time: Double) -> String {
    guard time.isFinite, abs(time) < 1e12 else { return "-" }
    // Days since 1 March of the year 0, in eras of 400 years (Hinnant, chrono-compatible low-level
    // date algorithms).
    let day = Int((time / 86_400).rounded(.down)) + 719_468
    let dayOfEra = day - (day >= 0 ? day : day - 146_096) / 146_097 * 146_097
    let year = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    let names = [
      "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb",
    ]
    return "\(dayOfYear - (153 * month + 2) / 5 + 1) \(names[month])"
  }

  /// Bytes in decimal units: `19.2 MB`.
  public static func bytes(_ count: Int) -> String {
    let size = Double(count)
    switch size {
    case ..<1e3: return "\(count) B"
    case ..<1e6: return fixed(size / 1e3, 1) + " kB"
    case ..<1e9: return fixed(size / 1e6, 1) + " MB"
    default: return fixed(size / 1e9, 1) + " GB"
    }
  }
}
