/// One place of the screen: a glyph and its style.
public struct Cell: Hashable, Sendable {
  /// A scalar that takes one column; or two, when the cell after it is its ``tail``.
  public var glyph: Unicode.Scalar
  /// Its colours and attributes.
  public var style: Style

  /// A cell; without arguments a blank.
  public init(_ glyph: Unicode.Scalar = " ", _ style: Style = .plain) {
    self.glyph = glyph
    self.style = style
  }

  /// The second column of a glyph that takes two; it shows nothing of its own.
  public static func tail(_ style: Style) -> Cell { Cell("\0", style) }

  /// Whether this is the second column of the glyph before it.
  public var isTail: Bool { glyph == "\0" }
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
  /// What answers to the mouse; of two that overlap the later lies on top.
  public private(set) var hitAreas: [HitArea] = []
  /// Pictures in pixels over the cells, for terminals that can show them.
  public private(set) var placed: [PlacedPicture] = []
  /// What is to be painted by someone who has time; meanwhile something quicker is drawn.
  public private(set) var paintings: [Painting] = []
  /// What ends a text that is cut.
  private let ellipsis: Unicode.Scalar
  private var clip: Rect

  /// A blank grid, in which `ellipsis` ends a text that is cut.
  public init(_ size: Size, ellipsis: Unicode.Scalar = "~") {
    self.ellipsis = ellipsis
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

  /// Makes a part of the picture, as far as it lies inside the clip, answer to the mouse.
  public mutating func answer(_ rect: Rect, _ target: HitArea.Target) {
    let area = clip.intersection(rect)
    if !area.isEmpty { hitAreas.append(HitArea(area, target)) }
  }

  /// Puts a picture in pixels over cells, which become blanks; nothing where the clip cuts it.
  public mutating func place(_ raster: Raster, over rect: Rect) {
    guard !rect.isEmpty, clip.intersection(rect) == rect else { return }
    fill(rect)
    placed.append(PlacedPicture(raster, over: rect))
  }

  /// Asks for a painting.
  public mutating func request(_ painting: Painting) { paintings.append(painting) }

  /// What answers to the mouse at a cell.
  public func hitArea(x: Int, y: Int) -> HitArea? {
    hitAreas.last { $0.rect.contains(x: x, y: y) }
  }

  /// Sets one cell, or two for a glyph of two columns. A glyph that takes none, or of which it is
  /// not certain how many, becomes `?`; half a glyph at the edge of the clip becomes a blank.
  public mutating func put(_ glyph: Unicode.Scalar, x: Int, y: Int, _ style: Style = .plain) {
    let safe = CellText.shown(glyph) ?? "?"
    guard CellText.columns(of: safe) == 2 else { return set(Cell(safe, style), x: x, y: y) }
    if clip.contains(x: x, y: y), clip.contains(x: x + 1, y: y) {
      set(Cell(safe, style), x: x, y: y)
      set(.tail(style), x: x + 1, y: y)
    } else {
      set(Cell(" ", style), x: x, y: y)
      set(Cell(" ", style), x: x + 1, y: y)
    }
  }

  /// Sets one cell inside the clip. What is left of a glyph of two columns becomes a blank.
  private mutating func set(_ cell: Cell, x: Int, y: Int) {
    guard clip.contains(x: x, y: y) else { return }
    let index = y * size.width + x
    if cells[index].isTail { cells[index - 1].glyph = " " }
    if x + 1 < size.width, cells[index + 1].isTail { cells[index + 1].glyph = " " }
    cells[index] = cell
  }

  /// Changes the style of one cell and keeps its glyph.
  public mutating func restyle(x: Int, y: Int, _ change: (Style) -> Style) {
    guard clip.contains(x: x, y: y) else { return }
    cells[y * size.width + x].style = change(cells[y * size.width + x].style)
  }

  /// Fills a rectangle with one cell, of one column.
  public mutating func fill(_ rect: Rect, _ cell: Cell = Cell()) {
    let cell = CellText.columns(of: cell.glyph) == 1 ? cell : Cell("?", cell.style)
    let area = clip.intersection(rect)
    guard area.width > 0, area.height > 0 else { return }
    for y in area.y..<area.maxY {
      for x in area.x..<area.maxX { set(cell, x: x, y: y) }
    }
  }

  /// Writes text from a place to the right, cut with an ellipsis where it is longer than `width`
  /// columns or leads out of the clip; returns the column after the last cell written. Text is
  /// cleaned by ``CellText``.
  @discardableResult
  public mutating func text(
    _ text: String, x: Int, y: Int, width: Int = .max, _ style: Style = .plain
  ) -> Int {
    let scalars = CellText.fitted(text, width: min(width, clip.maxX - x), ellipsis: ellipsis)
    var column = x
    for scalar in scalars {
      put(scalar, x: column, y: y, style)
      column += CellText.columns(of: scalar)
    }
    return column
  }

  /// Writes text that ends at column `maxX` (exclusive); returns the column of its first cell. Where
  /// there is no room for all of it in the clip, its start is kept.
  @discardableResult
  public mutating func text(
    _ text: String, endingAt maxX: Int, y: Int, _ style: Style = .plain
  ) -> Int {
    let x = max(clip.x, maxX - CellText.width(text))
    self.text(text, x: x, y: y, width: maxX - x, style)
    return x
  }
}

extension Grid {
  /// Whether each glyph takes just the cells that it has: every tail follows a glyph of two columns,
  /// every such glyph has its tail. Tests look at it.
  package var isSound: Bool {
    cells.indices.allSatisfy { index in
      let follows = index % size.width > 0 && CellText.columns(of: cells[index - 1].glyph) == 2
      if cells[index].isTail { return follows }
      return !follows && CellText.columns(of: cells[index].glyph) > 0
        && (CellText.columns(of: cells[index].glyph) == 1 || index % size.width < size.width - 1)
    }
  }
}
