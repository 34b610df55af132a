import Foundation
import Scales
import Session
import Terminal

/// The log screen, and the last lines of the log elsewhere.
enum LogView {
  static func draw(_ state: State, in body: Rect, on grid: inout Grid) {
    let detailRows = state.isZoomed ? 0 : body.height >= 24 ? 6 : 5
    let parts = body.rows([.share(1), .cells(detailRows)])
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
        ? (state.failure ?? "Nothing has happened in this session yet.")
        : "No event passes the filter; \\ clears it."
      grid.clipped(to: inside) {
        $0.text(
          text, x: inside.x + 2, y: inside.y + 1, width: inside.width - 3, .dim,
          ellipsis: state.theme.glyphs.ellipsis)
      }
      drawDetail(nil, state, in: parts[1], on: &grid)
      return
    }
    // The chosen row stands in the middle unless an end of the list is nearer.
    let top = min(max(0, row - inside.height / 2), max(0, log.visible.count - inside.height))
    grid.clipped(to: inside) { grid in
      for line in 0..<min(inside.height, log.visible.count - top) {
        let event = log.events[log.visible[top + line]]
        grid.answer(
          Rect(x: inside.x, y: inside.y + line, width: inside.width, height: 1), .row(top + line))
        drawRow(
          event, state, isSelected: top + line == row && log.selected != nil,
          in: Rect(x: inside.x, y: inside.y + line, width: inside.width, height: 1), on: &grid)
      }
    }
    drawDetail(log.selectedEvent, state, in: parts[1], on: &grid)
  }

  /// The newest events, for other screens.
  static func drawTail(_ state: State, isFocused: Bool, in rect: Rect, on grid: inout Grid) {
    let inside = Panel(
      title: [.init("Events", .bold)], badge: [.init("8 shows all", .dim)], isFocused: isFocused
    ).draw(in: rect, on: &grid, glyphs: state.theme.glyphs)
    let shown = state.log.events.suffix(inside.height)
    grid.clipped(to: inside) { grid in
      if shown.isEmpty { grid.text("nothing yet", x: inside.x + 1, y: inside.y, .dim) }
      for (index, event) in shown.enumerated() {
        drawRow(
          event, state, isSelected: false,
          in: Rect(x: inside.x, y: inside.y + index, width: inside.width, height: 1), on: &grid)
      }
    }
  }

  private static func drawRow(
    _ event: EventRecord, _ state: State, isSelected: Bool, in rect: Rect, on grid: inout Grid
  ) {
    let clock = NumberText.clock(event.time.timeIntervalSince1970, offset: state.zone)
    grid.text(clock, x: rect.x + 1, y: rect.y, .dim)
    switch event.level {
    case .info: grid.text(event.kind, x: rect.x + 11, y: rect.y, width: 11, .dim)
    case .warning:
      grid.text(" warning ", x: rect.x + 11, y: rect.y, state.theme.badge(.warning))
    case .error: grid.text("  error  ", x: rect.x + 11, y: rect.y, state.theme.badge(.bad))
    }
    grid.text(
      event.text, x: rect.x + 23, y: rect.y, width: rect.width - 24,
      event.level == .info ? .plain : .bold, ellipsis: state.theme.glyphs.ellipsis)
    if isSelected {
      grid.choose(rect)
    }
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
    guard let event else { return }
    let lines = TextWrap.lines(event.text, width: inside.width - 2)
    grid.clipped(to: inside) { grid in
      for (index, line) in lines.prefix(inside.height).enumerated() {
        grid.text(line, x: inside.x + 1, y: inside.y + index)
      }
    }
  }
}
