import Foundation
import Printable

/// The element types of safetensors files that are read and written here.
public enum SafeTensorType: String, Sendable, CaseIterable {
  /// 32-bit floating point.
  case float32 = "F32"
  /// 64-bit floating point.
  case float64 = "F64"
  /// Signed 64-bit integers.
  case int64 = "I64"
  /// Signed 32-bit integers.
  case int32 = "I32"
  /// Bytes.
  case uint8 = "U8"

  /// Bytes of one element.
  public var size: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .uint8: 1
    }
  }
}

/// A tensor to be written: a name, a shape and a view of somebody's memory.
///
/// The memory must stay alive until the write has returned.
public struct SafeTensor {
  /// The tensor's name, `vision.conv1_1.weight` for example.
  public let name: String
  /// The element type.
  public let type: SafeTensorType
  /// The extent of each axis.
  public let shape: [Int]
  /// The elements in C order, little-endian.
  public let bytes: UnsafeRawBufferPointer

  /// A tensor of any type; traps when the bytes do not fill the shape.
  public init(name: String, type: SafeTensorType, shape: [Int], bytes: UnsafeRawBufferPointer) {
    precondition(
      bytes.count == shape.reduce(type.size, *),
      "safetensors: \(bytes.count) bytes do not fill \(shape) of \(type.rawValue) in \(name)")
    self.name = name
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }

  /// A tensor of `Float`.
  public init(name: String, shape: [Int], floats: UnsafeBufferPointer<Float>) {
    self.init(name: name, type: .float32, shape: shape, bytes: UnsafeRawBufferPointer(floats))
  }
}

/// A safetensors file, mapped: named tensors and a dictionary of strings.
///
/// Format: 8 bytes of header length, a JSON header, then the data; the Python library of the same name
/// reads what is written here, and the other way round.
public final class SafeTensorsFile: Sendable {
  /// What is known of a tensor without touching its data.
  public struct Entry: Sendable, Equatable {
    /// The element type.
    public let type: SafeTensorType
    /// The extent of each axis.
    public let shape: [Int]
    let range: Range<Int>
  }

  /// The tensors by name; those of types not in `SafeTensorType` are left out.
  public let tensors: [String: Entry]
  /// The file's metadata, but for the digest that `write` adds.
  public let metadata: [String: String]
  let digest: String?
  private let file: MappedFile

  /// Opens a file; throws `ArrayFileError` when it is truncated or damaged.
  public init(contentsOf url: URL) throws {
    file = try MappedFile(url)
    var found: [String: String]
    (tensors, found) = try Self.parse(file)
    digest = found.removeValue(forKey: Self.digestKey)
    metadata = found
  }

  /// The bytes of a tensor; valid for as long as this object lives. Not necessarily aligned.
  public func bytes(of name: String) throws -> UnsafeRawBufferPointer {
    guard let entry = tensors[name] else {
      throw ArrayFileError(
        file.url, found: "\(tensors.count) tensors, none named \(name)",
        expected: "a tensor of that name", remedy: "check that the file is from this program")
    }
    return bytes(of: entry)
  }

