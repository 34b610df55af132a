/// Singing birds; with every chirp a bird opens its beak and lifts its wing.
struct BirdScene: Scene {
  private let places: [Placement]
  private let palette: Palette
  private let rhythm: Rhythm
  private let pitch: Float
  private let motif: [(from: Float, to: Float, arch: Float, length: Float)]
  private let wave: Wave
  private let perch: Float
  private let feathers: Int

  var events: [SceneEvent] { rhythm.events }

  init(_ random: inout SceneRandom, _ setting: Setting) {
    let count = random.pick([1, 1, 2, 3])
    let size = [0, 0.4, 0.29, 0.22][count]
    let main = setting.place(&random, size: Float(size)...Float(size) * 1.2, tilt: 0.03)
    let spacing = setting.width / (Float(count) + 0.3)
    places = (0..<count).map { index in
      var place = main
      place.mirrored = random.chance(0.5)
      place.centre.x += (Float(index) - Float(count - 1) / 2) * spacing
      place.centre.y += count == 1 ? 0 : random.uniform(-24, 24)
      place.scale *= random.uniform(0.9, 1.1)
      return place
    }
    palette = setting.palette
    rhythm = Rhythm(
      rate: random.uniform(3, 6.5), looseness: 0.2, rests: 0.15, seconds: setting.seconds, &random)
    pitch = random.octaves(2400, 4600)
    motif = (0..<random.whole(2...4)).map { _ in
      (
        random.uniform(0.75, 1.35), random.uniform(0.75, 1.35),
        random.chance(0.4) ? random.uniform(-0.25, 0.3) : 0, random.uniform(0.05, 0.16)
      )
    }
    wave = Wave(harmonics: [1, random.uniform(0, 0.25), random.uniform(0, 0.08)])
    perch = random.uniform(4, 9)
    feathers = random.whole(3...5)
  }

  private func singer(_ event: SceneEvent) -> Int {
    min(places.count - 1, Int(event.variety * Float(places.count)))
  }

  func draw(_ time: Float, on canvas: inout Canvas) {
    let (_, event) = rhythm.latest(time)
    let age = time - event.time
    for (index, rest) in places.enumerated() {
      let singing = singer(event) == index ? event.strength * (1 - smoothstep(0.08, 0.22, age)) : 0
      let place = rest.turned(-0.02 * singing, about: 0, 0.9)
      canvas.stroke(
        [Point(rest.centre.x - 150, rest(0, 0.98).y), Point(rest.centre.x + 150, rest(0, 0.98).y)],
        perch, palette.line.mixed(palette.trim, 0.3))
      for leg: Float in [-0.02, 0.2] {
        canvas.stroke([place(leg, 0.6), rest(leg - 0.03, 0.98)], 3.5, palette.line)
      }
      let tail = place([
        Point(-0.5, 0.2), Point(-1.35, 0.62), Point(-1.3, 0.85), Point(-0.35, 0.55),
      ])
      canvas.fill(tail, palette.trim)
      canvas.stroke(tail, 2.5, palette.line, closed: true)
      for upper in [true, false] {
        let open = (0.06 + 0.26 * singing) * (upper ? -1 : 1)
        let beak = place([
          Point(0.86, -0.56 + (upper ? -0.07 : 0.07)), Point(1.32, -0.5 + open),
          Point(0.84, -0.48 + (upper ? 0 : 0.01)),
        ])
        canvas.fill(beak, palette.trim)
        canvas.stroke(beak, 2, palette.line, closed: true)
      }
      let body = Shape.smooth([
        Point(0.2, -0.62), Point(0.5, -0.95), Point(0.86, -0.82), Point(0.9, -0.42),
        Point(0.72, 0.15), Point(0.3, 0.62), Point(-0.25, 0.62), Point(-0.72, 0.28),
        Point(-0.5, -0.12), Point(-0.1, -0.3),
      ])
      let outline = place(body)
      canvas.fill(
        outline,
        Paint(
          palette.body, at: place(0, -0.8), palette.body.mixed(palette.accent, 0.5),
          at: place(0, 0.7)))
      canvas.stroke(outline, 3, palette.line, closed: true)
      canvas.fill(place(Shape.circle(0.6, -0.6, 0.13, points: 18)), palette.trim)
      canvas.fill(place(Shape.circle(0.63, -0.61, 0.075, points: 14)), palette.line)
      let wing = place.turned(0.02 + 0.14 * singing, about: 0.3, -0.1)
      let shape = wing(
        Shape.smooth([
          Point(0.38, -0.2), Point(0.42, 0.1), Point(0.05, 0.36), Point(-0.85, 0.42),
          Point(-0.4, 0.02), Point(0, -0.2),
        ]))
      canvas.fill(shape, palette.trim)
      canvas.stroke(shape, 2.5, palette.line, closed: true)
      // Scales on the breast, row by row.
      for row in 0..<4 {
        for column in 0..<(4 - row / 2) {
          let x = 0.5 - 0.2 * Float(column) - 0.1 * Float(row % 2)
          let y = -0.22 + 0.17 * Float(row)
          canvas.stroke(
            [
              place(x + 0.09, y), place(x + 0.05, y + 0.08), place(x - 0.05, y + 0.08),
              place(x - 0.09, y),
            ], 2, palette.line)
        }
      }
      canvas.fill(shape, palette.trim)
      canvas.stroke(shape, 2.5, palette.line, closed: true)
      for feather in 0..<feathers {
        let t = Float(feather) / Float(feathers)
        canvas.stroke(
          [
            wing(0.25 - 0.5 * t, -0.05 + 0.1 * t), wing(0.05 - 0.6 * t, 0.16 + 0.1 * t),
            wing(-0.2 - 0.55 * t, 0.28 + 0.08 * t),
          ], 2, palette.line)
      }
    }
  }

