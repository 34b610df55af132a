import Foundation

/// Damage that leaves a file's header and length as they were, told by a digest in the metadata.
extension SafeTensorsFile {
  static let digestKey = "earsight.digest"

  /// Reads all data and compares it with the digest that `write` left; a file without one passes.
  ///
  /// - Throws: `ArrayFileError` where they differ.
  public func checkDigest() throws {
    guard let expected = digest else { return }
    var digest = DataDigest()
    for entry in tensors.values.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      digest.add(bytes(of: entry))
    }
    guard digest.text != expected else { return }
    throw ArrayFileError(
      url, found: "data of digest \(digest.text)", expected: "\(expected), as it was written",
      remedy: "the file is damaged: copy it again, or use an earlier checkpoint")
  }

  /// The digest of what is to be written.
  static func digest(of tensors: [SafeTensor]) -> String {
    var digest = DataDigest()
    for tensor in tensors { digest.add(tensor.bytes) }
    return digest.text
  }
}

/// FNV-1a of 64 bits, but over words of four bytes, which is four times as quick (our choice): a change
/// in one word is always seen. Not for secrets.
private struct DataDigest {
  private var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var hash = value
    let whole = bytes.count & ~3
    for offset in stride(from: 0, to: whole, by: 4) {
      let word = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      hash = (hash ^ UInt64(word)) &* 0x0000_0100_0000_01b3
    }
    for byte in bytes[whole...] { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    value = hash
  }

  var text: String { String(value, radix: 16) }
}
