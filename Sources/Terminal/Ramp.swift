import Scales

/// A sequence of colours for pictures of numbers: rising in lightness, or, for differences, lightest
/// in the middle.
public enum Ramp: String, CaseIterable, Codable, Sendable {
  case viridis
  case magma
  case cividis
  /// Blue below, near white at the middle, orange above.
  case difference

  /// Whether the middle of the range means nothing, as in differences.
  public var isDiverging: Bool { palette.isDiverging }

  /// The cell for a level 0 (lowest) to 1 (highest); levels outside are taken to the nearer end.
  ///
  /// With 256 colours or more a blank on the level's colour; with 8 or 16 six colours under glyphs of
  /// growing ink; without colour the glyphs alone. Ink of a diverging ramp grows from the middle.
  public func cell(_ level: Double, tier: ColorTier) -> Cell {
    let share = level.isFinite ? min(1, max(0, level)) : 0
    switch tier {
    case .palette256, .trueColor:
      return Cell(" ", Style(.standard, on: color(share, tier: tier)))
    case .palette8, .palette16:
      return Cell(glyph(share), Style(color(share, tier: tier), on: .palette(0)))
    case .monochrome:
      return Cell(glyph(share))
    }
  }

  /// The colour of a level 0 to 1; levels outside are taken to the nearer end.
  ///
  /// In true colour a point of ``palette``; with 256 colours one of sixteen entries (the nearest
  /// colours of the continuous maps do not rise in lightness); with fewer one of six.
  public func color(_ level: Double, tier: ColorTier) -> Color {
    let share = level.isFinite ? min(1, max(0, level)) : 0
    switch tier {
    case .monochrome: return .standard
    case .palette8, .palette16:
      // Black would not be seen on its own ground: blue stands for it.
      let colors: [UInt8] = isDiverging ? [4, 6, 7, 7, 3, 1] : [4, 4, 5, 1, 3, 7]
      return .palette(colors[min(colors.count - 1, Int(share * Double(colors.count)))])
    case .palette256:
      let entries = levels256
      return .palette(entries[min(entries.count - 1, Int(share * Double(entries.count)))])
    case .trueColor:
      let point = palette.color(share)
      return .rgb(point.red, point.green, point.blue)
    }
  }

  /// The colours that paper has for the same numbers.
  public var palette: Palette {
    switch self {
    case .viridis: .viridis
    case .magma: .magma
    case .cividis: .cividis
    case .difference: .difference
    }
  }

  /// The sixteen entries of the 256-colour palette.
  public var levels256: [UInt8] {
    switch self {
    case .viridis: [17, 53, 54, 24, 25, 60, 242, 30, 66, 36, 72, 77, 113, 148, 184, 220]
    case .magma: [16, 233, 17, 53, 54, 89, 90, 125, 161, 167, 203, 173, 209, 216, 223, 229]
    case .cividis: [235, 24, 25, 60, 242, 243, 244, 102, 246, 247, 108, 143, 179, 185, 221, 227]
    case .difference: [25, 31, 32, 74, 110, 117, 153, 255, 231, 223, 222, 216, 215, 209, 208, 166]
    }
  }

  /// Glyphs of growing ink.
  public static let inks: [Unicode.Scalar] = [" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"]

  /// Glyphs of growing ink for what lies below the middle of a diverging ramp.
  static let inksBelow: [Unicode.Scalar] = [" ", "'", "~", "v", "o", "O", "0"]

  private func glyph(_ share: Double) -> Unicode.Scalar {
    let inks = isDiverging && share < 0.5 ? Ramp.inksBelow : Ramp.inks
    let ink = isDiverging ? abs(share - 0.5) * 2 : share
    return inks[min(inks.count - 1, Int(ink * Double(inks.count)))]
  }
}
