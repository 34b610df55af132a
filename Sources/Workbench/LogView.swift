import Foundation
import Scales
import Session
import Terminal

/// The log screen, and the last lines of the log elsewhere.
enum LogView {
  static func draw(_ state: State, in body: Rect, on grid: inout Grid) {
    let parts = parts(of: body, state)
    let log = state.log
    var badge: [Panel.Span] = []
    if log.isUrgentOnly { badge.append(.init("warnings and errors  ")) }
    if !log.filterText.isEmpty {
      badge.append(.init("filter ", .dim))
      badge.append(.init(log.filterText + "  ", .bold))
    }
    let count = NumberText.grouped(log.visible.count)
    badge.append(
      .init(
        log.visible.count == log.events.count
          ? "\(count) events" : "\(count) of \(NumberText.grouped(log.events.count)) events", .dim))
    badge.append(.init(log.selected == nil ? "  following" : "  G follows", .dim))
    let inside = Panel(title: [.init("Log", .bold)], badge: badge, isFocused: true)
      .draw(in: parts[0], on: &grid, glyphs: state.theme.glyphs)
    guard let row = log.row else {
      let text =
        log.events.isEmpty
        ? state.absence("Nothing has happened in this session yet.")
        : "No event passes the filter; \\ clears it."
      grid.paragraph(text, in: inside.inset(columns: 2, rows: 1), .dim)
      drawDetails(nil, state, in: parts, on: &grid)
      return
    }
    let top = ListCursor(row: row).top(height: inside.height, count: log.visible.count)
    let rows = log.visible.dropFirst(top).prefix(inside.height).map { log.events[$0] }
    let columns = Columns(rows, state, width: inside.width)
    grid.list(log.visible.count, chosen: row, isMarked: log.selected != nil, in: inside) {
      grid, place, rect in
      drawRow(log.events[log.visible[place]], state, columns, in: rect, on: &grid)
    }
    drawDetails(log.selectedEvent, state, in: parts, on: &grid)
  }

  /// The list, the chosen event below it; on a wide screen both side by side, and what is told of its
  /// run.
  private static func parts(of body: Rect, _ state: State) -> [Rect] {
    if state.isZoomed { return [body] }
    if state.size.width >= 180 { return body.columns([.share(3), .cells(46), .share(2)]) }
    return body.rows([.share(1), .cells(body.height >= 24 ? 6 : 5)])
  }

  private static func drawDetails(
    _ event: EventRecord?, _ state: State, in parts: [Rect], on grid: inout Grid
  ) {
    guard parts.count > 1 else { return }
    let isWide = parts.count > 2
    let rows = parts[1].rows([.share(1), .cells(isWide ? LogRunView.rows : 0)])
    drawDetail(event, state, in: rows[0], on: &grid)
    if isWide { LogRunView.draw(event, state, in: rows[1], beside: parts[2], on: &grid) }
  }

  /// The newest events, for other screens.
  static func drawTail(_ state: State, isFocused: Bool, in rect: Rect, on grid: inout Grid) {
    let inside = Panel(
      title: [.init("Events", .bold)], badge: [.init("8 shows all", .dim)], isFocused: isFocused
    ).draw(in: rect, on: &grid, glyphs: state.theme.glyphs)
    let shown = state.log.events.suffix(inside.height)
    grid.clipped(to: inside) { grid in
      if shown.isEmpty { grid.text("nothing yet", x: inside.x + 1, y: inside.y, .dim) }
      let columns = Columns(Array(shown), state, width: inside.width)
      for (index, event) in shown.enumerated() {
        drawRow(
          event, state, columns,
          in: Rect(x: inside.x, y: inside.y + index, width: inside.width, height: 1), on: &grid)
      }
    }
  }

  /// Where the parts of rows stand: dates need more room than times of day, and the run is named where
  /// there are several and room for it.
  private struct Columns {
    var kind = 11
    var run: Int?
    var text = 23

    init(_ events: [EventRecord], _ state: State, width room: Int) {
      let width = events.reduce(8) { max($0, CellText.width(state.dated($1.time))) }
      kind = width + 3
      text = kind + 12
      guard state.runs.count > 1, room >= 70 else { return }
      run = text
      text += min(14, state.runs.reduce(3) { max($0, CellText.width($1.name)) }) + 2
    }
  }

  private static func drawRow(
    _ event: EventRecord, _ state: State, _ columns: Columns, in rect: Rect, on grid: inout Grid
  ) {
    grid.text(state.dated(event.time), x: rect.x + 1, y: rect.y, .dim)
    let kind = rect.x + columns.kind
    switch event.level {
    case .info: grid.text(event.kind, x: kind, y: rect.y, width: 11, .dim)
    case .warning: grid.text(" warning ", x: kind, y: rect.y, state.theme.badge(.warning))
    case .error: grid.text("  error  ", x: kind, y: rect.y, state.theme.badge(.bad))
    }
    if let run = columns.run, let name = state.runs.first(where: { $0.id == event.run })?.name {
      grid.text(
        name, x: rect.x + run, y: rect.y, width: columns.text - run - 2, .dim)
    }
    grid.text(
      event.text, x: rect.x + columns.text, y: rect.y, width: max(0, rect.width - columns.text - 1),
      event.level == .info ? .plain : .bold)
  }

  private static func drawDetail(
    _ event: EventRecord?, _ state: State, in rect: Rect, on grid: inout Grid
  ) {
    guard rect.height > 2 else { return }
    var title: [Panel.Span] = [.init("Event", .bold)]
    if let event {
      title.append(.init(" \(event.id)  \(event.kind)  \(event.level.rawValue)", .dim))
      if let name = state.runs.first(where: { $0.id == event.run })?.name {
        title.append(.init("  run \(name)", .dim))
      }
    }
    let inside = Panel(title: title).draw(in: rect, on: &grid, glyphs: state.theme.glyphs)
    if let event { grid.paragraph(event.text, in: inside.inset(columns: 1, rows: 0)) }
  }
}
