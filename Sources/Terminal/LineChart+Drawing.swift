import Foundation
import Scales

extension LineChart {
  /// Where things lie in the chart.
  private struct Frame {
    let plot: Rect
    let x: ClosedRange<Double>
    let y: ClosedRange<Double>
    let vertical: Vertical

    /// Dot column of a position; the ends of the range are the outermost dots.
    func column(_ value: Double) -> Int {
      let span = x.upperBound - x.lowerBound
      guard span > 0, span.isFinite, value.isFinite else { return 0 }
      let share = (value - x.lowerBound) / span
      return Int((min(Frame.far, max(-Frame.far, share)) * Double(plot.width * 2 - 1)).rounded())
    }

    /// The place of a dot column.
    func place(ofColumn column: Int) -> Double {
      let share = Double(column) / Double(max(1, plot.width * 2 - 1))
      return x.lowerBound + share * (x.upperBound - x.lowerBound)
    }

    /// Dot row of a value from the top; nil for one that cannot be drawn.
    func row(_ value: Double) -> Int? {
      guard value.isFinite else { return nil }
      guard y.upperBound > y.lowerBound else { return plot.height * 2 }
      let share: Double
      switch vertical {
      case .linear: share = (value - y.lowerBound) / (y.upperBound - y.lowerBound)
      case .logarithmic:
        guard value > 0 else { return nil }
        share = (log(value) - log(y.lowerBound)) / (log(y.upperBound) - log(y.lowerBound))
      }
      return Int(
        ((1 - min(Frame.far, max(-Frame.far, share))) * Double(plot.height * 4 - 1)).rounded())
    }

    /// What is farther off the scale than so many times its length is drawn there: lines to it have
    /// the right slope, and nothing overflows.
    private static let far = 1e4
  }

  /// Draws axes and curves; without a point to draw, nothing. Too small an area has no axes.
  ///
  /// - Returns: where the curves are, within the axes; nil where nothing was drawn.
  @discardableResult
  public func draw(in rect: Rect, on grid: inout Grid) -> Rect? {
    guard !rect.isEmpty, let x = shownHorizontalRange, let y = verticalRange else { return nil }
    var drawn: Rect?
    grid.clipped(to: rect) { grid in
      let hasAxes = rect.width >= 16 && rect.height >= 4
      let yTicks =
        vertical == .linear
        ? Ticks.linear(y, atMost: max(2, rect.height / 2))
        : Ticks.logarithmic(y, atMost: max(2, rect.height / 2))
      let gutter = hasAxes ? (yTicks.map { $0.label.count }.max() ?? 0) + 2 : 0
      let plot = Rect(
        x: rect.x + gutter, y: rect.y, width: rect.width - gutter,
        height: rect.height - (hasAxes ? 2 : 0))
      guard !plot.isEmpty else { return }
      drawn = plot
      let frame = Frame(plot: plot, x: x, y: y, vertical: vertical)
      if hasAxes {
        drawAxes(frame, yTicks, on: &grid)
        drawFlags(frame, on: &grid)
      }
      drawReferences(frame, on: &grid)
      let cursorColumn = cursor.flatMap { cursor in
        x.contains(cursor.x) ? frame.column(cursor.x) / 2 : nil
      }
      if let cursorColumn {
        for y in plot.y..<plot.maxY { grid.put(glyphs.cursor, x: plot.x + cursorColumn, y: y) }
      }
      grid.clipped(to: plot) { grid in
        var raw = DotCanvas(Size(width: plot.width, height: plot.height))
        for curve in series { drawRaw(curve, frame, on: &raw) }
        raw.draw(x: plot.x, y: plot.y, on: &grid, glyphs: glyphs, asciiInk: glyphs.speck)
        var curves = DotCanvas(Size(width: plot.width, height: plot.height))
        for curve in series { drawCurve(curve, frame, on: &curves) }
        drawReferenceLabels(frame, beside: curves, and: raw, on: &grid)
        curves.draw(x: plot.x, y: plot.y, on: &grid, glyphs: glyphs)
        for curve in series { drawMarks(curve, frame, on: &grid) }
        var texts = ChartTexts(plot: plot, curves: curves, raw: raw)
        texts.draw(corner: legend, on: &grid, glyphs: glyphs)
        if let cursor, let cursorColumn {
          texts.draw(cursor.lines, besides: cursorColumn, on: &grid, glyphs: glyphs)
        }
      }
    }
    return drawn
  }

