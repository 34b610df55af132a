import Terminal

/// Which panes the training screen shows where.
public enum TrainLayout {
  /// Panes in the order of Tab, for a screen of this size.
  public static func panes(for size: Size) -> [TrainState.Pane] {
    switch size.width {
    case ..<120: return TrainState.Pane.allCases
    default:
      // What is placed is what has the focus in turn; the place itself does not matter here.
      let body = Rect(x: 0, y: 0, width: size.width, height: max(0, size.height - 3))
      return places(in: body, width: size.width, focus: .loss, isZoomed: false).map(\.pane)
    }
  }

  /// The rectangle of each pane that is shown: one below 120 columns or when zoomed, two columns
  /// below 180, three from there on.
  static func places(
    in body: Rect, width: Int, focus: TrainState.Pane, isZoomed: Bool
  ) -> [(pane: TrainState.Pane, rect: Rect)] {
    if isZoomed || width < 120 { return [(focus, body)] }
    let eventRows = body.height >= 40 ? 9 : body.height >= 30 ? 7 : 5
    let rows = body.rows([.share(1), .cells(eventRows)])
    let isWide = width >= 180
    let columns = rows[0].columns(
      isWide ? [.share(1), .share(1), .cells(44)] : [.share(1), .cells(40)])
    var result: [(pane: TrainState.Pane, rect: Rect)] = []
    if isWide {
      let left = columns[0].rows([.share(3), .share(2)])
      let middle = columns[1].rows([.share(3), .share(2)])
      result = [
        (.loss, left[0]), (.accuracy, middle[0]), (.gradient, left[1]), (.learningRate, middle[1]),
      ]
    } else {
      let left = columns[0].rows([.share(4), .share(3)])
      let lower = left[1].columns([.share(3), .share(2)])
      result = [(.loss, left[0]), (.accuracy, lower[0]), (.gradient, lower[1])]
    }
    result += side(columns[columns.count - 1])
    result.append((.events, rows[1]))
    return result
  }

  /// The column of numbers: the run, then stages and speed where there is room.
  private static func side(_ column: Rect) -> [(pane: TrainState.Pane, rect: Rect)] {
    let runRows = RunView.rows + 2
    let stageRows = 7
    if column.height < runRows + stageRows {
      return [(.run, column)]
    }
    let left = column.height - runRows - stageRows
    // Two rows inside a border are a line of dots without axes.
    if left < 4 {
      let parts = column.rows([.share(1), .cells(stageRows)])
      return [(.run, parts[0]), (.stages, parts[1])]
    }
    let parts = column.rows([.cells(runRows), .cells(stageRows), .share(1)])
    return [(.run, parts[0]), (.stages, parts[1]), (.speed, parts[2])]
  }
}
