/// Dots, two across and four down in each cell, drawn as braille or, in ASCII, as the glyph whose
/// ink lies nearest.
public struct DotCanvas: Sendable {
  /// Columns and rows of cells.
  public let size: Size
  /// Dots across.
  public var width: Int { size.width * 2 }
  /// Dots down.
  public var height: Int { size.height * 4 }
  /// One bit a dot, braille's own order.
  private var dots: [UInt8]
  private var styles: [Style]

  /// An empty canvas.
  public init(_ size: Size) {
    self.size = Size(width: max(0, size.width), height: max(0, size.height))
    dots = Array(repeating: 0, count: self.size.width * self.size.height)
    styles = Array(repeating: .plain, count: dots.count)
  }

  /// Sets a dot; outside the canvas nothing happens. The style is that of the whole cell.
  public mutating func set(x: Int, y: Int, _ style: Style) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    let index = (y / 4) * size.width + x / 2
    dots[index] |= DotCanvas.bits[(y % 4) * 2 + x % 2]
    styles[index] = style
  }

  /// A vertical run of dots, both ends included, in any order.
  public mutating func column(x: Int, from first: Int, to last: Int, _ style: Style) {
    let low = max(0, min(first, last))
    let high = min(height - 1, max(first, last))
    guard low <= high else { return }
    for y in low...high { set(x: x, y: y, style) }
  }

  /// A straight line of dots. Ends far outside are harmless: the line is walked column by column.
  public mutating func line(x0: Int, y0: Int, x1: Int, y1: Int, _ style: Style) {
    if x0 > x1 { return line(x0: x1, y0: y1, x1: x0, y1: y0, style) }
    if x0 == x1 { return column(x: x0, from: y0, to: y1, style) }
    let slope = Double(y1 - y0) / Double(x1 - x0)
    func row(_ x: Double) -> Int { Int((Double(y0) + slope * (x - Double(x0))).rounded()) }
    let first = max(x0, 0)
    let last = min(x1, width - 1)
    guard first <= last else { return }
    for x in first...last {
      // Each column covers half the way to its neighbours, so steep lines have no holes.
      let from = row(max(Double(x0), Double(x) - 0.5))
      var to = row(min(Double(x1), Double(x) + 0.5))
      if abs(to - from) > 1, x < x1 { to += to > from ? -1 : 1 }
      column(x: x, from: from, to: to, style)
    }
  }

  /// Whether any of `width` cells from a place on holds a dot.
  func hasDots(x: Int, y: Int, width: Int) -> Bool {
    guard y >= 0, y < size.height else { return false }
    let columns = max(0, x)..<max(max(0, x), min(size.width, x + width))
    return columns.contains { dots[y * size.width + $0] != 0 }
  }

  /// How many cells of a rectangle of cells hold dots.
  func inkedCells(in rect: Rect) -> Int {
    let inside = rect.intersection(Rect(x: 0, y: 0, width: size.width, height: size.height))
    guard !inside.isEmpty else { return 0 }
    return (inside.y..<inside.maxY).reduce(0) { sum, y in
      sum + (inside.x..<inside.maxX).reduce(0) { $0 + (dots[y * size.width + $1] != 0 ? 1 : 0) }
    }
  }

  /// Draws the cells that hold dots; the others keep what the grid has there.
  ///
  /// - Parameter asciiInk: in ASCII, stands for every cell with dots, for what lies behind.
  public func draw(
    x: Int, y: Int, on grid: inout Grid, glyphs: GlyphSet, asciiInk: Unicode.Scalar? = nil
  ) {
    let ink = glyphs == .ascii ? asciiInk : nil
    for row in 0..<size.height {
      for column in 0..<size.width {
        let index = row * size.width + column
        let pattern = dots[index]
        guard pattern != 0 else { continue }
        grid.put(
          ink ?? DotCanvas.glyph(pattern, glyphs), x: x + column, y: y + row, styles[index])
      }
    }
  }

  /// Braille's bits of the dots, row after row.
  static let bits: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]

  private static func glyph(_ pattern: UInt8, _ glyphs: GlyphSet) -> Unicode.Scalar {
    if glyphs == .unicode { return Unicode.Scalar(0x2800 + UInt32(pattern)) ?? "?" }
    var rows = 0
    for row in 0..<4 where pattern & (bits[2 * row] | bits[2 * row + 1]) != 0 { rows |= 1 << row }
    switch rows {
    case 0b0001, 0b0011: return "'"
    case 0b0010, 0b0100, 0b0110: return "-"
    case 0b1000, 0b1100: return "_"
    default: return "|"
    }
  }
}
