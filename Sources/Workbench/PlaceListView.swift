import Terminal

/// A list of places over the screen.
enum PlaceListView {
  static func draw(_ list: PlaceList, _ state: State, on grid: inout Grid) {
    let glyphs = state.theme.glyphs
    let box = grid.bounds.centered(
      width: min(84, max(30, grid.size.width - 8)),
      height: min(max(6, list.rows.count + 3), min(22, grid.size.height)))
    let inside = Panel(
      title: [.init(list.title, .bold)], badge: [.init("\(list.rows.count)", .dim)],
      isFocused: true
    ).draw(in: box, on: &grid, glyphs: glyphs)
    guard inside.height > 1 else { return }
    let height = inside.height - 1
    grid.clipped(to: inside) { grid in
      if list.rows.isEmpty {
        grid.paragraph(list.absence, in: inside.inset(columns: 1, rows: 0))
      }
      let width = list.rows.reduce(8) { max($0, CellText.width($1.name)) }
      let column = inside.x + 2 + min(width, inside.width / 2) + 2
      let chosen = list.cursor.row(of: list.rows.count)
      let place = Rect(x: inside.x, y: inside.y, width: inside.width, height: height)
      grid.list(list.rows.count, chosen: chosen, of: nil, in: place) { grid, line, rect in
        let (row, y) = (list.rows[line], rect.y)
        if line == chosen { grid.put(glyphs.pointer, x: rect.x, y: y) }
        grid.text(
          row.name, x: inside.x + 2, y: y, width: column - inside.x - 4, .bold)
        grid.text(
          row.detail, x: column, y: y, width: inside.maxX - column - 1)
      }
      let keys =
        list.chosen?.said == nil ? "Enter goes there  Esc" : "Enter goes there  d forgets it"
      if !list.rows.isEmpty {
        grid.text(keys, endingAt: inside.maxX - 1, y: inside.maxY - 1, .dim)
      }
    }
  }
}
