import CFFTW
import CKernels
import Glibc

/// Sums a kernel of distance over all nodes of a square grid, for every node, by Fourier transforms of
/// twice the side (so that nothing comes round the edge).
///
/// Rows are transformed one at a time, columns eight at a time with kernel and inverse transform while
/// they are in the cache; the empty half of the doubled square is never stored. Float32; plans are
/// estimated rather than measured, so that every run computes the same bits.
///
/// Letters: M side, n = 2 M length of a transform, k number of a wave.
public final class PlaneConvolution {
  /// Nodes along a side; even.
  public let side: Int
  /// Where sources are put: each [side, side], to be summed; zero again after `convolve`.
  public let sources: [AlignedBuffer]
  /// The sums: [side, side].
  public let sums: AlignedBuffer

  /// Complex numbers from one row of the spectrum to the next; whole blocks of 8 columns.
  private let stride: Int
  private let spectrum: AlignedBuffer
  /// The kernel's transform over n^2, [stride, M + 1], zero for the columns of the filling.
  private let kernel: AlignedBuffer
  /// How often each column counts in a sum over the whole plane: the half that is not stored mirrors it.
  private let weights: AlignedBuffer
  private let rowIn: [AlignedBuffer]
  private let rowOut: [AlignedBuffer]
  private let columns: [AlignedBuffer]
  private let energies: UnsafeMutablePointer<Double>
  private let rowForward: fftwf_plan
  private let rowBackward: fftwf_plan
  private let columnForward: fftwf_plan
  private let columnBackward: fftwf_plan

  /// Grids of `side` x `side`, with `sources` places for sources; traps when FFTW refuses.
  public init(side: Int, sources: Int, threads: Int) {
    precondition(side >= 16 && side % 2 == 0, "plane convolution: side \(side)")
    self.side = side
    let n = 2 * side
    stride = (side + 1 + 7) / 8 * 8
    self.sources = (0..<sources).map { _ in AlignedBuffer(count: side * side) }
    sums = AlignedBuffer(count: side * side)
    spectrum = AlignedBuffer(count: side * stride * 2)
    kernel = AlignedBuffer(count: stride * (side + 1))
    weights = AlignedBuffer(count: stride)
    for k in 0...side { weights.base[k] = k == 0 || k == side ? 1 : 2 }
    rowIn = (0..<threads).map { _ in AlignedBuffer(count: n) }
    rowOut = (0..<threads).map { _ in AlignedBuffer(count: n) }
    columns = (0..<threads).map { _ in AlignedBuffer(count: 16 * n) }
    energies = .allocate(capacity: stride / 8)
    energies.initialize(repeating: 0, count: stride / 8)
    let flags = UInt32(FFTW_ESTIMATE)
    let length = Int32(n)
    let row = Self.complex(spectrum.base)
    let block = Self.complex(columns[0].base)
    let (input, output) = (rowIn[0].base, rowOut[0].base)
    let plans = fourierPlanner.withLock {
      let many = { (sign: Int32) in
        withUnsafePointer(to: length) {
          fftwf_plan_many_dft(
            1, $0, 8, block, nil, 1, length, block, nil, 1, length, sign, flags)
        }
      }
      return (
        fftwf_plan_dft_r2c_1d(length, input, row, flags),
        fftwf_plan_dft_c2r_1d(length, row, output, flags), many(FFTW_FORWARD), many(FFTW_BACKWARD)
      )
    }
    guard let a = plans.0, let b = plans.1, let c = plans.2, let d = plans.3 else {
      preconditionFailure("plane convolution: FFTW has no plan for \(n) x \(n)")
    }
    rowForward = a
    rowBackward = b
    columnForward = c
    columnBackward = d
  }

  deinit {
    fourierPlanner.withLock {
      for plan in [rowForward, rowBackward, columnForward, columnBackward] {
        fftwf_destroy_plan(plan)
      }
    }
    energies.deallocate()
  }