  func sound(on track: inout SceneSound) {
    for (index, event) in rhythm.events.enumerated() {
      let note = motif[index % motif.count]
      let own = pitch * (1 + 0.12 * Float(singer(event)))
      track.chirp(
        at: event.time, lasting: note.length, from: own * note.from, to: own * note.to,
        arch: note.arch, amplitude: event.strength, wave: wave)
    }
  }
}

/// A talking face: vowels of four formants, a mouth that opens with every syllable.
struct VoiceScene: Scene {
  private let place: Placement
  private let palette: Palette
  private let rhythm: Rhythm
  private let pitch: Float
  private let tract: Float
  private let melody: Wobble
  private let breath: Float
  private let hair: Int
  private let blink: Float
  private let wide: Float

  var events: [SceneEvent] { rhythm.events }

  /// The first four formants (Hz) of six vowels of an adult, after Peterson and Barney (1952), and
  /// how wide and how high the mouth stands, our choice.
  private static let vowels: [(formants: SIMD4<Float>, wide: Float, high: Float)] = [
    (SIMD4(730, 1090, 2440, 3500), 0.8, 1), (SIMD4(530, 1840, 2480, 3600), 1, 0.6),
    (SIMD4(270, 2290, 3010, 3700), 1.1, 0.32), (SIMD4(570, 840, 2410, 3400), 0.55, 0.8),
    (SIMD4(300, 870, 2240, 3300), 0.4, 0.5), (SIMD4(660, 1720, 2410, 3500), 1, 0.8),
  ]

  init(_ random: inout SceneRandom, _ setting: Setting) {
    place = setting.place(&random, size: 0.36...0.47, tilt: 0.04)
    palette = setting.palette
    rhythm = Rhythm(
      rate: random.uniform(3, 4.8), looseness: 0.25, rests: 0.12, seconds: setting.seconds, &random)
    pitch = random.octaves(95, 260)
    tract = random.uniform(0.92, 1.22)
    melody = Wobble(rate: 0.7, &random)
    breath = random.uniform(0.01, 0.05)
    hair = random.whole(0...2)
    blink = random.uniform(1.7, 3.5)
    wide = random.uniform(0.72, 0.9)
  }

  private static func vowel(_ event: SceneEvent) -> Int { Int(event.variety * 5.999) }

  /// How loud the syllable is, and how open the mouth: up in 30 ms, down before the next one.
  private func opening(_ time: Float) -> Float {
    let (index, event) = rhythm.latest(time)
    let next = rhythm.events[min(index + 1, rhythm.events.count - 1)].time
    let length = min(next - event.time, 0.34)
    let age = time - event.time
    return event.strength * smoothstep(0, 0.035, age) * (1 - smoothstep(0.55, 1, age / length))
  }

