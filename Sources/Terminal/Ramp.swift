/// A sequence of colours that rises in lightness, for pictures of numbers.
public enum Ramp: String, CaseIterable, Sendable {
  case viridis
  case magma
  case cividis

  /// The cell for a level 0 (lowest) to 1 (highest); levels outside are taken to the nearer end.
  ///
  /// With 256 colours the sixteen palette entries whose lightness rises (the nearest colours of the
  /// continuous maps do not rise); with 8 or 16 six colours under glyphs of growing ink; without
  /// colour the glyphs alone.
  public func cell(_ level: Double, tier: ColorTier) -> Cell {
    let share = level.isFinite ? min(1, max(0, level)) : 0
    switch tier {
    case .palette256, .trueColor:
      let entries = levels256
      let index = min(entries.count - 1, Int(share * Double(entries.count)))
      return Cell(" ", Style(.standard, on: .palette(entries[index])))
    case .palette8, .palette16:
      let ink = Ramp.glyph(share)
      let colors: [UInt8] = [0, 4, 5, 1, 3, 7]
      let index = min(colors.count - 1, Int(share * Double(colors.count)))
      return Cell(ink, Style(.palette(index == 0 ? 4 : colors[index]), on: .palette(0)))
    case .monochrome:
      return Cell(Ramp.glyph(share))
    }
  }

  /// The sixteen entries of the 256-colour palette.
  public var levels256: [UInt8] {
    switch self {
    case .viridis: [17, 53, 54, 24, 25, 60, 242, 30, 66, 36, 72, 77, 113, 148, 184, 220]
    case .magma: [16, 233, 17, 53, 54, 89, 90, 125, 161, 167, 203, 173, 209, 216, 223, 229]
    case .cividis: [235, 24, 25, 60, 242, 243, 244, 102, 246, 247, 108, 143, 179, 185, 221, 227]
    }
  }

  /// Glyphs of growing ink.
  public static let inks: [Unicode.Scalar] = [" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"]

  private static func glyph(_ share: Double) -> Unicode.Scalar {
    inks[min(inks.count - 1, Int(share * Double(inks.count)))]
  }
}
