import Scales
import Terminal

/// All units of a tower, each a few cells in the colour of a metric.
enum UnitMapView {
  static func draw(_ state: State, _ rows: UnitRows, in rect: Rect, on grid: inout Grid) {
    let metric = state.units.metric
    let isDifference = state.analysis.isDifference
    let inside = Panel(
      title: [
        .init("Map", .bold),
        .init(isDifference ? "  difference in " : " \(rows.all.count) units  shade ", .dim),
        .init(metric.rawValue, .bold),
      ] + (state.size.width < 120 ? state.remarkSpans : []), isFocused: state.units.focus == .map
    ).draw(in: rect, on: &grid, glyphs: state.theme.glyphs).inset(columns: 1, rows: 0)
    let room = Rect(
      x: inside.x, y: inside.y, width: inside.width,
      height: inside.height - UnitsLayout.legendRows)
    let shape = UnitMapGrid(
      units: rows.all.count, in: Size(width: room.width, height: room.height))
    let range = isDifference ? differences(of: metric, rows) : range(of: metric, rows)
    let chosen = state.analysis.unit
    if room.height > 0 {
      let visible = max(1, room.height / shape.cell.height)
      let first = min(
        max(0, chosen / shape.columns - visible / 2), max(0, shape.rows - visible))
      let listed = Set(rows.listed.map(\.unit))
      grid.clipped(to: room) { grid in
        for row in rows.all {
          let place = Rect(
            x: room.x + row.unit % shape.columns * shape.cell.width,
            y: room.y + (row.unit / shape.columns - first) * shape.cell.height,
            width: shape.cell.width, height: shape.cell.height)
          guard place.y >= room.y, place.y < room.maxY else { continue }
          grid.answer(place, .row(row.unit, of: UnitsState.Pane.map.rawValue))
          let level = isDifference ? row.difference(metric) : row.level(metric)
          drawUnit(
            row, level: level.map { share($0, range) }, isListed: listed.contains(row.unit),
            isChosen: row.unit == chosen, state, in: place, on: &grid)
        }
      }
    }
    drawLegend(
      state, rows, range,
      in: Rect(
        x: inside.x, y: max(inside.y, inside.maxY - UnitsLayout.legendRows), width: inside.width,
        height: min(inside.height, UnitsLayout.legendRows)), on: &grid)
  }

  private static func drawUnit(
    _ row: UnitRow, level: Double?, isListed: Bool, isChosen: Bool, _ state: State,
    in place: Rect, on grid: inout Grid
  ) {
    let theme = state.theme
    let ramp = state.analysis.isDifference ? .difference : theme.activation
    var cell = Cell(theme.glyphs.dot, .dim)
    if isListed, let level { cell = ramp.cell(level, tier: theme.tier) }
    grid.fill(place, cell)
    // What matters stands in the middle of the unit's cells, dark on light and light on dark.
    var mark: Unicode.Scalar?
    if row.isBookmarked { mark = "b" }
    if row.isMarked { mark = "*" }
    if isChosen { mark = theme.glyphs == .unicode ? "◉" : "X" }
    guard let mark else { return }
    let light = (cell.style.background.luminance ?? 0) > 0.25
    var style = Style(.standard, on: cell.style.background, .bold)
    if cell.style.background != .standard {
      style.foreground = (light ? Color.palette(16) : .palette(231)).adapted(to: theme.tier)
    }
    if isChosen, theme.tier.paletteSize < 256 { style = Style.reverse.with(.bold) }
    grid.put(mark, x: place.x + (place.width - 1) / 2, y: place.y + (place.height - 1) / 2, style)
  }