  private func drawFlags(_ frame: Frame, on grid: inout Grid) {
    for flag in flags where frame.x.contains(flag.x) {
      grid.put(
        flag.glyph, x: frame.plot.x + frame.column(flag.x) / 2, y: frame.plot.maxY, flag.style)
    }
  }

  private func drawAxes(_ frame: Frame, _ yTicks: [Tick], on grid: inout Grid) {
    let plot = frame.plot
    let axis = plot.x - 1
    for y in plot.y..<plot.maxY { grid.put(glyphs.axis.line, x: axis, y: y, axisStyle) }
    for tick in yTicks {
      guard let row = frame.row(tick.value) else { continue }
      let y = plot.y + row / 4
      guard y >= plot.y, y < plot.maxY else { continue }
      grid.put(glyphs.axis.tick, x: axis, y: y, axisStyle)
      grid.text(tick.label, endingAt: axis, y: y, axisStyle)
    }
    let base = plot.maxY
    grid.put(glyphs.baseline.corner, x: axis, y: base, axisStyle)
    for x in plot.x..<plot.maxX { grid.put(glyphs.baseline.line, x: x, y: base, axisStyle) }
    let room = max(2, plot.width / 14)
    let ticks =
      switch horizontal {
      case .number: Ticks.linear(frame.x, atMost: room)
      case .duration: Ticks.durations(frame.x, atMost: room)
      case .clock(let offset): Ticks.clock(frame.x, atMost: room, offset: offset)
      }
    var free = axis
    for tick in ticks {
      let x = plot.x + frame.column(tick.value) / 2
      guard x >= plot.x, x < plot.maxX else { continue }
      let start = min(max(axis, x - (tick.label.count - 1) / 2), plot.maxX - tick.label.count)
      guard start >= free else { continue }
      grid.put(glyphs.baseline.tick, x: x, y: base, axisStyle)
      free = grid.text(tick.label, x: start, y: base + 1, axisStyle) + 1
    }
  }

  private func drawReferences(_ frame: Frame, on grid: inout Grid) {
    for reference in references {
      guard frame.y.contains(reference.value), let row = frame.row(reference.value) else {
        continue
      }
      let y = frame.plot.y + row / 4
      // In ASCII a curve may be of the same dashes.
      let distance = glyphs == .ascii ? 2 : 1
      for x in stride(from: frame.plot.x, to: frame.plot.maxX, by: distance) {
        grid.put(glyphs.dash, x: x, y: y, axisStyle)
      }
    }
  }

  /// Names the reference lines as far right as no curve is in the way, over raw values if need be.
  private func drawReferenceLabels(
    _ frame: Frame, beside curves: DotCanvas, and raw: DotCanvas, on grid: inout Grid
  ) {
    for reference in references {
      guard frame.y.contains(reference.value), let row = frame.row(reference.value) else {
        continue
      }
      let label = " " + reference.label + " "
      let width = CellText.width(label)
      let places = stride(from: frame.plot.width - width - 2, through: 2, by: -1)
      let isFree = { (x: Int) in !curves.hasDots(x: x, y: row / 4, width: width) }
      guard
        let x = places.first(where: { isFree($0) && !raw.hasDots(x: $0, y: row / 4, width: width) })
          ?? places.first(where: isFree)
      else { continue }
      grid.text(label, x: frame.plot.x + x, y: frame.plot.y + row / 4, axisStyle)
    }
  }

