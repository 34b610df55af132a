import Foundation

/// A number type that `.npy` files hold here.
public protocol NPYScalar: BitwiseCopyable, Sendable {
  /// numpy's name of the little-endian type, `<f4` for example.
  static var npyDescription: String { get }
}

extension Float: NPYScalar {
  /// `<f4`.
  public static var npyDescription: String { "<f4" }
}
extension Double: NPYScalar {
  /// `<f8`.
  public static var npyDescription: String { "<f8" }
}
extension Int32: NPYScalar {
  /// `<i4`.
  public static var npyDescription: String { "<i4" }
}
extension Int64: NPYScalar {
  /// `<i8`.
  public static var npyDescription: String { "<i8" }
}
extension UInt8: NPYScalar {
  /// `|u1`: a byte has no order.
  public static var npyDescription: String { "|u1" }
}

/// An array as numpy knows it, in memory: a shape and its values in C order.
///
/// Not for files too large for memory: see `MappedNPYArray`.
public struct NPYArray<Scalar: NPYScalar>: Sendable {
  /// The extent of each axis; `[]` is a single value.
  public let shape: [Int]
  /// The values, last axis fastest.
  public let values: [Scalar]

  /// An array of `values` in C order; traps unless there are as many as `shape` says.
  public init(shape: [Int], values: [Scalar]) {
    precondition(
      values.count == shape.reduce(1, *), "npy: \(values.count) values do not fill \(shape)")
    self.shape = shape
    self.values = values
  }

  /// Reads a `.npy` file of this number type; throws `ArrayFileError` on anything else.
  public init(contentsOf url: URL) throws {
    let mapped = try MappedNPYArray<Scalar>(contentsOf: url)
    shape = mapped.shape
    values = Array(mapped.values)
  }

  /// Writes a `.npy` file of version 1.0 (temporary name, synced, renamed).
  public func write(to url: URL) throws {
    try values.withUnsafeBufferPointer { try Self.write($0, shape: shape, to: url) }
  }

  /// Writes memory as a `.npy` file without copying it first.
  public static func write(
    _ values: UnsafeBufferPointer<Scalar>, shape: [Int], to url: URL
  ) throws {
    precondition(
      values.count == shape.reduce(1, *), "npy: \(values.count) values do not fill \(shape)")
    try writeAtomically(to: url) { temporary in
      let file = try SequentialFile(creating: temporary, for: url)
      try file.write(NPYHeader(description: Scalar.npyDescription, shape: shape).bytes)
      try file.write(UnsafeRawBufferPointer(values))
    }
  }

  /// The bytes of the array's `.npy` file, as a member of an `.npz` holds them.
  var fileBytes: [UInt8] {
    var bytes = NPYHeader(description: Scalar.npyDescription, shape: shape).bytes
    values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// The array in the bytes of a `.npy` file; `url` is for messages.
  init(fileBytes: UnsafeRawBufferPointer, from url: URL) throws {
    let (header, data) = try NPYHeader.parse(
      fileBytes, expecting: Scalar.npyDescription, size: MemoryLayout<Scalar>.size, from: url)
    shape = header.shape
    let count = data.count / MemoryLayout<Scalar>.size
    values = [Scalar](unsafeUninitializedCapacity: count) { buffer, initialised in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(from: data)
      initialised = count
    }
  }
}

/// A `.npy` file mapped into memory: nothing is read until it is touched.
public final class MappedNPYArray<Scalar: NPYScalar>: Sendable {
  /// The extent of each axis.
  public let shape: [Int]
  private let file: MappedFile
  private let offset: Int
  private let count: Int

  /// Maps a `.npy` file of this number type; throws `ArrayFileError` on anything else.
  public init(contentsOf url: URL) throws {
    file = try MappedFile(url)
    let (header, data) = try NPYHeader.parse(
      file.bytes, expecting: Scalar.npyDescription, size: MemoryLayout<Scalar>.size, from: url)
    shape = header.shape
    count = data.count / MemoryLayout<Scalar>.size
    offset = file.bytes.count - data.count
    guard offset % MemoryLayout<Scalar>.alignment == 0 else {
      throw ArrayFileError(
        url, found: "data at byte \(offset)", expected: "data aligned to its number type",
        remedy: "write the file again with numpy.save")
    }
  }

  /// Gives the memory back that the values take; they are read again when they are touched.
  public func letGo() { file.letGo() }

  /// The values in C order; valid for as long as this object lives.
  public var values: UnsafeBufferPointer<Scalar> {
    UnsafeRawBufferPointer(rebasing: file.bytes[offset...]).bindMemory(to: Scalar.self)
  }
}
