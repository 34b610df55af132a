import Printable
import Scales

/// What the columns or rows of a figure stand for, with their name.
public struct FigureAxis: Sendable {
  /// `time`, `frequency`.
  /// Above everything; empty: none.
  public var title: String
  /// Values at the centres of the first and last place, their unit and spacing.
  public var axis: FieldAxis

  /// An axis.
  public init(_ title: String, _ axis: FieldAxis) {
    self.title = title
    self.axis = axis
  }

  /// `time (s)`.
  static func label(_ title: String, _ unit: String) -> String {
    unit.isEmpty ? title : title.isEmpty ? unit : "\(title) (\(unit))"
  }
}

/// A spectrogram, an activation map or a frame under one, with axes, colour bars and units.
public struct HeatmapFigure: Figure {
  /// Above everything; empty: none.
  public var title: String
  /// Below everything: where the figure comes from.
  public var caption: String
  /// The colours.
  public var theme: Theme
  /// What is shown.
  public var panel: FigurePanel
  /// Columns; nil: no axis, as a picture has none.
  public var x: FigureAxis?
  /// Rows.
  public var y: FigureAxis?
  /// Size of the sheet, in points.
  public var width, height: Double

  /// A heatmap.
  public init(
    _ panel: FigurePanel, x: FigureAxis? = nil, y: FigureAxis? = nil, title: String = "",
    caption: String = "", theme: Theme = .light, width: Double = 520, height: Double = 400
  ) {
    self.panel = panel
    self.x = x
    self.y = y
    self.title = title
    self.caption = caption
    self.theme = theme
    self.width = width
    self.height = height
  }

  /// The figure for `density` pixels a point.
  public func drawing(density: Double) -> Drawing {
    var page = FigurePage(self, width: width, height: height)
    let bars = colorBars
    var rooms: [Double] = []
    for layer in bars { rooms.append(ColorBar(layer).width(height: page.body.height)) }
    let body = page.body.inset(right: rooms.reduce(0, +))
    var proportions: (width: Double, height: Double)?
    if case .picture(let picture) = panel.base, picture.width > 0, picture.height > 0 {
      proportions = (Double(picture.width), Double(picture.height))
    }
    let plot: Box
    if x == nil, y == nil {
      plot = proportions.map { body.fitting(width: $0.width, height: $0.height) } ?? body
      draw(in: plot, density: density, on: &page)
      page.add(.box(plot, fill: nil, edge: Stroke(theme.dimmed, width: 0.8)))
    } else {
      let frame = PlotFrame(
        in: body, x: plotAxis(x, places: panel.width), y: plotAxis(y, places: panel.height),
        isDown: panel.firstRow == .top, proportions: proportions)
      plot = frame.box
      draw(in: plot, density: density, on: &page)
      frame.drawAxes(on: &page)
    }
    var left = plot.maxX
    for (layer, room) in zip(bars, rooms) {
      let bar = Box(x: left + 14, y: plot.y, width: ColorBar.thickness, height: plot.height)
      ColorBar(layer).draw(in: bar, on: &page)
      left += room
    }
    if panel.hasMissing, !bars.isEmpty {
      let mark = Box(x: plot.maxX + 14, y: plot.maxY + 8, width: 9, height: 9)
      page.add(.box(mark, fill: Ink(theme.missing), edge: nil))
      page.write(
        "no value", at: Point(mark.maxX + 4, mark.maxY - 1), size: FigurePage.smallSize,
        color: theme.dimmed)
    }
    return page.drawing
  }

  private func draw(in box: Box, density: Double, on page: inout FigurePage) {
    let marks = panel.marks(in: box, density: density, theme: theme, y: y?.axis)
    if marks.isEmpty {
      page.writeEmpty("no data", in: box)
    } else {
      page.add(.clipped(box, marks))
    }
  }

  private var colorBars: [FieldLayer] {
    var bars: [FieldLayer] = []
    if case .field(let layer) = panel.base, !panel.isCovered { bars.append(layer) }
    if let overlay = panel.overlay { bars.append(overlay.layer) }
    return bars
  }

  /// The axis of a plot for that of a field, whose outermost places reach half a step further.
  private func plotAxis(_ axis: FigureAxis?, places: Int) -> PlotAxis {
    guard let axis else {
      return PlotAxis(
        title: "", scale: PlotScale(range: 0...1, isLogarithmic: false), marks: { _ in [] })
    }
    let field = FieldAxis(axis.axis.range, unit: "", scale: axis.axis.scale)
    let title = FigureAxis.label(printable(axis.title), printable(axis.axis.unit))
    switch axis.axis.scale {
    case .linear:
      let (low, high) = (field.range.lowerBound, field.range.upperBound)
      let half = places > 1 && high > low ? (high - low) / Double(places - 1) / 2 : 0.5
      return PlotAxis(
        title: title,
        scale: PlotScale(range: (low - half)...(high + half), isLogarithmic: false),
        marks: { field.ticks(atMost: $0) })
    case .logarithmic:
      return PlotAxis(
        title: title, scale: PlotScale(range: field.shown, isLogarithmic: true),
        marks: { field.ticks(atMost: $0) })
    }
  }
}
