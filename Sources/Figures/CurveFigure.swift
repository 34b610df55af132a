import Foundation
import Printable
import Scales

/// A line at one value across a plot: chance, an expectation.
public struct FigureReference: Sendable {
  /// Where it lies.
  public var value: Double
  /// What it is: `ln 2`.
  public var name: String

  /// A line.
  public init(_ value: Double, _ name: String) {
    self.value = value
    self.name = name
  }
}

/// Curves over a common axis: loss and accuracy of runs.
///
/// A value that is not finite is a gap in its curve; on a logarithmic axis so is one that is not
/// positive, and the legend says how many there are.
public struct CurveFigure: Figure {
  /// One curve.
  public struct Series: Sendable {
    /// Its name in the legend.
    public var name: String
    /// Places along the axis, as many as values, in order.
    public let x: [Double]
    /// Values, with their error bars.
    public let y: Measurements
    /// Weight of the past in an exponential moving average (``SmoothedSeries``), 0 to below 1; above
    /// 0 the values themselves are drawn dimmed below it.
    public var smoothing: Double
    /// Whether each value has a point: few values, such as validations.
    public var hasPoints: Bool

    /// A curve; traps when there are not as many places as values, or errors of another number.
    public init(
      _ name: String, x: [Double], y: [Double], smoothing: Double = 0, hasPoints: Bool = false,
      errors: [ClosedRange<Double>?] = []
    ) {
      precondition(x.count == y.count, "a curve of \(y.count) values has \(x.count) places")
      self.name = name
      self.x = x
      self.y = Measurements(y, errors: errors)
      self.smoothing = smoothing
      self.hasPoints = hasPoints
    }
  }

  /// Above everything; empty: none.
  public var title: String
  /// Below everything: where the figure comes from.
  public var caption: String
  /// The colours.
  public var theme: Theme
  /// The curves, the first lowest.
  public var series: [Series]
  /// Lines across.
  public var references: [FigureReference]
  /// What the axes are: `step`, `loss`.
  public var xTitle, yTitle: String
  /// What is shown; nil: everything. What lies outside is cut off.
  public var xRange, yRange: ClosedRange<Double>?
  /// Whether equal distances are equal factors.
  public var isLogarithmicX, isLogarithmicY: Bool
  /// Size of the sheet, in points.
  public var width, height: Double

  /// Curves.
  public init(
    _ series: [Series], references: [FigureReference] = [], xTitle: String, yTitle: String,
    xRange: ClosedRange<Double>? = nil, yRange: ClosedRange<Double>? = nil,
    isLogarithmicX: Bool = false, isLogarithmicY: Bool = false, title: String = "",
    caption: String = "", theme: Theme = .light, width: Double = 560, height: Double = 360
  ) {
    self.series = series
    self.references = references
    self.xTitle = xTitle
    self.yTitle = yTitle
    self.xRange = xRange
    self.yRange = yRange
    self.isLogarithmicX = isLogarithmicX
    self.isLogarithmicY = isLogarithmicY
    self.title = title
    self.caption = caption
    self.theme = theme
    self.width = width
    self.height = height
  }

  /// The figure for `density` pixels a point.
  public func drawing(density: Double) -> Drawing {
    var page = FigurePage(self, width: width, height: height)
    let colors = theme.series
    let entries = series.enumerated().map { index, series in
      Legend.Entry(
        sample: .line(Stroke(colors[index % colors.count], width: 1.8)), name: name(series))
    }
    let body = Legend(entries: entries).draw(in: page.body, on: &page)
    let frame = PlotFrame(
      in: body, x: PlotAxis(title: xTitle, scale: xScale), y: PlotAxis(title: yTitle, scale: yScale)
    )
    frame.drawGrid(on: &page)
    var marks: [Mark] = []
    for (index, series) in series.enumerated() {
      marks += self.marks(of: series, color: colors[index % colors.count], in: frame)
    }
    for reference in references {
      guard let y = frame.y.scale.place(reference.value) else { continue }
      marks.append(
        .line(
          [Point(frame.box.x, y), Point(frame.box.maxX, y)],
          Stroke(theme.dimmed, width: 1, dashes: [5, 3])))
    }
    page.add(.clipped(frame.box, marks))
    for reference in references {
      guard let y = frame.y.scale.place(reference.value), y > frame.box.y, y < frame.box.maxY
      else { continue }
      let name = Typeface.fitted(printable(reference.name), width: 160, size: 9)
      page.write(
        name, at: Point(frame.box.maxX - 5, y - frame.box.y < 16 ? y + 11 : y - 4), size: 9,
        color: theme.dimmed, anchor: .end)
    }
    if marks.isEmpty { page.writeEmpty("no data", in: frame.box) }
    frame.drawAxes(on: &page)
    return page.drawing
  }

  private var xScale: PlotScale {
    PlotScale(
      range: xRange.flatMap { usable($0, isLogarithmicX) }
        ?? PlotScale.range(
          holding: series.lazy.flatMap(\.x), isLogarithmic: isLogarithmicX, air: 0.01),
      isLogarithmic: isLogarithmicX)
  }

  private var yScale: PlotScale {
    if let range = yRange.flatMap({ usable($0, isLogarithmicY) }) {
      return PlotScale(range: range, isLogarithmic: isLogarithmicY)
    }
    let values = references.map(\.value) + series.flatMap(\.y.reach)
    return PlotScale(
      range: PlotScale.range(holding: values, isLogarithmic: isLogarithmicY),
      isLogarithmic: isLogarithmicY)
  }

  /// A logarithmic axis has no place for zero.
  private func usable(_ range: ClosedRange<Double>, _ isLogarithmic: Bool) -> ClosedRange<Double>? {
    isLogarithmic && range.lowerBound <= 0 ? nil : range
  }

  private func name(_ series: Series) -> String {
    if !series.y.values.contains(where: \.isFinite) { return series.name + " (no data)" }
    let lost = isLogarithmicY ? series.y.values.count { $0.isFinite && $0 <= 0 } : 0
    return lost > 0
      ? series.name + " (\(NumberText.grouped(lost)) not positive, not shown)" : series.name
  }
}
