import Terminal

/// A line to type, and below it what may come next.
enum PromptView {
  /// The least rows of what may come next that are shown, where there are so many (our choice).
  private static let leastRows = 4

  static func draw(_ prompt: Prompt, _ state: State, on grid: inout Grid) {
    let suggestions = prompt.suggestions
    let glyphs = state.theme.glyphs
    let width = min(72, grid.size.width)
    // At the bottom and a quarter of the screen, so that a list being filtered stays in sight.
    let rows = min(suggestions.count, max(leastRows, grid.size.height / 4))
    let isTold = prompt.problem != nil || rows == 0
    let height = min(3 + rows + (isTold ? 1 : 0), grid.size.height)
    let box = Rect(
      x: (grid.size.width - width) / 2, y: max(0, grid.size.height - height - 2), width: width,
      height: height)
    let inside = Panel(
      title: [.init(prompt.label, .bold)],
      badge: rows > 0 ? [.init(prompt.hint, .dim)] : [], isFocused: true
    ).draw(in: box, on: &grid, glyphs: glyphs)
    grid.clipped(to: inside) { grid in
      prompt.line.draw(
        x: inside.x + 1, y: inside.y, width: inside.width - 2, on: &grid, glyphs: glyphs)
      let below = inside.rows([.cells(1), .cells(isTold ? 1 : 0), .share(1)])
      if let problem = prompt.problem {
        grid.text(" \(problem) ", x: inside.x + 1, y: below[1].y, state.theme.badge(.bad))
      } else if isTold {
        grid.text(
          prompt.hint, x: inside.x + 1, y: below[1].y, width: inside.width - 2, .dim)
      }
      draw(suggestions, chosen: prompt.selection, state, in: below[2], on: &grid)
    }
  }

  private static func draw(
    _ suggestions: [Suggestion], chosen: Int?, _ state: State, in list: Rect,
    on grid: inout Grid
  ) {
    guard list.height > 0, !suggestions.isEmpty else { return }
    let glyphs = state.theme.glyphs
    let pointed = min(chosen ?? 0, suggestions.count - 1)
    let top = min(max(0, pointed - list.height / 2), max(0, suggestions.count - list.height))
    let seen = suggestions[top..<min(suggestions.count, top + list.height)]
    let widest = seen.reduce(6) { max($0, CellText.width($1.text)) }
    let column = list.x + 2 + min(widest, list.width - 24) + 2
    for (line, suggestion) in seen.enumerated() {
      let y = list.y + line
      grid.answer(
        Rect(x: list.x, y: y, width: list.width, height: 1),
        .command("prompt.pick", [String(top + line + 1)]))
      grid.text(
        suggestion.text, x: list.x + 2, y: y, width: column - list.x - 4, .bold)
      grid.text(
        suggestion.about, x: column, y: y, width: list.maxX - column - 2, .dim)
      guard top + line == pointed else { continue }
      // The row that Tab takes; one that was chosen is Enter's too.
      grid.put(glyphs.pointer, x: list.x, y: y)
      guard chosen != nil else { continue }
      for x in list.x..<list.maxX { grid.restyle(x: x, y: y) { $0.with(.reverse) } }
    }
    if top > 0 { grid.put(glyphs.arrows.up, x: list.maxX - 1, y: list.y, .bold) }
    if top + list.height < suggestions.count {
      grid.put(glyphs.arrows.down, x: list.maxX - 1, y: list.maxY - 1, .bold)
    }
  }
}
