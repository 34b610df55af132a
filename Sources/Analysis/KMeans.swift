import Compute

/// k-means: centres that lie least far from their rows, in the sum of squared distances.
///
/// Greedy k-means++ starts (Arthur and Vassilvitskii 2007, with 2 + ln k candidates a step as
/// scikit-learn draws them) and Lloyd's iterations. Several restarts go through the rows together,
/// so that a pass over them serves all. Distances are
///
///     |x - c|^2 = |x - m|^2 + |c - m|^2 - 2 (x - m).(c - m)
///
/// about the mean m of the rows, with x.(c - m) by matrix products of blocks of rows.
public enum KMeans {
  /// What to look for.
  public struct Options: Sendable, Equatable {
    /// The number of clusters (64: LLL, table 4).
    public var clusters: Int
    /// Starts, of which the one with the least inertia is kept.
    public var restarts: Int
    /// The most iterations of a restart.
    public var iterations: Int
    /// A restart ends when its centres' squared movements add up to no more than this times the
    /// mean variance of the columns (as scikit-learn scales it), or when no label changes.
    public var tolerance: Double

    /// The defaults are scikit-learn's, but for clusters and restarts.
    public init(
      clusters: Int = 64, restarts: Int = 10, iterations: Int = 300, tolerance: Double = 1e-4
    ) {
      self.clusters = clusters
      self.restarts = restarts
      self.iterations = iterations
      self.tolerance = tolerance
    }

    /// How many clusters rows get when nobody says: 64, of few rows one for five of them (our choice).
    public static func usualClusters(rows: Int) -> Int { min(64, max(2, rows / 5)) }
  }

  /// The best restart.
  public struct Result: Sendable {
    /// The cluster of each row, 0..<clusters.
    public let labels: [Int32]
    /// [clusters, columns].
    public let centres: FloatMatrix
    /// The sum of squared distances of the rows to their centres, in float64.
    public let inertia: Double
    /// Iterations of this restart.
    public let iterations: Int
    /// Whether it came to rest before the most iterations allowed and before it was stopped.
    public let converged: Bool
    /// Which restart it is, from 0.
    public let restart: Int
    /// Restarts that ran to their end; fewer than asked for when it was stopped.
    public let finishedRestarts: Int
    /// Clusters that hold at least one row: fewer than asked for when fewer rows differ.
    public let occupiedClusters: Int
    /// Whether all rows are equal, so that there is but one cluster.
    public let allRowsEqual: Bool
  }

  /// Clusters `rows`.
  ///
  /// Same rows, options, seed and threads: same result. When `monitor` says stop, the best centres
  /// so far are returned.
  ///
  /// - Parameters:
  ///   - start: first centres [clusters, columns] in place of k-means++; there is one restart then.
  ///
  /// Throws `AnalysisError` for options out of range, more clusters than rows, and numbers that are
  /// not finite.
  public static func run(
    _ rows: FloatMatrix, _ options: Options = Options(), start: FloatMatrix? = nil, seed: UInt64,
    pool: WorkerPool, monitor: AnalysisMonitor = .silent
  ) throws -> Result {
    var options = options
    if let start {
      options.restarts = 1
      guard start.rows == options.clusters, start.columns == rows.columns else {
        throw AnalysisError.option(
          name: "first centres", found: "\(start.rows) x \(start.columns)",
          expected: "\(options.clusters) x \(rows.columns)")
      }
      try AnalysisError.checkFinite(start)
    }
    try check(rows, options)
    let space = Space(rows, pool: pool)
    guard space.scatter < largestScatter else {
      try AnalysisError.checkFinite(rows)
      throw AnalysisError.option(
        name: "embeddings", found: "squared distances that add up to \(space.scatter)",
        expected: "numbers that can be squared in float32")
    }
    var watch = Watch(monitor: monitor, options: options)
    var best: Restart?
    var inertia = Double.infinity
    var finished = 0
    for first in stride(from: 0, to: options.restarts, by: space.together(options.clusters)) {
      let last = min(options.restarts, first + space.together(options.clusters))
      let group = (first..<last).map { Restart(space, options.clusters, number: $0, seed: seed) }
      if let start {
        for cluster in 0..<start.rows { group[0].put(cluster, on: start[cluster]) }
      } else {
        Seeding.run(group, space, pool, &watch)
      }
      Lloyd.run(group, space, options, pool, &watch)
      for restart in group where restart.isFinished {
        finished += restart.isStopped ? 0 : 1
        let found = restart.exactInertia(space, pool)
        if found < inertia { (best, inertia) = (restart, found) }
      }
      if watch.isStopped { break }
    }
    guard let best else {
      throw AnalysisError.tooFewRows(found: rows.rows, needed: 1, purpose: "k-means")
    }
    return Result(
      labels: best.labels.array, centres: best.centreMatrix, inertia: inertia,
      iterations: best.iterations, converged: best.converged, restart: best.number,
      finishedRestarts: finished, occupiedClusters: best.counts.count { $0 > 0 },
      allRowsEqual: space.scatter == 0)
  }

  /// float32 ends at 3.4e38.
  private static let largestScatter = 1e37

  private static func check(_ rows: FloatMatrix, _ options: Options) throws {
    func refuse(_ name: String, _ found: Any, _ expected: String) -> AnalysisError {
      .option(name: name, found: "\(found)", expected: expected)
    }
    guard options.clusters >= 1 else { throw refuse("clusters", options.clusters, "at least 1") }
    guard options.restarts >= 1 else { throw refuse("restarts", options.restarts, "at least 1") }
    guard options.iterations >= 1 else {
      throw refuse("iterations", options.iterations, "at least 1")
    }
    guard options.tolerance >= 0 else { throw refuse("tolerance", options.tolerance, "0 or more") }
    guard rows.columns >= 1 else { throw refuse("columns", rows.columns, "at least 1") }
    guard rows.rows >= options.clusters else {
      throw AnalysisError.tooFewRows(
        found: rows.rows, needed: options.clusters,
        purpose: "k-means with \(options.clusters) clusters")
    }
  }
}
