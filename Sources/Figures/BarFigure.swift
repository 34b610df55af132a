import Printable
import Scales

/// Values class by class, lying bars under each other: a trained network's beside a random one's.
///
/// A value that is not finite has no bar and is marked `-`.
public struct BarFigure: Figure {
  /// One value for each category.
  public struct Series: Sendable {
    /// Its name in the legend.
    public var name: String
    /// As many values as there are categories, with their error bars.
    public let measured: Measurements

    /// A series; traps when there are errors of another number than values.
    public init(_ name: String, _ values: [Double], errors: [ClosedRange<Double>?] = []) {
      self.name = name
      measured = Measurements(values, errors: errors)
    }
  }

  /// Above everything; empty: none.
  public var title: String
  /// Below everything: where the figure comes from.
  public var caption: String
  /// The colours.
  public var theme: Theme
  /// Names of the categories, from the top.
  public var categories: [String]
  /// The bars of a category, from the top.
  public var series: [Series]
  /// Lines across the bars.
  public var references: [FigureReference]
  /// What the values are.
  public var valueTitle: String
  /// What is shown; nil: everything, from 0.
  public var range: ClosedRange<Double>?
  /// Width of the sheet, in points; its height follows from the number of bars.
  public var width: Double

  /// Bars; traps when a series has another number of values than there are categories.
  public init(
    categories: [String], series: [Series], references: [FigureReference] = [],
    valueTitle: String, range: ClosedRange<Double>? = nil, title: String = "",
    caption: String = "", theme: Theme = .light, width: Double = 520
  ) {
    for series in series {
      precondition(
        series.measured.values.count == categories.count,
        "\(series.name): \(series.measured.values.count) values for \(categories.count) categories")
    }
    self.categories = categories
    self.series = series
    self.references = references
    self.valueTitle = valueTitle
    self.range = range
    self.title = title
    self.caption = caption
    self.theme = theme
    self.width = width
  }

  /// Breadth of a bar, space between categories, room of the axis, in points.
  private static let (bar, gap, axis) = (9.0, 7.0, 40.0)

  private var rowHeight: Double { Double(max(1, series.count)) * BarFigure.bar + BarFigure.gap }

  /// The figure for `density` pixels a point.
  public func drawing(density: Double) -> Drawing {
    let rows = max(2, Double(categories.count) * rowHeight)
    // Beside the bars: the axis, one row of the legend, the names of the references.
    let height = FigurePage.extraHeight(self, width: width) + rows + BarFigure.axis + 18 + 16
    var page = FigurePage(self, width: width, height: height)
    let colors = theme.series
    let entries = series.enumerated().map { index, series in
      Legend.Entry(sample: .block(colors[index % colors.count]), name: series.name)
    }
    var body = Legend(entries: entries).draw(in: page.body, atMost: 1, on: &page)
    body = body.inset(top: references.isEmpty ? 0 : 14)
    let names = categories.map {
      Typeface.fitted(printable($0), width: width * 0.32, size: FigurePage.smallSize + 0.5)
    }
    let gutter =
      (names.map { Typeface.width($0, size: FigurePage.smallSize + 0.5) }.max() ?? 0) + 8
    let plot = Box(
      x: body.x + gutter, y: body.y, width: max(1, body.width - gutter - 34), height: rows)
    let scale = valueScale(in: plot)
    drawAxis(scale, plot, on: &page)
    for (row, name) in names.enumerated() {
      let top = plot.y + Double(row) * rowHeight + BarFigure.gap / 2
      page.write(
        name, at: Point(plot.x - 6, top + (rowHeight - BarFigure.gap) / 2 + 3.2),
        size: FigurePage.smallSize + 0.5, anchor: .end)
      for (index, series) in series.enumerated() {
        let box = Box(
          x: plot.x, y: top + Double(index) * BarFigure.bar, width: plot.width,
          height: BarFigure.bar)
        draw(series, row, color: colors[index % colors.count], in: box, scale, on: &page)
      }
    }
    if categories.isEmpty || series.isEmpty { page.writeEmpty("no data", in: plot) }
    return page.drawing
  }

