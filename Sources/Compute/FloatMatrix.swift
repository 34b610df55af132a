/// Rows of float32 that are read and never written: row-major [rows, columns], owned or mapped.
///
/// It is safe to send because nobody writes to the memory while its owner lives, and it keeps the
/// owner alive.
public struct FloatMatrix: @unchecked Sendable {
  /// The number of rows.
  public let rows: Int
  /// Numbers in a row.
  public let columns: Int
  /// The first number of the first row.
  public let base: UnsafePointer<Float>
  private let owner: AnyObject

  /// The rows that lie at `base`, as long as `owner` lives.
  public init(rows: Int, columns: Int, base: UnsafePointer<Float>, owner: AnyObject) {
    precondition(rows >= 0 && columns >= 0, "matrix: \(rows) x \(columns)")
    self.rows = rows
    self.columns = columns
    self.base = base
    self.owner = owner
  }

  /// A copy of `values`, which must be rows * columns.
  public init(rows: Int, columns: Int, values: [Float]) {
    precondition(
      values.count == rows * columns,
      "matrix: \(values.count) values for \(rows) x \(columns)")
    let buffer = AlignedBuffer(count: values.count)
    _ = buffer.values.update(fromContentsOf: values)
    self.init(rows: rows, columns: columns, base: buffer.base, owner: buffer)
  }

  /// Fills a matrix of zeros.
  public init(rows: Int, columns: Int, fill: (UnsafeMutablePointer<Float>) -> Void) {
    let buffer = AlignedBuffer(count: rows * columns)
    fill(buffer.base)
    self.init(rows: rows, columns: columns, base: buffer.base, owner: buffer)
  }

  /// One row.
  public subscript(row: Int) -> UnsafeBufferPointer<Float> {
    precondition(row >= 0 && row < rows, "matrix: row \(row) of \(rows)")
    return UnsafeBufferPointer(start: base + row * columns, count: columns)
  }

  /// The chosen rows, copied in that order.
  public func selecting(_ chosen: [Int]) -> FloatMatrix {
    FloatMatrix(rows: chosen.count, columns: columns) { target in
      for (place, row) in chosen.enumerated() {
        precondition(row >= 0 && row < rows, "matrix: row \(row) of \(rows)")
        (target + place * columns).update(from: base + row * columns, count: columns)
      }
    }
  }
}
