import Compute
import Foundation

extension TSNE {
  /// The layout that t-SNE begins with: the first two principal components, the first with a standard
  /// deviation of 1e-4 (Kobak and Berens 2019), and a hundredth of jitter that keeps equal rows apart.
  public static func start(of rows: FloatMatrix, seed: UInt64 = 1, pool: WorkerPool) -> State {
    let components = PrincipalComponents(rows, count: 2, seed: seed, pool: pool)
    let deviation = components.variances[0].squareRoot()
    let scale = deviation > 0 ? 1e-4 / deviation : 0
    var stream = RandomStream(seed: seed, name: "t-SNE start")
    return State(
      layout: components.scores.map { Float(Double($0) * scale + 1e-6 * stream.normal()) })
  }

  /// Lays out rows from their principal components, or from `start`.
  ///
  /// The monitor hears of "neighbours" and "iterations"; when it ends the run there, the layout that was
  /// reached is returned.
  ///
  /// - Parameters:
  ///   - rows: [N, columns], at least 3 * perplexity + 1 of them.
  ///   - start: where to begin or to go on; its iteration counts.
  ///   - observe: called after every step with the layout in progress.
  /// - Throws: `AnalysisError` for rows and options no layout can be made of; `CancellationError` when
  ///   the monitor ends it before there is a layout.
  public static func run(
    _ rows: FloatMatrix, _ options: Options = Options(), start: State? = nil, pool: WorkerPool,
    _ monitor: AnalysisMonitor = .silent, observe: (TSNE) -> Void = { _ in }
  ) throws -> Result {
    try options.check()
    let begin = MonotonicClock.seconds()
    let affinities = try Affinities(
      rows, perplexity: options.perplexity, seed: options.seed, pool: pool, monitor: monitor)
    let ready = MonotonicClock.seconds()
    let tsne = try TSNE(
      affinities, options: options,
      start: start ?? Self.start(of: rows, seed: options.seed, pool: pool), pool: pool)
    let finished = tsne.run(monitor, observe: observe)
    let state = tsne.state
    return Result(
      state: state, layout: FloatMatrix(rows: rows.rows, columns: 2, values: state.layout),
      divergence: tsne.divergence(), finished: finished,
      seconds: (ready - begin, MonotonicClock.seconds() - begin))
  }

  /// Steps until all iterations are done, or until the monitor ends it; returns which.
  @discardableResult
  public func run(
    _ monitor: AnalysisMonitor = .silent, observe: (TSNE) -> Void = { _ in }
  ) -> Bool {
    while iteration < options.iterations {
      step()
      observe(self)
      guard monitor.advance(iteration, of: options.iterations, "iterations") else {
        return iteration >= options.iterations
      }
    }
    return true
  }
}
