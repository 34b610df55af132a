import Compute
import Foundation

/// A layout of rows in two dimensions that keeps neighbours together (t-SNE, van der Maaten and Hinton 2008), made
/// step by step: every step can be looked at, stopped after, and gone on from.
///
///     let tsne = try TSNE(affinities, start: TSNE.start(of: rows, pool: pool), pool: pool)
///     while tsne.iteration < tsne.options.iterations { tsne.step() }
///
/// A step moves along the gradient sum over j of (p_ij - q_ij) (y_i - y_j) / (1 + d^2) (the usual 4 is in the
/// learning rate) with momentum and a gain for each coordinate (Jacobs 1988), no further than 5.
public final class TSNE {
  /// What it is made with; those that matter to later steps may change between steps.
  public var options: Options
  /// The affinities it is made for.
  public private(set) var affinities: Affinities
  /// Steps done.
  public private(set) var iteration: Int
  /// The number of points.
  public var points: Int { affinities.rows }

  private let pool: WorkerPool
  private let repulsion: Repulsion
  /// The layout and the next, which take turns; each [points, 2].
  private var current: AlignedBuffer
  private var next: AlignedBuffer
  private let velocities: AlignedBuffer
  private let gains: AlignedBuffer
  private let scratch: [AlignedBuffer]
  private var chunkBounds: [LayoutPasses.Bounds]
  private var bounds = LayoutPasses.Bounds()
  /// Points of a chunk: their forces stay in the first cache between the passes of a step (our choice).
  private static let chunk = 256

  /// Begins with a state, or goes on from it.
  ///
  /// - Throws: `AnalysisError` for options out of range and a state of another number of rows.
  public init(
    _ affinities: Affinities, options: Options = Options(), start: State, pool: WorkerPool
  ) throws {
    try options.check()
    let count = 2 * affinities.rows
    for (name, found) in [
      ("coordinates of the layout", start.layout), ("velocities", start.velocities),
      ("gains", start.gains),
    ] {
      guard found.count == count else {
        throw AnalysisError.lengths(what: name, found: found.count, expected: count)
      }
      if let bad = found.firstIndex(where: { !$0.isFinite }) {
        throw AnalysisError.notFinite(row: bad / 2, column: bad % 2)
      }
    }
    self.options = options
    self.affinities = affinities
    self.pool = pool
    iteration = start.iteration
    repulsion = Repulsion(
      options.method, points: affinities.rows, theta: options.theta, pool: pool)
    current = AlignedBuffer(count: count)
    next = AlignedBuffer(count: count)
    velocities = AlignedBuffer(count: count)
    gains = AlignedBuffer(count: count)
    _ = current.values.update(fromContentsOf: start.layout)
    _ = velocities.values.update(fromContentsOf: start.velocities)
    _ = gains.values.update(fromContentsOf: start.gains)
    scratch = (0..<pool.threads).map { _ in AlignedBuffer(count: 4 * Self.chunk) }
    chunkBounds = [LayoutPasses.Bounds](
      repeating: .init(), count: (affinities.rows + Self.chunk - 1) / Self.chunk)
    measure()
  }

  /// The layout as it is: [points, 2].
  public var layout: [Float] { Array(current.values) }

  /// Where it has got to.
  public var state: State {
    State(
      iteration: iteration, layout: layout, velocities: Array(velocities.values),
      gains: Array(gains.values))
  }

  /// Goes on from the present layout with other affinities, of another perplexity for instance.
  ///
  /// - Throws: `AnalysisError` when they are of another number of rows.
  public func replaceAffinities(_ new: Affinities) throws {
    guard new.rows == points else {
      throw AnalysisError.lengths(what: "rows of the affinities", found: new.rows, expected: points)
    }
    affinities = new
  }

  /// Does one step.
  public func step() {
    let norm = repulsion.prepare(current.base, bounds: bounds)
    let exaggeration = options.exaggeration(at: iteration)
    let rate = options.learningRate ?? max(200, Double(points) / options.earlyExaggeration)
    let mean = bounds.sum / Double(points)
    let constants = LayoutPasses.Step(
      exaggeration: Float(exaggeration), inverseNorm: Float(1 / max(norm, .leastNormalMagnitude)),
      rate: Float(rate), momentum: Float(options.momentum(at: iteration)),
      centre: SIMD2<Float>(mean))
    let (layout, target, points) = (UnsafePointer(current.base), next.base, points)
    let (velocities, gains) = (velocities.base, gains.base)
    eachChunk { [repulsion, scratch, affinities] index, worker in
      let first = index * Self.chunk
      let range = first..<min(points, first + Self.chunk)
      let attraction = scratch[worker].base
      let forces = attraction + 2 * Self.chunk
      LayoutPasses.attract(layout, affinities.matrix, points: range, into: attraction)
      repulsion.forces(layout, points: range, into: forces)
      LayoutPasses.step(
        constants, layout: layout + 2 * first, attraction: attraction, repulsion: forces,
        gains: gains + 2 * first, velocities: velocities + 2 * first, into: target + 2 * first,
        count: range.count)
      return LayoutPasses.bounds(target + 2 * first, count: range.count)
    }
    swap(&current, &next)
    iteration += 1
  }

  /// The Kullback-Leibler divergence of the layout from the affinities (without exaggeration), its Z by the
  /// method of repulsion.
  public func divergence() -> Double {
    let norm = repulsion.prepare(current.base, bounds: bounds)
    var sums = [Double](repeating: 0, count: chunkBounds.count)
    let (layout, points, affinities) = (UnsafePointer(current.base), points, affinities)
    sums.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      pool.parallel(count: buffer.count) { index, _ in
        let first = index * Self.chunk
        base[index] = LayoutPasses.crossEntropy(
          layout, affinities.matrix, points: first..<min(points, first + Self.chunk))
      }
    }
    return affinities.negativeEntropy + sums.reduce(0, +) + log(norm)
  }

  /// Repulsive forces over Z: [points, 2].
  package func repulsiveForces() -> [Float] {
    let norm = Float(repulsion.prepare(current.base, bounds: bounds))
    let forces = AlignedBuffer(count: 2 * points)
    repulsion.forces(current.base, points: 0..<points, into: forces.base)
    return forces.values.map { $0 / norm }
  }

  /// Finds where the layout lies, by the same sums as a step.
  private func measure() {
    let (layout, points) = (current.base, points)
    eachChunk { index, _ in
      let first = index * Self.chunk
      return LayoutPasses.bounds(
        layout + 2 * first, count: min(points, first + Self.chunk) - first)
    }
  }

  /// Does each chunk's part and gathers where its points lie then.
  private func eachChunk(_ body: (_ index: Int, _ worker: Int) -> LayoutPasses.Bounds) {
    chunkBounds.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      pool.parallel(count: buffer.count) { index, worker in base[index] = body(index, worker) }
    }
    bounds = LayoutPasses.Bounds()
    for chunk in chunkBounds { bounds.formUnion(chunk) }
  }
}
