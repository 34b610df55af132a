import Terminal

/// The screen Prefs.
enum PrefsView {
  static func draw(_ state: State, in body: Rect, on grid: inout Grid) {
    let inside = Panel(title: [.init("Prefs", .bold)], isFocused: true).draw(
      in: body, on: &grid, glyphs: state.theme.glyphs)
    grid.text(state.analysis.absence, x: inside.x + 1, y: inside.y, width: inside.width - 2, .dim)
  }

  /// What the screen needs, most wanted first.
  static func needs(_ state: State) -> [Inquiry] { [] }
}
