import Printable
import Scales

/// Names of what is drawn, each with a sample of it, in rows above a plot.
struct Legend {
  /// What stands before a name.
  enum Sample: Sendable {
    case line(Stroke)
    case block(RGB)
    case marker(MarkerStyle)
  }

  struct Entry: Sendable {
    var sample: Sample
    var name: String
  }

  let entries: [Entry]

  private static let size = FigurePage.smallSize + 0.5
  private static let rowHeight = 15.0
  private static let sampleWidth = 16.0

  /// Draws rows at the top of `body` and returns what is left of it. No more than `rows` rows: the
  /// last name then says how many are not shown.
  func draw(in body: Box, atMost rows: Int = 4, on page: inout FigurePage) -> Box {
    guard !entries.isEmpty else { return body }
    var (x, row) = (body.x, 0)
    for (index, entry) in entries.enumerated() {
      let name = Typeface.fitted(
        printable(entry.name), width: min(220, body.width - 30), size: Legend.size)
      let width = Legend.sampleWidth + 5 + Typeface.width(name, size: Legend.size) + 14
      let isLastRow = row == rows - 1
      // Room for "and 99 more" is kept while more entries follow in the last row.
      let kept = isLastRow && index + 1 < entries.count ? 62.0 : 0
      if x + width + kept > body.maxX + 14, x > body.x {
        if isLastRow {
          page.write(
            "and \(entries.count - index) more", at: Point(x, y(row, body) + Legend.size * 0.35),
            size: Legend.size, color: page.theme.dimmed)
          break
        }
        row += 1
        x = body.x
      }
      draw(entry.sample, at: Point(x, y(row, body)), on: &page)
      page.write(
        name, at: Point(x + Legend.sampleWidth + 5, y(row, body) + Legend.size * 0.35),
        size: Legend.size)
      x += width
    }
    return body.inset(top: Double(row + 1) * Legend.rowHeight + 3)
  }

  private func y(_ row: Int, _ body: Box) -> Double {
    body.y + (Double(row) + 0.5) * Legend.rowHeight
  }

  private func draw(_ sample: Sample, at point: Point, on page: inout FigurePage) {
    let middle = point.x + Legend.sampleWidth / 2
    switch sample {
    case .line(let stroke):
      page.add(.line([point, Point(point.x + Legend.sampleWidth, point.y)], stroke))
    case .block(let color):
      let box = Box(x: middle - 5, y: point.y - 5, width: 10, height: 10)
      page.add(.box(box, fill: Ink(color), edge: nil))
    case .marker(let style):
      page.add(
        .markers(
          Markers(
            points: [Point(middle, point.y)], kinds: [0], styles: [style], radius: 3.6, alpha: 1)))
    }
  }
}
