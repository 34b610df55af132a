import Experiments
import Scales
import Terminal

/// How well pairs are judged by the class of the frame: the class of highest loss first.
enum PairClassesView {
  static func draw(
    _ found: HardPairs.Result, _ state: State, isFocused: Bool, in rect: Rect, on grid: inout Grid
  ) {
    let glyphs = state.theme.glyphs
    let inside = Panel(
      title: [.init("By class of the frame", .bold)],
      badge: [.init("\(found.classes.count) classes, chance 50 %", .dim)], isFocused: isFocused
    ).draw(in: rect, on: &grid, glyphs: glyphs)
    let classes = found.classes.sorted { ($1.loss, $0.name) < ($0.loss, $1.name) }
    let nameWidth = max(8, min(20, inside.width - 47))
    let x = inside.x + 1 + nameWidth
    let list = inside.rows([.cells(1), .share(1)])[1]
    let chosen = state.pairs.classCursor.row(of: classes.count)
    grid.clipped(to: inside) { grid in
      grid.text("class", x: inside.x + 1, y: inside.y, .dim)
      grid.text("pairs", endingAt: x + 7, y: inside.y, .dim)
      grid.text("loss", endingAt: x + 14, y: inside.y, .dim)
      grid.text("accuracy", endingAt: x + 24, y: inside.y, .dim)
      grid.text("95 %", endingAt: x + 34, y: inside.y, .dim)
      grid.list(
        classes.count, chosen: chosen, isMarked: isFocused, of: PairsState.Pane.classes.rawValue,
        in: list
      ) { grid, place, rect in
        let (row, y) = (classes[place], rect.y)
        grid.text(
          row.name, x: inside.x + 1, y: y, width: nameWidth, .plain)
        grid.text(NumberText.grouped(row.count), endingAt: x + 7, y: y, .dim)
        grid.text(NumberText.fixed(row.loss, 3), endingAt: x + 14, y: y, .bold)
        grid.text(NumberText.fixed(100 * row.accuracy, 1) + " %", endingAt: x + 24, y: y)
        let bounds = Binomial.interval(share: row.accuracy, count: row.count)
        grid.text(
          "\(NumberText.fixed(100 * bounds.lowerBound, 0)) to "
            + NumberText.fixed(100 * bounds.upperBound, 0), endingAt: x + 34, y: y, .dim)
        Gauge.draw(
          row.accuracy, x: x + 36, y: y, width: inside.maxX - x - 37, on: &grid, glyphs: glyphs,
          state.theme.curve(.train))
      }
    }
  }
}
