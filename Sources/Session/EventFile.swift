/// Scalars as TensorBoard reads them: a TFRecord file of `tensorflow.Event` messages.
///
/// A record is its length (8 bytes), a masked CRC-32C of these, the message, and a masked CRC-32C of
/// it; all numbers little-endian (tensorflow/core/lib/io/record_writer.cc). The messages' fields are
/// those of tensorflow/core/util/event.proto and framework/summary.proto.
struct EventFile {
  /// A measure at a step.
  struct Scalar {
    /// Its name; what stands before a `/` is its group.
    var tag: String
    var value: Double
  }

  /// The record that every event file begins with.
  static func header(time: Double) -> [UInt8] {
    var event = ProtocolBuffer()
    event.add(time, field: 1)
    event.add(Array("brain.Event:2".utf8), field: 3)
    return record(event.bytes)
  }

  /// The record of what was measured at a step.
  static func record(time: Double, step: Int, _ scalars: [Scalar]) -> [UInt8] {
    var summary = ProtocolBuffer()
    for scalar in scalars {
      var value = ProtocolBuffer()
      value.add(Array(scalar.tag.utf8), field: 1)
      value.add(Float(scalar.value), field: 2)
      summary.add(value.bytes, field: 1)
    }
    var event = ProtocolBuffer()
    event.add(time, field: 1)
    event.add(UInt64(bitPattern: Int64(step)), field: 2)
    event.add(summary.bytes, field: 5)
    return record(event.bytes)
  }

  private static func record(_ message: [UInt8]) -> [UInt8] {
    let length = bytes(of: UInt64(message.count))
    return length + bytes(of: CRC32C.masked(length)) + message + bytes(of: CRC32C.masked(message))
  }

  fileprivate static func bytes(of value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}

/// The few kinds of fields of a protocol buffer that events have.
private struct ProtocolBuffer {
  private(set) var bytes: [UInt8] = []

  /// Seven bits a byte, the lowest first; all but the last have the eighth bit set.
  private mutating func add(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func add(field: UInt64, kind: UInt64) { add(varint: field << 3 | kind) }

  mutating func add(_ value: UInt64, field: UInt64) {
    add(field: field, kind: 0)
    add(varint: value)
  }

  mutating func add(_ value: Double, field: UInt64) {
    add(field: field, kind: 1)
    bytes += EventFile.bytes(of: value.bitPattern)
  }

  mutating func add(_ value: [UInt8], field: UInt64) {
    add(field: field, kind: 2)
    add(varint: UInt64(value.count))
    bytes += value
  }

  mutating func add(_ value: Float, field: UInt64) {
    add(field: field, kind: 5)
    bytes += EventFile.bytes(of: value.bitPattern)
  }
}

/// The checksum of Castagnoli's polynomial (RFC 3720, appendix B.4).
enum CRC32C {
  /// What a byte does to the checksum, bit by bit from the lowest.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { crc, _ in
      crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1
    }
  }

  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { crc, byte in crc >> 8 ^ table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] }
  }

  /// The checksum turned and shifted, so that the checksum of data which hold one is not degenerate
  /// (tensorflow/core/lib/hash/crc32c.h).
  static func masked(_ bytes: [UInt8]) -> UInt32 {
    let crc = checksum(bytes)
    return (crc >> 15 | crc << 17) &+ 0xA282_EAD8
  }
}
