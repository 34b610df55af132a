import Foundation

/// The random numbers of one clip: SplitMix64 (Steele, Lea, Flood 2014), and the draws scenes need.
///
/// The corpus keeps its own generator so that a clip stays the same, bit for bit, whatever becomes of
/// the training's random streams.
package struct SceneRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A generator whose stream depends on both numbers; neighbouring streams are unrelated.
  package init(seed: UInt64, stream: UInt64) {
    var mixed = SceneRandom(state: seed)
    state = mixed.next() ^ (stream &* 0xD6E8_FEB8_6659_FD93)
    _ = next()
  }

  private init(state: UInt64) { self.state = state }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A generator of its own for a part of the clip.
  mutating func fork() -> SceneRandom { SceneRandom(state: next()) }

  /// A number in [low, high).
  mutating func uniform(_ low: Float, _ high: Float) -> Float {
    low + (high - low) * Float(next() >> 40) * (1 / 16_777_216)
  }

  /// A number in [low, high), each octave as likely as any other; both bounds above 0.
  mutating func octaves(_ low: Float, _ high: Float) -> Float {
    low * pow2(uniform(0, 1) * log2(high / low))
  }

  /// True with this probability.
  mutating func chance(_ probability: Float) -> Bool { uniform(0, 1) < probability }

  /// A whole number of the range.
  mutating func whole(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() >> 33) % range.count
  }

  /// One of the choices, which are not empty.
  mutating func pick<T>(_ choices: [T]) -> T { choices[whole(0...choices.count - 1)] }
}

/// A slow random curve in [-1, 1]: three sines of unrelated rates.
struct Wobble: Sendable {
  private var rates: SIMD4<Float>
  private var phases: SIMD4<Float>

  /// A curve whose rates lie around `rate` cycles a second.
  init(rate: Float, _ random: inout SceneRandom) {
    rates = .zero
    phases = .zero
    for i in 0..<3 {
      rates[i] = rate * random.uniform(0.5, 1.6)
      phases[i] = random.uniform(0, 1)
    }
  }

  /// The curve's value, `time` in seconds.
  func callAsFunction(_ time: Float) -> Float {
    let turns = rates * time + phases
    return (sine(turns[0]) + 0.7 * sine(turns[1]) + 0.5 * sine(turns[2])) * (1 / 2.2)
  }
}
