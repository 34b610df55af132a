import Terminal

extension Grid {
  /// Writes a text in lines within a rectangle, cut with an ellipsis where there are too few of them;
  /// returns how many it took.
  @discardableResult
  mutating func paragraph(_ text: String, in rect: Rect, _ style: Style = .plain) -> Int {
    let lines = TextWrap.lines(text, width: rect.width)
    for (row, line) in lines.prefix(max(0, rect.height)).enumerated() {
      let isLast = row == rect.height - 1
      self.text(
        isLast ? lines[row...].joined(separator: " ") : line, x: rect.x, y: rect.y + row,
        width: rect.width, style)
    }
    return min(lines.count, max(0, rect.height))
  }

  /// Writes facts, each below the other: its name in so many columns, and beside it what it is;
  /// returns the rows taken.
  @discardableResult
  mutating func facts(
    _ facts: [(name: String, text: String)], named column: Int = 10, in rect: Rect
  ) -> Int {
    var taken = 0
    for (name, text) in facts where taken < rect.height {
      self.text(name, x: rect.x, y: rect.y + taken, width: column - 1, .dim)
      let rest = Rect(
        x: rect.x + column, y: rect.y + taken, width: rect.width - column,
        height: rect.height - taken)
      taken += max(1, paragraph(text, in: rest))
    }
    return taken
  }
}