  func bytes(of entry: Entry) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: file.bytes[entry.range])
  }

  var url: URL { file.url }

  /// Copies a float32 tensor of a given shape; throws when the file's has another type or shape.
  public func copy(
    _ name: String, shape: [Int], into target: UnsafeMutableBufferPointer<Float>
  ) throws {
    let bytes = try bytes(of: name)
    let entry = tensors[name]
    guard let entry, entry.type == .float32, entry.shape == shape, target.count * 4 == bytes.count
    else {
      throw ArrayFileError(
        file.url,
        found: "\(name) of \(entry?.shape ?? []) \(entry?.type.rawValue ?? "")",
        expected: "\(shape) F32",
        remedy: "use a file of the same width and stride")
    }
    UnsafeMutableRawBufferPointer(target).copyMemory(from: bytes)
  }

  /// A float32 tensor's values; throws when it has another type.
  public func floats(_ name: String) throws -> [Float] {
    let count = tensors[name]?.shape.reduce(1, *) ?? 0
    var values = [Float](repeating: 0, count: count)
    try values.withUnsafeMutableBufferPointer {
      try copy(name, shape: tensors[name]?.shape ?? [], into: $0)
    }
    return values
  }

  /// Writes a file (temporary name, synced, renamed), tensors in the given order; a digest of their data
  /// goes to the metadata.
  public static func write(
    _ tensors: [SafeTensor], metadata: [String: String], to url: URL
  ) throws {
    var header = "{\"__metadata__\":{"
    let metadata = metadata.merging([digestKey: digest(of: tensors)]) { $1 }
    header += metadata.sorted { $0.key < $1.key }
      .map { "\(quoted($0.key)):\(quoted($0.value))" }.joined(separator: ",")
    header += "}"
    var offset = 0
    for tensor in tensors {
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      let end = offset + tensor.bytes.count
      header += ",\(quoted(tensor.name)):{\"dtype\":\"\(tensor.type.rawValue)\","
      header += "\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}"
      offset = end
    }
    header += "}"
    var text = Array(header.utf8)
    text += [UInt8](repeating: 0x20, count: (8 - text.count % 8) % 8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
    try writeAtomically(to: url) { temporary in
      let file = try SequentialFile(creating: temporary, for: url)
      try file.write(length + text)
      for tensor in tensors { try file.write(tensor.bytes) }
    }
  }

  /// A JSON string.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func parse(_ file: MappedFile) throws -> ([String: Entry], [String: String]) {
    func damaged(_ found: String, _ expected: String) -> ArrayFileError {
      ArrayFileError(
        file.url, found: found, expected: expected,
        remedy: "copy the file again, or use an earlier checkpoint")
    }
    let bytes = file.bytes
    guard bytes.count >= 8 else {
      throw damaged("\(bytes.count) bytes", "a safetensors file of at least 8 bytes")
    }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length >= 2, length <= UInt64(bytes.count - 8), length <= 100_000_000 else {
      throw damaged(
        "a header length of \(length) in \(bytes.count) bytes", "a header inside the file")
    }
    let start = 8 + Int(length)
    let text = Data(bytes[8..<start])
    guard let header = try? JSONSerialization.jsonObject(with: text) as? [String: Any] else {
      throw damaged("a header that is not a JSON object", "a safetensors header")
    }
    var tensors: [String: Entry] = [:]
    var metadata: [String: String] = [:]
    for (name, value) in header {
      if name == "__metadata__" {
        metadata = value as? [String: String] ?? [:]
        continue
      }
      guard let fields = value as? [String: Any], let dtype = fields["dtype"] as? String,
        let shape = fields["shape"] as? [Int], shape.allSatisfy({ $0 >= 0 }),
        let offsets = fields["data_offsets"] as? [Int], offsets.count == 2,
        offsets[0] >= 0, offsets[0] <= offsets[1]
      else { throw damaged("an entry \(name) without type, shape and offsets", "all three") }
      guard offsets[1] <= bytes.count - start else {
        throw damaged(
          "\(bytes.count - start) bytes of data", "\(offsets[1]) or more for \(printable(name))")
      }
      guard let type = SafeTensorType(rawValue: dtype) else { continue }
      var needed = type.size
      var overflow = false
      for extent in shape where !overflow {
        (needed, overflow) = needed.multipliedReportingOverflow(by: extent)
      }
      guard !overflow, needed == offsets[1] - offsets[0] else {
        throw damaged(
          "\(offsets[1] - offsets[0]) bytes for \(name) of \(shape) \(dtype)",
          "as many as the shape needs")
      }
      tensors[name] = Entry(
        type: type, shape: shape, range: start + offsets[0]..<start + offsets[1])
    }
    return (tensors, metadata)
  }
}
