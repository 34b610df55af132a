import Foundation

/// The sound of a clip while it is made: mono samples at 48 kHz, and the building blocks that scenes
/// add to it. Levels are relative; the room sets the final one.
struct SceneSound: Sendable {
  /// Samples a second.
  static let rate: Float = 48_000
  /// One float a sample.
  var samples: [Float]
  /// The noise of this track; scenes draw nothing else while they sound.
  private var noise: NoiseSource

  /// Silence.
  init(seconds: Float, noiseSeed: UInt64) {
    samples = [Float](repeating: 0, count: Int(seconds * Self.rate))
    noise = NoiseSource(seed: noiseSeed)
  }

  /// Seconds.
  var seconds: Float { Float(samples.count) / Self.rate }

  /// Adds a damped sine: struck metal, a click's body, a drum's skin.
  ///
  /// The frequency glides from `frequency * (1 + bend)` to `frequency` while `glide` seconds pass;
  /// the amplitude falls by e every `fade` seconds after a rise of 0.5 ms.
  mutating func strike(
    at time: Float, frequency: Float, amplitude: Float, fade: Float, bend: Float = 0,
    glide: Float = 0.03
  ) {
    let start = Int(time * Self.rate)
    let count = min(Int(fade * 6 * Self.rate), samples.count - start)
    guard time >= 0, count > 0, frequency < 20_000 else { return }
    let damping = decay(1, fade * Self.rate)
    let settling = decay(1, glide * Self.rate)
    let rise: Float = 24
    samples.withUnsafeMutableBufferPointer { samples in
      if bend == 0 {
        let turn = frequency / Self.rate
        let (c, s) = (cosine(turn) * damping, sine(turn) * damping)
        var (x, y) = (amplitude, Float(0))
        for i in 0..<count {
          samples[start + i] += y * min(1, Float(i) / rise)
          (x, y) = (c * x - s * y, s * x + c * y)
        }
      } else {
        var (phase, level, extra) = (Float(0), amplitude, bend)
        let step = frequency / Self.rate
        for i in 0..<count {
          samples[start + i] += level * Wave.sine(at: phase) * min(1, Float(i) / rise)
          phase += step * (1 + extra)
          phase -= phase.rounded(.down)
          level *= damping
          extra *= settling
        }
      }
    }
  }

  /// Adds a burst of band-passed noise whose amplitude falls by e every `fade` seconds.
  mutating func burst(
    at time: Float, centre: Float, sharpness: Float, amplitude: Float, fade: Float
  ) {
    let start = Int(time * Self.rate)
    let count = min(Int(fade * 6 * Self.rate), samples.count - start)
    guard time >= 0, count > 0 else { return }
    var filter = Biquad.bandPass(centre, sharpness: sharpness)
    let damping = decay(1, fade * Self.rate)
    var level = amplitude * (1 + sharpness).squareRoot()
    samples.withUnsafeMutableBufferPointer { samples in
      for i in start..<start + count {
        samples[i] += filter(noise.next() * level)
        level *= damping
      }
    }
  }

  /// Adds a plucked string (Karplus and Strong 1983): a burst of noise in a loop that loses its highs.
  ///
  /// `brightness` in (0, 1]: how much of the highs the first burst has.
  mutating func pluck(
    at time: Float, frequency: Float, amplitude: Float, fade: Float, brightness: Float
  ) {
    let start = Int(time * Self.rate)
    let count = min(Int(fade * 5 * Self.rate), samples.count - start)
    guard time >= 0, count > 0 else { return }
    let period = Self.rate / frequency - 0.5
    let length = Int(period)
    let part = period - Float(length)
    var string = [Float](repeating: 0, count: length + 1)
    var smooth: Float = 0
    for i in 0..<length + 1 {
      smooth += brightness * (noise.next() - smooth)
      string[i] = smooth * amplitude / (0.3 + 0.7 * brightness.squareRoot())
    }
    let loss = decay(1 / frequency, fade)
    samples.withUnsafeMutableBufferPointer { samples in
      string.withUnsafeMutableBufferPointer { string in
        var position = 0
        var last: Float = 0
        for i in start..<start + count {
          let following = position == length ? 0 : position + 1
          let value = mix(string[position], string[following], part)
          samples[i] += value
          string[position] = loss * 0.5 * (value + last)
          last = value
          position = following
        }
      }
    }
  }

