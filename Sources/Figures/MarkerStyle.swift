import Foundation
import Scales

/// Shape and colour of the points of a category.
package struct MarkerStyle: Hashable, Sendable {
  /// Shapes that are told apart without colour.
  package enum Shape: Int, CaseIterable, Sendable {
    case circle, square, triangle, diamond, cross, invertedTriangle, plus, pentagon
  }

  package var shape: Shape
  package var color: RGB

  /// The style of a category: 64 categories have different ones.
  ///
  /// Colour and shape change together, so that neighbours differ in both; a second turn of the
  /// colours meets other shapes.
  package static func category(_ index: Int, theme: Theme) -> MarkerStyle {
    let colors = theme.categories.count
    let (turn, color) = index.quotientAndRemainder(dividingBy: colors)
    let shape = (color + turn) % Shape.allCases.count
    return MarkerStyle(
      shape: Shape.allCases[shape], color: theme.categories[color])
  }

  /// The corners of the shape about 0, for a circle of radius 1 beside it to look equally large;
  /// empty for the circle.
  package var corners: [Point] {
    func ring(_ count: Int, radius: Double, from angle: Double) -> [Point] {
      (0..<count).map {
        let turn = angle + 2 * .pi * Double($0) / Double(count)
        return Point(radius * cos(turn), radius * sin(turn))
      }
    }
    switch shape {
    case .circle: return []
    case .square: return ring(4, radius: 1.25, from: .pi / 4)
    case .diamond: return ring(4, radius: 1.35, from: 0)
    case .triangle: return ring(3, radius: 1.45, from: -.pi / 2)
    case .invertedTriangle: return ring(3, radius: 1.45, from: .pi / 2)
    case .pentagon: return ring(5, radius: 1.2, from: -.pi / 2)
    case .plus: return MarkerStyle.bars
    case .cross:
      let half = 0.5.squareRoot()
      return MarkerStyle.bars.map { Point(half * ($0.x - $0.y), half * ($0.x + $0.y)) }
    }
  }

  /// Two bars that cross.
  private static let bars: [Point] = {
    let (long, thin) = (1.4, 0.42)
    return [
      Point(-thin, -long), Point(thin, -long), Point(thin, -thin), Point(long, -thin),
      Point(long, thin), Point(thin, thin), Point(thin, long), Point(-thin, long),
      Point(-thin, thin), Point(-long, thin), Point(-long, -thin), Point(-thin, -thin),
    ]
  }()
}
