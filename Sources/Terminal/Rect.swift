/// Columns and rows.
public struct Size: Hashable, Sendable {
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int

  /// A size in cells.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

/// A rectangle of cells.
public struct Rect: Hashable, Sendable {
  /// First column.
  public var x: Int
  /// First row.
  public var y: Int
  /// Columns, never negative.
  public var width: Int
  /// Rows, never negative.
  public var height: Int

  /// A rectangle; negative sizes become 0.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = max(0, width)
    self.height = max(0, height)
  }

  /// The column after the last.
  public var maxX: Int { x + width }
  /// The row after the last.
  public var maxY: Int { y + height }
  /// Whether it holds no cell.
  public var isEmpty: Bool { width == 0 || height == 0 }

  /// Whether the cell lies inside.
  public func contains(x column: Int, y row: Int) -> Bool {
    column >= x && column < maxX && row >= y && row < maxY
  }

  /// What both cover.
  public func intersection(_ other: Rect) -> Rect {
    let left = max(x, other.x)
    let top = max(y, other.y)
    return Rect(
      x: left, y: top, width: min(maxX, other.maxX) - left, height: min(maxY, other.maxY) - top)
  }

  /// The rectangle without a margin of so many columns and rows on each side.
  public func inset(columns: Int, rows: Int) -> Rect {
    Rect(x: x + columns, y: y + rows, width: width - 2 * columns, height: height - 2 * rows)
  }

  /// A rectangle of the wanted size in the middle, never larger than this one.
  public func centered(width wanted: Int, height tall: Int) -> Rect {
    let w = min(wanted, width)
    let h = min(tall, height)
    return Rect(x: x + (width - w) / 2, y: y + (height - h) / 2, width: w, height: h)
  }

  /// How long a part of a split is.
  public enum Length: Hashable, Sendable {
    /// So many cells, while there is room.
    case cells(Int)
    /// A share of what the fixed parts leave, in proportion to the other shares.
    case share(Int)
  }

  /// Side by side, from left to right; the parts tile the rectangle when one is a share.
  public func columns(_ lengths: [Length]) -> [Rect] {
    var left = x
    return Rect.resolve(lengths, total: width).map { length in
      defer { left += length }
      return Rect(x: left, y: y, width: length, height: height)
    }
  }

  /// One below the other, from the top; the parts tile the rectangle when one is a share.
  public func rows(_ lengths: [Length]) -> [Rect] {
    var top = y
    return Rect.resolve(lengths, total: height).map { length in
      defer { top += length }
      return Rect(x: x, y: top, width: width, height: length)
    }
  }

  /// Lengths in cells: fixed parts first come first served, shares divide the rest without loss.
  static func resolve(_ lengths: [Length], total: Int) -> [Int] {
    var left = total
    var result = lengths.map { length -> Int in
      guard case .cells(let wanted) = length else { return 0 }
      let given = min(max(0, wanted), left)
      left -= given
      return given
    }
    var shares = 0
    for case .share(let share) in lengths { shares += max(0, share) }
    guard shares > 0 else { return result }
    for (index, length) in lengths.enumerated() {
      guard case .share(let share) = length, share > 0 else { continue }
      let given = left * share / shares
      result[index] = given
      left -= given
      shares -= share
    }
    return result
  }
}
