import Arrays
import Compute
import Foundation
import Testing

/// Arrays that scripts beside them recorded from other programs.
enum Recorded {
  static func array<Scalar: NPYScalar>(_ name: String, _: Scalar.Type) throws -> NPYArray<Scalar> {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "npy", subdirectory: "Expected"))
    return try NPYArray<Scalar>(contentsOf: url)
  }

  static func matrix(_ name: String) throws -> FloatMatrix {
    let array = try array(name, Float.self)
    return FloatMatrix(rows: array.shape[0], columns: array.shape[1], values: array.values)
  }
}

/// Rows that tests make.
enum Rows {
  /// Normal numbers of a seed.
  static func normal(_ rows: Int, _ columns: Int, seed: UInt64 = 1) -> FloatMatrix {
    var stream = RandomStream(seed: seed, name: "rows")
    return FloatMatrix(
      rows: rows, columns: columns,
      values: (0..<rows * columns).map { _ in Float(stream.normal()) })
  }

  /// As activations after ReLU: many zeros, many ties.
  static func activations(_ rows: Int, _ units: Int, seed: UInt64 = 1) -> FloatMatrix {
    var stream = RandomStream(seed: seed, name: "activations")
    return FloatMatrix(
      rows: rows, columns: units,
      values: (0..<rows * units).map { _ in
        Float(max(0, (stream.normal() * 4).rounded() / 4))
      })
  }

  /// Labels of a seed, with some rows that have none.
  static func labels(_ rows: Int, classes: Int, missing: Double = 0, seed: UInt64 = 1) -> [Int32] {
    var stream = RandomStream(seed: seed, name: "labels")
    return (0..<rows).map { _ in
      stream.chance(missing) ? -1 : Int32(stream.int(below: classes))
    }
  }
}
