import Session
import Terminal

/// Draws the list of sessions.
enum SessionsView {
  static func draw(_ state: State, _ picker: SessionPicker, on grid: inout Grid) {
    let listed = picker.listed
    let found = listed.map { "\($0.count) found" } ?? "looking"
    let badge = picker.progress.map { found + ", \($0.read) of \($0.all) read" } ?? found
    let box = grid.bounds.centered(
      width: min(110, grid.size.width - 2), height: min(26, grid.size.height))
    let inside = Panel(
      title: [.init("Open a session", .bold)],
      badge: [.init(badge, .dim)], isFocused: true
    ).draw(in: box, on: &grid, glyphs: state.theme.glyphs)
    guard inside.height > 2 else { return }
    let start = grid.text("/ ", x: inside.x + 1, y: inside.y, .bold)
    picker.line.draw(
      x: start, y: inside.y, width: inside.maxX - start - 1, on: &grid, glyphs: state.theme.glyphs)
    let list = Rect(
      x: inside.x, y: inside.y + 2, width: inside.width, height: inside.height - 4)
    grid.clipped(to: inside) { grid in
      guard let listed else {
        grid.text("Looking into the sessions ...", x: list.x + 2, y: list.y, .dim)
        return
      }
      if listed.isEmpty {
        grid.text(
          picker.query.isEmpty ? "There are no sessions." : "No session matches.",
          x: list.x + 2, y: list.y, .dim)
      }
      let chosen = picker.place(in: listed)
      let top = min(max(0, chosen - list.height / 2), max(0, listed.count - list.height))
      for (line, listing) in listed.dropFirst(top).prefix(max(0, list.height)).enumerated() {
        draw(
          SessionRow(listing, now: state.now), isRead: listing.isRead,
          isHere: listing.path == state.session.path, isChosen: top + line == chosen, state,
          in: Rect(x: list.x, y: list.y + line, width: list.width, height: 1), on: &grid)
      }
      let path = listed.indices.contains(chosen) ? listed[chosen].path : ""
      grid.text(
        CellText.clean(path), x: inside.x + 1, y: inside.maxY - 1, width: inside.width - 2, .dim)
    }
  }

  /// The name, then as many of the figures as there is room for, the most telling first.
  private static func draw(
    _ row: SessionRow, isRead: Bool, isHere: Bool, isChosen: Bool, _ state: State, in rect: Rect,
    on grid: inout Grid
  ) {
    let most = min(24, max(12, rect.width / 4))
    var x = rect.x + 2
    grid.text(
      row.name, x: x, y: rect.y, width: most, isHere ? .bold : .plain)
    x += most + 1
    if let problem = row.problem {
      grid.text(
        problem, x: x, y: rect.y, width: max(0, rect.maxX - x - 1), .dim)
    } else if !isRead {
      grid.text("...", x: x, y: rect.y, .dim)
    } else {
      let here = isHere ? ["here"] : []
      for (place, text) in (row.figures + here).enumerated() {
        let width = place < SessionRow.widths.count ? SessionRow.widths[place] : 4
        guard x + CellText.width(text) < rect.maxX else { break }
        grid.text(text, x: x, y: rect.y, width: width - 1)
        x += width
      }
    }
    if isChosen {
      grid.put(state.theme.glyphs.pointer, x: rect.x, y: rect.y)
      for x in rect.x..<rect.maxX { grid.restyle(x: x, y: rect.y) { $0.with(.reverse) } }
    }
  }
}
