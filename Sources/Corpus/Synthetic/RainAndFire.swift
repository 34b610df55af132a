/// Rain: slanted streaks and splashes, as dense as the noise is loud.
struct RainScene: Scene {
  private struct Drop: Sendable {
    let x: Float
    let phase: Float
    let speed: Float
    let length: Float
  }

  private let palette: Palette
  private let width: Float
  private let height: Float
  private let drops: [Drop]
  private let slant: Float
  private let thick: Float
  private let gusts: Wobble
  private let sway: Float
  private let edge: Float
  private let patter: Float
  private let splash: Rhythm

  var events: [SceneEvent] { [] }

  init(_ random: inout SceneRandom, _ setting: Setting) {
    palette = setting.palette
    width = setting.width
    height = setting.height
    let length = setting.height * random.uniform(0.09, 0.15)
    drops = (0..<random.whole(90...150)).map { _ in
      let depth = random.uniform(0.65, 1.2)
      return Drop(
        x: random.uniform(-0.25, 1.25) * setting.width, phase: random.uniform(0, 1),
        speed: depth * random.uniform(1.3, 1.7), length: length * depth)
    }
    slant = random.uniform(-0.45, 0.45)
    thick = random.uniform(2, 3.2)
    gusts = Wobble(rate: random.uniform(0.2, 0.5), &random)
    sway = random.uniform(0.1, 0.35)
    edge = random.octaves(900, 2600)
    patter = random.uniform(0.25, 0.8)
    splash = Rhythm(
      rate: random.uniform(60, 130), looseness: 0.9, rests: 0, seconds: setting.seconds, &random)
  }

  /// How hard it rains, about 0.7, never above 1.
  private func density(_ time: Float) -> Float { clamp(0.7 + sway * gusts(time), 0.25, 1) }

  func draw(_ time: Float, on canvas: inout Canvas) {
    let ground = height * 0.9
    let shown = Int(density(time) * Float(drops.count))
    for (index, drop) in drops[0..<shown].enumerated() {
      let turns = drop.phase + drop.speed * time
      let fall = turns - turns.rounded(.down)
      let y = fall * (ground + 2 * drop.length) - drop.length
      let x = drop.x + slant * y
      let colour = index % 4 == 0 ? palette.line : palette.body
      if y < ground {
        canvas.stroke(
          [Point(x, y), Point(x - slant * drop.length, y - drop.length)], thick * drop.speed / 1.5,
          colour)
      } else {
        let spread = (y - ground) / (2 * drop.length)
        let ring = Shape.ellipse(
          drop.x + slant * ground, ground + 10 * drop.phase, 4 + 12 * spread, 1.5 + 4 * spread,
          points: 16)
        canvas.stroke(ring, 2, colour, closed: true, opacity: 1 - 0.6 * spread)
      }
    }
  }

  func sound(on track: inout SceneSound) {
    let level = Curve(seconds: track.seconds) { 0.3 * (density($0) * density($0)) }
    track.hiss([.highPass(edge)], level: level)
    for drop in splash.events where drop.strength < 0.55 + 0.45 * density(max(0, drop.time)) {
      track.burst(
        at: drop.time, centre: 1800 + 5000 * drop.variety, sharpness: 3,
        amplitude: patter * drop.strength * drop.strength, fade: 0.004)
    }
  }
}

/// A fire: tongues of flame over logs; every crackle throws sparks and makes the flames leap.
struct FireScene: Scene {
  private struct Tongue: Sendable {
    let x: Float
    let width: Float
    let height: Float
    let flicker: Wobble
    let sway: Wobble
  }

  private let place: Placement
  private let palette: Palette
  private let rhythm: Rhythm
  private let tongues: [Tongue]
  private let roar: Float
  private let edge: Float
  private let breath: Wobble
  private let dryness: Float

  var events: [SceneEvent] { rhythm.events }

