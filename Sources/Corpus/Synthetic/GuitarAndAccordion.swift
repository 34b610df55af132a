import Foundation

/// A plucked instrument: strings over a fretted neck and a sound hole; the plucked string swings.
struct GuitarScene: Scene {
  private let place: Placement
  private let palette: Palette
  private let rhythm: Rhythm
  private let strings: Int
  private let pitches: [Float]
  private let brightness: Float
  private let fade: Float
  private let frets: Float
  private let swing: Float

  var events: [SceneEvent] { rhythm.events }

  init(_ random: inout SceneRandom, _ setting: Setting) {
    place = setting.place(&random, size: 0.3...0.44, tilt: 0.11)
    palette = setting.palette
    rhythm = Rhythm(
      rate: random.uniform(2.4, 4.5), looseness: random.pick([0.03, 0.25]), rests: 0.06,
      seconds: setting.seconds, &random)
    strings = random.whole(4...7)
    let root = random.octaves(160, 420)
    let scale: [Float] = random.pick([
      [0, 4, 7, 12, 16, 19, 24], [0, 3, 7, 12, 15, 19, 24], [0, 5, 7, 10, 12, 17, 19],
    ])
    pitches = scale.map { root * pow2($0 / 12) }
    brightness = random.uniform(0.35, 0.9)
    fade = random.uniform(0.35, 0.9)
    frets = random.uniform(0.2, 0.3)
    swing = random.uniform(0.06, 0.1)
  }

  /// The string of an event.
  private func string(_ event: SceneEvent) -> Int {
    min(strings - 1, Int(event.variety * Float(strings)))
  }

  func draw(_ time: Float, on canvas: inout Canvas) {
    let body = Shape.smooth([
      Point(-0.35, -0.62), Point(0.15, -0.72), Point(0.5, -0.55), Point(1, -0.98), Point(1.9, -0.8),
      Point(2.1, 0), Point(1.9, 0.8), Point(1, 0.98), Point(0.5, 0.55), Point(0.15, 0.72),
      Point(-0.35, 0.62), Point(-0.55, 0),
    ])
    let outline = place(body)
    canvas.fill(
      outline,
      Paint(
        palette.body, at: place(0, -1), palette.body.mixed(palette.accent, 0.4), at: place(0, 1)))
    canvas.stroke(outline, 3, palette.line, closed: true)
    for radius: Float in [0.47, 0.38] {
      canvas.stroke(place(Shape.circle(0.62, 0, radius)), 2.5, palette.trim, closed: true)
    }
    canvas.fill(place(Shape.circle(0.62, 0, 0.34)), palette.line)
    canvas.fill(place(Shape.box(-3, -0.3, 0.34, 0.3)), palette.trim)
    var fret: Float = 0.28
    while fret > -3 {
      canvas.stroke([place(fret, -0.3), place(fret, 0.3)], 3, palette.body)
      fret -= frets
    }
    canvas.fill(place(Shape.box(1.5, -0.42, 1.66, 0.42)), palette.trim)
    let width = max(1.6, place.scale * 0.026)
    for index in 0..<strings {
      let y = (Float(index) / Float(strings - 1) - 0.5) * 0.5
      let bend = bend(index, time)
      let points = (0...24).map { i in
        let t = Float(i) / 24
        return place(mix(-3, 1.58, t), y + bend * sine(t) * sine(t * 0.5))
      }
      canvas.stroke(points, width, palette.line.mixed(palette.accent, 0.12))
    }
  }

  /// How far a string is from its rest: it swings seven times a second, which frames can show.
  private func bend(_ index: Int, _ time: Float) -> Float {
    let (last, _) = rhythm.latest(time)
    var sum: Float = 0
    for event in rhythm.events[max(0, last - 4)...last] where string(event) == index {
      let age = time - event.time
      sum += event.strength * swing * decay(age, fade * 0.7) * cosine(7 * age)
    }
    return sum
  }

  func sound(on track: inout SceneSound) {
    for event in rhythm.events {
      track.pluck(
        at: event.time, frequency: pitches[string(event)], amplitude: event.strength, fade: fade,
        brightness: brightness)
    }
  }
}

