import CNcurses
import Foundation
import Terminal

extension Screen {
  /// Columns and rows of the terminal.
  public var size: Size {
    Size(width: Int(curses_columns()), height: Int(curses_rows()))
  }

  /// Shows a grid. Cells that are as they were are not touched, and ncurses sends only what differs
  /// from what the terminal has.
  public func present(_ grid: Grid) {
    let size = size
    let before = shown?.size == grid.size ? shown : nil
    if before == nil { curses_erase() }
    for y in 0..<min(size.height, grid.size.height) {
      for x in 0..<min(size.width, grid.size.width) {
        let cell = grid[x, y]
        if let before {
          if before[x, y] == cell { continue }
        } else if cell == Cell() {
          continue
        }
        put(cell, x: x, y: y)
      }
    }
    shown = grid
    curses_show()
  }

  /// Puts the terminal's own size into ncurses; returns whether it changed.
  @discardableResult
  func fitToWindow() -> Bool {
    var columns: Int32 = 0
    var rows: Int32 = 0
    guard curses_window_size(STDOUT_FILENO, &columns, &rows) != 0,
      columns != curses_columns() || rows != curses_rows()
    else { return false }
    resizeterm(rows, columns)
    invalidate()
    return true
  }

  private func put(_ cell: Cell, x: Int, y: Int) {
    // The glyph before it covers this column.
    if cell.isTail { return }
    var cell = cell
    if cell.glyph.value >= 0x7F {
      let columns = CellText.columns(of: cell.glyph)
      // The C library has the last word on widths: what it does not know would shift the row.
      let isKnown =
        glyphs == .unicode
        && Int(curses_width(wchar_t(bitPattern: cell.glyph.value))) == columns
      if !isKnown {
        cell.glyph = "?"
        if columns == 2 { put(Cell(" ", cell.style), x: x + 1, y: y) }
      }
    }
    let attributes = cell.style.attributes
    curses_put(
      Int32(y), Int32(x), wchar_t(bitPattern: cell.glyph.value),
      attributes.contains(.bold) ? 1 : 0, attributes.contains(.dim) ? 1 : 0,
      attributes.contains(.reverse) ? 1 : 0, attributes.contains(.underline) ? 1 : 0,
      tier == .monochrome ? 0 : pairs.number(cell.style, tier: tier))
  }
}
