import Scales
import Terminal

/// The units that pass the filter, in the chosen order.
enum UnitListView {
  static func draw(_ state: State, _ rows: UnitRows, in rect: Rect, on grid: inout Grid) {
    let units = state.units
    var title: [Panel.Span] = [.init("List", .bold), .init(" by ", .dim)]
    title.append(.init(units.order.rawValue, .bold))
    if state.size.width < 120 { title += state.remarkSpans }
    let badge: [Panel.Span] = [.init("\(rows.listed.count)/\(rows.all.count)", .dim)]
    var inside = Panel(title: title, badge: badge, isFocused: units.focus == .list)
      .draw(in: rect, on: &grid, glyphs: state.theme.glyphs)
    guard inside.height > 1 else { return }
    if !units.filterText.isEmpty, inside.height > 3 {
      grid.text(
        "filter " + units.filterText, x: inside.x + 1, y: inside.y, width: inside.width - 1, .bold)
      inside = inside.rows([.cells(1), .share(1)])[1]
    }
    let columns = Columns(inside, isDifference: state.analysis.isDifference)
    drawHead(columns, state, in: inside, on: &grid)
    let list = Rect(
      x: inside.x, y: inside.y + 1, width: inside.width, height: inside.height - 1)
    guard !rows.listed.isEmpty else {
      grid.text(
        "No unit passes the filter; \\ clears it.", x: list.x + 1, y: list.y,
        width: list.width - 1)
      return
    }
    let place = rows.place(of: state.analysis.unit)
    grid.list(rows.listed.count, chosen: place, in: list) { grid, place, rect in
      drawRow(rows.listed[place], state, columns, in: rect, on: &grid)
    }
  }

  private static func drawHead(
    _ columns: Columns, _ state: State, in inside: Rect, on grid: inout Grid
  ) {
    grid.text("unit", x: columns.unit, y: inside.y, .dim)
    let isDifference = state.analysis.isDifference
    grid.text(
      isDifference ? state.units.metric.short : "sel", x: columns.selectivity, y: inside.y, .dim)
    grid.text(isDifference ? "diff" : "top", x: columns.top, y: inside.y, .dim)
    if columns.hasMore {
      grid.text("max", x: columns.maximum, y: inside.y, .dim)
      grid.text("H", x: columns.entropy, y: inside.y, .dim)
    }
    grid.text(
      "top's class, name", x: columns.label, y: inside.y, width: inside.maxX - columns.label,
      .dim)
  }

  private struct Columns {
    let unit, selectivity, top, maximum, entropy, label: Int
    let hasMore: Bool

    init(_ rect: Rect, isDifference: Bool) {
      unit = rect.x + 3
      selectivity = rect.x + 8
      top = rect.x + 14
      hasMore = rect.width >= 60
      // Differences carry a sign.
      let after = rect.x + (isDifference ? 21 : 18)
      maximum = after
      entropy = after + 8
      label = hasMore ? after + 15 : after
    }
  }

  private static func drawRow(
    _ row: UnitRow, _ state: State, _ columns: Columns, in rect: Rect,
    on grid: inout Grid
  ) {
    let y = rect.y
    if row.unit == state.analysis.unit { grid.put(state.theme.glyphs.pointer, x: rect.x + 1, y: y) }
    if row.isBookmarked { grid.put("b", x: rect.x, y: y, .bold) }
    if row.isMarked { grid.put("*", x: rect.x + 2, y: y, .bold) }
    grid.text(row.title, x: columns.unit, y: y)
    if state.analysis.isDifference {
      let metric = state.units.metric
      grid.text(UnitMapView.text(row.level(metric), metric), x: columns.selectivity, y: y)
      grid.text(UnitMapView.signed(row.difference(metric), metric), x: columns.top, y: y, .bold)
    } else {
      grid.text(
        row.metrics.selectivity.map { NumberText.fraction($0) } ?? "-", x: columns.selectivity,
        y: y)
      grid.text(row.preferred.map { "\($0.count)/5" } ?? "-", x: columns.top, y: y)
    }
    if columns.hasMore {
      grid.text(NumberText.short(Double(row.metrics.maximum)), x: columns.maximum, y: y)
      grid.text(NumberText.fraction(row.metrics.entropy), x: columns.entropy, y: y)
    }
    let words = row.metrics.isDead ? "dead" : row.preferred?.name ?? row.label ?? ""
    let room = max(0, rect.maxX - columns.label)
    let end = grid.text(words, x: columns.label, y: y, width: room)
    if let said = row.name.map({ "\"\($0)\"" }) ?? row.note, end + 4 < rect.maxX {
      grid.text(said, x: end + 1, y: y, width: rect.maxX - end - 1, .bold)
    }
  }
}
