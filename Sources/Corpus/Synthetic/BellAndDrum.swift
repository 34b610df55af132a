/// A swinging bell; the clapper strikes at the ends of the swing.
struct BellScene: Scene {
  private let place: Placement
  private let palette: Palette
  private let rhythm: Rhythm
  private let reach: Float
  private let pitch: Float
  private let partials: [(ratio: Float, level: Float)]
  private let fade: Float
  private let waist: Float
  private let bands: Int

  var events: [SceneEvent] { rhythm.events }

  init(_ random: inout SceneRandom, _ setting: Setting) {
    place = setting.place(&random, size: 0.29...0.42)
    palette = setting.palette
    rhythm = Rhythm(
      rate: random.uniform(1.5, 2.8), looseness: 0.05, rests: 0.04, seconds: setting.seconds,
      &random)
    reach = random.uniform(0.04, 0.09)
    pitch = random.octaves(520, 1300)
    // Hum, prime, tierce, quint, nominal and above: the partials of a church bell, a little out.
    let ratios: [Float] = [0.5, 1, 1.2, 1.5, 2, 2.6, 3.2, 4.3, 5.5, 6.8]
    partials = ratios.map {
      ($0 * random.uniform(0.98, 1.02), random.uniform(0.4, 1) / $0.squareRoot())
    }
    fade = random.uniform(0.5, 1.2)
    waist = random.uniform(0.38, 0.52)
    bands = random.whole(1...3)
  }

  func draw(_ time: Float, on canvas: inout Canvas) {
    let beats = rhythm.beats(time)
    let swung = place.turned(reach * cosine(beats / 2), about: 0, -1)
    let side = [
      Point(0.14, -0.98), Point(0.32, -0.9), Point(waist - 0.06, -0.6), Point(waist, -0.1),
      Point(waist + 0.12, 0.32), Point(0.78, 0.66), Point(0.92, 0.78), Point(0.9, 0.86),
    ]
    let profile = Shape.smooth(side + side.reversed().map { Point(-$0.x, $0.y) }, steps: 4)
    let clapper = swung.turned(reach * 1.4 * cosine(beats / 2 + 0.05), about: 0, -0.6)
    canvas.stroke([clapper(0, 0.4), clapper(0, 1)], 4, palette.line)
    canvas.fill(clapper(Shape.circle(0, 1.02, 0.17)), palette.line)
    let outline = swung(profile)
    canvas.stroke(swung(Shape.circle(0, -1.08, 0.14)), 5, palette.line, closed: true)
    canvas.fill(
      outline,
      Paint(
        palette.body, at: swung(-0.7, 0), palette.body.mixed(palette.trim, 0.45), at: swung(0.9, 0))
    )
    canvas.stroke(outline, 3.5, palette.line, closed: true)
    for band in 0..<bands {
      let y = 0.5 - 0.2 * Float(band)
      let x = waist + 0.2 - 0.1 * Float(band)
      canvas.stroke([swung(-x, y), swung(0, y + 0.05), swung(x, y)], 5, palette.trim)
    }
    canvas.stroke([swung(-0.86, 0.8), swung(0, 0.84), swung(0.86, 0.8)], 8, palette.trim)
    let ringing = rhythm.glow(time, fade: 0.25)
    if ringing > 0.08 {
      let sideOfHit: Float = cosine(beats / 2) > 0 ? -1 : 1
      for arc in 0..<3 {
        let radius = 0.32 + 0.16 * Float(arc) + 0.25 * (1 - ringing)
        let points = (-3...3).map { i in
          let turn = Float(i) * 0.03 + (sideOfHit > 0 ? 0 : 0.5)
          return swung(sideOfHit * 0.75 + radius * cosine(turn), 0.75 + radius * sine(turn))
        }
        canvas.stroke(points, 3, palette.line, opacity: min(1, ringing * 1.3))
      }
    }
  }

  func sound(on track: inout SceneSound) {
    for event in rhythm.events {
      let level = event.strength * 0.2
      for (index, partial) in partials.enumerated() {
        let colour =
          0.7 + 0.6 * ((event.variety * Float(index + 3)).truncatingRemainder(dividingBy: 1))
        track.strike(
          at: event.time, frequency: pitch * partial.ratio,
          amplitude: level * partial.level * colour,
          fade: fade / (0.5 + 0.35 * partial.ratio))
      }
      track.burst(
        at: event.time, centre: 5000, sharpness: 0.7, amplitude: level * 0.5, fade: 0.006)
    }
  }
}

/// A drum with laced sides; two sticks take turns, the skin gives way under them.
struct DrumScene: Scene {
  private let place: Placement
  private let palette: Palette
  private let rhythm: Rhythm
  private let wide: Float
  private let laces: Int
  private let tune: Float
  private let fade: Float
  private let snare: Float
  private let snareFade: Float
  private let flat: Float

