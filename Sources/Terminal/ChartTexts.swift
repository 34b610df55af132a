import Scales

/// Texts inside a chart, each placed where it hides the least of the curves and of those before it.
struct ChartTexts {
  let plot: Rect
  let curves: DotCanvas
  let raw: DotCanvas
  private var taken: [Rect] = []

  init(plot: Rect, curves: DotCanvas, raw: DotCanvas) {
    self.plot = plot
    self.curves = curves
    self.raw = raw
  }

  /// Writes lines into a corner, as many as half of the height has room for.
  mutating func draw(corner lines: [[Panel.Span]], on grid: inout Grid, glyphs: GlyphSet) {
    var lines = lines
    let room = max(1, plot.height / 2)
    if lines.count > room {
      let left = lines.count - room + 1
      lines = lines.prefix(room - 1) + [[.init("+ \(left) more", .dim)]]
    }
    let size = size(of: lines)
    let right = plot.width - size.width - 1
    let bottom = plot.height - size.height
    let corners = [(right, 0), (right, bottom), (1, bottom), (1, 0)]
    place(lines, size, at: corners, on: &grid, glyphs)
  }

  /// Writes lines to the right or the left of a column of cells, as many as there are rows for.
  mutating func draw(
    _ lines: [[Panel.Span]], besides column: Int, on grid: inout Grid, glyphs: GlyphSet
  ) {
    let lines = Array(lines.prefix(plot.height))
    let size = size(of: lines)
    let rows = stride(from: 0, through: plot.height - size.height, by: max(1, size.height))
    var places = rows.flatMap { [(column + 1, $0), (column - size.width, $0)] }
    if size.width > max(column, plot.width - column - 1) {
      // Too wide for either side: over the line itself.
      places = rows.map { (max(0, min(column + 1, plot.width - size.width)), $0) }
    }
    place(lines, size, at: places, on: &grid, glyphs)
  }

  private func size(of lines: [[Panel.Span]]) -> Size {
    let widest = lines.map(Panel.width).max() ?? 0
    return Size(width: min(plot.width - 2, widest + 2), height: lines.count)
  }

  private mutating func place(
    _ lines: [[Panel.Span]], _ size: Size, at places: [(x: Int, y: Int)], on grid: inout Grid,
    _ glyphs: GlyphSet
  ) {
    let fitting = places.map { Rect(x: $0.x, y: $0.y, width: size.width, height: size.height) }
      .filter { $0.x >= 0 && $0.y >= 0 && $0.maxX <= plot.width && $0.maxY <= plot.height }
    guard size.width > 4, let best = fitting.min(by: { cost($0) < cost($1) }) else { return }
    taken.append(best)
    for (row, line) in lines.enumerated() {
      let y = plot.y + best.y + row
      grid.fill(Rect(x: plot.x + best.x, y: y, width: best.width, height: 1))
      var x = plot.x + best.x + 1
      let end = plot.x + best.maxX - 1
      for span in line where x < end {
        x = grid.text(
          span.text, x: x, y: y, width: end - x, span.style)
      }
    }
  }

  /// A curve is worth more than raw values; another text more than all of them.
  private func cost(_ rect: Rect) -> Int {
    let overlaps = taken.reduce(0) {
      let common = $1.intersection(rect)
      return $0 + common.width * common.height
    }
    return curves.inkedCells(in: rect) * 4 + raw.inkedCells(in: rect) + overlaps * 100
  }
}
