import Glibc

/// A named stream of random numbers: the same seed, name and indices give the same numbers for ever, on
/// any machine, and different names or indices give unrelated ones.
///
///     var stream = RandomStream(seed: 1, name: "pairs", step, slot)
///     let video = stream.int(below: videos.count)
///
/// The generator is xoshiro256** (Blackman and Vigna, 2018), its state filled by SplitMix64 from a
/// hash (FNV-1a) of seed, name and indices. Not for secrets.
public struct RandomStream: RandomNumberGenerator, Sendable, Equatable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// The stream of a consumer (`name`) at a place (`indices`: a step, a slot, an epoch).
  public init(seed: UInt64, name: String, _ indices: Int...) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func absorb(byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    func absorb(word: UInt64) {
      for shift in 0..<8 { absorb(byte: UInt8(word >> (8 * shift) & 255)) }
    }
    absorb(word: seed)
    for byte in name.utf8 { absorb(byte: byte) }
    absorb(byte: 0xFF)
    for index in indices { absorb(word: UInt64(bitPattern: Int64(index))) }
    func splitMix() -> UInt64 {
      hash &+= 0x9E37_79B9_7F4A_7C15
      var z = hash
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    state = (splitMix(), splitMix(), splitMix(), splitMix())
  }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    func rotate(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
    let result = rotate(state.1 &* 5, 7) &* 9
    let t = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= t
    state.3 = rotate(state.3, 45)
    return result
  }

  /// A number of [0, 1), in steps of 2^-53.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number of [low, high).
  public mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * uniform()
  }

  /// A standard normal number (Box and Muller's transform).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// An integer of `0..<bound`, each equally likely (Lemire's method); traps unless `bound` is positive.
  public mutating func int(below bound: Int) -> Int {
    precondition(bound > 0, "random: no integer below \(bound)")
    let n = UInt64(bound)
    var product = next().multipliedFullWidth(by: n)
    if product.low < n {
      let threshold = (0 &- n) % n
      while product.low < threshold { product = next().multipliedFullWidth(by: n) }
    }
    return Int(product.high)
  }

  /// True with a probability.
  public mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

  /// A random order of `0..<count` (Fisher and Yates).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, int(below: last + 1))
    }
    return order
  }

  /// Whether two streams will give the same numbers.
  public static func == (left: RandomStream, right: RandomStream) -> Bool {
    left.state == right.state
  }
}
