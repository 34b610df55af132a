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

  /// What stands beside the layout.
  static func beside(_ state: State) -> EmbedState.Beside {
    if state.analysis.isDifference { return .network }
    return state.embed.beside ?? (state.size.width >= 180 ? .tower : .nothing)
  }

  /// Rows of the checkpoints' bar.
  static let barRows = 4

  /// Whether the checkpoints' bar has its place: there are some to step through, and rows for it.
  static func hasBar(_ state: State) -> Bool {
    guard state.size.width >= 120, state.size.height >= 30, !state.isZoomed else { return false }
    return (state.checkpoints("tsne")?.steps.count ?? 0) > 1
  }

  /// What lies below the layouts: the checkpoints' bar.
  static func bar(in body: Rect, _ state: State) -> Rect? {
    guard hasBar(state) else { return nil }
    let side = state.size.width >= 180 ? 44 : 38
    return Rect(
      x: body.x, y: body.maxY - barRows, width: body.width - side, height: barRows)
  }

  /// Each pane that is shown, with its rectangle: one below 120 columns or zoomed, two columns below
  /// 180, three from there on; another layout stands beside the first where that is asked for.
  static func places(
    in body: Rect, _ state: State, isZoomed: Bool
  ) -> [(pane: EmbedState.Pane, rect: Rect)] {
    if state.size.width < 120 {
      return [(state.embed.focus, body.rows([.cells(1), .share(1)])[1])]
    }
    if isZoomed { return [(state.embed.focus, body)] }
    let columns = body.columns([.share(1), .cells(state.size.width >= 180 ? 44 : 38)])
    let side = columns[1]
    let runRows = side.height >= 30 ? 9 : 7
    let legendRows = side.height >= 40 ? 14 : side.height >= 30 ? 9 : 6
    let parts = side.rows([.share(1), .cells(legendRows), .cells(runRows)])
    let room = columns[0].rows([.share(1), .cells(hasBar(state) ? barRows : 0)])[0]
    let maps =
      beside(state) == .nothing ? [room] : room.columns([.share(1), .share(1)])
    return [(.map, maps[0])] + (maps.count > 1 ? [(.other, maps[1])] : [])
      + [(.point, parts[0]), (.legend, parts[1]), (.run, parts[2])]
  }

  /// Cells inside a pane; nil where it is not shown.
  static func canvas(_ state: State, of pane: EmbedState.Pane) -> Size? {
    places(in: body(state.size), state, isZoomed: state.isZoomed).first { $0.pane == pane }.map {
      Size(width: max(1, $0.rect.width - 2), height: max(1, $0.rect.height - 2))
    }
  }

  /// Cells inside the pane of the layout that keys move in; of the pane that is shown where it is not.
  static func canvas(_ state: State) -> Size {
    canvas(state, of: .map) ?? canvas(state, of: state.embed.focus) ?? Size(width: 1, height: 1)
  }
}
