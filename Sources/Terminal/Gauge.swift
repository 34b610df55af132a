/// A bar that fills from the left.
public enum Gauge {
  /// Draws `share` (0 to 1) of `width` cells: eighths of a block, or `#` and `.` in ASCII. What is more
  /// than nothing has at least one mark.
  public static func draw(
    _ share: Double, x: Int, y: Int, width: Int, on grid: inout Grid, glyphs: GlyphSet,
    _ style: Style = .plain, rest: Style = .dim
  ) {
    guard width > 0 else { return }
    var filled = share.isFinite ? min(1, max(0, share)) * Double(width) : 0
    if filled > 0 { filled = max(filled, glyphs == .unicode ? 0.125 : 1) }
    let whole = Int(filled)
    for column in 0..<width {
      if column < whole {
        grid.put(glyphs == .unicode ? "█" : "#", x: x + column, y: y, style)
      } else if column == whole, glyphs == .unicode, Int((filled - Double(whole)) * 8) > 0 {
        let eighths = Int((filled - Double(whole)) * 8)
        grid.put(Gauge.eighths[eighths], x: x + column, y: y, style)
      } else {
        grid.put(glyphs == .unicode ? "·" : ".", x: x + column, y: y, rest)
      }
    }
  }

  /// Parts of a whole side by side, each in its own glyph and style; the parts need not add up to 1.
  public static func stack(
    _ parts: [(share: Double, glyph: Unicode.Scalar, style: Style)], x: Int, y: Int, width: Int,
    on grid: inout Grid
  ) {
    var total = 0.0
    var start = 0
    for part in parts {
      total += part.share.isFinite ? max(0, part.share) : 0
      let end = min(width, Int((total * Double(width)).rounded()))
      for column in start..<max(start, end) {
        grid.put(part.glyph, x: x + column, y: y, part.style)
      }
      start = max(start, end)
    }
  }

  private static let eighths: [Unicode.Scalar] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
}
