import Terminal

/// The keys of the screen below.
enum HelpView {
  /// A row: a heading, or a key with what it does.
  enum Row {
    case heading(String)
    case entry(keys: String, text: String)
  }

  static func rows(for state: State) -> [Row] {
    var result: [Row] = [.heading("\(state.tab.rawValue) screen")]
    let all = CommandTable.all.filter { !$0.keys.isEmpty }
    func add(_ commands: [Command]) {
      for command in commands {
        let keys = command.keys.map(Command.name).joined(separator: "  ")
        result.append(.entry(keys: keys, text: command.help))
      }
    }
    add(all.filter { $0.tab == state.tab })
    result.append(.heading("Everywhere"))
    add(all.filter { $0.isInPalette && $0.tab == nil })
    return result
  }

  static func draw(_ state: State, scroll: Int, on grid: inout Grid) {
    let rows = rows(for: state)
    let box = grid.bounds.centered(
      width: min(104, max(40, grid.size.width - 6)),
      height: min(rows.count + 2, grid.size.height - 2))
    let inside = Panel(
      title: [.init("Keys", .bold)],
      badge: rows.count > box.height - 2
        ? [.init("j k scroll", .dim)] : [.init("Esc closes", .dim)],
      isFocused: true
    ).draw(in: box, on: &grid, glyphs: state.theme.glyphs)
    let first = min(scroll, max(0, rows.count - inside.height))
    grid.clipped(to: inside) { grid in
      for (index, row) in rows.dropFirst(first).prefix(inside.height).enumerated() {
        let y = inside.y + index
        switch row {
        case .heading(let text):
          grid.text(text, x: inside.x + 1, y: y, Style.bold.with(.underline))
        case .entry(let keys, let text):
          grid.text(keys, x: inside.x + 2, y: y, width: 12, .bold)
          grid.text(
            text, x: inside.x + 15, y: y, width: inside.width - 16,
            ellipsis: state.theme.glyphs.ellipsis)
        }
      }
    }
  }
}

/// The command palette.
enum PaletteView {
  static func draw(_ state: State, _ palette: Palette, on grid: inout Grid) {
    let found = CommandTable.search(palette.query, in: state)
    let box = grid.bounds.centered(
      width: min(96, max(30, grid.size.width - 8)), height: min(20, grid.size.height))
    let inside = Panel(
      title: [.init("Commands", .bold)], badge: [.init("\(found.count) found", .dim)],
      isFocused: true
    ).draw(in: box, on: &grid, glyphs: state.theme.glyphs)
    guard inside.height > 0 else { return }
    let end = grid.text(": " + palette.query, x: inside.x + 1, y: inside.y, .bold)
    if end < inside.maxX { grid.put(" ", x: end, y: inside.y, .reverse) }
    var below = state
    below.overlays.removeAll { if case .palette = $0 { true } else { false } }
    // Below a blank row the list, and in the last row what the chosen command does.
    let list = Rect(
      x: inside.x, y: inside.y + 2, width: inside.width, height: inside.height - 4)
    let top = min(
      max(0, palette.selection - list.height / 2), max(0, found.count - list.height))
    grid.clipped(to: inside) { grid in
      for (line, command) in found.dropFirst(top).prefix(list.height).enumerated() {
        let isChosen = top + line == palette.selection
        drawRow(
          command, isChosen: isChosen, obstacle: command.obstacle(below), state,
          in: Rect(x: list.x, y: list.y + line, width: list.width, height: 1), on: &grid)
      }
      if found.isEmpty {
        grid.text("No command has these letters.", x: list.x + 2, y: list.y, .dim)
      }
      if inside.height > 4, found.indices.contains(palette.selection) {
        grid.text(
          found[palette.selection].help, x: inside.x + 1, y: inside.maxY - 1,
          width: inside.width - 2, .dim, ellipsis: state.theme.glyphs.ellipsis)
      }
    }
  }

  private static func drawRow(
    _ command: Command, isChosen: Bool, obstacle: String?, _ state: State, in rect: Rect,
    on grid: inout Grid
  ) {
    let ellipsis = state.theme.glyphs.ellipsis
    let style: Style = obstacle == nil ? .plain : .dim
    grid.text(command.keyName, x: rect.x + 2, y: rect.y, width: 6, obstacle == nil ? .bold : .dim)
    var title = command.title
    if let tab = command.tab, tab != state.tab { title = "\(tab.rawValue): \(title)" }
    let end = grid.text(
      title, x: rect.x + 9, y: rect.y, width: rect.width - 10, style, ellipsis: ellipsis)
    if let obstacle, end + 4 < rect.maxX {
      grid.text(
        "(\(obstacle))", x: end + 2, y: rect.y, width: rect.maxX - end - 3, .dim,
        ellipsis: ellipsis)
    }
    if isChosen {
      grid.put(state.theme.glyphs.pointer, x: rect.x, y: rect.y)
      for x in rect.x..<rect.maxX { grid.restyle(x: x, y: rect.y) { $0.with(.reverse) } }
    }
  }
}

/// Questions and lines to type.
enum DialogView {
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
      x = grid.text(" n ", x: x + 4, y: y, .reverse)
      grid.text(" go on training", x: x, y: y)
    }
  }

  static func draw(_ prompt: Prompt, _ state: State, on grid: inout Grid) {
    let width = min(72, grid.size.width)
    // At the bottom, so that a list being filtered stays in sight.
    let height = min(4, grid.size.height)
    let box = Rect(
      x: (grid.size.width - width) / 2, y: max(0, grid.size.height - height - 2), width: width,
      height: height)
    let inside = Panel(title: [.init(prompt.label, .bold)], isFocused: true)
      .draw(in: box, on: &grid, glyphs: state.theme.glyphs)
    grid.clipped(to: inside) { grid in
      // The end of the text is where one types: its start gives way.
      let shown = CellText.scalars(prompt.text).suffix(max(0, inside.width - 4))
      let end = grid.text(
        String(String.UnicodeScalarView(shown)), x: inside.x + 1, y: inside.y, .bold)
      grid.put(" ", x: end, y: inside.y, .reverse)
      if let problem = prompt.problem {
        grid.text(" \(problem) ", x: inside.x + 1, y: inside.y + 1, state.theme.badge(.bad))
      } else {
        grid.text(
          prompt.hint, x: inside.x + 1, y: inside.y + 1, width: inside.width - 2, .dim,
          ellipsis: state.theme.glyphs.ellipsis)
      }
    }
  }
}
