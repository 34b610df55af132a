import Foundation

/// The rotation, reflection, scale and shift that lay one layout onto another as nearly as can be: t-SNE
/// knows no up and no left.
///
/// Least squares in closed form for two dimensions: of the best rotation and the best reflection the one whose
/// trace with sum(b a^T) is greater.
public struct Procrustes: Sendable, Equatable {
  /// Turns, reflects and scales: [a b; c d] by rows.
  public let a: Double
  /// See `a`.
  public let b: Double
  /// See `a`.
  public let c: Double
  /// See `a`.
  public let d: Double
  /// Added to x afterwards.
  public let x: Double
  /// Added to y afterwards.
  public let y: Double
  /// What is left: the root of the mean squared distance of the aligned points.
  public let residual: Double

  /// Lays `layout` [n, 2] onto `target` [n, 2], point by point, the scale only if `scaling`.
  ///
  /// - Throws: `AnalysisError` when the layouts differ in length or are no layouts.
  public init(_ layout: [Float], onto target: [Float], scaling: Bool = true) throws {
    guard layout.count == target.count, layout.count % 2 == 0 else {
      throw AnalysisError.lengths(
        what: "coordinates of the layout", found: layout.count, expected: target.count)
    }
    let n = layout.count / 2
    guard n >= 2 else {
      throw AnalysisError.tooFewRows(found: n, needed: 2, purpose: "alignment of layouts")
    }
    var (from, to) = (SIMD2<Double>(), SIMD2<Double>())
    for i in 0..<n {
      from += SIMD2(Double(layout[2 * i]), Double(layout[2 * i + 1]))
      to += SIMD2(Double(target[2 * i]), Double(target[2 * i + 1]))
    }
    from /= Double(n)
    to /= Double(n)
    // m = sum of (target - its mean) (layout - its mean)^T.
    var (m00, m01, m10, m11, square, other) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for i in 0..<n {
      let p = SIMD2(Double(layout[2 * i]), Double(layout[2 * i + 1])) - from
      let q = SIMD2(Double(target[2 * i]), Double(target[2 * i + 1])) - to
      m00 += q.x * p.x
      m01 += q.x * p.y
      m10 += q.y * p.x
      m11 += q.y * p.y
      square += (p * p).sum()
      other += (q * q).sum()
    }
    guard square > 0 else { throw AnalysisError.constant(purpose: "alignment of layouts") }
    let turn = hypot(m00 + m11, m10 - m01)
    let flip = hypot(m00 - m11, m10 + m01)
    let angle = turn >= flip ? atan2(m10 - m01, m00 + m11) : atan2(m10 + m01, m00 - m11)
    let scale = scaling ? max(turn, flip) / square : 1
    (a, c) = (scale * cos(angle), scale * sin(angle))
    (b, d) = turn >= flip ? (-c, a) : (c, -a)
    x = to.x - a * from.x - b * from.y
    y = to.y - c * from.x - d * from.y
    let left = other + scale * scale * square - 2 * scale * max(turn, flip)
    residual = (max(0, left) / Double(n)).squareRoot()
  }

  /// A layout [n, 2] laid where the alignment puts it.
  public func apply(to layout: [Float]) -> [Float] {
    var result = layout
    for i in stride(from: 0, to: layout.count - 1, by: 2) {
      let (px, py) = (Double(layout[i]), Double(layout[i + 1]))
      result[i] = Float(a * px + b * py + x)
      result[i + 1] = Float(c * px + d * py + y)
    }
    return result
  }
}
