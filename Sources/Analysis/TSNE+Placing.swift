import Compute

extension TSNE {
  /// How new points are placed into an old layout; the defaults are those of openTSNE 1.0's `transform`.
  public struct PlacingOptions: Sendable, Equatable {
    /// About how many old neighbours draw a new point: fewer than in a layout, so that it finds its own place.
    public var perplexity = 5.0
    /// Steps.
    public var iterations = 250
    /// What attraction is multiplied by.
    public var exaggeration = 1.5
    /// The learning rate.
    public var learningRate = 0.1
    /// The part of a velocity that stays from step to step.
    public var momentum = 0.8
    /// Gradients are cut to this length, or a point that starts on another would shoot off.
    public var longestGradient = 0.25

    /// The defaults.
    public init() {}
  }

  /// Places new rows into the layout of old ones, which stays as it is.
  ///
  /// Each begins at the weighted median of its old neighbours and goes downhill from there; new points do not
  /// see each other. The old points' potential is computed once, so a step costs the same for any number of
  /// them. When the monitor ends it, the places reached are returned.
  ///
  /// - Parameters:
  ///   - new: the rows to place, [count, columns].
  ///   - old: the rows of the layout, [N, columns].
  ///   - layout: where these lie, [N, 2].
  /// - Returns: where the new rows go, [count, 2].
  /// - Throws: as `NearestNeighbours.of`, and for a layout of another length or too few old rows.
  public static func place(
    _ new: FloatMatrix, among old: FloatMatrix, layout: [Float],
    _ options: PlacingOptions = PlacingOptions(), pool: WorkerPool,
    _ monitor: AnalysisMonitor = .silent
  ) throws -> [Float] {
    guard layout.count == 2 * old.rows else {
      throw AnalysisError.lengths(
        what: "coordinates of the layout", found: layout.count, expected: 2 * old.rows)
    }
    if let bad = layout.firstIndex(where: { !$0.isFinite }) {
      throw AnalysisError.notFinite(row: bad / 2, column: bad % 2)
    }
    try Affinities.check(perplexity: options.perplexity, rows: old.rows)
    if new.rows == 0 { return [] }
    let neighbours = try NearestNeighbours.of(
      new, among: old, count: Affinities.neighbours(perplexity: options.perplexity), pool: pool,
      monitor: monitor)
    let conditional = try ConditionalProbabilities(
      neighbours, perplexity: options.perplexity, pool: pool)
    let (before, count) = (old.rows, new.rows)
    // Old points, then new ones; only the new ones move.
    let points = AlignedBuffer(count: 2 * (before + count))
    _ = points.values.update(fromContentsOf: layout)
    for row in 0..<count {
      for axis in 0..<2 {
        points.base[2 * (before + row) + axis] = weightedMedian(
          (0..<conditional.count).map {
            (
              layout[2 * Int(conditional.indices[row * conditional.count + $0]) + axis],
              conditional.values.base[row * conditional.stride + $0]
            )
          })
      }
    }
    let matrix = SparseRows.appended(
      after: before, indices: conditional.indices, weights: conditional.values.base,
      stride: conditional.stride, rows: count, count: conditional.count)
    let repulsion = RepulsionFourier(points: before, pool: pool)
    _ = repulsion.prepare(points.base, bounds: LayoutPasses.bounds(points.base, count: before))
    let velocities = AlignedBuffer(count: 2 * count)
    let gains = AlignedBuffer(count: 2 * count)
    gains.values.update(repeating: 1)
    let attraction = AlignedBuffer(count: 2 * count)
    let forces = AlignedBuffer(count: 2 * count)
    let values = AlignedBuffer(count: count)
    let step = LayoutPasses.Step(
      exaggeration: 1, inverseNorm: 0, rate: Float(options.learningRate),
      momentum: Float(options.momentum), centre: SIMD2(0, 0))
    let (exaggeration, longest) = (Float(options.exaggeration), Float(options.longestGradient))
    let chunk = 256
    for iteration in 0..<options.iterations {
      pool.parallel(count: (count + chunk - 1) / chunk) { index, _ in
        let mine = index * chunk..<min(count, (index + 1) * chunk)
        let first = mine.lowerBound
        let range = before + first..<before + mine.upperBound
        LayoutPasses.attract(points.base, matrix, points: range, into: attraction.base + 2 * first)
        repulsion.field(
          at: points.base, points: range, forces: forces.base + 2 * first,
          values: values.base + first)
        for row in mine {
          // Each new point has a Z of its own.
          let scale = 1 / max(values.base[row], .leastNormalMagnitude)
          let x = exaggeration * attraction.base[2 * row] - scale * forces.base[2 * row]
          let y = exaggeration * attraction.base[2 * row + 1] - scale * forces.base[2 * row + 1]
          let length = (x * x + y * y).squareRoot()
          let cut = length > longest ? longest / length : 1
          attraction.base[2 * row] = cut * x
          attraction.base[2 * row + 1] = cut * y
        }
        let target = points.base + 2 * range.lowerBound
        LayoutPasses.step(
          step, layout: target, attraction: attraction.base + 2 * first,
          repulsion: forces.base + 2 * first, gains: gains.base + 2 * first,
          velocities: velocities.base + 2 * first, into: target, count: mine.count)
      }
      guard monitor.advance(iteration + 1, of: options.iterations, "iterations") else { break }
    }
    return Array(points.values[(2 * before)...])
  }

  /// The value with half of all weight at or below it.
  private static func weightedMedian(_ values: [(value: Float, weight: Float)]) -> Float {
    let sorted = values.sorted { $0.value < $1.value }
    let half = sorted.reduce(Float(0)) { $0 + $1.weight } / 2
    var sum: Float = 0
    for (value, weight) in sorted {
      sum += weight
      if sum >= half { return value }
    }
    return sorted.last?.value ?? 0
  }
}
