import Printable
import Scales

/// The colours of a field beside it, with their numbers.
struct ColorBar {
  /// Breadth of the coloured strip, in points.
  static let thickness = 11.0

  let layer: FieldLayer

  init(_ layer: FieldLayer) { self.layer = layer }

  private var scale: PlotScale { PlotScale(range: layer.shown, isLogarithmic: false) }

  private func ticks(height: Double) -> [Tick] {
    scale.ticks(atMost: max(2, Int(height / 34)))
  }

  /// Room that strip, numbers and title need beside a plot.
  func width(height: Double) -> Double {
    let labels =
      ticks(height: height).map { Typeface.width($0.label, size: FigurePage.smallSize) }.max() ?? 0
    return 14 + ColorBar.thickness + 6 + labels + (layer.label.isEmpty ? 4 : 18)
  }

  /// Draws it; `bar` is the strip.
  func draw(in bar: Box, on page: inout FigurePage) {
    let theme = page.theme
    let colors = layer.palette.points.reversed().map { Pixels.word($0) }
    page.add(.image(Pixels(width: 1, height: colors.count, words: colors), bar, isSmooth: false))
    page.add(.box(bar, fill: nil, edge: Stroke(theme.dimmed, width: 0.6)))
    var scale = scale
    scale.start = bar.maxY
    scale.end = bar.y
    var labels = 0.0
    for tick in ticks(height: bar.height) {
      guard let place = scale.place(tick.value), place > bar.y - 0.01, place < bar.maxY + 0.01
      else { continue }
      page.add(
        .line(
          [Point(bar.maxX, place), Point(bar.maxX + 3, place)], Stroke(theme.dimmed, width: 0.8)))
      page.write(
        tick.label, at: Point(bar.maxX + 5, place + FigurePage.smallSize * 0.35),
        size: FigurePage.smallSize, color: theme.dimmed)
      labels = max(labels, Typeface.width(tick.label, size: FigurePage.smallSize))
    }
    page.write(
      Typeface.fitted(
        printable(layer.label), width: bar.height, size: FigurePage.smallSize + 0.5),
      at: Point(bar.maxX + 5 + labels + 12, bar.midY), size: FigurePage.smallSize + 0.5,
      anchor: .middle, isVertical: true)
  }
}