  private func valueScale(in plot: Box) -> PlotScale {
    let values = references.map(\.value) + series.flatMap(\.measured.reach)
    let known = values.filter(\.isFinite)
    let low = min(0, known.min() ?? 0)
    let high = max(0, known.max() ?? 1)
    return PlotScale(
      range: range ?? low...(high > low ? high : 1), isLogarithmic: false, start: plot.x,
      end: plot.maxX)
  }

  private func draw(
    _ series: Series, _ row: Int, color: RGB, in box: Box, _ scale: PlotScale,
    on page: inout FigurePage
  ) {
    let value = series.measured.values[row]
    let zero = min(box.maxX, max(box.x, scale.place(0) ?? box.x))
    guard let end = scale.place(value).map({ min(box.maxX, max(box.x, $0)) }) else {
      page.write(
        "-", at: Point(zero + 3, box.midY + 3), size: FigurePage.smallSize, color: theme.dimmed)
      return
    }
    page.add(
      .box(
        Box(x: min(zero, end), y: box.y, width: abs(end - zero), height: box.height - 1),
        fill: Ink(color), edge: nil))
    var tip = max(zero, end)
    if row < series.measured.errors.count, let error = series.measured.errors[row],
      let low = scale.place(error.lowerBound), let high = scale.place(error.upperBound)
    {
      let stroke = Stroke(theme.ink, width: 0.9)
      let y = box.midY - 0.5
      page.add(.line([Point(low, y), Point(high, y)], stroke))
      for x in [low, high] { page.add(.line([Point(x, y - 2), Point(x, y + 2)], stroke)) }
      tip = max(tip, high)
    }
    let label = BarFigure.label(value)
    let place = Point(min(tip, box.maxX) + 3, box.midY + 2.6)
    // On a ground of its own, for lines pass behind.
    page.add(
      .box(
        Box(
          x: place.x - 1, y: box.y, width: Typeface.width(label, size: 7.5) + 2,
          height: box.height - 1), fill: Ink(theme.background), edge: nil))
    page.write(label, at: place, size: 7.5, color: theme.dimmed)
  }

  /// A whole number as such: counts of clips.
  private static func label(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 10_000
      ? NumberText.fixed(value, 0) : NumberText.short(value)
  }

  private func drawAxis(_ scale: PlotScale, _ plot: Box, on page: inout FigurePage) {
    for tick in scale.ticks(atMost: max(2, Int(plot.width / 62))) {
      guard let x = scale.place(tick.value), x > plot.x - 0.01, x < plot.maxX + 0.01 else {
        continue
      }
      page.add(
        .line([Point(x, plot.y), Point(x, plot.maxY + 3.5)], Stroke(theme.grid, width: 0.6)))
      page.write(
        tick.label, at: Point(x, plot.maxY + 14), size: FigurePage.smallSize + 0.5,
        color: theme.dimmed, anchor: .middle)
    }
    if let zero = scale.place(0), zero > plot.x - 0.01, zero < plot.maxX + 0.01 {
      page.add(
        .line([Point(zero, plot.y), Point(zero, plot.maxY)], Stroke(theme.dimmed, width: 0.8)))
    }
    page.write(
      Typeface.fitted(printable(valueTitle), width: plot.width, size: FigurePage.textSize),
      at: Point(plot.midX, plot.maxY + 30), anchor: .middle)
    for reference in references {
      guard let x = scale.place(reference.value), x > plot.x - 0.01, x < plot.maxX + 0.01 else {
        continue
      }
      page.add(
        .line(
          [Point(x, plot.y - 2), Point(x, plot.maxY)],
          Stroke(theme.ink, width: 1, dashes: [4, 3])))
      page.write(
        Typeface.fitted(printable(reference.name), width: 150, size: FigurePage.smallSize),
        at: Point(x, plot.y - 5), size: FigurePage.smallSize, color: theme.ink, anchor: .middle)
    }
  }
}