  private static func complex(_ floats: UnsafeMutablePointer<Float>)
    -> UnsafeMutablePointer<fftwf_complex>
  {
    UnsafeMutableRawPointer(floats).assumingMemoryBound(to: fftwf_complex.self)
  }

  /// Takes the kernel `value` of squared distance, `spacing` from node to node, its transform divided twice
  /// by that of `CardinalSpline`: sources spread by the spline and sums read by it then act as if the
  /// kernel had been interpolated by the spline at both ends.
  public func setKernel(spacing: Double, _ value: (_ squaredDistance: Double) -> Double) {
    let count = side + 1
    guard let plane = fftw_alloc_real(count * count) else {
      preconditionFailure("plane convolution: out of memory")
    }
    defer { fftw_free(plane) }
    // The kernel is even in both directions, so its transform is a cosine transform (type I).
    let plan = fourierPlanner.withLock {
      fftw_plan_r2r_2d(
        Int32(count), Int32(count), plane, plane, FFTW_REDFT00, FFTW_REDFT00,
        UInt32(FFTW_ESTIMATE))
    }
    guard let plan else { preconditionFailure("plane convolution: FFTW has no cosine plan") }
    for row in 0..<count {
      for column in 0...row {
        let x = value(spacing * spacing * Double(row * row + column * column))
        plane[row * count + column] = x
        plane[column * count + row] = x
      }
    }
    fftw_execute(plan)
    fourierPlanner.withLock { fftw_destroy_plan(plan) }
    let spline = CardinalSpline.transform(side: side)
    let n = Double(2 * side)
    for row in 0..<count {
      for column in 0..<count {
        let twice = spline[row] * spline[column] * n
        kernel.base[row * count + column] = Float(plane[row * count + column] / (twice * twice))
      }
    }
  }

  /// Makes `sums` of `sources`, clears these, and returns the sum over all nodes of source * sum.
  public func convolve(pool: WorkerPool) -> Double {
    precondition(pool.threads <= rowIn.count, "plane convolution: more threads than planned for")
    pool.parallel(count: side) { row, worker in transformRow(row, worker) }
    pool.parallel(count: stride / 8) { block, worker in convolveColumns(block, worker) }
    pool.parallel(count: side) { row, worker in restoreRow(row, worker) }
    var energy = 0.0
    for block in 0..<stride / 8 { energy += energies[block] }
    return energy
  }

  private func transformRow(_ row: Int, _ worker: Int) {
    let line = rowIn[worker].base
    let bytes = side * MemoryLayout<Float>.stride
    for (index, source) in sources.enumerated() {
      let from = source.base + row * side
      if index == 0 { memcpy(line, from, bytes) } else { ck_add(from, 1, line, side) }
      memset(from, 0, bytes)
    }
    fftwf_execute_dft_r2c(rowForward, line, Self.complex(spectrum.base + 2 * row * stride))
  }

  private func convolveColumns(_ block: Int, _ worker: Int) {
    let buffer = columns[worker].base
    let matrix = spectrum.base + 16 * block
    let n = 2 * side
    ck_columns_take(matrix, stride, side, n, buffer)
    fftwf_execute_dft(columnForward, Self.complex(buffer), Self.complex(buffer))
    energies[block] = ck_columns_scale(
      buffer, n, kernel.base + 8 * block * (side + 1), weights.base + 8 * block)
    fftwf_execute_dft(columnBackward, Self.complex(buffer), Self.complex(buffer))
    ck_columns_put(buffer, n, side, matrix, stride)
  }

  private func restoreRow(_ row: Int, _ worker: Int) {
    let line = rowOut[worker].base
    fftwf_execute_dft_c2r(rowBackward, Self.complex(spectrum.base + 2 * row * stride), line)
    memcpy(sums.base + row * side, line, side * MemoryLayout<Float>.stride)
  }
}