/// An accordion: bellows that open and close, a chord that changes with their direction.
struct AccordionScene: Scene {
  private let place: Placement
  private let palette: Palette
  private let rhythm: Rhythm
  private let folds: Int
  private let root: Float
  private let reeds: Wave
  private let beating: Float
  private let height: Float

  var events: [SceneEvent] { rhythm.events }

  private static let chords: [[Float]] = [
    [0, 4, 7, 12], [0, 5, 9, 12], [-1, 2, 7, 11], [0, 3, 7, 12], [-3, 0, 4, 9],
  ]

  init(_ random: inout SceneRandom, _ setting: Setting) {
    place = setting.place(&random, size: 0.27...0.4, tilt: 0.07)
    palette = setting.palette
    rhythm = Rhythm(
      rate: random.uniform(0.9, 1.8), looseness: 0.15, rests: 0, seconds: setting.seconds, &random)
    folds = random.whole(7...11)
    root = random.octaves(180, 400)
    let slope = random.uniform(0.35, 0.8)
    reeds = Wave(
      harmonics: (1...26).map { k in
        pow2(-slope * log2(Float(k))) * random.uniform(0.5, 1)
      })
    beating = random.uniform(1.003, 1.012)
    height = random.uniform(0.75, 1)
  }

  /// How wide the bellows stand, 0 to 1: every event turns their direction.
  private func opening(_ time: Float) -> Float { 0.5 - 0.5 * cosine(rhythm.beats(time) / 2) }

  func draw(_ time: Float, on canvas: inout Canvas) {
    let half = mix(0.62, 1.25, opening(time))
    let step = 2 * half / Float(folds)
    let dark = palette.trim.mixed(palette.line, 0.25)
    for fold in 0..<folds {
      let x = -half + Float(fold) * step
      let tall = height * 0.9
      let ridge = height * (0.9 + 0.1)
      let valley = tall - 0.12
      let left = place([
        Point(x, -valley), Point(x + step / 2, -ridge), Point(x + step / 2, ridge),
        Point(x, valley),
      ])
      let right = place([
        Point(x + step / 2, -ridge), Point(x + step, -valley), Point(x + step, valley),
        Point(x + step / 2, ridge),
      ])
      canvas.fill(left, palette.body)
      canvas.fill(right, dark)
      canvas.stroke([place(x + step / 2, -ridge), place(x + step / 2, ridge)], 2, palette.line)
    }
    for side: Float in [-1, 1] {
      let x = side * (half + 0.24)
      let plate = place(Shape.box(x - 0.26, -height * 1.06, x + 0.26, height * 1.06))
      canvas.fill(plate, palette.accent)
      canvas.stroke(plate, 3, palette.line, closed: true)
      let pressed = rhythm.latest(time).index
      for row in 0..<5 {
        for column in 0..<2 {
          let lit = (row * 2 + column + pressed) % 3 == 0
          let centre = Point(x - 0.11 + 0.22 * Float(column), height * (Float(row) - 2) * 0.42)
          canvas.fill(
            place(Shape.circle(centre.x, centre.y, lit ? 0.06 : 0.085, points: 14)),
            lit ? palette.line : palette.trim)
        }
      }
    }
  }

  func sound(on track: inout SceneSound) {
    let seconds = track.seconds
    let level = Curve(seconds: seconds) { time in
      let beat = rhythm.beats(time)
      let pull = abs(sine(beat / 2))
      return 0.06 + 0.2 * min(1, 2.2 * pull) * (0.8 + 0.2 * rhythm.latest(time).event.strength)
    }
    for voice in 0..<3 {
      for detune in [1, beating] {
        let pitch = Curve(seconds: seconds) { time in
          let event = rhythm.latest(time).event
          let chord = Self.chords[Int(event.variety * Float(Self.chords.count))]
          return root * detune * pow2(chord[voice] / 12)
        }
        track.tone(pitch, level: level, wave: reeds)
      }
    }
  }
}
