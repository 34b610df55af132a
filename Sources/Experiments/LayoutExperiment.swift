import Analysis
import Compute
import Foundation
import NeuralNet
import Session

/// t-SNE of one modality's embeddings in a session: the layout is there to be seen while it is made,
/// and an interrupted one goes on as if it had never stopped.
public struct LayoutExperiment {
  /// The figures, as they are kept.
  public struct Figures: Codable, Sendable, Equatable {
    /// Rows.
    public var n: Int
    /// Steps done.
    public var iteration: Int
    /// Steps asked for.
    public var iterations: Int
    /// About how many neighbours each row has.
    public var perplexity: Double
    /// The Kullback-Leibler divergence of the layout from the affinities, in nats; nil while it is
    /// not yet known.
    public var divergence: Double?
    /// What is left between an aligned layout and the one it was aligned with, as a share of the
    /// latter's spread; nil where none was.
    public var alignmentResidual: Double?
    /// Steps of early exaggeration; a resumed layout goes on with them.
    public var earlyIterations: Int?
    /// The result that the layout is turned onto when it is done.
    public var reference: Int64?
    /// Points that were placed into an older layout; nil where all were laid out together.
    public var placed: Int?
  }

  /// Where a layout begins.
  public enum Start: Sendable, Equatable {
    /// From the principal components.
    case components
    /// From a result's layout, for instance with another perplexity.
    case layout(ofResult: Int64)
    /// Where an interrupted result stopped.
    case resume(result: Int64)
  }

  let subject: LabelledIndex
  let modality: Modality
  let options: TSNE.Options
  let store: SessionStore
  let job: Job
  /// Seconds between layouts that are stored for viewers (our choice); with many points, a second
  /// for each 100,000.
  private var interval: Double { max(0.4, Double(subject.index.record.rows) / 1e5) }

  /// A layout of an index.
  public init(
    _ subject: LabelledIndex, _ modality: Modality, options: TSNE.Options, in store: SessionStore,
    job: Job
  ) {
    self.subject = subject
    self.modality = modality
    self.options = options
    self.store = store
    self.job = job
  }

  private func provenance(_ options: TSNE.Options) -> Provenance {
    Provenance(
      subject, modality: modality.rawValue, seed: options.seed,
      parameters: [
        "perplexity": "\(options.perplexity)", "iterations": "\(options.iterations)",
        "exaggeration": "\(options.earlyExaggeration)", "method": options.method.rawValue,
        "learning rate": options.learningRate.map { "\($0)" } ?? "automatic",
      ])
  }

  /// The newest layout of the same rows, network and options that was not finished.
  ///
  /// - Throws: `ExperimentError.busy` when its process is still at work.
  public func interrupted() throws -> Int64? {
    let wanted = provenance(options)
    let found = try store.results(kind: "tsne", limit: .max).first { result in
      guard !result.isComplete, let source = result.source else { return false }
      return source.isLike(wanted)
    }
    guard let found else { return nil }
    if let owner = try found.job.map(store.job), owner.state.isActive, !owner.isLost {
      throw ExperimentError.busy(result: found.id, job: owner.id)
    }
    return found.id
  }

  /// The newest layout of the same rows, network and options that was finished.
  public func finished() throws -> ResultRecord? {
    try store.finished("tsne", like: provenance(options))
  }

