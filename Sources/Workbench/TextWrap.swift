import Terminal

/// Breaks text into lines.
enum TextWrap {
  /// Lines of at most `width` columns, broken between words where that can be. A glyph wider than
  /// the line is left out.
  static func lines(_ text: String, width: Int) -> [String] {
    guard width > 0 else { return [] }
    var lines: [String] = []
    var line: [Unicode.Scalar] = []
    var used = 0
    func finish() {
      lines.append(CellText.string(line))
      line = []
      used = 0
    }
    for word in CellText.scalars(text).split(separator: " ", omittingEmptySubsequences: true) {
      var rest = word
      if used > 0, used + 1 + CellText.width(rest) > width { finish() }
      if used > 0 {
        line.append(" ")
        used += 1
      }
      while CellText.width(rest) > width - used {
        let part = CellText.prefix(rest, width: width - used)
        if part.isEmpty, used == 0 {
          rest = rest.dropFirst()
          continue
        }
        line += part
        rest = rest.dropFirst(part.count)
        finish()
      }
      line += rest
      used += CellText.width(rest)
    }
    if used > 0 { finish() }
    return lines
  }
}
