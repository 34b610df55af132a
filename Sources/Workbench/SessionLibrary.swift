import Analysis
import Compute
import Experiments
import Foundation
import NeuralNet
import Session
import Synchronization

/// A session as the library of the analysis screens. It only reads: what has to be computed at
/// length is a job's work, and its absence is told with the key that starts it.
public final class SessionLibrary: Library {
  private struct Stacks {
    var networks: [String: Loaded] = [:]
    var indexes: [String: LabelledIndex] = [:]
  }

  /// A network is used by the librarian's thread alone.
  private struct Loaded: @unchecked Sendable {
    let network: AnalysedNetwork
  }

  private let store: SessionStore
  private let pool: WorkerPool
  private let seed: UInt64
  private let stacks = Mutex(Stacks())

  /// The library of a session.
  ///
  /// - Parameters:
  ///   - seed: of the random network.
  ///   - threads: for what is computed at once: rankings, maps.
  public init(_ store: SessionStore, seed: UInt64, threads: Int) {
    self.store = store
    self.seed = seed
    pool = WorkerPool(threads: threads)
  }

  /// The answer to an inquiry.
  public func find(_ inquiry: Inquiry) -> Finding {
    do { return try answer(inquiry) } catch { return .failed("\(error)") }
  }

  private func answer(_ inquiry: Inquiry) throws -> Finding {
    switch inquiry {
    case .units(let modality, let name):
      return .units(try UnitTable(try index(name), modality, pool: pool))
    case .unitMatches(let modality, let name):
      return .unitMatches(try matches(try index(name), modality))
    case .window(let moment):
      return .window(try window(moment))
    case .maps(let moment, let subject):
      return .maps(
        ActivationMaps(of: try window(moment), subject.modality, by: try network(subject).net))
    case .neighbours(let clip, let modality, let isCross, let name):
      var options = NeighbourExperiment.Options()
      options.modality = modality
      options.isCross = isCross
      return .neighbours(
        try NeighbourExperiment(try index(name), training: nil, options: options, pool: pool)
          .neighbours(of: clip))
    case .layout(let result, _):
      guard let layout = try store.array("layout", ofResult: result) else {
        return .failed("result \(result) has no layout")
      }
      return .layout(
        LayoutPoints(
          points: layout.values(),
          clips: try store.array("clips", ofResult: result)?.values() ?? []))
    case .clusters(let result, _):
      guard let labels = try store.array("labels", ofResult: result) else {
        return .failed("result \(result) has no clusters")
      }
      return .clusters(
        ClusterRows(
          labels: labels.values(),
          clips: try store.array("clips", ofResult: result)?.values() ?? []))
    }
  }

  private func window(_ moment: Moment) throws -> ClipWindow {
    let record = try store.clip(named: String(moment.clip))
    return try ClipWindow(of: store.decodable(record), at: moment.time)
  }

  private func network(_ subject: Subject) throws -> AnalysedNetwork {
    let choice: NetworkChoice =
      subject.isRandom
      ? .random(run: subject.run, checkpoint: "best", seed: seed)
      : .trained(run: subject.run, checkpoint: "best")
    let network = Loaded(network: try AnalysedNetwork(choice, in: store, pool: pool))
    let key = network.network.identity.digest
    return stacks.withLock { stacks in
      if let known = stacks.networks[key] { return known }
      if stacks.networks.count >= 3 { stacks.networks.removeAll() }
      stacks.networks[key] = network
      return network
    }.network
  }

  private func index(_ name: String) throws -> LabelledIndex {
    if let known = stacks.withLock({ $0.indexes[name] }) { return known }
    guard let record = try store.indexes().first(where: { $0.name == name }) else {
      throw ExperimentError.damagedIndex(name: name, reason: "it is not in the session any more")
    }
    let labelled = try LabelledIndex(
      try EmbeddingIndex(record, in: store.location), network: NetworkIdentity(record), in: store)
    stacks.withLock { $0.indexes[name] = labelled }
    return labelled
  }

  private func matches(_ index: LabelledIndex, _ modality: Modality) throws -> UnitMatches {
    let other: Modality = modality == .audio ? .vision : .audio
    let rows = index.index.matrix(modality)
    let within = try UnitCorrelation.run(rows, pool: pool)
    let across = try UnitCorrelation.run(rows, with: index.index.matrix(other), pool: pool)
    return UnitMatches(
      similar: (0..<rows.columns).map { unit in
        within.mostSimilar(to: unit, count: 5).map { ($0.unit, $0.correlation) }
      },
      across: (0..<rows.columns).map { unit in
        across.bestMatch(of: unit).map { ($0.unit, $0.correlation) }
      })
  }
}
