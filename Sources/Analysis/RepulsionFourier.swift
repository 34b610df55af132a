import Compute
import Foundation

/// Repulsion by interpolation on a grid and Fourier transforms (after FIt-SNE, Linderman et al. 2019),
/// with one potential instead of several:
///
/// phi(y) = sum over j of 1 / (1 + |y - y_j|^2) gives Z = sum over i of phi(y_i) - N, and the force
/// sum over j of (y - y_j) / (1 + d^2)^2 is -1/2 of its gradient. Points are spread on a grid by B-splines of order 8,
/// the grid is convolved with the kernel, and the same splines read phi and its gradient.
final class RepulsionFourier {
  private let points: Int
  private let pool: WorkerPool
  /// Grids that share the spreading, so that no two workers write to the same.
  private let parts: Int
  /// The last used grids with their kernels, most recent first.
  private var fields: [Field] = []
  private var place = Placement(extent: 1, centre: SIMD2(0, 0))

  private struct Field {
    let spacing: Float
    let shifted: Bool
    let plane: PlaneConvolution
  }

  init(points: Int, pool: WorkerPool) {
    self.points = points
    self.pool = pool
    parts = min(pool.threads, 8)
  }

  /// The grid for a layout: a function of where the points lie and nothing else, so that a layout that is taken
  /// up again goes on with the same bits.
  struct Placement {
    let grid: LayoutPasses.Grid
    /// Whether the kernel is less 1, see `kernel`.
    let shifted: Bool

    /// The spacing wherever the layout is large enough, in units of the kernel 1 / (1 + r^2). Measured on layouts of
    /// 1,000 points: 0.4 keeps the forces within 1 % (a test), 0.5 does not always.
    static let spacing: Float = 0.4
    /// Spacings across a small layout: the tight clusters of exaggeration need them finer. Measured on
    /// layouts of 1,000 points of 8 blobs while exaggeration falls: 128 keeps the forces within 0.3 %,
    /// of 48 some were 45 % off.
    static let cells: Float = 128
    /// Nodes around the points: 4 that splines reach on each side, and 8 that keep off the far edge, where the
    /// kernel's mirror image makes a kink that rings for a few nodes.
    static let margin = 16
    /// The greatest side; a layout that is wider gets a coarser grid.
    static let greatest = 4096

    init(extent: Float, centre: SIMD2<Float>) {
      let extent = max(extent, 1e-12)
      var spacing = Self.spacing
      if extent < Self.cells * spacing {
        // Half octaves, so that a growing layout keeps its kernel for a while.
        let octave = (2 * log2(Double(extent / Self.cells))).rounded(.up) / 2
        spacing = min(spacing, Float(exp2(octave)))
      }
      spacing = max(spacing, extent / Float(Self.greatest - Self.margin))
      let side = Self.side(atLeast: Int((extent / spacing).rounded(.up)) + Self.margin)
      let origin = centre - spacing * Float(side) / 2
      grid = LayoutPasses.Grid(origin: origin, spacing: spacing, side: side)
      shifted = extent < 1
    }

    init(_ bounds: LayoutPasses.Bounds) {
      self.init(extent: bounds.extent, centre: (bounds.low + bounds.high) / 2)
    }

    /// The least multiple of 4 with no prime factor above 5: lengths that Fourier transforms are quick at.
    static func side(atLeast least: Int) -> Int {
      var side = (max(least, 16) + 3) / 4 * 4
      while true {
        var rest = side
        for prime in [2, 3, 5] { while rest % prime == 0 { rest /= prime } }
        if rest == 1 { return side }
        side += 4
      }
    }
  }

  /// The convolution for a grid, made or found. A small layout's kernel is less 1, -r^2 / (1 + r^2): all its values are
  /// close to 1, and float32 would lose what tells them apart.
  private func plane(_ place: Placement) -> PlaneConvolution {
    let fits = { (field: Field) in
      field.spacing == place.grid.spacing && field.shifted == place.shifted
        && field.plane.side == place.grid.side
    }
    if let index = fields.firstIndex(where: fits) {
      if index > 0 { fields.insert(fields.remove(at: index), at: 0) }
      return fields[0].plane
    }
    // Of the same side, only the kernel is made anew.
    let old = fields.firstIndex { $0.plane.side == place.grid.side }
    let plane =
      old.map { fields.remove(at: $0).plane }
      ?? PlaneConvolution(side: place.grid.side, sources: parts, threads: pool.threads)
    let shift = place.shifted
    plane.setKernel(spacing: Double(place.grid.spacing)) { shift ? -$0 / (1 + $0) : 1 / (1 + $0) }
    fields.insert(
      Field(spacing: place.grid.spacing, shifted: place.shifted, plane: plane), at: 0)
    if fields.count > 3 { fields.removeLast() }
    return plane
  }

  func prepare(_ layout: UnsafePointer<Float>, bounds: LayoutPasses.Bounds) -> Double {
    place = Placement(bounds)
    let plane = plane(place)
    let (grid, parts, points) = (place.grid, parts, points)
    pool.parallel(count: parts) { part, _ in
      LayoutPasses.spread(
        layout, points: points * part / parts..<points * (part + 1) / parts, grid,
        into: plane.sources[part].base)
    }
    // The sum over points of phi is the sum over nodes of source * sum.
    let n = Double(points)
    return plane.convolve(pool: pool) + (place.shifted ? n * n : 0) - n
  }

  func forces(
    _ layout: UnsafePointer<Float>, points: Range<Int>, into output: UnsafeMutablePointer<Float>
  ) {
    LayoutPasses.gather(
      layout, points: points, place.grid, from: fields[0].plane.sums.base, into: output)
  }

  /// Forces of the prepared layout on other points [count, 2], and phi there [count]; points outside the grid are read at
  /// its edge.
  func field(
    at others: UnsafePointer<Float>, points range: Range<Int>,
    forces: UnsafeMutablePointer<Float>, values: UnsafeMutablePointer<Float>
  ) {
    LayoutPasses.gather(
      others, points: range, place.grid, from: fields[0].plane.sums.base, into: forces,
      values: values)
    if place.shifted { for index in 0..<range.count { values[index] += Float(points) } }
  }
}
