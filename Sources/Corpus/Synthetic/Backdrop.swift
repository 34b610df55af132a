import Foundation

/// What lies behind every scene, whatever its class: a ground of gradients, clouds, stripes, checks,
/// dots or clutter, a light that falls off, some grain, a drifting camera, and now and then shapes
/// that move about without a sound.
struct Backdrop: Sendable {
  /// The camera moves at most this many pixels from the middle.
  static let margin = 14

  /// The ground, larger than a frame by the margin on all sides.
  private let ground: Canvas
  private let driftX: Wobble
  private let driftY: Wobble
  private let reach: Float
  private let strollers: [Stroller]

  private struct Stroller: Sendable {
    let x: Wobble
    let y: Wobble
    let radius: Float
    let corners: Int
    let colour: Colour
  }

  /// Draws a backdrop.
  init(width: Int, height: Int, palette: Palette, _ random: inout SceneRandom) {
    var canvas = Canvas(width: width + 2 * Self.margin, height: height + 2 * Self.margin)
    let (a, b) = palette.back
    let size = Point(Float(canvas.width), Float(canvas.height))
    let turn = random.uniform(0, 1)
    let along = Point(cosine(turn), sine(turn))
    switch random.whole(0...6) {
    case 0:
      canvas.fill(
        Shape.box(0, 0, size.x, size.y),
        Paint(a, at: Point(0, 0), b, at: Point(size.x * abs(along.x), size.y * abs(along.y))))
    case 1, 2:
      let clouds = Self.clouds(width: canvas.width, height: canvas.height, &random)
      canvas.paintEach { a.mixed(b, clouds[$1 * size.column + $0]) }
    case 3:
      let period = random.uniform(26, 70)
      let edge = random.uniform(0.5, 1.5)
      canvas.paintEach { x, y in
        let wave = sine((Float(x) * along.x + Float(y) * along.y) / period)
        return a.mixed(b, clamp(0.5 + edge * wave, 0, 1))
      }
    case 4:
      let period = random.uniform(36, 80)
      canvas.paintEach { x, y in
        let u = (Float(x) * along.x + Float(y) * along.y) / period
        let v = (Float(y) * along.x - Float(x) * along.y) / period
        return a.mixed(b, clamp(0.5 + 1.5 * sine(u) * sine(v), 0, 1))
      }
    case 5:
      let horizon = size.y * random.uniform(0.4, 0.75)
      canvas.fill(
        Shape.box(0, 0, size.x, size.y), Paint(a, at: Point(0, 0), b, at: Point(0, size.y)))
      for _ in 0..<3 {
        let hill = Shape.ellipse(
          random.uniform(0, size.x), horizon + 110, random.uniform(110, 240),
          random.uniform(60, 130))
        canvas.fill(hill, Paint(b.mixed(a, random.uniform(0, 1))))
      }
    default:
      canvas.fill(Shape.box(0, 0, size.x, size.y), a)
      for _ in 0..<random.whole(14...34) {
        let place = Placement(
          centre: Point(random.uniform(0, size.x), random.uniform(0, size.y)),
          scale: random.uniform(16, 56), tilt: random.uniform(0, 1))
        let corners = random.pick([3, 4, 5, 30])
        canvas.fill(
          place(Shape.circle(0, 0, 1, points: corners)), a.mixed(b, random.uniform(0.2, 1)))
      }
    }
    Self.light(&canvas, &random)
    ground = canvas
    driftX = Wobble(rate: random.uniform(0.03, 0.2), &random)
    driftY = Wobble(rate: random.uniform(0.03, 0.2), &random)
    reach = random.chance(0.3) ? 0 : random.uniform(2, Float(Self.margin))
    strollers = (0..<(random.chance(0.25) ? random.whole(1...3) : 0)).map { _ in
      Stroller(
        x: Wobble(rate: 0.1, &random), y: Wobble(rate: 0.1, &random),
        radius: random.uniform(8, 22), corners: random.pick([3, 4, 30]),
        colour: a.mixed(b, random.uniform(0, 1)).mixed(palette.accent, 0.3))
    }
  }

  /// Lays the ground and sets the canvas's shift to the camera's place at a time.
  func draw(_ time: Float, on canvas: inout Canvas) {
    let dx = (driftX(time) * reach).rounded()
    let dy = (driftY(time) * reach).rounded()
    canvas.copy(ground, x: Self.margin - Int(dx), y: Self.margin - Int(dy))
    canvas.shift = Point(dx, dy)
    for stroller in strollers {
      let x = Float(canvas.width) * (0.5 + 0.6 * stroller.x(time))
      let y = Float(canvas.height) * (0.5 + 0.6 * stroller.y(time))
      canvas.fill(
        Shape.circle(x, y, stroller.radius, points: stroller.corners), stroller.colour)
    }
  }

  /// Brightens one side, darkens the other, and adds grain.
  private static func light(_ canvas: inout Canvas, _ random: inout SceneRandom) {
    let turn = random.uniform(0, 1)
    let strength = random.uniform(0, 0.22) / Float(canvas.width)
    let slope = Point(cosine(turn) * strength, sine(turn) * strength)
    let grain = random.chance(0.6) ? random.uniform(0.5, 4) : 0
    var noise = NoiseSource(seed: random.next())
    let middle = Point(Float(canvas.width) / 2, Float(canvas.height) / 2)
    let base = canvas
    canvas.paintEach { x, y in
      let c = base.colour(x, y)
      let light = 1 + slope.x * (Float(x) - middle.x) + slope.y * (Float(y) - middle.y)
      let speck = grain * noise.next()
      return Colour(c.red * light + speck, c.green * light + speck, c.blue * light + speck)
    }
  }

  /// Value noise of two octaves in [0, 1], [height, width].
  private static func clouds(width: Int, height: Int, _ random: inout SceneRandom) -> [Float] {
    let lattice = (0..<4096).map { _ in random.uniform(0, 1) }
    let step = 1 / random.uniform(18, 70)
    func value(_ x: Float, _ y: Float) -> Float {
      let (i, j) = (Int(x), Int(y))
      let (u, v) = (smoothstep(0, 1, x - Float(i)), smoothstep(0, 1, y - Float(j)))
      let k = (j & 63) * 64
      let m = ((j + 1) & 63) * 64
      return mix(
        mix(lattice[k + (i & 63)], lattice[k + ((i + 1) & 63)], u),
        mix(lattice[m + (i & 63)], lattice[m + ((i + 1) & 63)], u), v)
    }
    var field = [Float](repeating: 0, count: width * height)
    for y in 0..<height {
      for x in 0..<width {
        let (u, v) = (Float(x) * step, Float(y) * step)
        field[y * width + x] = 0.67 * value(u, v) + 0.33 * value(2.3 * u + 7, 2.3 * v + 3)
      }
    }
    return field
  }
}

extension Point {
  /// The x part as a whole number of columns.
  fileprivate var column: Int { Int(x) }
}