  func draw(_ time: Float, on canvas: inout Canvas) {
    let open = opening(time)
    let vowel = Self.vowels[Self.vowel(rhythm.latest(time).event)]
    let place = place.turned(0.012 * melody(time), about: 0, 1)
    for side: Float in [-1, 1] {
      let ear = place(Shape.ellipse(side * wide, -0.02, 0.14, 0.22, points: 20))
      canvas.fill(ear, palette.body)
      canvas.stroke(ear, 3, palette.line, closed: true)
    }
    if hair == 2 {
      canvas.fill(place(Shape.ellipse(0, -0.15, wide + 0.16, 0.98)), palette.trim)
    }
    let head = Shape.smooth([
      Point(0, -1), Point(wide * 0.75, -0.75), Point(wide, -0.1), Point(wide * 0.72, 0.66),
      Point(0, 1 + 0.05 * open), Point(-wide * 0.72, 0.66), Point(-wide, -0.1),
      Point(-wide * 0.75, -0.75),
    ])
    canvas.fill(
      place(head),
      Paint(
        palette.body, at: place(-0.3, 0), palette.body.mixed(palette.accent, 0.4), at: place(1, 0)))
    canvas.stroke(place(head), 3, palette.line, closed: true)
    if hair > 0 {
      let fringe = place(
        Shape.smooth([
          Point(-wide, -0.3), Point(-wide * 0.8, -0.86), Point(0, -1.1), Point(wide * 0.8, -0.86),
          Point(wide, -0.3), Point(wide * 0.6, -0.6), Point(0.1, -0.66), Point(-wide * 0.6, -0.55),
        ]))
      canvas.fill(fringe, palette.trim)
      canvas.stroke(fringe, 2, palette.line, closed: true)
    }
    let shut = (time / blink - (time / blink).rounded(.down)) * blink < 0.12
    for side: Float in [-1, 1] {
      let x = side * wide * 0.42
      canvas.stroke(
        [
          place(x - 0.17, -0.42 - 0.04 * open), place(x, -0.5 - 0.05 * open),
          place(x + 0.17, -0.42 - 0.04 * open),
        ], 4, palette.line)
      let eye = place(Shape.ellipse(x, -0.2, 0.22, shut ? 0.02 : 0.17, points: 24))
      canvas.fill(eye, Colour.white.mixed(palette.trim, 0.1))
      canvas.stroke(eye, 2.5, Colour.black.mixed(palette.line, 0.1), closed: true)
      if !shut {
        let gaze = x + 0.04 * melody(time)
        canvas.fill(place(Shape.circle(gaze, -0.2, 0.13, points: 18)), palette.accent)
        canvas.stroke(
          place(Shape.circle(gaze, -0.2, 0.13, points: 18)), 2, palette.line, closed: true)
        canvas.fill(place(Shape.circle(gaze, -0.2, 0.065, points: 14)), palette.line)
      }
    }
    canvas.stroke([place(0.02, -0.08), place(0.1, 0.2), place(-0.02, 0.23)], 3, palette.line)
    let (w, h) = (mix(0.3, 0.4 * vowel.wide, open), 0.03 + 0.27 * vowel.high * open)
    let lips = place(Shape.ellipse(0, 0.55, w + 0.06, h + 0.06))
    canvas.fill(lips, palette.trim)
    canvas.stroke(lips, 2, palette.line, closed: true)
    canvas.fill(place(Shape.ellipse(0, 0.55, w, h)), Colour.black.mixed(palette.line, 0.08))
    if h > 0.1 {
      canvas.fill(
        place(Shape.box(-w * 0.55, 0.55 - h * 0.8, w * 0.55, 0.55 - h * 0.45)), Colour.white)
    }
  }

  func sound(on track: inout SceneSound) {
    let seconds = track.seconds
    let level = Curve(seconds: seconds) { opening($0) }
    let rate = Curve(seconds: seconds) {
      pitch * pow2(0.25 * melody($0) + 0.12 * opening($0)) / SceneSound.rate
    }
    var formants = [Biquad](repeating: .through, count: 4)
    var phase: Float = 0
    var source: Float = 0
    var lips = Biquad.lowPass(4600 * tract)
    var vowel = Self.vowels[0].formants
    for i in 0..<track.samples.count {
      if i & 255 == 0 {
        // The tract moves from vowel to vowel within some 30 ms.
        let event = rhythm.latest(Float(i) / SceneSound.rate).event
        vowel += 0.2 * (Self.vowels[Self.vowel(event)].formants - vowel)
        for k in 0..<4 {
          formants[k].retune(toBandPass: vowel[k] * tract, sharpness: [7, 10, 13, 14][k])
        }
      }
      phase += rate[i]
      if phase >= 1 { phase -= 1 }
      // A glottal pulse: a rise, a quick fall, then closed; its slope excites the formants.
      let flow = phase < 0.4 ? phase * 2.5 : phase < 0.56 ? (0.56 - phase) * 6.25 : 0
      let excitation = (flow - source) * 30 + breath * track.white()
      source = flow
      let x = excitation * level[i]
      track.samples[i] +=
        0.6 * formants[0](x) + 0.7 * formants[1](x) + 0.5 * formants[2](x) + 0.35 * formants[3](x)
      track.samples[i] = lips(track.samples[i])
    }
    for event in rhythm.events where event.variety * 7 - (event.variety * 7).rounded(.down) < 0.3 {
      // A consonant before some vowels.
      track.burst(
        at: event.time - 0.03, centre: 5200, sharpness: 3, amplitude: 0.1 * event.strength,
        fade: 0.02)
    }
  }
}
