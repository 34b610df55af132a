import Foundation

/// A place in the picture: pixels, x to the right, y downwards, (0, 0) the upper left corner.
struct Point: Sendable {
  var x: Float
  var y: Float

  init(_ x: Float, _ y: Float) {
    self.x = x
    self.y = y
  }

  static func + (a: Point, b: Point) -> Point { Point(a.x + b.x, a.y + b.y) }
  static func - (a: Point, b: Point) -> Point { Point(a.x - b.x, a.y - b.y) }
  static func * (a: Point, k: Float) -> Point { Point(a.x * k, a.y * k) }
}

/// A closed polygon; the last point joins the first.
typealias Contour = [Point]

/// Where an object stands: local coordinates (the object's half height is about 1) to pixels.
struct Placement: Sendable {
  var centre: Point
  /// Pixels for one local unit.
  var scale: Float
  /// Turns, clockwise on the screen.
  var tilt: Float
  /// Left and right exchanged.
  var mirrored = false

  /// The pixels of a local point.
  func callAsFunction(_ x: Float, _ y: Float) -> Point {
    let c = cosine(tilt) * scale
    let s = sine(tilt) * scale
    let u = mirrored ? -x : x
    return Point(centre.x + c * u - s * y, centre.y + s * u + c * y)
  }

  /// The pixels of a local contour.
  func callAsFunction(_ contour: Contour) -> Contour {
    let c = cosine(tilt) * scale
    let s = sine(tilt) * scale
    let sign: Float = mirrored ? -1 : 1
    return contour.map { p in
      Point(centre.x + c * sign * p.x - s * p.y, centre.y + s * sign * p.x + c * p.y)
    }
  }

  /// The same place turned about a local point.
  func turned(_ turns: Float, about x: Float, _ y: Float) -> Placement {
    let pivot = self(x, y)
    var other = self
    other.tilt += mirrored ? -turns : turns
    let moved = other(x, y)
    other.centre = other.centre + (pivot - moved)
    return other
  }

  /// A smaller or larger object with its own centre at a local point.
  func part(_ x: Float, _ y: Float, scale factor: Float) -> Placement {
    Placement(centre: self(x, y), scale: scale * factor, tilt: tilt, mirrored: mirrored)
  }
}

/// Polygons of the shapes that scenes are made of, all of them wound the same way.
enum Shape {
  /// An ellipse with half axes `rx` and `ry`.
  static func ellipse(_ x: Float, _ y: Float, _ rx: Float, _ ry: Float, points: Int = 36) -> Contour
  {
    (0..<points).map { i in
      let turn = Float(i) / Float(points)
      return Point(x + rx * cosine(turn), y + ry * sine(turn))
    }
  }

  /// A circle.
  static func circle(_ x: Float, _ y: Float, _ radius: Float, points: Int = 36) -> Contour {
    ellipse(x, y, radius, radius, points: points)
  }

  /// An upright rectangle between two corners.
  static func box(_ left: Float, _ top: Float, _ right: Float, _ bottom: Float) -> Contour {
    [Point(left, top), Point(right, top), Point(right, bottom), Point(left, bottom)]
  }

  /// A slice of a disc, `from` and `to` in turns.
  static func wedge(_ x: Float, _ y: Float, _ radius: Float, from: Float, to: Float) -> Contour {
    [Point(x, y)]
      + (0...8).map { i in
        let turn = mix(from, to, Float(i) / 8)
        return Point(x + radius * cosine(turn), y + radius * sine(turn))
      }
  }

  /// A toothed wheel of radius 1 about the origin, turned by `turn`; `depth` is the teeth's length.
  static func gear(teeth: Int, depth: Float, turn: Float) -> Contour {
    var contour: Contour = []
    contour.reserveCapacity(teeth * 4)
    for tooth in 0..<teeth {
      for (part, radius) in [(0.02, 1 - depth), (0.18, 1), (0.46, 1), (0.62, 1 - depth)] {
        let angle = turn + (Float(tooth) + Float(part)) / Float(teeth)
        contour.append(Point(Float(radius) * cosine(angle), Float(radius) * sine(angle)))
      }
    }
    return contour
  }

  /// A smooth closed curve through the points (Catmull-Rom), `steps` points between neighbours.
  static func smooth(_ points: [Point], steps: Int = 5) -> Contour {
    let n = points.count
    var contour: Contour = []
    contour.reserveCapacity(n * steps)
    for i in 0..<n {
      let (a, b) = (points[(i + n - 1) % n], points[i])
      let (c, d) = (points[(i + 1) % n], points[(i + 2) % n])
      for step in 0..<steps {
        let t = Float(step) / Float(steps)
        let u = t * t
        let v = u * t
        let ka = -0.5 * t + u - 0.5 * v
        let kb = 1 - 2.5 * u + 1.5 * v
        let kc = 0.5 * t + 2 * u - 1.5 * v
        let kd = 0.5 * (v - u)
        contour.append(a * ka + b * kb + c * kc + d * kd)
      }
    }
    return contour
  }

  /// The polygons of a pen of this width drawn along the points.
  static func stroke(_ points: [Point], width: Float, closed: Bool = false) -> [Contour] {
    guard points.count > 1 else { return [] }
    var contours: [Contour] = []
    let half = width / 2
    let last = closed ? points.count : points.count - 1
    contours.reserveCapacity(2 * last)
    for i in 0..<last {
      let a = points[i]
      let b = points[(i + 1) % points.count]
      let d = b - a
      let length = max((d.x * d.x + d.y * d.y).squareRoot(), 1e-6)
      let n = Point(-d.y * half / length, d.x * half / length)
      contours.append([a - n, b - n, b + n, a + n])
      if width > 2.5, closed || i + 1 < last {
        contours.append(circle(b.x, b.y, half, points: 8))
      }
    }
    return contours
  }
}
