import Foundation

/// The B-spline of order 8 (degree 7), whose values at a point touch eight nodes of a grid in each
/// direction: one vector.
///
/// B_n(x) = (x B_{n-1}(x) + (n - x) B_{n-1}(x - 1)) / (n - 1) on 0..<n, B_1 = 1 (de Boor 1972).
public enum CardinalSpline {
  /// Nodes under the spline.
  public static let order = 8

  /// The weight of each node as a polynomial of t, the place behind node 3: [power][node].
  public static let table: [Float] = {
    let pieces = polynomials()
    var table = [Float](repeating: 0, count: order * order)
    for node in 0..<order {
      for power in 0..<order {
        table[power * order + node] = Float(pieces[order - 1 - node][power])
      }
    }
    return table
  }()

  /// The Fourier transform of the spline's values at the nodes, for `k` = 0...side and signals of 2 * side
  /// nodes. A spline through given values has coefficients with the values' transform divided by it.
  public static func transform(side: Int) -> [Double] {
    let pieces = polynomials()
    // The value m nodes from the middle: the constant term of the piece that begins there.
    let middle = order / 2
    return (0...side).map { k in
      (0..<middle).reduce(0) { sum, m in
        let wave = cos(.pi * Double(k * m) / Double(side))
        return sum + pieces[middle - m][0] * wave * (m == 0 ? 1 : 2)
      }
    }
  }

  /// Coefficients of t = x - piece on each of the spline's pieces: [piece][power].
  private static func polynomials() -> [[Double]] {
    var pieces = [[1.0]]
    for n in 2...order {
      var next = [[Double]](repeating: [Double](repeating: 0, count: n), count: n)
      for piece in 0..<n {
        for power in 0..<n - 1 {
          if piece < n - 1 {
            next[piece][power] += Double(piece) * pieces[piece][power]
            next[piece][power + 1] += pieces[piece][power]
          }
          if piece > 0 {
            next[piece][power] += Double(n - piece) * pieces[piece - 1][power]
            next[piece][power + 1] -= pieces[piece - 1][power]
          }
        }
        for power in 0..<n { next[piece][power] /= Double(n - 1) }
      }
      pieces = next
    }
    return pieces
  }
}
