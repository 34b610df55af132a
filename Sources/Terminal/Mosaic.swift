/// How a cell is divided into parts of two colours: the glyph says which parts have the foreground.
public enum Mosaic: String, CaseIterable, Codable, Sendable {
  /// Upper and lower half: the glyphs that every font has.
  case half
  /// Two across, two down.
  case quadrant
  /// Two across, three down (Unicode 13); for terminals that draw them themselves.
  case sextant
  /// As ``quadrant``, and photographs in blocks, lines and diagonals of many shapes.
  case symbols
  /// Two across, four down, as dots with gaps.
  case braille
  /// One part, whose glyph has more ink the brighter it is.
  case ascii

  /// Parts across.
  public var columns: Int {
    switch self {
    case .half, .ascii: 1
    case .quadrant, .sextant, .symbols, .braille: 2
    }
  }

  /// Parts down.
  public var rows: Int {
    switch self {
    case .ascii: 1
    case .half, .quadrant, .symbols: 2
    case .sextant: 3
    case .braille: 4
    }
  }

  /// The glyph of a cell whose parts with their bit set have the foreground; bits count row after
  /// row from the top left. ``ascii`` has a part only, full or empty.
  public func glyph(_ mask: Int) -> Unicode.Scalar {
    switch self {
    case .half: return [" ", "▀", "▄", "█"][mask & 3]
    case .quadrant, .symbols:
      return [
        " ", "▘", "▝", "▀", "▖", "▌", "▞", "▛", "▗", "▚", "▐", "▜", "▄", "▙", "▟", "█",
      ][mask & 15]
    case .sextant:
      // U+1FB00 on, in the order of the masks, without the four that Unicode had before.
      switch mask & 63 {
      case 0: return " "
      case 21: return "▌"
      case 42: return "▐"
      case 63: return "█"
      case let mask:
        let place = mask - 1 - (mask > 21 ? 1 : 0) - (mask > 42 ? 1 : 0)
        return Unicode.Scalar(UInt32(0x1FB00 + place)) ?? "?"
      }
    case .braille:
      var pattern: UInt32 = 0
      for part in 0..<8 where mask & (1 << part) != 0 {
        pattern |= UInt32(DotCanvas.bits[part])
      }
      return pattern == 0 ? " " : Unicode.Scalar(0x2800 + pattern) ?? "?"
    case .ascii: return mask & 1 == 0 ? " " : "#"
    }
  }

  /// The finest that a terminal is known to draw well: sextants where it draws them itself and not
  /// by a font, and halves elsewhere (our choice).
  public static func known(in environment: [String: String]) -> Mosaic {
    let terminal = environment["TERM"] ?? ""
    let drawsThem = ["xterm-kitty", "foot", "foot-extra", "wezterm", "contour", "ghostty"]
    return drawsThem.contains(terminal) || terminal == "xterm-ghostty" ? .sextant : .half
  }

  /// Parts of one cell.
  var count: Int { columns * rows }

  /// The mosaics that a glyph set and a tier can show well: ink alone in ASCII.
  public func available(with glyphs: GlyphSet) -> Mosaic { glyphs == .ascii ? .ascii : self }
}
