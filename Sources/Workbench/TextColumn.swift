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
  /// How often each byte is in them, [256].
  private var frequencies = [Int](repeating: 0, count: 256)

  /// Adds a text.
  mutating func append(_ text: some StringProtocol) {
    for byte in Self.bytes(text) {
      bytes.append(byte)
      frequencies[Int(byte)] += 1
    }
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
        // Nothing is looked for in nothing, as elsewhere in filters: a word is still being typed.
        if place == .anywhere { return word.isEmpty ? () : search(bytes, word, body) }
        for row in 0..<starts.count - 1 where holds(row, bytes, word, place) { body(row) }
      }
    }
  }

  /// Looks for the byte of the word that is rarest in the texts, then at what is about it.
  private func search(
    _ bytes: UnsafeBufferPointer<UInt8>, _ word: UnsafeBufferPointer<UInt8>, _ body: (Int) -> Void
  ) {
    let rarest =
      word.indices.min { frequencies[Int(word[$0])] < frequencies[Int(word[$1])] } ?? 0
    guard let start = bytes.baseAddress else { return }
    var row = 0
    var place = rarest
    while place < bytes.count,
      let found = memchr(start + place, Int32(word[rarest]), bytes.count - place)
    {
      place = UnsafeRawPointer(found) - UnsafeRawPointer(start)
      let first = place - rarest
      if first + word.count <= bytes.count,
        word.indices.allSatisfy({ bytes[first + $0] == word[$0] })
      {
        while starts[row + 1] <= place { row += 1 }
        body(row)
        row += 1
        place = starts[row] + rarest
      } else {
        place += 1
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
