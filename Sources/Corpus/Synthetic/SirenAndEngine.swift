import Foundation

/// A beacon: beams that turn about a lamp on a striped foot, as fast as the siren wails.
struct SirenScene: Scene {
  private let place: Placement
  private let palette: Palette
  private let beams: Int
  private let rate: Float
  private let phase: Float
  private let low: Float
  private let span: Float
  private let form: Int
  private let wave: Wave
  private let reach: Float
  private let clockwise: Float

  var events: [SceneEvent] { [] }

  init(_ random: inout SceneRandom, _ setting: Setting) {
    place = setting.place(&random, size: 0.24...0.34, tilt: 0.03)
    palette = setting.palette
    beams = random.whole(5...8)
    rate = random.octaves(0.5, 2.4)
    phase = random.uniform(0, 1)
    low = random.octaves(420, 850)
    span = random.uniform(0.6, 1.2)
    form = random.whole(0...3)
    let slope = random.uniform(0.7, 1.2)
    wave = Wave(
      harmonics: (1...12).map { k in
        pow2(-slope * log2(Float(k))) * random.uniform(0.5, 1)
      })
    reach = random.uniform(2, 3)
    clockwise = random.chance(0.5) ? 1 : -1
  }

  /// Where the wail stands, 0 (low) to 1 (high).
  private func height(_ time: Float) -> Float {
    let turn = rate * time + phase
    let x = turn - turn.rounded(.down)
    switch form {
    case 0: return 0.5 - 0.5 * cosine(x)
    case 1: return x < 0.85 ? x / 0.85 : (1 - x) / 0.15
    case 2: return 1 - abs(2 * x - 1)
    default:
      // Two tones with a quick passage between them.
      return smoothstep(0, 0.06, x) * (1 - smoothstep(0.5, 0.56, x))
    }
  }

  func draw(_ time: Float, on canvas: inout Canvas) {
    let high = height(time)
    let lamp = Point(0, 0.1)
    let turn = clockwise * (rate * time + phase) / Float(beams)
    let bright = palette.trim
    for beam in 0..<beams {
      let middle = turn + Float(beam) / Float(beams)
      let half = (0.17 + 0.1 * high) / Float(beams)
      let wedge = Shape.wedge(
        lamp.x, lamp.y, reach * (0.85 + 0.15 * high), from: middle - half, to: middle + half)
      canvas.fill(place(wedge), Paint(palette.body, opacity: 0.92))
      canvas.stroke(
        [
          place(lamp.x, lamp.y),
          place(reach * cosine(middle - half), lamp.y + reach * sine(middle - half)),
        ], 2, palette.line, opacity: 0.8)
    }
    let dome =
      (0...16).map { i in
        let t = 0.5 + Float(i) / 32
        return Point(0.5 * cosine(t), 0.25 + 0.75 * sine(t))
      } + [Point(0.5, 0.5), Point(-0.5, 0.5)]
    canvas.fill(
      place(dome), Paint(palette.accent, at: place(0, -0.5), bright, at: place(0, 0.5)))
    canvas.stroke(place(dome), 4, palette.line, closed: true)
    let glow = 0.16 + 0.12 * high
    canvas.fill(place(Shape.circle(0, 0.1, glow)), palette.body)
    canvas.stroke(place(Shape.circle(0, 0.1, glow)), 2.5, palette.line, closed: true)
    let foot = place(Shape.box(-0.72, 0.5, 0.72, 0.95))
    canvas.fill(foot, palette.body)
    for stripe in 0..<5 {
      let x = -0.72 + 0.288 * Float(stripe)
      canvas.fill(
        place([
          Point(x, 0.95), Point(x + 0.144, 0.95), Point(x + 0.288, 0.5), Point(x + 0.144, 0.5),
        ]), palette.line)
    }
    canvas.stroke(foot, 3, palette.line, closed: true)
  }

  func sound(on track: inout SceneSound) {
    let seconds = track.seconds
    let pitch = Curve(seconds: seconds) { low * pow2(span * height($0)) }
    track.tone(pitch, level: Curve(seconds: seconds) { 0.5 + 0.2 * height($0) }, wave: wave)
  }
}

/// Toothed wheels in mesh; they and the motor's beat run at one speed.
struct EngineScene: Scene {
  private struct Wheel: Sendable {
    let x: Float
    let y: Float
    let radius: Float
    let teeth: Int
    let offset: Float
  }

