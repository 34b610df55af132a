import Foundation

/// Points of a plane gathered into cells, each with its group: one pass over those that are seen.
///
/// Where points of several groups fall on one cell it takes the looks of the most frequent, so that
/// no group hides another by being drawn last.
public struct ScatterPlot: Sendable {
  /// Which part of the plane is seen: square dots, two across and four down a cell.
  public struct Camera: Hashable, Sendable {
    /// x of the left edge.
    public var left: Double
    /// y of the upper edge; y grows upwards.
    public var top: Double
    /// Units of the plane that a dot is wide and high.
    public var unitsPerDot: Double

    /// A camera.
    public init(left: Double, top: Double, unitsPerDot: Double) {
      self.left = left
      self.top = top
      self.unitsPerDot = unitsPerDot
    }

    /// A camera that sees `x` and `y` whole at a zoom of 1, two dots of margin on each side.
    ///
    /// - Parameter center: what lies in the middle, as shares of `x` and `y`.
    public init(
      x: ClosedRange<Double>, y: ClosedRange<Double>, center: SIMD2<Double>, zoom: Double,
      size: Size
    ) {
      let across = Double(size.width * 2)
      let down = Double(size.height * 4)
      let spans = (x.upperBound - x.lowerBound, y.upperBound - y.lowerBound)
      let units = max(spans.0 / max(1, across - 4), spans.1 / max(1, down - 4))
      unitsPerDot = max(units, 1e-30) / max(zoom, 1e-3)
      left = x.lowerBound + center.x * spans.0 - unitsPerDot * across / 2
      top = y.lowerBound + center.y * spans.1 + unitsPerDot * down / 2
    }

    /// Where a point lies, in dots from the left upper corner; outside the canvas too.
    public func dot(_ x: Double, _ y: Double) -> SIMD2<Double> {
      SIMD2((x - left) / unitsPerDot, (top - y) / unitsPerDot)
    }

    /// The point at a place in dots.
    public func point(_ dot: SIMD2<Double>) -> SIMD2<Double> {
      SIMD2(left + dot.x * unitsPerDot, top - dot.y * unitsPerDot)
    }
  }

  /// How cells show their points.
  public enum Ink: String, CaseIterable, Codable, Sendable {
    /// A dot for each place that has points.
    case dots
    /// The marker of the most frequent group.
    case markers
    /// How many points there are, on a logarithmic scale.
    case density
  }

  /// The looks of a group.
  public struct Look: Hashable, Sendable {
    /// Stands for the group without colours.
    public var marker: Unicode.Scalar
    /// Its colour.
    public var style: Style

    /// Looks.
    public init(_ marker: Unicode.Scalar, _ style: Style) {
      self.marker = marker
      self.style = style
    }
  }

  /// Which part of the plane is seen.
  public let camera: Camera
  /// Columns and rows of cells.
  public let size: Size
  /// Groups.
  public let groups: Int
  /// Points of each group in each cell, [cells, groups].
  private var counts: [Int32]
  /// One bit a dot, braille's own order, [cells].
  private var dots: [UInt8]

