import Foundation
import Scales

/// A field of numbers in colours, with axes, units and a colour bar: spectrograms, activation maps,
/// differences.
public struct Heatmap: Sendable {
  /// Which end of the vertical axis the field's first row has.
  public enum FirstRow: Sendable { case top, bottom }

  /// The numbers.
  public var field: ScalarField
  /// What columns stand for.
  public var x: FieldAxis
  /// What rows stand for.
  public var y: FieldAxis
  /// Where the first row lies: a spectrogram's is its lowest frequency, a picture's its top.
  public var firstRow: FirstRow
  /// The values at the two ends of the palette; those beyond are taken to the nearer end.
  public var range: ClosedRange<Double>
  /// Written after the numbers of the colour bar: `dB`.
  public var unit: String
  /// The palette.
  public var ramp: Ramp
  /// How cells are divided.
  public var mosaic: Mosaic
  /// Colours that there are.
  public var tier: ColorTier
  /// Glyphs that there are.
  public var glyphs: GlyphSet

  /// A heatmap; without a range the field's own.
  public init(
    field: ScalarField, x: FieldAxis, y: FieldAxis, firstRow: FirstRow = .bottom,
    range: ClosedRange<Double>? = nil, unit: String = "", ramp: Ramp, mosaic: Mosaic = .half,
    tier: ColorTier, glyphs: GlyphSet = .unicode
  ) {
    self.field = field
    self.x = x
    self.y = y
    self.firstRow = firstRow
    self.range = range ?? field.extent ?? 0...1
    self.unit = unit
    self.ramp = ramp
    self.mosaic = mosaic
    self.tier = tier
    self.glyphs = glyphs
  }

  /// Draws axes, field and colour bar; too small an area has the field alone. Returns where the
  /// field lies, for cursors and overlays.
  @discardableResult
  public func draw(in rect: Rect, on grid: inout Grid, axisStyle: Style = .dim) -> Rect {
    guard !rect.isEmpty, field.width > 0, field.height > 0 else { return rect }
    guard rect.width >= 24, rect.height >= 5 else {
      paint(in: rect, on: &grid)
      return rect
    }
    let yTicks = y.ticks(atMost: max(2, rect.height / 2))
    let barTicks = FieldAxis(range, unit: unit).ticks(atMost: max(2, rect.height / 3))
    let gutter = (yTicks.map { CellText.width($0.label) }.max() ?? 0) + 1
    let barWidth = 2 + (barTicks.map { CellText.width($0.label) }.max() ?? 0)
    let plot = Rect(
      x: rect.x + gutter, y: rect.y, width: rect.width - gutter - 1 - barWidth,
      height: rect.height - 2)
    guard plot.width >= 8 else {
      paint(in: rect, on: &grid)
      return rect
    }
    grid.clipped(to: rect) { grid in
      paint(in: plot, on: &grid)
      for y in plot.y..<plot.maxY { grid.put(glyphs.axis.line, x: plot.x - 1, y: y, axisStyle) }
      drawLabels(yTicks, of: self.y, isDown: firstRow == .top, in: plot) { label, y in
        grid.put(glyphs.axis.tick, x: plot.x - 1, y: y, axisStyle)
        grid.text(label, endingAt: plot.x - 1, y: y, axisStyle)
      }
      drawBase(plot, on: &grid, axisStyle)
      let bar = Rect(x: plot.maxX + 1, y: plot.y, width: 1, height: plot.height)
      drawBar(bar, on: &grid)
      drawLabels(barTicks, of: FieldAxis(range, unit: unit), isDown: false, in: bar) { label, y in
        grid.text(label, x: bar.maxX + 1, y: y, axisStyle)
      }
    }
    return plot
  }

  /// The values of the parts of cells, from the top, as shares of the range.
  private func levels(columns: Int, rows: Int) -> [Float] {
    var patches = y.patches(rows, of: field.height)
    if firstRow == .bottom { patches.reverse() }
    let pooled = field.pooled(columns: x.patches(columns, of: field.width), rows: patches)
    let span = range.upperBound - range.lowerBound
    return pooled.map { value in
      guard value.isFinite else { return .nan }
      return span > 0 ? Float((Double(value) - range.lowerBound) / span) : 0.5
    }
  }

  private func paint(in rect: Rect, on grid: inout Grid) {
    let painter = FieldPainter(ramp: ramp, mosaic: mosaic, tier: tier, glyphs: glyphs)
    let (across, down) = (painter.mosaic.columns, painter.mosaic.rows)
    let levels = levels(columns: rect.width * across, rows: rect.height * down)
    for row in 0..<rect.height {
      for column in 0..<rect.width {
        var parts: [Float] = []
        for y in 0..<down {
          for x in 0..<across {
            parts.append(levels[(row * down + y) * rect.width * across + column * across + x])
          }
        }
        let cell = painter.cell(parts)
        grid.put(cell.glyph, x: rect.x + column, y: rect.y + row, cell.style)
      }
    }
  }

  private func drawBar(_ bar: Rect, on grid: inout Grid) {
    let painter = FieldPainter(ramp: ramp, mosaic: .half, tier: tier, glyphs: glyphs)
    let parts = painter.mosaic.rows
    let count = max(1, bar.height * parts - 1)
    for row in 0..<bar.height {
      let levels = (0..<parts).map { 1 - Float(row * parts + $0) / Float(count) }
      let cell = painter.cell(levels)
      grid.put(cell.glyph, x: bar.x, y: bar.y + row, cell.style)
    }
  }

  private func drawLabels(
    _ ticks: [Tick], of axis: FieldAxis, isDown: Bool, in rect: Rect,
    _ draw: (String, Int) -> Void
  ) {
    var taken = Set<Int>()
    for tick in ticks {
      let share = axis.share(of: tick.value)
      let place = Double(rect.height) * (isDown ? share : 1 - share)
      let row = min(rect.height - 1, max(0, Int(place)))
      if taken.insert(row).inserted { draw(tick.label, rect.y + row) }
    }
  }

  private func drawBase(_ plot: Rect, on grid: inout Grid, _ style: Style) {
    grid.put(glyphs.baseline.corner, x: plot.x - 1, y: plot.maxY, style)
    for x in plot.x..<plot.maxX { grid.put(glyphs.baseline.line, x: x, y: plot.maxY, style) }
    var free = plot.x - 1
    for tick in x.ticks(atMost: max(2, plot.width / 10)) {
      let column = min(plot.width - 1, max(0, Int(x.share(of: tick.value) * Double(plot.width))))
      let width = CellText.width(tick.label)
      let start = min(max(plot.x - 1, plot.x + column - width / 2), plot.maxX - width)
      guard start >= free else { continue }
      grid.put(glyphs.baseline.tick, x: plot.x + column, y: plot.maxY, style)
      free = grid.text(tick.label, x: start, y: plot.maxY + 1, style) + 1
    }
  }
}
