import Foundation
import Scales

/// Curves over an axis of steps, pairs or time, drawn with dots: two across and four down a cell.
public struct LineChart: Sendable {
  /// A curve. Its columns are shared with their owner, not copied.
  public struct Series: Sendable {
    /// Ascending positions, one for each value.
    public var x: [Double]
    /// Where positions lie on the axis; nil: where they are.
    public var timeline: Timeline?
    /// Values; one that is not finite is a gap.
    public var y: Samples
    /// What was measured before smoothing, drawn behind and fainter from the least to the greatest
    /// value of each column.
    public var raw: Samples?
    /// An uncertainty of each value, drawn as a vertical bar.
    public var intervals: [ClosedRange<Double>]?
    /// How many points are drawn; those after are not looked at.
    public var count: Int
    /// Style of the curve.
    public var style: Style
    /// Style of the raw values.
    public var rawStyle: Style
    /// Stands at each point where points are at least two columns apart on average, else every few
    /// columns.
    public var mark: Unicode.Scalar?
    /// Where points crowd, the first mark stands so many columns from the left: marks of curves that
    /// lie together do not hide each other then.
    public var markOffset = 0

    /// A curve through the first `count` of its points, through all of them unless said.
    public init(
      x: [Double], timeline: Timeline? = nil, y: Samples, raw: Samples? = nil,
      intervals: [ClosedRange<Double>]? = nil, count: Int? = nil, style: Style,
      rawStyle: Style = .dim, mark: Unicode.Scalar? = nil
    ) {
      self.x = x
      self.timeline = timeline
      self.y = y
      self.raw = raw
      self.intervals = intervals
      self.count = min(count ?? .max, x.count, y.count)
      self.style = style
      self.rawStyle = rawStyle
      self.mark = mark
    }

    /// Where a point lies on the axis.
    public func position(_ index: Int) -> Double {
      timeline?.time(atSeconds: x[index]) ?? x[index]
    }

    /// The first point that lies at a place of the axis or after it; ``count`` where none does.
    public func index(from place: Double) -> Int {
      var low = 0
      var high = count
      while low < high {
        let middle = (low + high) / 2
        if position(middle) < place { low = middle + 1 } else { high = middle }
      }
      return low
    }

    /// The points that a stretch of the axis shows: those inside, and one on each side, for the
    /// lines that lead out of it.
    public func indices(in stretch: ClosedRange<Double>?) -> Range<Int> {
      guard let stretch else { return 0..<count }
      let first = max(0, index(from: stretch.lowerBound) - 1)
      let last = min(count, index(from: stretch.upperBound.nextUp) + 1)
      return first..<max(first, last)
    }
  }

  /// A vertical line at a place of the axis, and what is read there.
  public struct Cursor: Sendable {
    /// Where it stands.
    public var x: Double
    /// What is written beside it, a line each, as far as there is room.
    public var lines: [[Panel.Span]]

    /// A cursor.
    public init(x: Double, lines: [[Panel.Span]]) {
      self.x = x
      self.lines = lines
    }
  }

  /// A glyph on the horizontal axis: something that happened there.
  public struct Flag: Sendable {
    /// Where it stands.
    public var x: Double
    /// How it looks.
    public var glyph: Unicode.Scalar
    /// Its style.
    public var style: Style

    /// A flag.
    public init(x: Double, glyph: Unicode.Scalar, style: Style) {
      self.x = x
      self.glyph = glyph
      self.style = style
    }
  }

  /// What the horizontal axis counts.
  public enum Horizontal: Hashable, Sendable {
    /// Steps or pairs.
    case number
    /// Seconds since the start.
    case duration
    /// Seconds since 1970, seen so many seconds east of Greenwich.
    case clock(offset: Int)
  }

  /// How the vertical axis is spaced.
  public enum Vertical: Hashable, Sendable {
    case linear
    /// Values at or below zero are gaps.
    case logarithmic
  }

  /// A horizontal line with a name, such as the loss of guessing.
  public struct Reference: Hashable, Sendable {
    /// Where it lies.
    public var value: Double
    /// Written at its right end.
    public var label: String

    /// A line at a value.
    public init(_ value: Double, label: String) {
      self.value = value
      self.label = label
    }
  }

