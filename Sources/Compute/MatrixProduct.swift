import COpenBLAS

/// OpenBLAS set to one thread, once: our own pool splits the work (house rule 9).
let oneThread: Void = openblas_set_num_threads(1)

/// C = alpha * op(A) * op(B) + beta * C, in float32, on the calling thread.
///
/// All matrices are row-major: op(A) is m x k, op(B) is k x n, C is m x n, op the transpose where
/// `transposedA` and `transposedB` say so; `lda`, `ldb`, `ldc` are the distances between rows as they lie in memory.
/// With `beta` 0, C may hold anything before.
public func multiply(
  _ a: UnsafePointer<Float>, lda: Int, transposedA transposeA: Bool = false,
  _ b: UnsafePointer<Float>, ldb: Int, transposedB transposeB: Bool = false,
  into c: UnsafeMutablePointer<Float>, ldc: Int,
  m: Int, n: Int, k: Int, alpha: Float = 1, beta: Float = 0
) {
  _ = oneThread
  cblas_sgemm(
    CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans,
    transposeB ? CblasTrans : CblasNoTrans, blasint(m), blasint(n), blasint(k), alpha, a,
    blasint(lda), b, blasint(ldb), beta, c, blasint(ldc))
}

/// C = alpha * op(A) * op(B) + beta * C, in float64, as the product in float32.
public func multiply(
  _ a: UnsafePointer<Double>, lda: Int, transposedA transposeA: Bool = false,
  _ b: UnsafePointer<Double>, ldb: Int, transposedB transposeB: Bool = false,
  into c: UnsafeMutablePointer<Double>, ldc: Int,
  m: Int, n: Int, k: Int, alpha: Double = 1, beta: Double = 0
) {
  _ = oneThread
  cblas_dgemm(
    CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans,
    transposeB ? CblasTrans : CblasNoTrans, blasint(m), blasint(n), blasint(k), alpha, a,
    blasint(lda), b, blasint(ldb), beta, c, blasint(ldc))
}
