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
    if !put(grid, over: shown?.size == grid.size ? shown : nil), pairs.isLarge {
      // So many colours were shown that there is no room for more pairs: begin anew.
      pairs.reset()
      curses_repaint_all()
      _ = put(grid, over: nil)
    }
    shown = grid
    curses_show()
    if let bytes = pixels?.bytes(showing: grid.placed) { send(bytes) }
  }

  /// Takes all pictures in pixels away.
  func clearPixels() {
    if let bytes = pixels?.clear() { send(bytes) }
  }

  /// Writes bytes behind those of ncurses, which keeps none back after an update.
  private func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) }
      guard count < 0 else { continue }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        var terminal = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        _ = poll(&terminal, 1, 100)
      // A terminal that is gone is noticed when it is read.
      default: return
      }
    }
  }

  /// Puts the cells that differ; false when there was no room for a pair of colours.
  private func put(_ grid: Grid, over before: Grid?) -> Bool {
    let size = size
    var hadRoom = true
    if before == nil { curses_erase() }
    for y in 0..<min(size.height, grid.size.height) {
      for x in 0..<min(size.width, grid.size.width) {
        let cell = grid[x, y]
        if let before {
          if before[x, y] == cell { continue }
        } else if cell == Cell() {
          continue
        }
        hadRoom = put(cell, x: x, y: y) && hadRoom
      }
    }
    return hadRoom
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

  /// Puts one cell; false when there was no room for its pair of colours.
  private func put(_ cell: Cell, x: Int, y: Int) -> Bool {
    // The glyph before it covers this column.
    if cell.isTail { return true }
    var cell = cell
    if cell.glyph.value >= 0x7F {
      let columns = CellText.columns(of: cell.glyph)
      // The C library has the last word on widths: what it does not know would shift the row.
      let isKnown =
        glyphs == .unicode
        && Int(curses_width(wchar_t(bitPattern: cell.glyph.value))) == columns
      if !isKnown {
        cell.glyph = "?"
        if columns == 2 { _ = put(Cell(" ", cell.style), x: x + 1, y: y) }
      }
    }
    let attributes = cell.style.attributes
    let pair = tier == .monochrome ? 0 : pairs.number(cell.style)
    curses_put(
      Int32(y), Int32(x), wchar_t(bitPattern: cell.glyph.value),
      attributes.contains(.bold) ? 1 : 0, attributes.contains(.dim) ? 1 : 0,
      attributes.contains(.reverse) ? 1 : 0, attributes.contains(.underline) ? 1 : 0,
      pair ?? 0)
    return pair != nil
  }
}