  /// Adds a short tone that glides from one frequency to another, with a bell-shaped loudness.
  ///
  /// `arch` bends the middle of the glide up (above 0) or down, as a share of the frequency.
  mutating func chirp(
    at time: Float, lasting length: Float, from: Float, to: Float, arch: Float = 0,
    amplitude: Float, wave: Wave = .pure, sharpAttack: Bool = false
  ) {
    let start = Int(time * Self.rate)
    let count = min(Int(length * Self.rate), samples.count - start)
    guard time >= 0, count > 0 else { return }
    var phase: Float = 0
    let step = 1 / (length * Self.rate)
    samples.withUnsafeMutableBufferPointer { samples in
      for i in 0..<count {
        let t = Float(i) * step
        let bow = 4 * t * (1 - t)
        let frequency = mix(from, to, t) * (1 + arch * bow)
        let level = sharpAttack ? min(1, t * 12) * (1 - t) * (1 - t) : bow
        samples[start + i] += amplitude * level * wave(phase)
        phase += frequency / Self.rate
        phase -= phase.rounded(.down)
      }
    }
  }

  /// Adds a tone without end; frequency (Hz) and level follow curves.
  mutating func tone(_ frequency: Curve, level: Curve, wave: Wave) {
    var phase: Float = 0
    samples.withUnsafeMutableBufferPointer { samples in
      for i in 0..<samples.count {
        samples[i] += level[i] * wave(phase)
        phase += frequency[i] * (1 / Self.rate)
        phase -= phase.rounded(.down)
      }
    }
  }

  /// Adds filtered noise without end; the level follows a curve.
  mutating func hiss(_ filters: [Biquad], level: Curve) {
    guard var first = filters.first else { return }
    var second = filters.count > 1 ? filters[1] : Biquad.through
    samples.withUnsafeMutableBufferPointer { samples in
      for i in 0..<samples.count {
        samples[i] += level[i] * second(first(noise.next()))
      }
    }
  }

  /// A white sample in [-1, 1).
  mutating func white() -> Float { noise.next() }
}

/// A curve over the clip's time, kept every 64 samples and read with straight lines between.
struct Curve: Sendable {
  private var knots: [Float]

  /// Takes `value` (of the time in seconds) at every knot.
  init(seconds: Float, _ value: (Float) -> Float) {
    let count = Int(seconds * SceneSound.rate) / 64 + 2
    knots = (0..<count).map { value(Float($0) * 64 / SceneSound.rate) }
  }

  /// The value at a sample.
  @inline(__always)
  subscript(_ sample: Int) -> Float {
    let knot = sample >> 6
    return mix(knots[knot], knots[knot + 1], Float(sample & 63) * (1 / 64))
  }
}

/// One period of a tone, as a table.
struct Wave: Sendable {
  private static let size = 1024
  private var table: [Float]

  /// The sum of sines with these amplitudes, first the fundamental; scaled to a peak of 1.
  init(harmonics: [Float]) {
    var table = [Float](repeating: 0, count: Self.size + 1)
    for (index, amplitude) in harmonics.enumerated() where amplitude != 0 {
      for i in 0...Self.size {
        let turns = (i * (index + 1)) % Self.size
        table[i] += amplitude * Self.sines[turns]
      }
    }
    let peak = table.reduce(1e-6) { max($0, abs($1)) }
    self.table = table.map { $0 / peak }
  }

  /// A sine.
  static let pure = Wave(harmonics: [1])

  private static let sines = (0...size).map { sin(2 * Float.pi * Float($0) / Float(size)) }

  /// A sine read from the shared table; `phase` in [0, 1).
  @inline(__always)
  static func sine(at phase: Float) -> Float { sines[Int(phase * Float(size)) & (size - 1)] }

  /// The tone at a phase in [0, 1).
  @inline(__always)
  func callAsFunction(_ phase: Float) -> Float {
    let x = phase * Float(Self.size)
    let i = Int(x) & (Self.size - 1)
    return mix(table[i], table[i + 1], x - x.rounded(.down))
  }
}

/// White noise: xorshift32 (Marsaglia 2003), one step a sample.
struct NoiseSource: Sendable {
  private var state: UInt32

  init(seed: UInt64) { state = UInt32(truncatingIfNeeded: seed ^ (seed >> 32)) | 1 }

  /// A sample in [-1, 1).
  @inline(__always)
  mutating func next() -> Float {
    state ^= state << 13
    state ^= state >> 17
    state ^= state << 5
    return Float(Int32(bitPattern: state)) * (1 / 2_147_483_648)
  }
}
