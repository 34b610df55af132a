/// Numbers on a rectangle, such as a spectrogram or a heatmap.
public struct ScalarField: Hashable, Sendable {
  /// Columns.
  public let width: Int
  /// Rows.
  public let height: Int
  /// `width * height` numbers, row after row; one that is not finite is not drawn.
  public let values: [Float]

  /// A field; traps when the number of values is not that of its places.
  public init(width: Int, height: Int, values: [Float]) {
    precondition(
      width >= 0 && height >= 0 && values.count == width * height,
      "a field of \(width)x\(height) has \(width * height) values, not \(values.count)")
    self.width = width
    self.height = height
    self.values = values
  }

  /// Least and greatest finite value; nil where there is none.
  public var extent: ClosedRange<Double>? {
    var low = Float.infinity
    var high = -Float.infinity
    for value in values where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    return low <= high ? Double(low)...Double(high) : nil
  }

  /// The field on other columns and rows, each given as the range of old ones that it covers: the
  /// greatest value of each patch, so that a narrow peak survives at every size. Patches without a
  /// finite value are NaN.
  package func pooled(columns: [Range<Int>], rows: [Range<Int>]) -> [Float] {
    // The greatest of the greatest: one direction after the other gives the same.
    var across = [Float](repeating: .nan, count: columns.count * height)
    for y in 0..<height {
      for (x, range) in columns.enumerated() {
        across[y * columns.count + x] = ScalarField.greatest(range) { values[y * width + $0] }
      }
    }
    var result = [Float](repeating: .nan, count: columns.count * rows.count)
    for (y, range) in rows.enumerated() {
      for x in columns.indices {
        result[y * columns.count + x] = ScalarField.greatest(range) {
          across[$0 * columns.count + x]
        }
      }
    }
    return result
  }

  private static func greatest(_ range: Range<Int>, _ value: (Int) -> Float) -> Float {
    var best = -Float.infinity
    for index in range where value(index) > best { best = value(index) }
    return best == -.infinity ? .nan : best
  }
}
