import Terminal

extension Grid {
  /// Draws the rows of a list that there is room for, each answering to the mouse. The chosen one
  /// stands in the middle unless an end of the list is nearer.
  ///
  /// - Parameters:
  ///   - isMarked: whether the chosen row is shown as such.
  ///   - pane: the pane that the list is in; nil where the mouse chooses no rows.
  ///   - draw: is given each row's place in the list and on the screen.
  mutating func list(
    _ count: Int, chosen: Int?, isMarked: Bool = true, of pane: String? = "list", in list: Rect,
    _ draw: (inout Grid, Int, Rect) -> Void
  ) {
    let top = ListCursor(row: chosen ?? 0).top(height: list.height, count: count)
    clipped(to: list) { grid in
      for (line, row) in (top..<count).prefix(max(0, list.height)).enumerated() {
        let place = Rect(x: list.x, y: list.y + line, width: list.width, height: 1)
        if let pane { grid.answer(place, .row(row, of: pane)) }
        draw(&grid, row, place)
        if isMarked, row == chosen { grid.choose(place) }
      }
    }
  }

  /// Shows a row of a list as the chosen one: in reverse. A bar keeps its looks, since in reverse it
  /// would be a gap.
  mutating func choose(_ row: Rect) {
    for x in row.x..<max(row.x, row.maxX) {
      let isBar = ("\u{2580}"..."\u{259F}").contains(self[x, row.y].glyph)
      restyle(x: x, y: row.y) { isBar ? $0 : $0.with(.reverse) }
    }
  }
}
