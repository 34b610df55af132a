import COpenBLAS

/// Eigenvalues and eigenvectors of a real symmetric matrix: A = V^T diag(values) V, rows of V the
/// vectors.
///
/// LAPACK's `dsyevd` (divide and conquer) on the calling thread; a 512 x 512 matrix takes a
/// fraction of a second.
public struct SymmetricEigen: Sendable {
  /// Rows of the matrix.
  public let size: Int
  /// The eigenvalues, largest first.
  public let values: [Double]
  /// The eigenvectors, row-major [size, size]: row i belongs to value i and has length 1. Its
  /// largest component (the first of equal ones) is positive, so that signs do not depend on how it
  /// was computed.
  public let vectors: [Double]

  /// Why a matrix has no eigenvectors here.
  public enum Failure: Error, Equatable, CustomStringConvertible {
    /// A number that is not finite.
    case notFinite(row: Int, column: Int)
    /// LAPACK gave up (its `info`).
    case notConverged(Int)

    /// One line.
    public var description: String {
      switch self {
      case .notFinite(let row, let column):
        "eigenvectors: row \(row), column \(column) of the matrix is not a finite number"
      case .notConverged(let info):
        "eigenvectors: LAPACK's dsyevd did not converge (info \(info))"
      }
    }
  }

  /// The decomposition of `matrix`, row-major [size, size], of which the lower triangle counts.
  public init(size: Int, matrix: [Double]) throws {
    precondition(
      size >= 0 && matrix.count == size * size,
      "eigenvectors: \(matrix.count) numbers for \(size) x \(size)")
    if let place = matrix.firstIndex(where: { !$0.isFinite }) {
      throw Failure.notFinite(row: place / size, column: place % size)
    }
    self.size = size
    guard size > 0 else {
      (values, vectors) = ([], [])
      return
    }
    var columns = matrix
    var ascending = [Double](repeating: 0, count: size)
    // The sizes that LAPACK documents for vectors: 1 + 6 n + 2 n^2 and 3 + 5 n.
    var work = [Double](repeating: 0, count: 1 + 6 * size + 2 * size * size)
    var integers = [blasint](repeating: 0, count: 3 + 5 * size)
    var n = blasint(size)
    var workCount = blasint(work.count)
    var integerCount = blasint(integers.count)
    var info: blasint = 0
    _ = oneThread
    // Fortran counts by columns: our lower triangle is its upper one, its columns are our rows.
    dsyevd_(
      "V", "U", &n, &columns, &n, &ascending, &work, &workCount, &integers, &integerCount, &info,
      1, 1)
    guard info == 0 else { throw Failure.notConverged(Int(info)) }
    values = ascending.reversed()
    var rows = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      let source = columns[(size - 1 - row) * size..<(size - row) * size]
      var largest = 0.0
      for value in source where abs(value) > abs(largest) { largest = value }
      let sign: Double = largest < 0 ? -1 : 1
      for (place, value) in source.enumerated() { rows[row * size + place] = sign * value }
    }
    vectors = rows
  }
}
