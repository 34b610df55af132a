import Compute

extension KMeans {
  /// The rows, and what holds for all restarts: N rows of d columns, their mean m, and |x - m|^2.
  struct Space {
    let rows: FloatMatrix
    /// m [d].
    let mean: [Double]
    /// |x - m|^2 of each row.
    let norms: AlignedBuffer
    /// The sum of the norms; not finite when a number of the rows is not.
    let scatter: Double

    /// Rows of a block, whose scores (256 centres' at most) stay in the second cache.
    static let block = 256

    init(_ rows: FloatMatrix, pool: WorkerPool) {
      self.rows = rows
      mean = Covariance.columnMeans(rows, pool: pool)
      norms = AlignedBuffer(count: rows.rows)
      let centre = mean.map(Float.init)
      let offset = zip(mean, centre).reduce(0) {
        $0 + ($1.0 - Double($1.1)) * ($1.0 - Double($1.1))
      }
      let blocks = (rows.rows + Self.block - 1) / Self.block
      let sums = SharedBuffer(count: max(1, blocks), repeating: 0.0)
      let (base, d, norms) = (rows.base, rows.columns, norms.base)
      // |x - m|^2 = |x - c|^2 - |m - c|^2 on the average, c being m rounded to float32.
      centre.withUnsafeBufferPointer { centre in
        guard let centre = centre.baseAddress else { return }
        pool.parallel(count: blocks) { index, _ in
          let first = index * Self.block
          var sum = 0.0
          for row in first..<min(rows.rows, first + Self.block) {
            let norm = RowPasses.squaredDistance(base + row * d, centre, count: d)
            norms[row] = Float(norm)
            sum += norm
          }
          sums.base[index] = sum
        }
      }
      let total = sums.array.reduce(0, +) - Double(rows.rows) * offset
      scatter = total < 0 ? 0 : total
    }

    /// Blocks of rows.
    var blocks: Int { (rows.rows + Self.block - 1) / Self.block }

    /// Restarts that go through the rows together: 256 centres, a product that is quick, and no more
    /// than 8 (our choice).
    func together(_ clusters: Int) -> Int { max(1, min(8, 256 / clusters)) }

    /// Writes a centre about the mean as float32 and returns what is added to its scores:
    /// |c - m|^2 + 2 m.(c - m), so that the score of a row is |x - c|^2 - |x - m|^2.
    func place(
      _ coordinate: (Int) -> Double, at target: UnsafeMutablePointer<Float>
    ) -> Float {
      var bias = 0.0
      for column in 0..<rows.columns {
        let value = Float(coordinate(column) - mean[column])
        target[column] = value
        bias += Double(value) * (Double(value) + 2 * mean[column])
      }
      return Float(bias)
    }

    /// target [count, rows of the block, `stride` apart] = -2 x.c for `count` placed centres.
    func scores(
      block: Int, centres: UnsafePointer<Float>, count: Int,
      into target: UnsafeMutablePointer<Float>, stride: Int
    ) {
      let d = rows.columns
      multiply(
        centres, lda: d, rows.base + block * Self.block * d, ldb: d, transposedB: true,
        into: target, ldc: stride, m: count, n: size(of: block), k: d, alpha: -2)
    }

    /// Rows in a block.
    func size(of block: Int) -> Int { min(Self.block, rows.rows - block * Self.block) }
  }

  /// Asks the monitor whether to go on, and remembers a no.
  struct Watch {
    let monitor: AnalysisMonitor
    let options: Options
    private(set) var isStopped = false

    init(monitor: AnalysisMonitor, options: Options) {
      self.monitor = monitor
      self.options = options
    }

    /// Reports `iteration` of a group of restarts; false once it is told to stop.
    mutating func goOn(_ group: [Restart], iteration: Int, _ what: String) -> Bool {
      guard !isStopped, let first = group.first else { return false }
      let done = first.number * options.iterations + group.count * iteration
      let total = options.restarts * options.iterations
      isStopped = !monitor.advance(done, of: total, what)
      return !isStopped
    }
  }
}
