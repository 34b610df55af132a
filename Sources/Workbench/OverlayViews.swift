import Terminal

/// The command palette.
enum PaletteView {
  static func draw(_ state: State, _ palette: Palette, on grid: inout Grid) {
    let found = CommandTable.search(palette.query, in: state)
    let box = grid.bounds.centered(
      width: min(96, max(30, grid.size.width - 8)), height: min(22, grid.size.height))
    let inside = Panel(
      title: [.init("Commands", .bold)], badge: [.init("\(found.count) found", .dim)],
      isFocused: true
    ).draw(in: box, on: &grid, glyphs: state.theme.glyphs)
    guard inside.height > 0 else { return }
    let start = grid.text(": ", x: inside.x + 1, y: inside.y, .bold)
    palette.line.draw(
      x: start, y: inside.y, width: inside.maxX - start - 1, on: &grid, glyphs: state.theme.glyphs)
    var below = state
    below.overlays.removeAll { if case .palette = $0 { true } else { false } }
    // Below a blank row the list, and in the last rows what the chosen command does.
    let list = Rect(
      x: inside.x, y: inside.y + 2, width: inside.width,
      height: inside.height - 3 - aboutRows)
    let top = min(
      max(0, palette.selection - list.height / 2), max(0, found.count - list.height))
    grid.clipped(to: inside) { grid in
      for (line, command) in found.dropFirst(top).prefix(list.height).enumerated() {
        let isChosen = top + line == palette.selection
        grid.answer(
          Rect(x: list.x, y: list.y + line, width: list.width, height: 1),
          .command("palette.pick", [String(top + line + 1)]))
        drawRow(
          command, isChosen: isChosen, obstacle: command.obstacle(below), state,
          in: Rect(x: list.x, y: list.y + line, width: list.width, height: 1), on: &grid)
      }
      if found.isEmpty {
        grid.text("No command has these letters.", x: list.x + 2, y: list.y, .dim)
      }
      guard found.indices.contains(palette.selection), list.height > 0 else { return }
      let command = found[palette.selection]
      var lines = TextWrap.lines(command.help, width: inside.width - 2).map { ($0, Style.dim) }
      if let obstacle = command.obstacle(below) {
        lines += TextWrap.lines("Not now: \(obstacle).", width: inside.width - 2)
          .map { ($0, Style.bold) }
      }
      for (index, line) in lines.prefix(aboutRows).enumerated() {
        grid.text(line.0, x: inside.x + 1, y: list.maxY + 1 + index, line.1)
      }
    }
  }

  /// Rows that tell of the chosen command.
  private static let aboutRows = 4

  private static func drawRow(
    _ command: Command, isChosen: Bool, obstacle: String?, _ state: State, in rect: Rect,
    on grid: inout Grid
  ) {
    let style: Style = obstacle == nil ? .plain : .dim
    grid.text(
      state.bindings.name(of: command), x: rect.x + 2, y: rect.y, width: 6,
      obstacle == nil ? .bold : .dim)
    var title = command.title
    if let tab = command.tab, tab != state.tab { title = "\(tab.rawValue): \(title)" }
    let end = grid.text(
      title, x: rect.x + 9, y: rect.y, width: rect.width - 10, style)
    if let obstacle {
      // Said in full below the list when the command is chosen.
      let reason = end + CellText.width(obstacle) + 5 <= rect.maxX ? obstacle : "not now"
      grid.text("(\(reason))", x: end + 2, y: rect.y, .dim)
    }
    if isChosen {
      grid.put(state.theme.glyphs.pointer, x: rect.x, y: rect.y)
      grid.choose(rect)
    }
  }
}

/// Questions before something that cannot be undone.
enum ConfirmationView {
  static func draw(_ question: Confirmation, _ state: State, on grid: inout Grid) {
    let width = min(72, grid.size.width)
    let lines = TextWrap.lines(question.consequence, width: width - 6)
    let box = grid.bounds.centered(width: width, height: lines.count + 6)
    let inside = Panel(title: [.init(question.title, .bold)], isFocused: true)
      .draw(in: box, on: &grid, glyphs: state.theme.glyphs)
    grid.clipped(to: inside) { grid in
      for (index, line) in lines.enumerated() {
        grid.text(line, x: inside.x + 2, y: inside.y + 1 + index)
      }
      let y = inside.maxY - 2
      var x = grid.text(" y ", x: inside.x + 2, y: y, state.theme.badge(.warning))
      x = grid.text(" \(question.verb)", x: x, y: y, .bold)
      grid.answer(
        Rect(x: inside.x + 2, y: y, width: x - inside.x - 2, height: 1),
        .command("confirmation.yes", []))
      let start = x + 4
      x = grid.text(" n ", x: start, y: y, .reverse)
      x = grid.text(" \(question.refusal)", x: x, y: y)
      grid.answer(
        Rect(x: start, y: y, width: x - start, height: 1), .command("confirmation.no", []))
    }
  }
}
