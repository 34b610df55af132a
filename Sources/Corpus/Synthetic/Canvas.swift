/// What a shape is filled with: one colour, or a straight passage between two.
struct Paint: Sendable {
  var from: Colour
  var to: Colour
  /// The passage's parameter is `slope . (x, y) + offset`, held in [0, 1]; slope 0 means one colour.
  var slope = Point(0, 0)
  var offset: Float = 0
  /// 0 leaves the picture as it is, 1 covers it.
  var opacity: Float

  /// One colour.
  init(_ colour: Colour, opacity: Float = 1) {
    from = colour
    to = colour
    self.opacity = opacity
  }

  /// `from` at one point, `to` at another, both in pixels.
  init(_ from: Colour, at start: Point, _ to: Colour, at end: Point, opacity: Float = 1) {
    self.from = from
    self.to = to
    self.opacity = opacity
    let d = end - start
    let square = max(d.x * d.x + d.y * d.y, 1e-6)
    slope = Point(d.x / square, d.y / square)
    offset = -(start.x * slope.x + start.y * slope.y)
  }

  fileprivate var isFlat: Bool { slope.x == 0 && slope.y == 0 }
}

/// A picture that anti-aliased polygons are painted on.
///
/// Coverage is exact: every edge adds the signed area it cuts off from each pixel, and the running sum
/// along a row is the share of the pixel inside (the method of `font-rs`, R. Levien). Contours wound
/// the same way unite; one wound the other way cuts a hole.
package struct Canvas: Sendable {
  /// Pixels.
  package let width: Int
  package let height: Int
  /// Red, green, blue, a byte each, row by row from the top.
  package private(set) var pixels: [UInt8]
  /// Added to every point: the camera's movement.
  var shift = Point(0, 0)
  /// [height, width + 2] signed areas; all 0 between two fills.
  private var area: [Float]

  /// A black picture.
  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    pixels = [UInt8](repeating: 0, count: width * height * 3)
    area = [Float](repeating: 0, count: (width + 2) * height)
  }

  /// Fills the union of the contours.
  mutating func fill(_ contours: [Contour], _ paint: Paint) {
    var (left, right) = (Float(width), Float(0))
    var (top, bottom) = (Float(height), Float(0))
    for contour in contours {
      for p in contour {
        left = min(left, p.x + shift.x)
        right = max(right, p.x + shift.x)
        top = min(top, p.y + shift.y)
        bottom = max(bottom, p.y + shift.y)
      }
    }
    let columns = max(0, Int(left))..<max(max(0, Int(left)), min(width, Int(right) + 2))
    let rows = max(0, Int(top))..<max(max(0, Int(top)), min(height, Int(bottom) + 1))
    guard !columns.isEmpty, !rows.isEmpty else { return }
    let (stride, shift, size) = (width + 2, shift, (Float(width), height))
    area.withUnsafeMutableBufferPointer { area in
      for contour in contours where contour.count > 1 {
        contour.withUnsafeBufferPointer { points in
          var previous = points[points.count - 1] + shift
          for p in points {
            let next = p + shift
            Self.cut(previous, next, area, stride: stride, width: size.0, height: size.1)
            previous = next
          }
        }
      }
      pixels.withUnsafeMutableBufferPointer { pixels in
        for row in rows {
          if paint.isFlat {
            Self.paintFlat(
              area.baseAddress.unsafelyUnwrapped + row * stride, columns,
              pixels.baseAddress.unsafelyUnwrapped + row * (stride - 2) * 3, paint)
          } else {
            Self.paintPassage(
              area.baseAddress.unsafelyUnwrapped + row * stride, columns,
              pixels.baseAddress.unsafelyUnwrapped + row * (stride - 2) * 3, paint,
              at: Float(row) - shift.y, shiftedBy: shift.x)
          }
        }
      }
    }
  }

  /// Fills one contour.
  mutating func fill(_ contour: Contour, _ paint: Paint) { fill([contour], paint) }

  /// Fills one contour with one colour.
  mutating func fill(_ contour: Contour, _ colour: Colour) { fill([contour], Paint(colour)) }

  /// Draws a line along the points, `width` in pixels.
  mutating func stroke(
    _ points: [Point], _ width: Float, _ colour: Colour, closed: Bool = false, opacity: Float = 1
  ) {
    fill(Shape.stroke(points, width: width, closed: closed), Paint(colour, opacity: opacity))
  }

  /// Copies the part of a larger picture whose upper left corner lies at (x, y).
  mutating func copy(_ other: Canvas, x: Int, y: Int) {
    precondition(x >= 0 && y >= 0 && x + width <= other.width && y + height <= other.height)
    let (width, height) = (width, height)
    pixels.withUnsafeMutableBufferPointer { to in
      other.pixels.withUnsafeBufferPointer { from in
        for row in 0..<height {
          let source = ((y + row) * other.width + x) * 3
          _ = UnsafeMutableBufferPointer(rebasing: to[row * width * 3..<(row + 1) * width * 3])
            .update(from: from[source..<source + width * 3])
        }
      }
    }
  }

  /// Sets every pixel; `colour` receives column and row.
  mutating func paintEach(_ colour: (Int, Int) -> Colour) {
    let (width, height) = (width, height)
    pixels.withUnsafeMutableBufferPointer { pixels in
      var i = 0
      for row in 0..<height {
        for column in 0..<width {
          let c = colour(column, row)
          pixels[i] = UInt8(clamp(c.red, 0, 255))
          pixels[i + 1] = UInt8(clamp(c.green, 0, 255))
          pixels[i + 2] = UInt8(clamp(c.blue, 0, 255))
          i += 3
        }
      }
    }
  }

  /// The colour of one pixel.
  func colour(_ column: Int, _ row: Int) -> Colour {
    let i = (row * width + column) * 3
    return Colour(Float(pixels[i]), Float(pixels[i + 1]), Float(pixels[i + 2]))
  }

  /// Adds the signed areas that the edge from `a` to `b` cuts off.
  @inline(__always)
  private static func cut(
    _ a: Point, _ b: Point, _ area: UnsafeMutableBufferPointer<Float>, stride: Int, width: Float,
    height: Int
  ) {
    if a.y == b.y { return }
    let sign: Float = a.y < b.y ? 1 : -1
    let (top, bottom) = a.y < b.y ? (a, b) : (b, a)
    if bottom.y <= 0 || top.y >= Float(height) { return }
    let slope = (bottom.x - top.x) / (bottom.y - top.y)
    var x = top.y < 0 ? top.x - top.y * slope : top.x
    let first = max(0, Int(top.y))
    let end = min(height, Int(bottom.y.rounded(.up)))
    for row in first..<max(first, end) {
      let tall = min(Float(row + 1), bottom.y) - max(Float(row), top.y)
      let next = x + slope * tall
      let d = tall * sign
      let x0 = clamp(min(x, next), 0, width)
      let x1 = clamp(max(x, next), 0, width)
      x = next
      let i0 = Int(x0)
      let i1 = Int(x1.rounded(.up))
      let line = row * stride
      if i1 <= i0 + 1 {
        let middle = 0.5 * (x0 + x1) - Float(i0)
        area[line + i0] += d - d * middle
        area[line + i0 + 1] += d * middle
        continue
      }
      let s = 1 / (x1 - x0)
      let f0 = x0 - Float(i0)
      let f1 = x1 - Float(i1) + 1
      let a0 = 0.5 * s * (1 - f0) * (1 - f0)
      let am = 0.5 * s * f1 * f1
      area[line + i0] += d * a0
      if i1 == i0 + 2 {
        area[line + i0 + 1] += d * (1 - a0 - am)
      } else {
        let a1 = s * (1.5 - f0)
        area[line + i0 + 1] += d * (a1 - a0)
        var i = i0 + 2
        while i < i1 - 1 {
          area[line + i] += d * s
          i += 1
        }
        area[line + i1 - 1] += d * (1 - (a1 + Float(i1 - i0 - 3) * s) - am)
      }
      area[line + i1] += d * am
    }
  }

  private static func paintFlat(
    _ area: UnsafeMutablePointer<Float>, _ columns: Range<Int>,
    _ pixels: UnsafeMutablePointer<UInt8>, _ paint: Paint
  ) {
    let (red, green, blue) = (
      Int32(paint.from.red), Int32(paint.from.green), Int32(paint.from.blue)
    )
    let scale = paint.opacity * 256
    var sum: Float = 0
    var column = columns.lowerBound
    while column < columns.upperBound {
      // Most of a shape's box lies outside of it: eight such pixels at a glance.
      if abs(sum) < 1e-3, column + 8 <= columns.upperBound {
        let eight = UnsafeRawPointer(area + column).loadUnaligned(as: SIMD8<Float>.self)
        if all(eight .== 0) {
          column += 8
          continue
        }
      }
      defer { column += 1 }
      sum += area[column]
      area[column] = 0
      let share = Int32(min(abs(sum), 1) * scale + 0.5)
      if share == 0 { continue }
      let p = pixels + column * 3
      p[0] = UInt8(truncatingIfNeeded: Int32(p[0]) + ((red - Int32(p[0])) * share) >> 8)
      p[1] = UInt8(truncatingIfNeeded: Int32(p[1]) + ((green - Int32(p[1])) * share) >> 8)
      p[2] = UInt8(truncatingIfNeeded: Int32(p[2]) + ((blue - Int32(p[2])) * share) >> 8)
    }
    area[columns.upperBound] = 0
    area[columns.upperBound + 1] = 0
  }

  private static func paintPassage(
    _ area: UnsafeMutablePointer<Float>, _ columns: Range<Int>,
    _ pixels: UnsafeMutablePointer<UInt8>, _ paint: Paint, at y: Float, shiftedBy shift: Float
  ) {
    let base = paint.slope.y * y + paint.offset - paint.slope.x * shift
    var sum: Float = 0
    for column in columns {
      sum += area[column]
      area[column] = 0
      let share = min(abs(sum), 1) * paint.opacity
      if share < 0.002 { continue }
      let t = clamp(base + paint.slope.x * Float(column), 0, 1)
      let p = pixels + column * 3
      p[0] = UInt8(mix(Float(p[0]), mix(paint.from.red, paint.to.red, t), share))
      p[1] = UInt8(mix(Float(p[1]), mix(paint.from.green, paint.to.green, t), share))
      p[2] = UInt8(mix(Float(p[2]), mix(paint.from.blue, paint.to.blue, t), share))
    }
    area[columns.upperBound] = 0
    area[columns.upperBound + 1] = 0
  }
}
