/// A ticking clock: the second hand leaps and the pendulum turns with every tick.
struct ClockScene: Scene {
  private let place: Placement
  private let palette: Palette
  private let rhythm: Rhythm
  private let start: Float
  private let hour: Float
  private let minute: Float
  private let marks: Int
  private let pitches: (Float, Float)
  private let wood: Float
  private let sharpness: Float
  private let hasBells: Bool

  var events: [SceneEvent] { rhythm.events }

  init(_ random: inout SceneRandom, _ setting: Setting) {
    place = setting.place(&random, size: 0.33...0.45, tilt: 0.03)
    palette = setting.palette
    rhythm = Rhythm(
      rate: random.uniform(2, 5), looseness: 0.004, rests: 0, seconds: setting.seconds, &random)
    start = random.uniform(0, 1)
    hour = random.uniform(0, 1)
    minute = random.uniform(0, 1)
    marks = random.pick([12, 12, 60])
    let high = random.octaves(2200, 5500)
    pitches = (high, high * random.uniform(0.7, 0.95))
    wood = random.octaves(350, 900)
    sharpness = random.uniform(0.006, 0.016)
    hasBells = random.chance(0.4)
  }

  func draw(_ time: Float, on canvas: inout Canvas) {
    let (index, event) = rhythm.latest(time)
    let age = time - event.time
    if hasBells {
      for side: Float in [-1, 1] {
        let dome = place(Shape.ellipse(side * 0.6, -0.86, 0.34, 0.26, points: 20))
        canvas.fill(dome, palette.trim)
        canvas.stroke(dome, 3, palette.line, closed: true)
      }
    }
    canvas.fill(place(Shape.circle(0, 0, 1, points: 60)), palette.trim)
    canvas.stroke(place(Shape.circle(0, 0, 1, points: 60)), 3, palette.line, closed: true)
    canvas.fill(place(Shape.circle(0, 0, 0.86, points: 60)), palette.body)
    canvas.stroke(place(Shape.circle(0, 0, 0.86, points: 60)), 2, palette.line, closed: true)
    for mark in 0..<marks {
      let turn = Float(mark) / Float(marks)
      let main = mark * 12 % marks == 0
      let inner: Float = main ? 0.6 : 0.74
      canvas.stroke(
        [
          place(inner * cosine(turn), inner * sine(turn)),
          place(0.8 * cosine(turn), 0.8 * sine(turn)),
        ],
        main ? 5 : 2, palette.line)
    }
    hand(hour, length: 0.42, width: 7, palette.line, on: &canvas)
    hand(minute, length: 0.62, width: 5, palette.line, on: &canvas)
    // The leap takes 60 ms and swings a little beyond its aim.
    let leap = 1 - decay(age, 0.025) * cosine(age * 9)
    let second = start + (Float(index) - 1 + leap) / 20
    hand(second, length: 0.76, width: 3, palette.trim, on: &canvas, tail: 0.2)
    canvas.fill(place(Shape.circle(0, 0, 0.08, points: 16)), palette.trim)
  }

  private func hand(
    _ turn: Float, length: Float, width: Float, _ colour: Colour, on canvas: inout Canvas,
    tail: Float = 0.1
  ) {
    let (c, s) = (cosine(turn - 0.25), sine(turn - 0.25))
    canvas.stroke([place(-tail * c, -tail * s), place(length * c, length * s)], width, colour)
  }

  func sound(on track: inout SceneSound) {
    for (index, event) in rhythm.events.enumerated() {
      let level = index % 2 == 0 ? Float(1) : 0.75
      let pitch = index % 2 == 0 ? pitches.0 : pitches.1
      track.strike(at: event.time, frequency: pitch, amplitude: level, fade: sharpness)
      track.strike(
        at: event.time, frequency: pitch * 1.83, amplitude: 0.6 * level, fade: sharpness * 0.7)
      track.strike(at: event.time, frequency: wood, amplitude: 0.5 * level, fade: 0.012)
      track.burst(
        at: event.time, centre: 7000, sharpness: 0.5, amplitude: 0.8 * level, fade: 0.0015)
      track.burst(
        at: event.time + 0.022, centre: pitch, sharpness: 1, amplitude: 0.3 * level, fade: 0.002)
    }
  }
}

/// Rising bubbles; each is heard, higher the smaller it is, when it leaves the ground.
struct BubbleScene: Scene {
  private let palette: Palette
  private let rhythm: Rhythm
  private let width: Float
  private let height: Float
  private let speed: Float
  private let size: Float
  private let pitch: Float
  private let rise: Float
  private let springs: [Float]
  private let water: Float
  private let waves: Wobble

  var events: [SceneEvent] { rhythm.events }

  init(_ random: inout SceneRandom, _ setting: Setting) {
    palette = setting.palette
    width = setting.width
    height = setting.height
    rhythm = Rhythm(
      rate: random.uniform(6, 11), looseness: 0.7, rests: 0.04, seconds: setting.seconds, &random)
    speed = setting.height / random.uniform(2, 3)
    size = setting.height * random.uniform(0.055, 0.085)
    pitch = random.octaves(380, 800)
    rise = random.uniform(0.5, 1.4)
    springs = (0..<random.whole(4...7)).map { _ in setting.width * random.uniform(0.08, 0.92) }
    water = random.uniform(0.01, 0.05)
    waves = Wobble(rate: 0.5, &random)
  }

  /// 0 for the largest, 1 for the smallest bubble.
  private func smallness(_ event: SceneEvent) -> Float { event.variety }

  func draw(_ time: Float, on canvas: inout Canvas) {
    let (last, _) = rhythm.latest(time)
    for (index, event) in rhythm.events[0...last].enumerated() {
      let age = time - event.time
      let y = height * 0.94 - speed * age * (0.75 + 0.5 * event.strength)
      let grown = smoothstep(-0.02, 0.09, age)
      let radius = size * mix(1.9, 0.75, smallness(event)) * grown
      guard y > -radius else { continue }
      let turn = Float(index) * 0.618 + age * 0.9
      let spring = springs[(index * 5) % springs.count]
      let x = spring + 9 * sine(turn) + 26 * sine(Float(index) * 0.381)
      canvas.fill(
        Shape.circle(x, y, radius, points: 28), Paint(palette.body, opacity: 0.45))
      canvas.stroke(
        Shape.circle(x, y, radius, points: 28), max(2.2, radius * 0.16), palette.line, closed: true)
      let shine = (0...6).map { i in
        let angle = 0.52 + Float(i) * 0.035
        return Point(x + 0.66 * radius * cosine(angle), y + 0.66 * radius * sine(angle))
      }
      canvas.stroke(shine, max(2, radius * 0.16), palette.trim)
    }
    let bed = (0...16).map { i in
      Point(width * Float(i) / 16, height * 0.95 + 4 * sine(Float(i) * 0.21 + 0.1 * waves(time)))
    }
    canvas.fill(
      bed + [Point(width + 20, height + 20), Point(-20, height + 20)], palette.trim)
  }

  func sound(on track: inout SceneSound) {
    for event in rhythm.events {
      let low = pitch * pow2(1.5 * smallness(event))
      track.chirp(
        at: event.time, lasting: mix(0.11, 0.06, smallness(event)), from: low,
        to: low * (1 + rise), amplitude: event.strength, sharpAttack: true)
    }
    let level = Curve(seconds: track.seconds) { water * (0.7 + 0.3 * waves($0)) }
    track.hiss([.bandPass(420, sharpness: 1)], level: level)
  }
}
