import Terminal

extension Grid {
  /// Shows a row of a list as the chosen one: in reverse. A bar keeps its looks, since in reverse it
  /// would be a gap.
  mutating func choose(_ row: Rect) {
    for x in row.x..<max(row.x, row.maxX) {
      let isBar = ("\u{2580}"..."\u{259F}").contains(self[x, row.y].glyph)
      restyle(x: x, y: row.y) { isBar ? $0 : $0.with(.reverse) }
    }
  }
}