  /// Makes the layout, and keeps it as it grows.
  ///
  /// - Parameter reference: a result whose layout this one is turned, mirrored and scaled onto.
  /// - Returns: the layout [N, 2], the figures, and the result's number.
  public func run(
    _ start: Start, alignedWith reference: Int64? = nil, pool: WorkerPool
  ) throws -> (layout: [Float], figures: Figures, result: Int64?) {
    let rows = subject.index.matrix(modality)
    var state: TSNE.State?
    let provenance = provenance(options)
    var options = options
    var reference = reference
    var result: Int64?
    var figures = Figures(
      n: rows.rows, iteration: 0, iterations: options.iterations, perplexity: options.perplexity)
    switch start {
    case .components: break
    case .layout(let id):
      state = TSNE.State(layout: try layout(ofResult: id))
      // Clusters are there already: pulling them together once more would only lose them.
      options.earlyIterations = 0
    case .resume(let id):
      let old = try store.result(id).figures(as: Figures.self)
      state = TSNE.State(
        iteration: old?.iteration ?? 0, layout: try layout(ofResult: id),
        velocities: try store.array("velocities", ofResult: id)?.values(),
        gains: try store.array("gains", ofResult: id)?.values())
      options.earlyIterations = old?.earlyIterations ?? options.earlyIterations
      reference = reference ?? old?.reference
      result = id
    }
    figures.earlyIterations = options.earlyIterations
    figures.reference = reference
    let target = try reference.map(layout(ofResult:))
    var nextStore = 0.0
    func keep(_ state: TSNE.State, isComplete: Bool) throws {
      figures.iteration = state.iteration
      let shape = [rows.rows, 2]
      result = try store.keep(
        "tsne", figures, from: provenance, job: job.record?.id,
        arrays: [
          ResultArray("layout", shape: shape, state.layout),
          ResultArray("velocities", shape: shape, state.velocities),
          ResultArray("gains", shape: shape, state.gains),
          ResultArray("clips", shape: [rows.rows], subject.index.clips),
        ], isComplete: isComplete, as: result)
    }
    var failure: (any Error)?
    let found = try TSNE.run(rows, options, start: state, pool: pool, job.monitor) { tsne in
      let now = MonotonicClock.seconds()
      guard now >= nextStore, failure == nil else { return }
      nextStore = now + interval
      figures.divergence = tsne.divergence()
      do { try keep(tsne.state, isComplete: false) } catch { failure = error }
    }
    if let failure { throw failure }
    figures.divergence = found.divergence
    var last = found.state
    if let target, found.finished {
      let alignment = try Procrustes(last.layout, onto: target)
      last.layout = alignment.apply(to: last.layout)
      figures.alignmentResidual = alignment.residual / Self.spread(of: target)
    }
    try keep(last, isComplete: found.finished)
    return (last.layout, figures, result)
  }

  /// The root of the points' mean squared distance from their middle.
  private static func spread(of layout: [Float]) -> Double {
    let n = Double(layout.count / 2)
    var (sum, squares) = (SIMD2<Double>(), 0.0)
    for place in stride(from: 0, to: layout.count - 1, by: 2) {
      let point = SIMD2(Double(layout[place]), Double(layout[place + 1]))
      sum += point
      squares += (point * point).sum()
    }
    let middle = sum / n
    return max(squares / n - (middle * middle).sum(), .leastNonzeroMagnitude).squareRoot()
  }

  /// A result's layout, in the order of the rows at hand.
  private func layout(ofResult id: Int64) throws -> [Float] {
    let source = try store.result(id).source
    guard let source, source.modality == modality.rawValue else {
      throw ExperimentError.otherRows(
        result: id, reason: "it shows \(source?.modality ?? "no layout"), not \(modality.rawValue)")
    }
    let points: [Float] = try store.array("layout", ofResult: id)?.values() ?? []
    let clips: [Int64] = try store.array("clips", ofResult: id)?.values() ?? []
    let wanted = subject.index.clips
    guard points.count == 2 * clips.count else {
      throw ExperimentError.otherRows(result: id, reason: "it has no layout")
    }
    if clips == wanted { return points }
    let places = Dictionary(clips.enumerated().map { ($1, $0) }, uniquingKeysWith: { a, _ in a })
    // With one window a clip, the clip's number tells the row.
    guard Set(wanted).count == wanted.count, wanted.allSatisfy({ places[$0] != nil }) else {
      throw ExperimentError.otherRows(
        result: id,
        reason: "it has \(clips.count) points, of other clips than these \(wanted.count)")
    }
    return wanted.flatMap { clip -> [Float] in
      let place = places[clip] ?? 0
      return [points[2 * place], points[2 * place + 1]]
    }
  }
}