  var events: [SceneEvent] { rhythm.events }

  init(_ random: inout SceneRandom, _ setting: Setting) {
    place = setting.place(&random, size: 0.29...0.42, tilt: 0.03)
    palette = setting.palette
    rhythm = Rhythm(
      rate: random.uniform(2.6, 5.2), looseness: random.pick([0.02, 0.2]), rests: 0.1,
      seconds: setting.seconds, &random)
    wide = random.uniform(0.85, 1.25)
    laces = random.whole(6...9)
    tune = random.octaves(60, 150)
    fade = random.uniform(0.07, 0.16)
    snare = random.uniform(0.3, 0.8)
    snareFade = random.uniform(0.05, 0.1)
    flat = random.uniform(0.22, 0.36)
  }

  func draw(_ time: Float, on canvas: inout Canvas) {
    let (top, bottom): (Float, Float) = (-0.42, 0.68)
    let (index, event) = rhythm.latest(time)
    let hit = rhythm.glow(time, fade: 0.08)
    let side = place(
      Shape.ellipse(0, bottom, wide, flat) + [Point(wide, bottom)])
    canvas.fill([side, place(Shape.box(-wide, top, wide, bottom))], Paint(palette.body))
    var zigzag: [Point] = []
    for i in 0...2 * laces {
      let turn = Float(i) / Float(2 * laces) * 0.5
      let y = i % 2 == 0 ? top + 0.06 : bottom - 0.06
      zigzag.append(place(wide * cosine(turn), y + flat * sine(turn)))
    }
    canvas.stroke(zigzag, 5, palette.line)
    func rim(_ y: Float, _ thickness: Float) {
      let arc = (0...20).map { i in
        place(wide * cosine(Float(i) / 40), y + flat * sine(Float(i) / 40))
      }
      canvas.stroke(arc, thickness, palette.line)
    }
    rim(bottom, 7)
    let skin = place(Shape.ellipse(0, top, wide, flat))
    canvas.fill(skin, palette.trim.mixed(palette.body, 0.15))
    canvas.stroke(skin, 7, palette.line, closed: true)
    let strokes = place(Shape.ellipse(0, top, wide, flat))
    canvas.stroke(strokes, 3, palette.accent, closed: true)
    let target = Point((event.variety - 0.5) * 0.7 * wide, top)
    if hit > 0.05 {
      let age = time - event.time
      for ring in 0..<3 {
        let r = 0.12 + 0.18 * Float(ring) + 1.2 * age
        if r < 0.75 {
          let wave = Shape.ellipse(target.x * (1 - r), target.y, r * wide, r * flat)
          canvas.stroke(place(wave), 3, palette.line, closed: true, opacity: min(1, hit * 1.5))
        }
      }
    }
    for stick in 0..<2 {
      let own = (index + stick) % 2 == 0
      let next = rhythm.events[min(index + 1, rhythm.events.count - 1)]
      // The stick of the last hit lifts, the other one comes down to strike at the next event.
      let since = time - event.time
      let until = next.time - time
      let lift = own ? smoothstep(0, 0.18, since) : smoothstep(0, 0.12, until)
      let aim = own ? target : Point((next.variety - 0.5) * 0.7 * wide, top)
      let from: Float = stick == 0 ? -1 : 1
      let tip = Point(aim.x + from * 0.08 * lift, aim.y - 0.52 * lift)
      let hand = Point(aim.x + from * (0.95 - 0.2 * lift), aim.y - 0.5 - 0.75 * lift)
      canvas.stroke([place(hand.x, hand.y), place(tip.x, tip.y)], 6, palette.line)
      canvas.stroke([place(hand.x, hand.y), place(tip.x, tip.y)], 3, palette.accent)
      canvas.fill(place(Shape.circle(tip.x, tip.y, 0.09, points: 16)), palette.line)
    }
  }

  func sound(on track: inout SceneSound) {
    for event in rhythm.events {
      let s = event.strength
      let low = tune * (1 + 0.25 * event.variety)
      track.strike(
        at: event.time, frequency: low, amplitude: s, fade: fade, bend: 1.2, glide: 0.025)
      track.strike(
        at: event.time, frequency: low * 1.59, amplitude: 0.5 * s, fade: fade * 0.6, bend: 0.8)
      track.burst(
        at: event.time, centre: 3500, sharpness: 0.35, amplitude: snare * s, fade: snareFade)
      track.burst(at: event.time, centre: 500, sharpness: 0.5, amplitude: 0.7 * s, fade: 0.025)
    }
  }
}
