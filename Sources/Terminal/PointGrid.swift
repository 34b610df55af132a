/// Points of a plane in the order of the cells of a grid, so that those of a window are found without
/// a look at the others.
///
/// What is asked of it may answer with points that lie a cell outside of the window, never without one
/// that lies inside: which cell a number falls into never falls as the number grows, so the cells of a
/// window's edges hold between them the cells of all that is inside.
public struct PointGrid: Sendable {
  /// x and y in turn, [N, 2]: cell after cell, line of cells after line; points that are no numbers
  /// come last.
  public let points: [Float]
  /// The place of each point in what was given, [N].
  public let order: [Int32]
  /// Least and greatest x of the points that are numbers; 0 to 1 where there is none.
  public let x: ClosedRange<Float>
  /// Least and greatest y.
  public let y: ClosedRange<Float>
  /// Lines of cells, and cells of a line.
  public let side: Int
  /// Cells in a unit of x and of y; 0 where all points have the same.
  private let scale: SIMD2<Float>
  /// The first point of each cell; then of those that are no numbers; then their number.
  private let starts: [Int32]

  /// Points of a cell on average (our choice: of a million points cells are half a percent of the
  /// extent wide and high, and a line of cells costs as little as 2,800 points).
  private static let pointsOfCell = 8.0
  /// The most lines (our choice: their cells take 4 MB).
  private static let mostLines = 1024

  /// Sorts points: x and y in turn, [N, 2].
  public init(_ given: [Float]) {
    let count = given.count / 2
    var low = SIMD2<Float>(repeating: .infinity)
    var high = SIMD2<Float>(repeating: -.infinity)
    for place in 0..<count {
      let point = SIMD2(given[2 * place], given[2 * place + 1])
      guard point.x.isFinite, point.y.isFinite else { continue }
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    let (x, y) = low.x <= high.x ? (low.x...high.x, low.y...high.y) : (0...1, 0...1)
    let side = min(
      Self.mostLines, max(1, Int((Double(count) / Self.pointsOfCell).squareRoot())))
    let scale = SIMD2(Self.scale(x, side), Self.scale(y, side))
    var cells = [Int32](repeating: Int32(side * side), count: count)
    var starts = [Int32](repeating: 0, count: side * side + 2)
    for place in 0..<count {
      let point = SIMD2(given[2 * place], given[2 * place + 1])
      if point.x.isFinite, point.y.isFinite {
        let column = Self.cell(point.x, x.lowerBound, scale.x, side)
        cells[place] = Int32(Self.cell(point.y, y.lowerBound, scale.y, side) * side + column)
      }
      starts[Int(cells[place]) + 1] += 1
    }
    for cell in 1..<starts.count { starts[cell] += starts[cell - 1] }
    var next = starts
    var points = [Float](repeating: 0, count: 2 * count)
    var order = [Int32](repeating: 0, count: count)
    for place in 0..<count {
      let row = Int(next[Int(cells[place])])
      next[Int(cells[place])] += 1
      order[row] = Int32(place)
      points[2 * row] = given[2 * place]
      points[2 * row + 1] = given[2 * place + 1]
    }
    self.points = points
    self.order = order
    (self.x, self.y) = (x, y)
    self.side = side
    self.scale = scale
    self.starts = starts
  }

  /// Values of the points that were given, in the order that the points have here.
  public func sorted<Value>(_ values: [Value]) -> [Value] { order.map { values[Int($0)] } }

  /// The lines of cells that a range of y meets.
  public func lines(_ range: ClosedRange<Float>) -> ClosedRange<Int> {
    Self.cell(
      range.lowerBound, y.lowerBound, scale.y, side)...Self.cell(
        range.upperBound, y.lowerBound, scale.y, side)
  }

  /// The cells of a line that a range of x meets.
  public func columns(_ range: ClosedRange<Float>) -> ClosedRange<Int> {
    Self.cell(
      range.lowerBound, x.lowerBound, scale.x, side)...Self.cell(
        range.upperBound, x.lowerBound, scale.x, side)
  }

  /// The points of some cells of a line: they lie one after the other.
  public func rows(line: Int, columns: ClosedRange<Int>) -> Range<Int> {
    Int(
      starts[line * side + columns.lowerBound])..<Int(starts[line * side + columns.upperBound + 1])
  }

  /// Width and height of a cell; 0 where all points have the same x, or y.
  public var cellSize: SIMD2<Float> {
    SIMD2(x.upperBound - x.lowerBound, y.upperBound - y.lowerBound) / Float(side)
  }

  private static func scale(_ range: ClosedRange<Float>, _ side: Int) -> Float {
    let scale = Float(side) / (range.upperBound - range.lowerBound)
    return scale.isFinite ? scale : 0
  }

  /// The cell of a number along one axis. No step of it falls as `value` grows.
  private static func cell(_ value: Float, _ low: Float, _ scale: Float, _ side: Int) -> Int {
    let place = (value - low) * scale
    // What is no number, as infinity times 0, is in the first.
    return place > 0 ? Int(min(place, Float(side - 1))) : 0
  }
}
