import Foundation

/// A second-order filter (R. Bristow-Johnson's Audio EQ Cookbook), direct form II transposed.
struct Biquad: Sendable {
  private var b0: Float = 1
  private var b1: Float = 0
  private var b2: Float = 0
  private var a1: Float = 0
  private var a2: Float = 0
  private var z1: Float = 0
  private var z2: Float = 0

  private init() {}

  private init(_ b: (Float, Float, Float), _ a: (Float, Float, Float)) {
    b0 = b.0 / a.0
    b1 = b.1 / a.0
    b2 = b.2 / a.0
    a1 = a.1 / a.0
    a2 = a.2 / a.0
  }

  private static func angle(_ frequency: Float, _ q: Float) -> (cos: Float, alpha: Float) {
    let turn = min(frequency, 23_000) / SceneSound.rate
    return (cosine(turn), sine(turn) / (2 * q))
  }

  /// Changes nothing.
  static let through = Biquad()

  /// Passes what lies around `centre` (Hz), 0 dB there; the larger `sharpness` (Q), the narrower.
  static func bandPass(_ centre: Float, sharpness: Float) -> Biquad {
    let (c, alpha) = angle(centre, sharpness)
    return Biquad((alpha, 0, -alpha), (1 + alpha, -2 * c, 1 - alpha))
  }

  /// Passes what lies below `edge` (Hz).
  static func lowPass(_ edge: Float) -> Biquad {
    let (c, alpha) = angle(edge, 0.7071)
    return Biquad(((1 - c) / 2, 1 - c, (1 - c) / 2), (1 + alpha, -2 * c, 1 - alpha))
  }

  /// Passes what lies above `edge` (Hz).
  static func highPass(_ edge: Float) -> Biquad {
    let (c, alpha) = angle(edge, 0.7071)
    return Biquad(((1 + c) / 2, -1 - c, (1 + c) / 2), (1 + alpha, -2 * c, 1 - alpha))
  }

  /// Raises (or lowers) everything above `edge` (Hz) by this many decibels.
  static func highShelf(_ edge: Float, decibels: Float) -> Biquad {
    let a = pow(10, decibels / 40)
    let (c, alpha) = angle(edge, 0.7071)
    let r = 2 * a.squareRoot() * alpha
    return Biquad(
      (
        a * (a + 1 + (a - 1) * c + r), -2 * a * (a - 1 + (a + 1) * c), a * (a + 1 + (a - 1) * c - r)
      ),
      (a + 1 - (a - 1) * c + r, 2 * (a - 1 - (a + 1) * c), a + 1 - (a - 1) * c - r))
  }

  /// Takes other coefficients without losing its state.
  mutating func retune(toBandPass centre: Float, sharpness: Float) {
    let other = Biquad.bandPass(centre, sharpness: sharpness)
    (b0, b1, b2, a1, a2) = (other.b0, other.b1, other.b2, other.a1, other.a2)
  }

  /// The next sample of the filtered sound.
  @inline(__always)
  mutating func callAsFunction(_ x: Float) -> Float {
    let y = b0 * x + z1
    z1 = b1 * x - a1 * y + z2
    z2 = b2 * x - a2 * y
    return y
  }

  /// Filters samples in place.
  mutating func apply(_ samples: inout [Float]) {
    samples.withUnsafeMutableBufferPointer { samples in
      for i in 0..<samples.count { samples[i] = self(samples[i]) }
    }
  }
}

/// What stands between the scene and the microphone: tone, echoes, background noise and level.
struct Room: Sendable {
  private let tilt: Float
  private let wetness: Float
  private let length: Float
  private let air: Float
  private let airTilt: Float
  private let hum: Float
  private let humFrequency: Float
  /// Unrelated soft knocks, in seconds.
  private let knocks: [Float]
  private let peak: Float

  /// Draws a room; nothing of it depends on the class.
  init(seconds: Float, _ random: inout SceneRandom) {
    tilt = random.uniform(-5, 5)
    wetness = random.chance(0.5) ? random.uniform(0.02, 0.12) : 0
    length = random.uniform(0.6, 0.8)
    air = pow(10, random.uniform(-58, -48) / 20)
    airTilt = random.uniform(-12, 0)
    hum = random.chance(0.3) ? pow(10, random.uniform(-50, -36) / 20) : 0
    humFrequency = random.pick([50, 60, 100, 120])
    var knocks: [Float] = []
    if random.chance(0.2) {
      var time = random.uniform(0, 3)
      while time < seconds {
        knocks.append(time)
        time += random.uniform(0.8, 4)
      }
    }
    self.knocks = knocks
    peak = pow(10, random.uniform(-10, -2.5) / 20)
  }

  /// Turns the dry track into the recorded one, in [-1, 1].
  func record(_ track: inout SceneSound) {
    var shelf = Biquad.highShelf(2000, decibels: tilt)
    var blocker = Biquad.highPass(30)
    shelf.apply(&track.samples)
    blocker.apply(&track.samples)
    if wetness > 0 { reverberate(&track.samples) }
    let loudest = track.samples.reduce(1e-4) { max($0, abs($1)) }
    let gain = peak / loudest
    for i in 0..<track.samples.count { track.samples[i] *= gain }
    for time in knocks {
      track.burst(at: time, centre: 300, sharpness: 1, amplitude: 0.03, fade: 0.03)
    }
    let seconds = track.seconds
    track.hiss([.highShelf(4000, decibels: airTilt)], level: Curve(seconds: seconds) { _ in air })
    if hum > 0 {
      let wave = Wave(harmonics: [1, 0.5, 0.3, 0.1, 0.1])
      let steady = Curve(seconds: seconds) { _ in humFrequency }
      track.tone(steady, level: Curve(seconds: seconds) { _ in hum }, wave: wave)
    }
    for i in 0..<track.samples.count { track.samples[i] = clamp(track.samples[i], -1, 1) }
  }

  /// Schroeder's reverberator (1962): four combs side by side, then two all-passes.
  private func reverberate(_ samples: inout [Float]) {
    var wet = [Float](repeating: 0, count: samples.count)
    for delay in [1687, 1931, 2053, 2251] {
      var line = [Float](repeating: 0, count: delay)
      var position = 0
      for i in 0..<samples.count {
        let echo = line[position]
        wet[i] += echo
        line[position] = samples[i] + echo * length
        position = position + 1 == delay ? 0 : position + 1
      }
    }
    for delay in [241, 83] {
      var line = [Float](repeating: 0, count: delay)
      var position = 0
      for i in 0..<wet.count {
        let echo = line[position]
        let x = wet[i] + 0.7 * echo
        wet[i] = echo - 0.7 * x
        line[position] = x
        position = position + 1 == delay ? 0 : position + 1
      }
    }
    for i in 0..<samples.count { samples[i] += wetness * wet[i] }
  }
}
