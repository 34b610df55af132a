import Scales

extension CurveFigure {
  /// The marks of one curve.
  func marks(of series: Series, color: RGB, in frame: PlotFrame) -> [Mark] {
    var marks: [Mark] = []
    for (index, error) in series.y.errors.enumerated() {
      guard let error, let x = frame.x.scale.place(series.x[index]),
        let high = frame.y.scale.place(error.upperBound)
      else { continue }
      // A bar down to zero or below leaves a logarithmic plot at its lower edge.
      let low = frame.y.scale.place(error.lowerBound) ?? frame.box.maxY + 10
      let stroke = Stroke(color, width: 1)
      marks.append(.line([Point(x, low), Point(x, high)], stroke))
      for y in [low, high] { marks.append(.line([Point(x - 2.5, y), Point(x + 2.5, y)], stroke)) }
    }
    let isSmoothed = series.smoothing > 0
    let raw = isSmoothed ? Stroke(color, alpha: 0.28, width: 0.8) : Stroke(color, width: 1.5)
    marks += lines(series.x, series.y.values, raw, in: frame)
    if isSmoothed {
      let smooth = SmoothedSeries(weight: min(series.smoothing, 0.999_999), of: series.y.values)
      marks += lines(series.x, smooth.values, Stroke(color, width: 1.8), in: frame)
    }
    if series.hasPoints {
      var points: [Point] = []
      for (x, y) in zip(series.x, series.y.values) {
        if let x = frame.x.scale.place(x), let y = frame.y.scale.place(y) {
          points.append(Point(x, y))
        }
      }
      marks.append(points.isEmpty ? nil : dots(points, color))
    }
    return marks
  }

  private func dots(_ points: [Point], _ color: RGB) -> Mark {
    .markers(
      Markers(
        points: points, kinds: Array(repeating: 0, count: points.count),
        styles: [MarkerStyle(shape: .circle, color: color)], radius: 2.6, alpha: 1))
  }

  /// The runs of values that have a place, as lines; a value alone in its run as a dot.
  private func lines(
    _ xs: [Double], _ ys: [Double], _ stroke: Stroke, in frame: PlotFrame
  ) -> [Mark] {
    var marks: [Mark] = []
    var run = Run()
    func end() {
      let points = run.finish()
      if points.count > 1 {
        marks.append(.line(points, stroke))
      } else if !points.isEmpty {
        marks.append(dots(points, stroke.ink.color))
      }
    }
    for (x, y) in zip(xs, ys) {
      if let x = frame.x.scale.place(x), let y = frame.y.scale.place(y) {
        run.add(Point(x, y))
      } else {
        end()
      }
    }
    end()
    return marks
  }

  /// A line in the making. Of the places that lie within half a point beside each other it keeps the
  /// first, the least, the greatest and the last: a million values stay a small file, and every
  /// peak is seen.
  private struct Run {
    private static let breadth = 0.5
    private var points: [Point] = []
    private var column: [Point] = []

    mutating func add(_ point: Point) {
      if let first = column.first, abs(point.x - first.x) >= Run.breadth { flush() }
      column.append(point)
      if column.count > 4_096 { column = Run.summary(column) }
    }

    mutating func finish() -> [Point] {
      flush()
      defer { points = [] }
      return points
    }

    private mutating func flush() {
      points += Run.summary(column)
      column.removeAll(keepingCapacity: true)
    }

    private static func summary(_ column: [Point]) -> [Point] {
      guard column.count > 4 else { return column }
      var (low, high) = (0, 0)
      for (index, point) in column.enumerated() {
        if point.y < column[low].y { low = index }
        if point.y > column[high].y { high = index }
      }
      return Set([0, low, high, column.count - 1]).sorted().map { column[$0] }
    }
  }
}

extension [Mark] {
  /// Adds a mark where there is one.
  fileprivate mutating func append(_ mark: Mark?) {
    if let mark { append(mark) }
  }
}
