import Foundation

/// Many short texts one after the other, so that those that hold a word are found in one run through
/// memory.
struct TextColumn: Sendable {
  /// Where in a text a word is looked for.
  enum Place { case anywhere, start, whole }

  /// The texts in UTF-8, accents composed, each with a 0 behind it.
  private var bytes: [UInt8] = []
  /// Where each text begins, and where the next would, [N + 1].
  private var starts = [0]

  /// Adds a text.
  mutating func append(_ text: some StringProtocol) {
    bytes += Self.bytes(text)
    bytes.append(0)
    starts.append(bytes.count)
  }

  /// Calls `body` with each row whose text holds a word, upwards.
  func forEachRow(
    holding word: some StringProtocol, at place: Place = .anywhere, _ body: (Int) -> Void
  ) {
    let word = Self.bytes(word)
    if word.contains(0) { return }
    bytes.withUnsafeBufferPointer { bytes in
      word.withUnsafeBufferPointer { word in
        if place == .anywhere, !word.isEmpty { return search(bytes, word, body) }
        for row in 0..<starts.count - 1 where holds(row, bytes, word, place) { body(row) }
      }
    }
  }

  /// Horspool's search: the last byte of where the word might be tells how far on it can be at the
  /// soonest.
  private func search(
    _ bytes: UnsafeBufferPointer<UInt8>, _ word: UnsafeBufferPointer<UInt8>, _ body: (Int) -> Void
  ) {
    let last = word.count - 1
    var steps = [Int](repeating: word.count, count: 256)
    for place in 0..<last { steps[Int(word[place])] = last - place }
    steps.withUnsafeBufferPointer { steps in
      var row = 0
      var end = last
      while end < bytes.count {
        let byte = bytes[end]
        var left = byte == word[last] ? last : -1
        while left > 0, bytes[end - last + left - 1] == word[left - 1] { left -= 1 }
        guard left == 0 else {
          end += steps[Int(byte)]
          continue
        }
        while starts[row + 1] <= end { row += 1 }
        body(row)
        row += 1
        end = starts[row] + last
      }
    }
  }

  /// Whether a row's text begins with a word, or is it.
  private func holds(
    _ row: Int, _ bytes: UnsafeBufferPointer<UInt8>, _ word: UnsafeBufferPointer<UInt8>,
    _ place: Place
  ) -> Bool {
    let length = starts[row + 1] - 1 - starts[row]
    guard place == .whole ? length == word.count : length >= word.count else { return false }
    return bytes[starts[row]..<starts[row] + word.count].elementsEqual(word)
  }

  private static func bytes(_ text: some StringProtocol) -> [UInt8] {
    text.utf8.allSatisfy { $0 < 128 }
      ? Array(text.utf8) : Array(text.precomposedStringWithCanonicalMapping.utf8)
  }
}