  init(_ random: inout SceneRandom, _ setting: Setting) {
    place = setting.place(&random, size: 0.36...0.46, tilt: 0.01)
    palette = setting.palette
    rhythm = Rhythm(
      rate: random.uniform(18, 34), looseness: 0.95, rests: 0.05, seconds: setting.seconds, &random)
    let count = random.whole(9...13)
    tongues = (0..<count).map { index in
      Tongue(
        x: ((Float(index) * 0.382 + 0.1) - (Float(index) * 0.382 + 0.1).rounded(.down)) * 2.9
          - 1.45,
        width: random.uniform(0.3, 0.42),
        height: mix(1.75, 0.75, Float(index) / Float(count)) * random.uniform(0.9, 1.1),
        flicker: Wobble(rate: 1.6, &random),
        sway: Wobble(rate: 0.8, &random))
    }
    roar = random.uniform(0.3, 0.6)
    edge = random.octaves(500, 1200)
    breath = Wobble(rate: 1.2, &random)
    dryness = random.uniform(0.7, 1.1)
  }

  func draw(_ time: Float, on canvas: inout Canvas) {
    let leap = rhythm.glow(time, fade: 0.12)
    // Tall tongues stand behind low ones, each with a heart of another colour.
    for (index, tongue) in tongues.enumerated() {
      for (share, colour) in [
        (Float(1), palette.body), (0.66, palette.trim), (0.36, palette.line),
      ] {
        let lively = 0.85 + 0.25 * tongue.flicker(time) + 0.18 * leap * Float((index + 1) % 2)
        let outline = flame(
          tongue, tall: tongue.height * lively * share, wide: tongue.width * (0.3 + 0.7 * share),
          time)
        canvas.fill(outline, colour)
        if share == 1 { canvas.stroke(outline, 2.5, palette.line, closed: true) }
      }
    }
    for log: Float in [-1, 1] {
      let ends = [place(-1.6, 0.86 + 0.12 * log), place(1.6, 0.86 - 0.12 * log)]
      canvas.stroke(ends, 0.2 * place.scale, palette.line)
      canvas.fill(
        Shape.circle(ends[1].x, ends[1].y, 0.1 * place.scale, points: 20), palette.accent)
    }
    sparks(time, on: &canvas)
  }

  /// A tongue: a leaf that bends more the higher it reaches.
  private func flame(_ tongue: Tongue, tall: Float, wide: Float, _ time: Float) -> Contour {
    let base: Float = 0.8
    func edge(_ t: Float, _ side: Float) -> Point {
      let bulge = (1 - t) * (0.62 + 2.2 * t * (1 - t))
      let bend = tongue.sway(time - 0.25 * t) * 0.3 * t * t
      return place(tongue.x + side * wide * bulge + bend, base - tall * t)
    }
    let steps: [Float] = [0, 0.12, 0.25, 0.4, 0.55, 0.7, 0.85, 1]
    return steps.map { edge($0, -1) } + steps.reversed().dropFirst().map { edge($0, 1) }
  }

  private func sparks(_ time: Float, on canvas: inout Canvas) {
    let (last, _) = rhythm.latest(time)
    for (index, event) in rhythm.events[max(0, last - 16)...last].enumerated() {
      let age = time - event.time
      guard age < 0.9 else { continue }
      let x = (event.variety - 0.5) * 2 + 0.3 * sine(event.variety * 9 + age)
      let spot = place(x, 0.2 - 1.6 * age)
      let radius = (2 + 3 * event.strength) * (1 - age)
      canvas.fill(
        Shape.circle(spot.x, spot.y, radius, points: 10),
        index % 2 == 0 ? palette.line : palette.trim)
    }
  }

  func sound(on track: inout SceneSound) {
    let level = Curve(seconds: track.seconds) { roar * (0.7 + 0.3 * breath($0)) }
    track.hiss([.lowPass(edge), .highPass(40)], level: level)
    for event in rhythm.events {
      let s = event.strength * event.strength * event.strength * dryness
      track.burst(
        at: event.time, centre: 1200 + 4500 * event.variety, sharpness: 0.6, amplitude: s,
        fade: 0.0015 + 0.006 * (1 - event.variety))
      track.burst(
        at: event.time, centre: 600, sharpness: 1, amplitude: 0.4 * s, fade: 0.01)
    }
  }
}