  private static func drawLegend(
    _ state: State, _ rows: UnitRows, _ range: ClosedRange<Double>, in rect: Rect,
    on grid: inout Grid
  ) {
    guard rect.height >= UnitsLayout.legendRows else { return }
    let theme = state.theme
    let metric = state.units.metric
    let row =
      rows.all.indices.contains(state.analysis.unit) ? rows.all[state.analysis.unit] : nil
    let isDifference = state.analysis.isDifference
    let ramp = isDifference ? .difference : theme.activation
    let low = isDifference ? signed(range.lowerBound, metric) : text(range.lowerBound, metric)
    let high = isDifference ? signed(range.upperBound, metric) : text(range.upperBound, metric)
    let x = grid.text(low + " ", x: rect.x, y: rect.y, .dim)
    let width = max(0, min(24, rect.maxX - x - CellText.width(high) - 1))
    for column in 0..<width {
      let cell = ramp.cell(Double(column) / Double(max(1, width - 1)), tier: theme.tier)
      grid.put(cell.glyph, x: x + column, y: rect.y, cell.style)
    }
    grid.text(" " + high, x: x + width, y: rect.y, .dim)
    let absent = state.analysis.comparison == nil ? "none" : "..."
    if isDifference {
      let (own, other) = (row?.level(metric) ?? 0, row?.otherLevel(metric))
      line("u\(state.analysis.unit)  \(signed(row?.difference(metric), metric))", 1, .bold)
      line(
        "trained \(text(own, metric)) - random \(other.map { text($0, metric) } ?? absent)", 2,
        .plain)
    } else {
      let value = text(row?.level(metric) ?? 0, metric)
      line(
        "u\(state.analysis.unit) "
          + (metric == .dead ? "is \(value)" : " \(metric.rawValue) \(value)"), 1, .bold)
      let known = rows.all.compactMap(\.metrics.selectivity)
      let others = rows.all.compactMap(\.other?.metrics.selectivity)
      let names = state.analysis.subject.isRandom ? ("random", "trained") : ("trained", "random")
      line(
        "mean sel \(names.0) \(mean(known))  \(names.1) "
          + (others.isEmpty ? absent : mean(others)), 2, .plain)
    }
    let dead = rows.all.filter(\.metrics.isDead).count
    line("M shade  \(dead) dead  \(rows.listed.count) listed", 3, .dim)
    func line(_ text: String, _ row: Int, _ style: Style) {
      grid.text(
        text, x: rect.x, y: rect.y + row, width: rect.width, style)
    }
  }

  private static func mean(_ values: [Double]) -> String {
    values.isEmpty ? "-" : NumberText.fraction(values.reduce(0, +) / Double(values.count))
  }

  /// A metric's value in few letters.
  static func text(_ value: Double, _ metric: UnitsState.Metric) -> String {
    switch metric {
    case .selectivity, .entropy: NumberText.fraction(value)
    case .maximum: NumberText.short(value)
    case .dead: value > 0 ? "dead" : "alive"
    case .preference: "\(Int(value))/5"
    }
  }

  /// A difference in a metric, with its sign.
  static func signed(_ value: Double?, _ metric: UnitsState.Metric) -> String {
    guard let value else { return "-" }
    return Difference.text(value) { size in
      switch metric {
      case .selectivity, .entropy: NumberText.fraction(size)
      case .maximum: NumberText.short(size)
      case .dead, .preference: "\(Int(size))"
      }
    }
  }

  /// As far below 0 as above, so that the middle of the palette is no difference.
  private static func differences(
    of metric: UnitsState.Metric, _ rows: UnitRows
  ) -> ClosedRange<Double> {
    let greatest = rows.all.compactMap { $0.difference(metric).map(abs) }.max() ?? 1
    return -max(greatest, 1e-6)...max(greatest, 1e-6)
  }

  /// What the ends of the palette stand for.
  static func range(of metric: UnitsState.Metric, _ rows: UnitRows) -> ClosedRange<Double> {
    switch metric {
    case .dead: return 0...1
    case .preference: return 0...5
    case .selectivity, .maximum, .entropy:
      let values = rows.all.map { $0.level(metric) }
      let high = max(values.max() ?? 1, 1e-6)
      // Entropies lie close together, near 1.
      let low = metric == .entropy ? min(values.min() ?? 0, high) : 0
      return low...high
    }
  }

  private static func share(_ value: Double, _ range: ClosedRange<Double>) -> Double {
    let span = range.upperBound - range.lowerBound
    return span > 0 ? (value - range.lowerBound) / span : 0.5
  }
}
