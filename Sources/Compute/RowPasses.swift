import CKernels

/// Passes over rows of numbers and over their scores, for k-means, rankings and retrieval.
public enum RowPasses {
  /// The smallest of `centres` scores of each of `count` rows: `labels` and `best` [count].
  ///
  /// Score j of row i is scores[j * stride + i] + bias[j]; of equal ones the first.
  public static func nearest(
    scores: UnsafePointer<Float>, stride: Int, bias: UnsafePointer<Float>, centres: Int, count: Int,
    labels: UnsafeMutablePointer<Int32>, best: UnsafeMutablePointer<Float>
  ) {
    ck_nearest(scores, stride, bias, centres, count, labels, best)
  }

  /// values[i] = min(closest[i], max(0, values[i] + norms[i] + bias)), and their sum.
  public static func candidate(
    _ values: UnsafeMutablePointer<Float>, norms: UnsafePointer<Float>, bias: Float,
    closest: UnsafePointer<Float>, count: Int
  ) -> Double {
    ck_candidate(values, norms, bias, closest, count)
  }

  /// sums += weight * row.
  public static func accumulate(
    _ row: UnsafePointer<Float>, weight: Double, into sums: UnsafeMutablePointer<Double>, count: Int
  ) {
    ck_accumulate(row, weight, sums, count)
  }

  /// The squared Euclidean distance of two rows, in float64.
  public static func squaredDistance(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int
  ) -> Double {
    ck_exact_distance(x, y, count)
  }

  /// The scalar product of two rows, in float64.
  public static func dot(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int
  ) -> Double {
    ck_dot(x, y, count)
  }

  /// The places where `values` lie above `thresholds`, ascending; returns how many.
  public static func above(
    _ values: UnsafePointer<Float>, thresholds: UnsafePointer<Float>, count: Int,
    places: UnsafeMutablePointer<Int32>
  ) -> Int {
    ck_above(values, thresholds, count, places)
  }
}
