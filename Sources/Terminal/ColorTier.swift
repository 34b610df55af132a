/// How many colours the terminal can show; every view draws for one tier.
public enum ColorTier: String, CaseIterable, Sendable {
  case monochrome = "mono"
  case palette8 = "8"
  case palette16 = "16"
  case palette256 = "256"
  case trueColor = "truecolor"

  /// Entries of the palette; 256 for true colour, whose palette entries work as well.
  public var paletteSize: Int {
    switch self {
    case .monochrome: 0
    case .palette8: 8
    case .palette16: 16
    case .palette256, .trueColor: 256
    }
  }

  /// The tier to draw for: what was asked, else `NO_COLOR`, else `COLORTERM`, else the terminal's
  /// own count of colours (terminfo `colors`; 0 or less is monochrome).
  ///
  /// `NO_COLOR` counts when set to anything but the empty string (no-color.org).
  public static func choose(
    asked: ColorTier?, environment: [String: String], terminfoColors: Int
  ) -> ColorTier {
    if let asked { return asked }
    if let value = environment["NO_COLOR"], !value.isEmpty { return .monochrome }
    let claim = environment["COLORTERM"] ?? ""
    if terminfoColors >= 256, claim == "truecolor" || claim == "24bit" { return .trueColor }
    switch terminfoColors {
    case 256...: return .palette256
    case 16...: return .palette16
    case 8...: return .palette8
    default: return .monochrome
    }
  }
}