  /// Least to greatest raw value of each dot column.
  private func drawRaw(_ curve: Series, _ frame: Frame, on canvas: inout DotCanvas) {
    guard let raw = curve.raw else { return }
    var column = Int.min
    var top = Int.max
    var bottom = Int.min
    let pieces = raw.pieces(curve.indices(in: xRange))
    for (index, group) in pieces.groups.enumerated() {
      guard let high = frame.row(group.high) else { continue }
      let low = frame.row(group.low) ?? high
      let x = frame.column(curve.position(pieces.start + index * pieces.size))
      if x != column {
        if top <= bottom { canvas.column(x: column, from: top, to: bottom, curve.rawStyle) }
        column = x
        top = high
        bottom = low
      }
      top = min(top, high)
      bottom = max(bottom, low)
    }
    if top <= bottom { canvas.column(x: column, from: top, to: bottom, curve.rawStyle) }
  }

  /// Least to greatest value of each dot column, joined to the column before; gaps are not bridged.
  private func drawCurve(_ curve: Series, _ frame: Frame, on canvas: inout DotCanvas) {
    var column = Int.min
    var top = 0
    var bottom = 0
    var last: (x: Int, y: Int)?
    // In ASCII two lines could not be told apart: a curve with marks has its marks only.
    let shown = curve.indices(in: xRange)
    let pieces = curve.y.pieces(glyphs == .ascii && curve.mark != nil ? 0..<0 : shown)
    for (index, group) in pieces.groups.enumerated() {
      guard let low = frame.row(group.low), let high = frame.row(group.high),
        let first = frame.row(group.first), let end = frame.row(group.last)
      else {
        if column != Int.min { canvas.column(x: column, from: top, to: bottom, curve.style) }
        column = Int.min
        last = nil
        continue
      }
      let x = frame.column(curve.position(pieces.start + index * pieces.size))
      if x == column {
        top = min(top, high)
        bottom = max(bottom, low)
      } else {
        if column != Int.min { canvas.column(x: column, from: top, to: bottom, curve.style) }
        if let last { canvas.line(x0: last.x, y0: last.y, x1: x, y1: first, curve.style) }
        column = x
        top = high
        bottom = low
      }
      last = (x, end)
    }
    if column != Int.min { canvas.column(x: column, from: top, to: bottom, curve.style) }
    if let intervals = curve.intervals, isSparse(curve, frame) {
      for index in shown where index < intervals.count && curve.y.values[index].isFinite {
        guard let top = frame.row(intervals[index].upperBound),
          let bottom = frame.row(intervals[index].lowerBound)
        else { continue }
        canvas.column(
          x: frame.column(curve.position(index)), from: top, to: bottom, curve.style)
      }
    }
  }

  private func drawMarks(_ curve: Series, _ frame: Frame, on grid: inout Grid) {
    guard let mark = curve.mark else { return }
    let shown = curve.indices(in: xRange)
    let places: [Int]
    if isSparse(curve, frame) {
      places = Array(shown)
    } else {
      // Where points crowd, a mark every few columns still tells the curve from the others.
      let distance = LineChart.markDistance * 2
      let columns = stride(
        from: curve.markOffset * 2 % distance, to: frame.plot.width * 2, by: distance)
      places = columns.map { curve.index(from: frame.place(ofColumn: $0)) }
        .filter { shown.contains($0) }
    }
    for index in places {
      guard let row = frame.row(curve.y.values[index]), row >= 0, row < frame.plot.height * 4
      else { continue }
      let column = frame.column(curve.position(index))
      grid.put(mark, x: frame.plot.x + column / 2, y: frame.plot.y + row / 4, curve.style)
    }
  }

  /// Columns between the marks of a curve with many points (our choice).
  private static let markDistance = 8

  private func isSparse(_ curve: Series, _ frame: Frame) -> Bool {
    curve.indices(in: xRange).count * 2 <= frame.plot.width
  }
}
