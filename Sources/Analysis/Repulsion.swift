import Compute

/// What pushes the points of a layout apart: for each point the sum over all others of
/// (y_i - y_j) / (1 + d^2)^2, and Z, the sum over all pairs of 1 / (1 + d^2).
enum Repulsion {
  case exact(RepulsionExact)
  case tree(RepulsionTree)
  case fourier(RepulsionFourier)

  /// For layouts of `points` points.
  init(_ method: TSNE.Method, points: Int, theta: Double, pool: WorkerPool) {
    switch method.resolved(points: points) {
    case .automatic, .fourier: self = .fourier(RepulsionFourier(points: points, pool: pool))
    case .barnesHut: self = .tree(RepulsionTree(points: points, theta: theta, pool: pool))
    case .exact: self = .exact(RepulsionExact(points: points, pool: pool))
    }
  }

  /// Takes a layout [points, 2] that lies in `bounds`, and returns its Z.
  func prepare(_ layout: UnsafePointer<Float>, bounds: LayoutPasses.Bounds) -> Double {
    switch self {
    case .exact(let repulsion): repulsion.prepare(layout)
    case .tree(let repulsion): repulsion.prepare(layout, bounds: bounds)
    case .fourier(let repulsion): repulsion.prepare(layout, bounds: bounds)
    }
  }

  /// The forces on some points of the layout that was prepared: [points, 2].
  func forces(
    _ layout: UnsafePointer<Float>, points: Range<Int>, into output: UnsafeMutablePointer<Float>
  ) {
    switch self {
    case .exact(let repulsion):
      output.update(from: repulsion.forces.base + 2 * points.lowerBound, count: 2 * points.count)
    case .tree(let repulsion):
      output.update(from: repulsion.forces.base + 2 * points.lowerBound, count: 2 * points.count)
    case .fourier(let repulsion): repulsion.forces(layout, points: points, into: output)
    }
  }
}

/// Repulsion by every pair.
final class RepulsionExact {
  let forces: AlignedBuffer
  private let points: Int
  private let padded: Int
  private let x: AlignedBuffer
  private let y: AlignedBuffer
  private var sums: [Double]
  private let pool: WorkerPool
  private static let chunk = 64

  init(points: Int, pool: WorkerPool) {
    self.points = points
    self.pool = pool
    padded = (points + 7) / 8 * 8
    x = AlignedBuffer(count: padded)
    y = AlignedBuffer(count: padded)
    forces = AlignedBuffer(count: 2 * points)
    sums = [Double](repeating: 0, count: (points + Self.chunk - 1) / Self.chunk)
  }

  func prepare(_ layout: UnsafePointer<Float>) -> Double {
    for point in 0..<points {
      x.base[point] = layout[2 * point]
      y.base[point] = layout[2 * point + 1]
    }
    // So far away that the filling adds nothing, and its square is still finite.
    for place in points..<padded { x.base[place] = 1e18 }
    let (points, padded, x, y, forces) = (points, padded, x.base, y.base, forces.base)
    sums.withUnsafeMutableBufferPointer { buffer in
      guard let sums = buffer.baseAddress else { return }
      pool.parallel(count: buffer.count) { index, _ in
        let first = index * Self.chunk
        sums[index] = LayoutPasses.repel(
          layout, points: first..<min(points, first + Self.chunk), x: x, y: y, count: padded,
          into: forces + 2 * first)
      }
    }
    return sums.reduce(0, +) - Double(points)
  }
}