  /// The curves; later ones lie above earlier ones.
  public var series: [Series]
  /// What x counts.
  public var horizontal: Horizontal
  /// Spacing of y.
  public var vertical: Vertical
  /// Lines to compare with; one outside the range of the values is not drawn.
  public var references: [Reference]
  /// The range that x shows; nil shows all points.
  public var xRange: ClosedRange<Double>?
  /// The range that y shows; nil takes that of the values that x shows.
  public var yRange: ClosedRange<Double>?
  /// What is read at a place; nil for nothing.
  public var cursor: Cursor?
  /// What happened when.
  public var flags: [Flag] = []
  /// Names of curves, a line each, in the corner where they hide least.
  public var legend: [[Panel.Span]] = []
  /// Braille and lines, or ASCII.
  public var glyphs: GlyphSet
  /// Style of axes and their labels.
  public var axisStyle: Style

  /// A chart.
  public init(
    series: [Series], horizontal: Horizontal = .number, vertical: Vertical = .linear,
    references: [Reference] = [], yRange: ClosedRange<Double>? = nil, glyphs: GlyphSet = .unicode,
    axisStyle: Style = .dim
  ) {
    self.series = series
    self.horizontal = horizontal
    self.vertical = vertical
    self.references = references
    self.yRange = yRange
    self.glyphs = glyphs
    self.axisStyle = axisStyle
  }

  /// Least and greatest x of all curves; nil where there is no point.
  public var horizontalRange: ClosedRange<Double>? {
    var low = Double.infinity
    var high = -Double.infinity
    for curve in series where curve.count > 0 {
      low = min(low, curve.position(0))
      high = max(high, curve.position(curve.count - 1))
    }
    return low <= high ? low...high : nil
  }

  /// ``horizontalRange``, from 0 on where it begins close to 0: counts and times look odd else.
  public var shownHorizontalRange: ClosedRange<Double>? {
    if let xRange { return xRange }
    guard let range = horizontalRange else { return nil }
    if case .clock = horizontal { return range }
    let startsNearZero = range.lowerBound > 0 && range.lowerBound < 0.05 * range.upperBound
    return startsNearZero ? 0...range.upperBound : range
  }

  /// Least and greatest value that can be drawn where x shows it, curves and raw values alike, with a little room
  /// above and below; nil where there is none.
  public var verticalRange: ClosedRange<Double>? {
    if let yRange { return yRange }
    var low = Double.infinity
    var high = -Double.infinity
    for curve in series {
      let shown = curve.indices(in: xRange)
      for column in [curve.y, curve.raw].compactMap({ $0 }) {
        let positiveOnly = vertical == .logarithmic
        guard let extent = column.extent(shown, positiveOnly: positiveOnly) else {
          continue
        }
        low = min(low, extent.lowerBound)
        high = max(high, extent.upperBound)
      }
    }
    guard low <= high else { return nil }
    return LineChart.roomy(low...high, vertical)
  }

  /// A range of values with a little room above and below. One whose ends differ by rounding errors
  /// only is that of a constant, and is widened until its ticks can be told apart.
  public static func roomy(
    _ range: ClosedRange<Double>, _ vertical: Vertical
  ) -> ClosedRange<Double> {
    let isLogarithmic = vertical == .logarithmic
    let least = isLogarithmic ? Double.leastNormalMagnitude * 4 : -limit
    let low = min(limit, max(least, range.lowerBound))
    let high = min(limit, max(least, range.upperBound))
    let isConstant = high - low <= max(abs(low), abs(high)) * 1e-4
    if isLogarithmic {
      let room = isConstant ? 2 : exp(0.03 * (log(high) - log(low)))
      return max(least / 4, low / room)...min(limit * 2, high * room)
    }
    let room = isConstant ? max(abs(low) * 0.1, 1e-6) : (high - low) * 0.03
    return (low - room)...(high + room)
  }

  /// A quarter of the greatest number, so that the width of every range is a number as well.
  private static let limit = Double.greatestFiniteMagnitude / 4

  /// Values that are not finite, raw ones where there are raw ones: an alarm for the title.
  public var gapCount: Int {
    series.reduce(0) { $0 + ($1.raw ?? $1.y).gapCount }
  }
}
