import Foundation

/// A set of numbers from 0 on, such as those of clips or of units: a bit each, so that a million of
/// them are asked for, joined and counted in a moment.
public struct NumberSet: Sendable, Equatable {
  /// Bit `n % 64` of word `n / 64` says whether `n` is in the set; the last word is not 0.
  private var words: [UInt64] = []

  /// Numbers beyond this are no numbers of clips (our choice: the set takes 2 MB at most).
  private static let limit: Int64 = 1 << 24

  /// An empty set.
  public init() {}

  /// The set of some numbers; negative ones and those from 2^24 on are left out.
  public init(_ numbers: some Sequence<Int64>) {
    for number in numbers { insert(number) }
  }

  /// Those of some numbers whose places are wanted; as with ``init(_:)`` some numbers are left out.
  init(_ numbers: [Int64], where isWanted: (Int) -> Bool) {
    let greatest = min(numbers.max() ?? -1, Self.limit - 1)
    var words = [UInt64](repeating: 0, count: Int(greatest >> 6) + 1)
    words.withUnsafeMutableBufferPointer { words in
      for (place, number) in numbers.enumerated()
      where number >= 0 && number <= greatest && isWanted(place) {
        words[Int(number >> 6)] |= 1 << UInt64(number & 63)
      }
    }
    self.words = words
    trim()
  }

  /// Reads what ``text`` wrote; what is no number and no range is passed over.
  public init(text: String) {
    if text.hasPrefix(Self.sign) {
      let bytes = Data(base64Encoded: String(text.dropFirst(Self.sign.count))) ?? Data()
      for (place, byte) in bytes.prefix(Int(Self.limit / 8)).enumerated() {
        if place % 8 == 0 { words.append(0) }
        words[place / 8] |= UInt64(byte) << UInt64(place % 8 * 8)
      }
      trim()
      return
    }
    for word in text.split(separator: " ") {
      let ends = word.split(separator: "-").compactMap { Int64($0) }
      guard let first = ends.first, let last = ends.last, first <= last, last < Self.limit else {
        continue
      }
      for number in first...last { insert(number) }
    }
  }

  /// Whether nothing is in it.
  public var isEmpty: Bool { words.isEmpty }

  /// How many numbers are in it.
  public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Whether a number is in it.
  public func contains(_ number: Int64) -> Bool {
    let word = Int(truncatingIfNeeded: number >> 6)
    guard number >= 0, word < words.count else { return false }
    return words[word] >> UInt64(number & 63) & 1 == 1
  }

  /// Puts a number into it.
  public mutating func insert(_ number: Int64) {
    guard number >= 0, number < Self.limit else { return }
    let word = Int(number >> 6)
    while words.count <= word { words.append(0) }
    words[word] |= 1 << UInt64(number & 63)
  }

  /// Takes a number out of it.
  public mutating func remove(_ number: Int64) {
    guard contains(number) else { return }
    words[Int(number >> 6)] &= ~(1 << UInt64(number & 63))
    trim()
  }

  /// The numbers of both.
  public func union(_ other: NumberSet) -> NumberSet {
    let (longer, shorter) = words.count >= other.words.count ? (self, other) : (other, self)
    var result = longer
    for (place, word) in shorter.words.enumerated() { result.words[place] |= word }
    return result
  }

  /// The numbers that are not in the other.
  public func subtracting(_ other: NumberSet) -> NumberSet {
    var result = self
    for place in 0..<min(words.count, other.words.count) {
      result.words[place] &= ~other.words[place]
    }
    result.trim()
    return result
  }

  /// The numbers that are in both.
  public func intersection(_ other: NumberSet) -> NumberSet {
    subtracting(subtracting(other))
  }

  /// The numbers, the least first.
  public var numbers: [Int64] {
    var result: [Int64] = []
    result.reserveCapacity(count)
    for (place, word) in words.enumerated() {
      var left = word
      while left != 0 {
        result.append(Int64(place * 64 + left.trailingZeroBitCount))
        left &= left - 1
      }
    }
    return result
  }

  /// Letters of numbers and ranges in a session's notes at most (our choice: some hundred numbers).
  private static let longest = 2_000
  /// What the bits of a set begin with where they are written in base 64.
  private static let sign = "="

  /// For a session's notes: numbers and ranges, `3 7-12 40`; where those would be long and the bits
  /// shorter, the bits, the least first, in base 64.
  public var text: String {
    let ranges = ranges
    guard ranges.utf8.count > Self.longest, ranges.utf8.count > words.count * 11 else {
      return ranges
    }
    let bytes = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
    }
    return Self.sign + Data(bytes).base64EncodedString()
  }

  private var ranges: String {
    var ranges: [(first: Int64, last: Int64)] = []
    for number in numbers {
      if let last = ranges.last, last.last == number - 1 {
        ranges[ranges.count - 1].last = number
      } else {
        ranges.append((number, number))
      }
    }
    return ranges.map { $0.first == $0.last ? "\($0.first)" : "\($0.first)-\($0.last)" }
      .joined(separator: " ")
  }

  private mutating func trim() {
    while words.last == 0 { words.removeLast() }
  }
}

extension NumberSet: Codable {
  /// Reads its text.
  public init(from decoder: any Decoder) throws {
    self.init(text: try decoder.singleValueContainer().decode(String.self))
  }

  /// Writes its text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
