import Compute

/// How a unit's activations are spread over the clips.
public struct UnitSpread: Sendable, Equatable {
  /// Clips.
  public let count: Int
  /// The share of clips that do not excite it at all.
  public let zeroShare: Double
  /// What 99 of 100 clips do not exceed: the smallest activation with at least 99 % at or below it.
  public let high: Double

  /// The spread of a column of a matrix.
  init(_ matrix: FloatMatrix, column: Int) {
    self.init((0..<matrix.rows).map { matrix.base[$0 * matrix.columns + column] })
  }

  /// The spread of activations.
  public init(_ values: [Float]) {
    count = values.count
    zeroShare = Double(values.count { $0 <= 0 }) / Double(max(1, values.count))
    let rank = (99 * values.count + 99) / 100
    high = values.isEmpty ? 0 : Double(values.sorted()[rank - 1])
  }
}
