import Foundation

/// The header of a `.npy` file, version 1.0: magic, version, length, and a Python dictionary.
///
/// Format: numpy's NEP 1.
struct NPYHeader {
  let description: String
  let shape: [Int]

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The header's bytes, padded so that the data starts at a multiple of 64.
  var bytes: [UInt8] {
    let axes = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    let text = "{'descr': '\(description)', 'fortran_order': False, 'shape': (\(axes)), }"
    let unpadded = 10 + text.utf8.count + 1
    let padding = (64 - unpadded % 64) % 64
    let length = text.utf8.count + padding + 1
    return Self.magic + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(text.utf8)
      + [UInt8](repeating: 0x20, count: padding) + [0x0A]
  }

  /// The header and the data behind it.
  static func parse(
    _ bytes: UnsafeRawBufferPointer, expecting description: String, size: Int, from url: URL
  ) throws -> (NPYHeader, UnsafeRawBufferPointer) {
    func damaged(_ found: String, _ expected: String) -> ArrayFileError {
      ArrayFileError(
        url, found: found, expected: expected, remedy: "copy or make the file again")
    }
    guard bytes.count >= 10, bytes.starts(with: magic) else {
      throw damaged("no numpy magic in \(bytes.count) bytes", "a .npy file")
    }
    let start: Int
    let length: Int
    switch bytes[6] {
    case 1:
      start = 10
      length = Int(bytes[8]) | Int(bytes[9]) << 8
    case 2, 3:
      guard bytes.count >= 12 else { throw damaged("\(bytes.count) bytes", "a whole header") }
      start = 12
      length = (0..<4).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
    default:
      throw damaged("version \(bytes[6]).\(bytes[7])", "version 1.0, 2.0 or 3.0")
    }
    guard bytes.count - start >= length else {
      throw damaged("\(bytes.count) bytes", "a header of \(length) bytes (truncated)")
    }
    let text = String(decoding: bytes[start..<start + length], as: UTF8.self)
    guard let found = value(of: "descr", in: text)?.split(separator: "'").first,
      let order = value(of: "fortran_order", in: text),
      let shape = self.shape(in: text)
    else {
      throw damaged("the header \(text.prefix(120))", "a dictionary of descr, order and shape")
    }
    guard found == description else {
      throw ArrayFileError(
        url, found: "numbers of type \(found)", expected: description,
        remedy: "convert it: numpy.save(path, array.astype('\(description)'))")
    }
    guard order.hasPrefix("False") else {
      throw ArrayFileError(
        url, found: "Fortran order", expected: "C order",
        remedy: "convert it: numpy.save(path, numpy.ascontiguousarray(array))")
    }
    var needed = size
    for extent in shape {
      let (product, overflow) = needed.multipliedReportingOverflow(by: extent)
      guard !overflow else { throw damaged("shape \(shape)", "a shape that fits in memory") }
      needed = product
    }
    let data = UnsafeRawBufferPointer(rebasing: bytes[(start + length)...])
    guard data.count == needed else {
      throw damaged("\(data.count) bytes of data", "\(needed) for shape \(shape)")
    }
    return (NPYHeader(description: description, shape: shape), data)
  }

  /// What follows `'key':` in the dictionary, leading blanks removed.
  private static func value(of key: String, in text: String) -> Substring? {
    for quote in ["'", "\""] {
      if let range = text.range(of: "\(quote)\(key)\(quote):") {
        return text[range.upperBound...].drop { $0 == " " }
      }
    }
    return nil
  }

  private static func shape(in text: String) -> [Int]? {
    guard let rest = value(of: "shape", in: text), rest.first == "(",
      let end = rest.firstIndex(of: ")")
    else { return nil }
    var shape: [Int] = []
    for part in rest[rest.index(after: rest.startIndex)..<end].split(separator: ",") {
      let digits = part.drop { $0 == " " }
      if digits.isEmpty { continue }
      guard let extent = Int(digits), extent >= 0 else { return nil }
      shape.append(extent)
    }
    return shape
  }
}
