extension Grid {
  /// The rows as plain text, without blanks at their ends; every row ends with a line break.
  public var plainText: String {
    var text = ""
    for y in 0..<size.height {
      var row = String.UnicodeScalarView()
      for x in 0..<size.width where !cells[y * size.width + x].isTail {
        row.append(cells[y * size.width + x].glyph)
      }
      while row.last == " " { row.removeLast() }
      text += String(row) + "\n"
    }
    return text
  }

  /// The rows as text with colours for a terminal of `tier` (ECMA-48 SGR), for export.
  public func ansiText(tier: ColorTier) -> String {
    var text = ""
    for y in 0..<size.height {
      var current = Style.plain
      for x in 0..<size.width {
        let cell = cells[y * size.width + x]
        if cell.isTail { continue }
        if cell.style != current {
          text += Grid.sgr(cell.style, tier: tier)
          current = cell.style
        }
        text.unicodeScalars.append(cell.glyph)
      }
      if current != .plain { text += "\u{1B}[0m" }
      text += "\n"
    }
    return text
  }

  /// The control sequence that selects a style from any other.
  static func sgr(_ style: Style, tier: ColorTier) -> String {
    var codes = ["0"]
    if style.attributes.contains(.bold) { codes.append("1") }
    if style.attributes.contains(.dim) { codes.append("2") }
    if style.attributes.contains(.underline) { codes.append("4") }
    if style.attributes.contains(.reverse) { codes.append("7") }
    codes += colorCodes(style.foreground.adapted(to: tier), base: 30)
    codes += colorCodes(style.background.adapted(to: tier), base: 40)
    return "\u{1B}[" + codes.joined(separator: ";") + "m"
  }

  private static func colorCodes(_ color: Color, base: Int) -> [String] {
    switch color {
    case .standard: []
    case .palette(let index) where index < 8: ["\(base + Int(index))"]
    case .palette(let index): ["\(base + 8)", "5", "\(index)"]
    case .rgb(let red, let green, let blue): ["\(base + 8)", "2", "\(red)", "\(green)", "\(blue)"]
    }
  }
}
