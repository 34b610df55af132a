import Terminal

/// Where the panes of the screen of a clip lie.
enum ClipLayout {
  /// What is drawn: the panes that take keys, and what only shows.
  enum Part {
    case spectrum, wave, notes, frame, units, readout

    /// The pane that has its keys; nil where it has none.
    var pane: ClipState.Pane? {
      switch self {
      case .spectrum: .spectrum
      case .frame: .frame
      case .units: .units
      case .notes: .notes
      case .wave, .readout: nil
      }
    }
  }

  /// One pane and the readout below 120 columns or when zoomed, two columns below 180, three from
  /// there on.
  static func places(_ state: State, in body: Rect) -> [(part: Part, rect: Rect)] {
    if state.isZoomed || body.width < 120 {
      let part: Part =
        switch state.clip.focus {
        case .spectrum: .spectrum
        case .frame: .frame
        case .units: .units
        case .notes: .notes
        }
      // The names of the panes stand above.
      let body = body.width < 120 ? body.rows([.cells(1), .share(1)])[1] : body
      guard part == .spectrum else { return [(part, body)] }
      let rows = body.rows([.share(1), .cells(4)])
      return [(.spectrum, rows[0]), (.readout, rows[1])]
    }
    let isWide = body.width >= 180
    let columns = body.columns(
      isWide ? [.share(1), .cells(54), .cells(42)] : [.share(1), .cells(38)])
    let noted = min(8, state.clipNotes.count + 2)
    let left = columns[0].rows([
      .share(1), .cells(body.height >= 30 ? 7 : 5), .cells(body.height >= 30 ? max(4, noted) : 3),
    ])
    let readoutRows = 7
    if isWide {
      let middle = columns[1].rows([.share(1), .cells(readoutRows)])
      return [
        (.spectrum, left[0]), (.wave, left[1]), (.notes, left[2]), (.frame, middle[0]),
        (.readout, middle[1]),
        (.units, columns[2]),
      ]
    }
    let right = columns[1].rows([
      .cells(max(8, (body.height - readoutRows) * 3 / 5)), .share(1), .cells(readoutRows),
    ])
    return [
      (.spectrum, left[0]), (.wave, left[1]), (.notes, left[2]), (.frame, right[0]),
      (.units, right[1]),
      (.readout, right[2]),
    ]
  }
}
