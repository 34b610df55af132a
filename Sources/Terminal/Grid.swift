/// One place of the screen: a glyph one column wide and its style.
public struct Cell: Hashable, Sendable {
  /// A scalar that takes one column.
  public var glyph: Unicode.Scalar
  /// Its colours and attributes.
  public var style: Style

  /// A cell; without arguments a blank.
  public init(_ glyph: Unicode.Scalar = " ", _ style: Style = .plain) {
    self.glyph = glyph
    self.style = style
  }
}

/// A screen as a value: rows of cells. Views draw it; a backend shows it.
///
/// Columns and rows count from 0 at the top left. Drawing outside the grid, or outside the clip, is
/// harmless and leaves no trace.
public struct Grid: Hashable, Sendable {
  /// Columns and rows.
  public let size: Size
  /// `size.width * size.height` cells, row after row.
  public private(set) var cells: [Cell]
  private var clip: Rect

  /// A blank grid.
  public init(_ size: Size) {
    self.size = Size(width: max(0, size.width), height: max(0, size.height))
    cells = Array(repeating: Cell(), count: self.size.width * self.size.height)
    clip = Rect(x: 0, y: 0, width: self.size.width, height: self.size.height)
  }

  /// The whole grid.
  public var bounds: Rect { Rect(x: 0, y: 0, width: size.width, height: size.height) }

  /// The cell at a place; a blank outside the grid.
  public subscript(x: Int, y: Int) -> Cell {
    bounds.contains(x: x, y: y) ? cells[y * size.width + x] : Cell()
  }

  /// Draws with everything outside `rect` protected.
  public mutating func clipped(to rect: Rect, _ draw: (inout Grid) -> Void) {
    let outer = clip
    clip = outer.intersection(rect)
    draw(&self)
    clip = outer
  }

  /// Sets one cell. A glyph that does not take one column becomes `?`.
  public mutating func put(_ glyph: Unicode.Scalar, x: Int, y: Int, _ style: Style = .plain) {
    guard clip.contains(x: x, y: y) else { return }
    let safe = CellText.columns(of: glyph) == 1 ? glyph : "?"
    cells[y * size.width + x] = Cell(safe, style)
  }

  /// Changes the style of one cell and keeps its glyph.
  public mutating func restyle(x: Int, y: Int, _ change: (Style) -> Style) {
    guard clip.contains(x: x, y: y) else { return }
    cells[y * size.width + x].style = change(cells[y * size.width + x].style)
  }

  /// Fills a rectangle with one cell.
  public mutating func fill(_ rect: Rect, _ cell: Cell = Cell()) {
    let area = clip.intersection(rect)
    guard area.width > 0, area.height > 0 else { return }
    for y in area.y..<area.maxY {
      for x in area.x..<area.maxX { cells[y * size.width + x] = cell }
    }
  }

  /// Writes text from a place to the right, cut with `ellipsis` where it is longer than `width`
  /// cells; returns the column after the last cell written. Text is cleaned by ``CellText``.
  @discardableResult
  public mutating func text(
    _ text: String, x: Int, y: Int, width: Int = .max, _ style: Style = .plain,
    ellipsis: Unicode.Scalar = "~"
  ) -> Int {
    let scalars = CellText.fitted(text, width: width, ellipsis: ellipsis)
    for (offset, scalar) in scalars.enumerated() {
      let column = x + offset
      guard clip.contains(x: column, y: y) else { continue }
      cells[y * size.width + column] = Cell(scalar, style)
    }
    return x + scalars.count
  }

  /// Writes text that ends at column `maxX` (exclusive); returns the column of its first cell.
  @discardableResult
  public mutating func text(
    _ text: String, endingAt maxX: Int, y: Int, _ style: Style = .plain
  ) -> Int {
    let x = maxX - CellText.scalars(text).count
    self.text(text, x: x, y: y, style)
    return x
  }
}
