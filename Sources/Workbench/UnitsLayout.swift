import Terminal

/// Where the panes of the screen of units lie.
enum UnitsLayout {
  /// What is drawn: the panes that take keys, and the facts where they have a place of their own.
  enum Part {
    case map, list, unit, facts

    /// The pane that has its keys; nil where it has none.
    var pane: UnitsState.Pane? {
      switch self {
      case .map: .map
      case .list: .list
      case .unit: .unit
      case .facts: nil
      }
    }
  }

  /// What lies between header and status line.
  static func body(_ size: Size) -> Rect {
    Rect(x: 0, y: 1, width: size.width, height: max(0, size.height - 3))
  }

  /// One pane below 120 columns or when zoomed, two columns below 180, three from there on.
  static func places(_ state: State, in body: Rect) -> [(part: Part, rect: Rect)] {
    if state.isZoomed || body.width < 120 {
      // The names of the panes stand above.
      let body = body.width < 120 ? body.rows([.cells(1), .share(1)])[1] : body
      switch state.units.focus {
      case .map: return [(.map, body)]
      case .list: return [(.list, body)]
      case .unit: return [(.unit, body)]
      }
    }
    let isWide = body.width >= 180
    let columns = body.columns(
      isWide ? [.cells(46), .share(1), .cells(44)] : [.cells(38), .share(1)])
    // The map has sixteen rows of units where the list keeps eight of its own.
    let rows = columns[0].rows([.cells(min(22, max(8, body.height - 10))), .share(1)])
    var result: [(part: Part, rect: Rect)] = [
      (.map, rows[0]), (.list, rows[1]), (.unit, columns[1]),
    ]
    if isWide { result.append((.facts, columns[2])) }
    return result
  }

  /// Rows below the map that say what it shows.
  static let legendRows = 4

  /// How the map of so many units is laid out at present.
  static func mapGrid(_ state: State, units: Int) -> UnitMapGrid {
    let place = places(state, in: body(state.size)).first { $0.part == .map }?.rect
    let inside = (place ?? Rect(x: 0, y: 0, width: 36, height: 22)).inset(columns: 2, rows: 1)
    return UnitMapGrid(
      units: units, in: Size(width: inside.width, height: inside.height - legendRows))
  }
}

/// How many units stand side by side, and how many cells each has.
struct UnitMapGrid: Equatable {
  /// Units of a row.
  let columns: Int
  /// Rows of units; more than there is room for are scrolled.
  let rows: Int
  /// Cells of a unit.
  let cell: Size

  /// The largest cells with which all units fit; a power of two units side by side, as towers have
  /// powers of two.
  init(units: Int, in size: Size) {
    let cells = [(8, 4), (6, 3), (4, 2), (3, 1), (2, 1), (1, 1)]
    func fit(_ cell: (Int, Int)) -> (columns: Int, rows: Int) {
      var columns = 1
      while columns * 2 * cell.0 <= size.width, columns < units { columns *= 2 }
      return (columns, (units + columns - 1) / max(1, columns))
    }
    let best = cells.first { fit($0).rows * $0.1 <= size.height } ?? (1, 1)
    columns = fit(best).columns
    rows = fit(best).rows
    cell = Size(width: best.0, height: best.1)
  }
}
