import Scales
import Session
import Terminal

/// The list of runs: which there are, how far they are, which are compared. It is the legend of the
/// charts as well.
enum RunListView {
  static func draw(_ state: State, isFocused: Bool, in rect: Rect, on grid: inout Grid) {
    let list = state.train.list
    let glyphs = state.theme.glyphs
    var badge: [Panel.Span] = []
    if list.markedCount > 0 { badge.append(.init("\(list.markedCount) marked", .dim)) }
    let title: [Panel.Span] = [
      .init("Runs", .bold), .init(" \(list.rows.count)  by \(list.order.rawValue)", .dim),
    ]
    let inside = Panel(title: title, badge: badge, isFocused: isFocused)
      .draw(in: rect, on: &grid, glyphs: glyphs)
    guard inside.height > 0 else { return }
    let columns = Columns(inside)
    var rows = inside
    if inside.height >= 7 {
      drawHead(columns, y: inside.y, on: &grid)
      rows = inside.rows([.cells(1), .share(1)])[1]
    }
    if list.hiddenCount > 0 {
      let parts = rows.rows([.share(1), .cells(1)])
      rows = parts[0]
      grid.text(
        "+ \(NumberText.grouped(list.hiddenCount)) hidden by filter \(list.filterText)",
        x: inside.x + 1, y: parts[1].y, width: inside.width - 1, .dim)
    }
    let chosen = list.row(following: state.run?.record.id)
    grid.list(list.listed.count, chosen: chosen, of: TrainState.Pane.runs.rawValue, in: rows) {
      grid, place, rect in
      guard let row = list.run(atRow: place) else { return }
      draw(row, state, columns, isChosen: place == chosen, in: rect, on: &grid)
    }
  }

  /// Where each column begins or, for numbers, ends.
  private struct Columns {
    let mark, name, step, accuracy, state, rate, end: Int
    let hasRate: Bool

    init(_ rect: Rect) {
      end = rect.maxX
      hasRate = rect.width >= 60
      state = end - 12
      rate = hasRate ? state - 1 : state
      accuracy = hasRate ? rate - 9 : state - 1
      step = accuracy - 6
      mark = rect.x + 1
      name = rect.x + 3
    }
  }

  private static func drawHead(_ columns: Columns, y: Int, on grid: inout Grid) {
    grid.text("run", x: columns.name, y: y, .dim)
    grid.text("step", endingAt: columns.step, y: y, .dim)
    grid.text("val", endingAt: columns.accuracy, y: y, .dim)
    if columns.hasRate { grid.text("first lr", endingAt: columns.rate, y: y, .dim) }
    grid.text("state", x: columns.state, y: y, .dim)
  }

  private static func draw(
    _ row: RunRow, _ state: State, _ columns: Columns, isChosen: Bool, in rect: Rect,
    on grid: inout Grid
  ) {
    let (glyphs, y) = (state.theme.glyphs, rect.y)
    let isFollowed = row.record.id == state.run?.record.id
    if isChosen { grid.put(glyphs.pointer, x: rect.x, y: y) }
    let place = state.train.list.place(of: row.record.id)
    if isFollowed {
      grid.put(glyphs.stroke, x: columns.mark, y: y, state.theme.curve(.train))
    }
    if let place {
      // The followed run has its own sign as well: the mark stands beside it.
      let look = state.theme.compared(place)
      grid.put(look.mark, x: columns.mark + (isFollowed ? 1 : 0), y: y, look.style)
    }
    // What is known of the followed run is newer than what is known of all.
    let number = isFollowed ? state.run?.step ?? row.step : row.step
    let step = number >= 10_000 ? NumberText.short(Double(number)) : "\(number)"
    let start = columns.step - step.count - 1
    grid.text(
      row.name, x: columns.name, y: y, width: start - columns.name, isFollowed ? .bold : .plain)
    grid.text(step, endingAt: columns.step, y: y)
    let accuracy =
      (isFollowed ? state.run?.validations.accuracy.last : nil)
      ?? row.summary?.validationAccuracy
    grid.text(accuracy.map(NumberText.fraction) ?? "-", endingAt: columns.accuracy, y: y)
    if columns.hasRate {
      grid.text(row.rate.map(NumberText.scientific) ?? "-", endingAt: columns.rate, y: y)
    }
    grid.text(
      isFollowed ? state.run?.status.word ?? row.word : row.word, x: columns.state, y: y,
      width: columns.end - columns.state, .plain)
  }
}
