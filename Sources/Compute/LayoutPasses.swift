import CKernels
import Glibc

/// Passes over layouts, points [n, 2] in float32; a pass over `points` of a layout writes from the start of
/// its output.
public enum LayoutPasses {
  /// The sums over each row's entries of p / (1 + d^2) * (y_i - y_j), [points, 2].
  @inline(__always)
  public static func attract(
    _ layout: UnsafePointer<Float>, _ p: SparseRows, points: Range<Int>,
    into output: UnsafeMutablePointer<Float>
  ) {
    ck_layout_attract(
      layout, p.offsets, p.columns, p.values, points.lowerBound, points.upperBound, output)
  }

  /// The sum over the rows' entries of p * log(1 + d^2).
  public static func crossEntropy(
    _ layout: UnsafePointer<Float>, _ p: SparseRows, points: Range<Int>
  ) -> Double {
    ck_layout_cross_entropy(
      layout, p.offsets, p.columns, p.values, points.lowerBound, points.upperBound)
  }

  /// The sums over all sources of (y_i - y_j) / (1 + d^2)^2, [points, 2]; returns the sum of
  /// 1 / (1 + d^2). Coordinates of sources come apart, `count` a multiple of 8, filled up with 1e18.
  public static func repel(
    _ layout: UnsafePointer<Float>, points: Range<Int>, x: UnsafePointer<Float>,
    y: UnsafePointer<Float>, count: Int, into output: UnsafeMutablePointer<Float>
  ) -> Double {
    ck_layout_repel(layout, points.lowerBound, points.upperBound, x, y, count, output)
  }

  /// The constants of one step of descent.
  public struct Step: Sendable {
    /// What attraction is multiplied by.
    public var exaggeration: Float
    /// What repulsion is multiplied by: 1 / the sum of all 1 / (1 + d^2).
    public var inverseNorm: Float
    /// The learning rate.
    public var rate: Float
    /// The part of a velocity that stays.
    public var momentum: Float
    /// What is subtracted from every point.
    public var centre: SIMD2<Float>

    /// The constants of one step.
    public init(
      exaggeration: Float, inverseNorm: Float, rate: Float, momentum: Float, centre: SIMD2<Float>
    ) {
      self.exaggeration = exaggeration
      self.inverseNorm = inverseNorm
      self.rate = rate
      self.momentum = momentum
      self.centre = centre
    }
  }

  /// One step of descent with momentum and gains over `count` points; all arrays are [count, 2].
  public static func step(
    _ step: Step, layout: UnsafePointer<Float>, attraction: UnsafePointer<Float>,
    repulsion: UnsafePointer<Float>, gains: UnsafeMutablePointer<Float>,
    velocities: UnsafeMutablePointer<Float>, into next: UnsafeMutablePointer<Float>, count: Int
  ) {
    var centre = step.centre
    withUnsafeBytes(of: &centre) { bytes in
      guard let centre = bytes.bindMemory(to: Float.self).baseAddress else { return }
      ck_layout_step(
        layout, attraction, repulsion, step.exaggeration, step.inverseNorm, step.rate,
        step.momentum, centre, gains, velocities, next, count)
    }
  }

  /// Where points lie.
  public struct Bounds: Sendable, Equatable {
    /// The sums of their coordinates.
    public var sum = SIMD2<Double>(0, 0)
    /// The least coordinates.
    public var low = SIMD2<Float>(repeating: .infinity)
    /// The greatest coordinates.
    public var high = SIMD2<Float>(repeating: -.infinity)

    /// Of no points.
    public init() {}

    /// Takes in other points.
    public mutating func formUnion(_ other: Bounds) {
      sum += other.sum
      low = pointwiseMin(low, other.low)
      high = pointwiseMax(high, other.high)
    }

    /// The greater side of the box around the points.
    public var extent: Float { max(high.x - low.x, high.y - low.y) }
  }

  /// Where `count` points lie.
  public static func bounds(_ layout: UnsafePointer<Float>, count: Int) -> Bounds {
    var (sum, box) = (SIMD2<Double>(), SIMD4<Float>())
    withUnsafeMutableBytes(of: &sum) { sum in
      withUnsafeMutableBytes(of: &box) { box in
        if let sum = sum.bindMemory(to: Double.self).baseAddress,
          let box = box.bindMemory(to: Float.self).baseAddress
        {
          ck_layout_bounds(layout, count, sum, box)
        }
      }
    }
    var bounds = Bounds()
    bounds.sum = sum
    bounds.low = box.lowHalf
    bounds.high = box.highHalf
    return bounds
  }

  /// A grid under a layout: node (i, j) lies at origin + (i, j) * spacing.
  public struct Grid: Sendable, Equatable {
    /// Where node (0, 0) lies.
    public var origin: SIMD2<Float>
    /// From node to node.
    public var spacing: Float
    /// Nodes along a side.
    public var side: Int

    /// A grid.
    public init(origin: SIMD2<Float>, spacing: Float, side: Int) {
      self.origin = origin
      self.spacing = spacing
      self.side = side
    }
  }

  /// grid += each point's weights under `CardinalSpline`.
  public static func spread(
    _ layout: UnsafePointer<Float>, points: Range<Int>, _ grid: Grid,
    into values: UnsafeMutablePointer<Float>
  ) {
    var origin = grid.origin
    withUnsafeBytes(of: &origin) { bytes in
      guard let origin = bytes.bindMemory(to: Float.self).baseAddress else { return }
      ck_spline_spread(
        layout, points.lowerBound, points.upperBound, CardinalSpline.table, origin,
        1 / grid.spacing, values, grid.side)
    }
  }

  /// -1/2 of the gradient of the spline with coefficients `grid` at each point, [points, 2], and its values
  /// where they are wanted.
  public static func gather(
    _ layout: UnsafePointer<Float>, points: Range<Int>, _ grid: Grid,
    from coefficients: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>,
    values: UnsafeMutablePointer<Float>? = nil
  ) {
    var origin = grid.origin
    withUnsafeBytes(of: &origin) { bytes in
      guard let origin = bytes.bindMemory(to: Float.self).baseAddress else { return }
      _ = ck_spline_gather(
        layout, points.lowerBound, points.upperBound, CardinalSpline.table, origin,
        1 / grid.spacing, coefficients, grid.side, output, values)
    }
  }

  /// Probabilities of `count` neighbours from squared distances, with the perplexity wanted; both arrays hold
  /// room for a multiple of 8.
  public static func probabilities(
    _ squaredDistances: UnsafePointer<Float>, count: Int, perplexity: Double,
    into output: UnsafeMutablePointer<Float>
  ) {
    _ = ck_perplexity_row(squaredDistances, count, Float(log(perplexity)), output)
  }
}