  /// Gathers the points that the camera sees.
  ///
  /// - Parameters:
  ///   - grid: the points; those that are no numbers are left out.
  ///   - categories: of each point of the grid, [N]; -1 for none, less hides it.
  ///   - groupOf: the group of category -1, of category 0, and so on; negative hides its points.
  public init(
    _ grid: PointGrid, categories: [Int32], groupOf: [Int], groups: Int, camera: Camera, size: Size
  ) {
    precondition(
      categories.count == grid.order.count,
      "ScatterPlot: \(categories.count) categories of \(grid.order.count) points")
    let size = Size(width: max(0, size.width), height: max(0, size.height))
    let groups = max(1, groups)
    var counts = [Int32](repeating: 0, count: size.width * size.height * groups)
    var dots = [UInt8](repeating: 0, count: size.width * size.height)
    let left = Float(camera.left)
    let top = Float(camera.top)
    let scale = Float(1 / camera.unitsPerDot)
    let (across, down) = (Float(size.width * 2), Float(size.height * 4))
    // Two dots more than are seen, for what rounding does.
    let units = Float(camera.unitsPerDot)
    let columns = grid.columns(left...max(left, left + (across + 2) * units))
    let lines = grid.lines(min(top, top - (down + 2) * units)...top)
    let (width, bits) = (size.width, DotCanvas.bits)
    // Views of memory, not arrays: a million points may go through here at a key.
    grid.points.withUnsafeBufferPointer { points in
      categories.withUnsafeBufferPointer { categories in
        groupOf.withUnsafeBufferPointer { groupOf in
          counts.withUnsafeMutableBufferPointer { counts in
            dots.withUnsafeMutableBufferPointer { dots in
              bits.withUnsafeBufferPointer { bits in
                for line in lines {
                  for row in grid.rows(line: line, columns: columns) {
                    let dotX = (points[2 * row] - left) * scale
                    let dotY = (top - points[2 * row + 1]) * scale
                    guard dotX >= 0, dotX < across, dotY >= 0, dotY < down else { continue }
                    let category = Int(categories[row]) + 1
                    guard category >= 0, category < groupOf.count else { continue }
                    let group = groupOf[category]
                    guard group >= 0, group < groups else { continue }
                    let (column, line) = (Int(dotX), Int(dotY))
                    let cell = (line >> 2) * width + column >> 1
                    dots[cell] |= bits[(line & 3) * 2 + column & 1]
                    counts[cell * groups + group] += 1
                  }
                }
              }
            }
          }
        }
      }
    }
    self.camera = camera
    self.size = size
    self.groups = groups
    self.counts = counts
    self.dots = dots
  }

  /// Points in a cell.
  public func count(x: Int, y: Int) -> Int {
    guard x >= 0, x < size.width, y >= 0, y < size.height else { return 0 }
    let start = (y * size.width + x) * groups
    return counts[start..<start + groups].reduce(0) { $0 + Int($1) }
  }

  /// Draws the cells that hold points.
  public func draw(
    x: Int, y: Int, on grid: inout Grid, ink: Ink, looks: [Look], tier: ColorTier,
    glyphs: GlyphSet
  ) {
    var greatest = 1
    if ink == .density {
      for row in 0..<size.height {
        for column in 0..<size.width { greatest = max(greatest, count(x: column, y: row)) }
      }
    }
    let ceiling = log(Double(greatest) + 1)
    for row in 0..<size.height {
      for column in 0..<size.width {
        let cell = row * size.width + column
        guard dots[cell] != 0 else { continue }
        var best = 0
        for group in 1..<groups where counts[cell * groups + group] > counts[cell * groups + best] {
          best = group
        }
        let look = looks.indices.contains(best) ? looks[best] : Look("o", .plain)
        switch ink {
        case .density:
          // A cell with a point is never blank: levels begin above the ramp's lowest.
          let level = 0.15 + 0.85 * log(Double(count(x: column, y: row)) + 1) / ceiling
          let shown = Ramp.viridis.cell(level, tier: tier)
          grid.put(shown.glyph, x: x + column, y: y + row, shown.style)
        case .dots where glyphs == .unicode:
          grid.put(
            Unicode.Scalar(0x2800 + UInt32(dots[cell])) ?? "o", x: x + column, y: y + row,
            look.style)
        case .dots, .markers: grid.put(look.marker, x: x + column, y: y + row, look.style)
        }
      }
    }
  }

  /// The cell where a group is at its thickest, with what lies around; nil where it is not seen.
  public func heart(of group: Int) -> (x: Int, y: Int)? {
    guard group >= 0, group < groups else { return nil }
    var best: (sum: Int32, x: Int, y: Int)?
    for row in 0..<size.height {
      for column in 0..<size.width where counts[(row * size.width + column) * groups + group] > 0 {
        var sum: Int32 = 0
        for y in max(0, row - 1)...min(size.height - 1, row + 1) {
          for x in max(0, column - 3)...min(size.width - 1, column + 3) {
            sum += counts[(y * size.width + x) * groups + group]
          }
        }
        if sum > best?.sum ?? 0 { best = (sum, column, row) }
      }
    }
    return best.map { ($0.x, $0.y) }
  }
}
