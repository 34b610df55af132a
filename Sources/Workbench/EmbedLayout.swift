import Terminal

/// Which panes the embedding screen shows where.
enum EmbedLayout {
  /// Panes in the order of Tab.
  static func panes(for state: State) -> [EmbedState.Pane] {
    if state.size.width < 120 { return EmbedState.Pane.allCases }
    return places(in: body(state.size), state, isZoomed: false).map(\.pane)
  }

  /// The pane that has the focus: the layout where the chosen one is not shown.
  static func focus(_ state: State) -> EmbedState.Pane {
    panes(for: state).contains(state.embed.focus) ? state.embed.focus : .map
  }

  /// What lies between header and status line.
  static func body(_ size: Size) -> Rect {
    Rect(x: 0, y: 1, width: size.width, height: max(0, size.height - 3))
  }

  /// Each pane that is shown, with its rectangle: one below 120 columns or zoomed, two columns below
  /// 180, three, with the other tower's layout, from there on.
  static func places(
    in body: Rect, _ state: State, isZoomed: Bool
  ) -> [(pane: EmbedState.Pane, rect: Rect)] {
    if state.size.width < 120 {
      return [(state.embed.focus, body.rows([.cells(1), .share(1)])[1])]
    }
    if isZoomed { return [(state.embed.focus, body)] }
    let isWide = state.size.width >= 180
    let columns = body.columns(
      isWide ? [.share(1), .share(1), .cells(44)] : [.share(1), .cells(38)])
    let side = columns[columns.count - 1]
    let runRows = side.height >= 30 ? 9 : 7
    let legendRows = side.height >= 40 ? 14 : side.height >= 30 ? 9 : 6
    let parts = side.rows([.share(1), .cells(legendRows), .cells(runRows)])
    return [(.map, columns[0])] + (isWide ? [(.other, columns[1])] : [])
      + [(.point, parts[0]), (.legend, parts[1]), (.run, parts[2])]
  }

  /// Cells inside the pane of the layout that keys move in.
  static func canvas(_ state: State) -> Size {
    let shown = places(in: body(state.size), state, isZoomed: state.isZoomed)
    let rect = (shown.first { $0.pane == .map } ?? shown[0]).rect
    return Size(width: max(1, rect.width - 2), height: max(1, rect.height - 2))
  }
}
