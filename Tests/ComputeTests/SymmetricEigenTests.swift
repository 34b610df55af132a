import Compute
import Testing

@Suite("Eigenvectors and covariances")
struct SymmetricEigenTests {
  @Test("a matrix is the sum of its eigenvectors' products, largest value first")
  func decomposition() throws {
    let n = 23
    var stream = RandomStream(seed: 1, name: "matrix")
    var matrix = [Double](repeating: 0, count: n * n)
    for row in 0..<n {
      for column in 0...row {
        matrix[row * n + column] = stream.normal()
        matrix[column * n + row] = matrix[row * n + column]
      }
    }
    let found = try SymmetricEigen(size: n, matrix: matrix)
    #expect(found.values == found.values.sorted(by: >))
    for row in 0..<n {
      for column in 0..<n {
        var value = 0.0
        for k in 0..<n {
          value += found.values[k] * found.vectors[k * n + row] * found.vectors[k * n + column]
        }
        #expect(abs(value - matrix[row * n + column]) < 1e-12)
        var product = 0.0
        for k in 0..<n { product += found.vectors[row * n + k] * found.vectors[column * n + k] }
        #expect(abs(product - (row == column ? 1 : 0)) < 1e-12)
      }
    }
  }

  @Test("a matrix with a number that is none is refused by its place")
  func notFinite() {
    #expect(throws: SymmetricEigen.Failure.notFinite(row: 1, column: 0)) {
      try SymmetricEigen(size: 2, matrix: [1, 0, .nan, 1])
    }
  }

  @Test("a covariance is the naive one, far from the origin too")
  func covariance() {
    let n = 1300
    var stream = RandomStream(seed: 2, name: "rows")
    let a = FloatMatrix(
      rows: n, columns: 5, values: (0..<n * 5).map { _ in Float(stream.normal() + 100) })
    let b = FloatMatrix(
      rows: n, columns: 3, values: (0..<n * 3).map { a.base[$0 / 3 * 5 + $0 % 3] * 2 })
    let found = Covariance(a, b, pool: WorkerPool(threads: 2))
    for i in 0..<5 {
      for j in 0..<3 {
        let x = (0..<n).map { Double(a[$0][i]) }
        let y = (0..<n).map { Double(b[$0][j]) }
        let (mx, my) = (x.reduce(0, +) / Double(n), y.reduce(0, +) / Double(n))
        var expected = 0.0
        for (a, b) in zip(x, y) { expected += (a - mx) * (b - my) / Double(n) }
        #expect(abs(found.values[i * 3 + j] - expected) < 1e-4)
      }
    }
  }
}
