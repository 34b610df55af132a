import Terminal

/// Which panes the training screen shows where.
public enum TrainLayout {
  /// Panes in the order of Tab.
  public static let panes: [TrainState.Pane] = [
    .loss, .run, .runs, .accuracy, .gradient, .learningRate, .speed, .stages, .events,
  ]

  /// A place of the screen and the panes that share it: the first is seen, another while it has the
  /// focus.
  private struct Slot {
    let rect: Rect
    var panes: [TrainState.Pane]
  }

  /// The rectangle of each pane that is shown: one below 120 columns or when zoomed, two columns
  /// below 180, three from there on.
  static func places(
    in body: Rect, width: Int, focus: TrainState.Pane, isZoomed: Bool
  ) -> [(pane: TrainState.Pane, rect: Rect)] {
    if isZoomed || width < 120 { return [(focus, body)] }
    let slots = width >= 180 ? wide(body) : narrow(body)
    return slots.map { slot in
      (slot.panes.contains(focus) ? focus : slot.panes[0], slot.rect)
    }
  }

  /// The loss beside run and list, a row of three smaller charts, events.
  private static func narrow(_ body: Rect) -> [Slot] {
    let rows = body.rows([
      .share(1), .cells(body.height >= 30 ? 8 : 6), .cells(eventRows(body)),
    ])
    let upper = rows[0].columns([.share(1), .cells(40)])
    let lower = rows[1].columns([.share(1), .share(1), .cells(40)])
    return [Slot(rect: upper[0], panes: [.loss])]
      + side(upper[1], [.run, .runs])
      + [
        Slot(rect: lower[0], panes: [.accuracy]),
        Slot(rect: lower[1], panes: [.gradient, .learningRate]),
        Slot(rect: lower[2], panes: [.speed, .stages]),
        Slot(rect: rows[2], panes: [.events]),
      ]
  }

  /// Loss and accuracy side by side above three smaller charts; numbers in a column of their own.
  private static func wide(_ body: Rect) -> [Slot] {
    let rows = body.rows([.share(1), .cells(eventRows(body))])
    let columns = rows[0].columns([.share(1), .cells(46)])
    let charts = columns[0].rows([.share(3), .share(2)])
    let upper = charts[0].columns([.share(1), .share(1)])
    let lower = charts[1].columns([.share(1), .share(1), .share(1)])
    return [
      Slot(rect: upper[0], panes: [.loss]), Slot(rect: upper[1], panes: [.accuracy]),
    ] + side(columns[1], [.run, .runs, .stages])
      + [
        Slot(rect: lower[0], panes: [.gradient]), Slot(rect: lower[1], panes: [.learningRate]),
        Slot(rect: lower[2], panes: [.speed]), Slot(rect: rows[1], panes: [.events]),
      ]
  }

  private static func eventRows(_ body: Rect) -> Int {
    body.height >= 40 ? 9 : 5
  }

  /// The column of numbers: a slot for each pane while there is room, the rest with the first.
  private static func side(_ column: Rect, _ panes: [TrainState.Pane]) -> [Slot] {
    let runRows = RunView.rows + 2
    let leastListRows = 5
    let stageRows = 7
    guard column.height >= runRows + leastListRows else {
      return [Slot(rect: column, panes: panes)]
    }
    guard panes.contains(.stages) else {
      let rows = column.rows([.cells(runRows), .share(1)])
      return [Slot(rect: rows[0], panes: [.run]), Slot(rect: rows[1], panes: [.runs])]
    }
    guard column.height >= runRows + leastListRows + stageRows else {
      let rows = column.rows([.cells(runRows), .share(1)])
      return [Slot(rect: rows[0], panes: [.run, .stages]), Slot(rect: rows[1], panes: [.runs])]
    }
    let rows = column.rows([.cells(runRows), .share(1), .cells(stageRows)])
    return zip(rows, panes).map { Slot(rect: $0, panes: [$1]) }
  }

  /// What is shown on the screen of a state, below the header and above the status line.
  static func places(_ state: State) -> [(pane: TrainState.Pane, rect: Rect)] {
    var body = Rect(x: 0, y: 1, width: state.size.width, height: max(0, state.size.height - 3))
    // One pane at a time: the main numbers and the names of the panes stand above it.
    if state.size.width < 120 { body = body.rows([.cells(2), .share(1)])[1] }
    return places(
      in: body, width: state.size.width, focus: state.train.focus, isZoomed: state.isZoomed)
  }

  /// Whether a pane is on the screen.
  static func isShown(_ pane: TrainState.Pane, _ state: State) -> Bool {
    places(state).contains { $0.pane == pane }
  }

  /// Cells across the chart that has the focus, or the first: its frame and labels left out.
  static func chartWidth(for size: Size, state: State) -> Int {
    let places = places(state)
    let place =
      places.first { $0.pane == state.train.focus && $0.pane.isChart }
      ?? places.first { $0.pane.isChart }
    return (place?.rect.width ?? size.width) - 8
  }
}