  private let place: Placement
  private let palette: Palette
  private let wheels: [Wheel]
  private let spokes: Int
  private let speed: Float
  private let sway: Float
  private let wobble: Wobble
  private let firing: Float
  private let roughness: Float
  private let body: (Float, Float, Float)

  var events: [SceneEvent] { [] }

  init(_ random: inout SceneRandom, _ setting: Setting) {
    place = setting.place(&random, size: 0.36...0.5, tilt: 0.2)
    palette = setting.palette
    let pitch = random.uniform(0.036, 0.05)  // local units of radius for one tooth
    let teeth = random.whole(11...14)
    var wheels: [Wheel] = []
    var at = Point(-0.62, random.uniform(-0.2, 0.2))
    var count = teeth
    for index in 0..<3 {
      let radius = pitch * Float(count)
      wheels.append(
        Wheel(x: at.x, y: at.y, radius: radius, teeth: count, offset: Float(index % 2) * 0.5))
      let following = random.whole(8...14)
      let direction = random.uniform(-0.13, 0.13)
      let distance = (radius + pitch * Float(following)) * 0.93
      at = at + Point(distance * cosine(direction), distance * sine(direction))
      count = following
    }
    self.wheels = wheels
    spokes = random.whole(4...6)
    speed = random.uniform(0.25, 0.6)
    sway = random.uniform(0.08, 0.35)
    wobble = Wobble(rate: random.uniform(0.15, 0.5), &random)
    firing = random.octaves(22, 52)
    roughness = random.uniform(0.3, 0.8)
    body = (random.octaves(70, 160), random.octaves(220, 420), random.octaves(700, 1500))
  }

  /// Speed now over mean speed.
  private func pace(_ time: Float) -> Float { 1 + sway * wobble(time) }

  /// Turns of the first wheel since time 0, by the trapezoid rule on tenths of a second.
  private func turns(_ time: Float) -> Float {
    var sum: Float = 0
    var at: Float = 0
    while at < time {
      let next = min(at + 0.1, time)
      sum += (next - at) * 0.5 * (pace(at) + pace(next))
      at = next
    }
    return sum * speed
  }

  func draw(_ time: Float, on canvas: inout Canvas) {
    let teethPassed = turns(time) * Float(wheels[0].teeth)
    let shake = 0.012 * sine(time * 7.3)
    for (index, wheel) in wheels.enumerated() {
      let sign: Float = index % 2 == 0 ? 1 : -1
      let turn = sign * (teethPassed + wheel.offset) / Float(wheel.teeth)
      let own = place.part(wheel.x, wheel.y + shake, scale: wheel.radius)
      let gear = own(Shape.gear(teeth: wheel.teeth, depth: 2.2 / Float(wheel.teeth), turn: turn))
      let colour = index % 2 == 0 ? palette.body : palette.trim
      canvas.fill(gear, colour)
      canvas.stroke(gear, 3, palette.line, closed: true)
      for spoke in 0..<spokes {
        let angle = turn + Float(spoke) / Float(spokes)
        let hole = Shape.circle(0.48 * cosine(angle), 0.48 * sine(angle), 0.15, points: 14)
        canvas.fill(own(hole), palette.line)
      }
      canvas.stroke(own(Shape.circle(0, 0, 0.72)), 2, palette.accent, closed: true)
      canvas.fill(own(Shape.circle(0, 0, 0.2, points: 18)), palette.accent)
      canvas.fill(own(Shape.circle(0, 0, 0.08, points: 12)), palette.line)
    }
  }

  func sound(on track: inout SceneSound) {
    var phase: Float = 0
    var level: Float = 0
    var low = Biquad.bandPass(body.0, sharpness: 2)
    var middle = Biquad.bandPass(body.1, sharpness: 1.5)
    var high = Biquad.bandPass(body.2, sharpness: 0.7)
    let rate = Curve(seconds: track.seconds) { firing * pace($0) / SceneSound.rate }
    let fade = decay(1, 0.35 / firing * SceneSound.rate)
    var stroke = 0
    for i in 0..<track.samples.count {
      phase += rate[i]
      var kick: Float = 0
      if phase >= 1 {
        phase -= 1
        stroke = (stroke + 1) & 3
        level = 1 - roughness * 0.4 * (stroke == 0 ? 0 : abs(track.white()))
        kick = 14 * level
      }
      level *= fade
      let x = kick + (0.25 + level) * roughness * track.white()
      track.samples[i] += 2 * low(x) + middle(x) + 0.55 * high(x)
    }
  }
}
