import Arrays
import Compute
import Foundation

/// Matrices and labels in `.npy` files, so that an analysis can be held against other tools.
enum MatrixInput {
  /// Rows of float32, [N, D], mapped.
  static func rows(_ path: String) throws -> FloatMatrix {
    let file = URL(fileURLWithPath: path)
    let array = try MappedNPYArray<Float>(contentsOf: file)
    guard array.shape.count == 2, array.shape[0] > 0, array.shape[1] > 0,
      let base = array.values.baseAddress
    else {
      throw ArrayFileError(
        file, found: "shape \(array.shape)", expected: "rows and columns, [N, D]",
        remedy: "save a matrix with a row for each clip")
    }
    return FloatMatrix(rows: array.shape[0], columns: array.shape[1], base: base, owner: array)
  }

  /// Labels, [N], of int32 or int64.
  static func labels(_ path: String) throws -> [Int32] {
    let file = URL(fileURLWithPath: path)
    let found: [Int64]
    do {
      found = try NPYArray<Int32>(contentsOf: file).values.map(Int64.init)
    } catch {
      guard let wide = try? NPYArray<Int64>(contentsOf: file) else { throw error }
      found = wide.values
    }
    return try found.map { value in
      guard let label = Int32(exactly: value) else {
        throw ArrayFileError(
          file, found: "the label \(value)", expected: "labels below 2,147,483,648",
          remedy: "number the classes from 0 on")
      }
      return label
    }
  }
}
