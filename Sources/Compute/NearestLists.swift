import CKernels

/// For each of many rows the nearest others seen so far: distances come in tiles, in any order, and the
/// same are kept. Ties go to the lower index.
///
/// It is safe to send: lists of different rows lie apart, and whoever offers a tile has its rows for himself.
public final class NearestLists: @unchecked Sendable {
  /// The number of lists.
  public let rows: Int
  /// How many neighbours each keeps.
  public let keep: Int
  private let capacity: Int
  private let keys: UnsafeMutablePointer<UInt64>
  private let counts: UnsafeMutablePointer<Int32>
  private let limits: AlignedBuffer

  /// Empty lists for `rows` rows.
  public init(rows: Int, keep: Int) {
    self.rows = rows
    self.keep = keep
    // Room for half as many again before a list is cut: each cut costs a few passes over it.
    capacity = keep + max(64, keep / 2)
    keys = .allocate(capacity: max(1, rows * capacity))
    counts = .allocate(capacity: max(1, rows))
    counts.initialize(repeating: 0, count: max(1, rows))
    limits = AlignedBuffer(count: rows)
    limits.values.update(repeating: .infinity)
  }

  deinit {
    keys.deallocate()
    counts.deallocate()
  }

  /// A block of rows with their squared norms.
  public struct Block {
    /// Which rows.
    public let rows: Range<Int>
    /// Squared norms of all rows, from row 0.
    public let norms: UnsafePointer<Float>

    /// A block.
    public init(rows: Range<Int>, norms: UnsafePointer<Float>) {
      self.rows = rows
      self.norms = norms
    }
  }

  /// Offers the rows `right` to the lists of `left`; `dots` [left, stride] holds the scalar products.
  public func offer(_ dots: UnsafePointer<Float>, stride: Int, to left: Block, _ right: Block) {
    var from = lists(left)
    var to = ck_nearest_lists(
      keys: keys, counts: counts, limits: limits.base, norms: right.norms + right.rows.lowerBound,
      first: Int32(right.rows.lowerBound))
    ck_nearest_tile(
      dots, stride, left.rows.count, right.rows.count, &from, &to, capacity, keep, 0, 0)
  }

  /// Offers two blocks of the same rows to each other; a block offered to itself leaves out each row itself.
  public func exchange(_ dots: UnsafePointer<Float>, stride: Int, _ left: Block, _ right: Block) {
    var from = lists(left)
    var to = lists(right)
    ck_nearest_tile(
      dots, stride, left.rows.count, right.rows.count, &from, &to, capacity, keep, 1,
      left.rows == right.rows ? 1 : 0)
  }

  private func lists(_ block: Block) -> ck_nearest_lists {
    let first = block.rows.lowerBound
    return ck_nearest_lists(
      keys: keys + first * capacity, counts: counts + first, limits: limits.base + first,
      norms: block.norms + first, first: Int32(first))
  }

  /// The nearest `count` of a list in order, their squared distances computed again by `distance` (from index),
  /// which the tiles' rounding has no part in. The list is no use for offers afterwards.
  public func finish(
    row: Int, count: Int, distance: (_ other: Int) -> Float,
    _ body: (_ place: Int, _ other: Int32, _ squaredDistance: Float) -> Void
  ) {
    let list = keys + row * capacity
    var found = ck_nearest_sort(list, Int(counts[row]), keep)
    for place in 0..<found {
      let other = UInt32(truncatingIfNeeded: list[place])
      list[place] = UInt64(distance(Int(other)).bitPattern) << 32 | UInt64(other)
    }
    found = ck_nearest_sort(list, found, count)
    for place in 0..<found {
      body(
        place, Int32(truncatingIfNeeded: list[place]),
        Float(bitPattern: UInt32(list[place] >> 32)))
    }
  }

  /// The squared distance of two rows of `columns` numbers.
  @inline(__always)
  public static func squaredDistance(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, columns: Int
  ) -> Float {
    ck_squared_distance(a, b, columns)
  }
}
