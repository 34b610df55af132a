import Analysis
import Compute
import Experiments
import Foundation
import Media
import NeuralNet
import Session
import Synchronization
import Terminal

/// A session as the library of the analysis screens. It only reads: what has to be computed at
/// length is a job's work, and its absence is told with the key that starts it.
public final class SessionLibrary: Library {
  private struct Stacks {
    var networks: [String: Loaded] = [:]
    var indexes: [String: LabelledIndex] = [:]
    var labels: [Int64: String]?
  }

  /// A network is used by the librarian's thread alone.
  private struct Loaded: @unchecked Sendable {
    let network: AnalysedNetwork
  }

  private let store: SessionStore
  private let pool: WorkerPool
  private let seed: UInt64
  private let stacks = Mutex(Stacks())
  private let archive: CurveArchive

  /// The library of a session.
  ///
  /// - Parameters:
  ///   - seed: of the random network.
  ///   - threads: for what is computed at once: rankings, maps.
  public init(_ store: SessionStore, seed: UInt64, threads: Int) {
    self.store = store
    self.seed = seed
    archive = CurveArchive(store)
    pool = WorkerPool(threads: threads)
  }

  /// Seconds for which the clips' files are looked for (our choice: 19,000 take 0.1 s on a disk of
  /// this machine; on a slow one the first of them stand for all).
  private static let censusSeconds = 2.0

  /// The answer to an inquiry.
  public func find(_ inquiry: Inquiry) -> Finding {
    // Embeddings that were looked at do not stay in memory: 19,000 clips have 78 MB of them.
    defer { for index in stacks.withLock({ $0.indexes.values }) { index.index.letGo() } }
    do { return try answer(inquiry) } catch { return .failed("\(error)") }
  }

  private func answer(_ inquiry: Inquiry) throws -> Finding {
    switch inquiry {
    case .curves(let query): return .curves(try archive.curves(query))
    case .units(let modality, let name):
      return .units(try UnitTable(try index(name), modality, pool: pool))
    case .unitMatches(let modality, let name):
      return .unitMatches(try matches(try index(name), modality))
    case .spread(let unit, let modality, let name):
      let rows = try index(name).index.matrix(modality)
      guard (0..<rows.columns).contains(unit) else { return .failed("there is no unit \(unit)") }
      return .spread(UnitSpread(rows, column: unit))
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
    case .predictions(let modality, let name):
      return .predictions(StrongestUnits(try UnitTable(try index(name), modality, pool: pool)))
    case .jobLog(let id, _):
      let job = try store.jobs().first { $0.id == id }
      return .jobLog(
        job.map { JobLog(store.location).lines(of: $0, last: JobsView.mostLogLines) } ?? [])
    case .layout(let result, _):
      guard let layout = try store.array("layout", ofResult: result) else {
        return .failed("result \(result) has no layout")
      }
      let clips: [Int64] = try store.array("clips", ofResult: result)?.values() ?? []
      let (labels, classes) = try self.classes(of: clips)
      return .layout(
        LayoutPoints(points: layout.values(), clips: clips, labels: labels, classes: classes))
    case .clusters(let result, _):
      guard let labels = try store.array("labels", ofResult: result) else {
        return .failed("result \(result) has no clusters")
      }
      let clips: [Int64] = try store.array("clips", ofResult: result)?.values() ?? []
      let clusters: [Int32] = labels.values()
      return .clusters(
        ClusterRows(
          labels: clusters, clips: clips,
          distances: try distances(ofResult: result, clusters, clips)))
    case .sessions: return .sessions(SessionListing.names(beside: store.location))
    case .session(let path, _):
      let location = SessionLocation(folder: URL(fileURLWithPath: path, isDirectory: true))
      return .session(SessionListing(at: location).read())
    case .census: return .census(try store.clipCensus(seconds: Self.censusSeconds))
    }
  }

  /// The class of each clip, or -1, and the names of the classes in alphabetical order.
  private func classes(of clips: [Int64]) throws -> ([Int32], [String]) {
    let known = stacks.withLock { $0.labels }
    let labels: [Int64: String]
    if let known, clips.allSatisfy({ known.keys.contains($0) }) {
      labels = known
    } else {
      labels = Dictionary(
        try store.clips().map { ($0.id, $0.label ?? "") }, uniquingKeysWith: { first, _ in first })
      stacks.withLock { $0.labels = labels }
    }
    let named = clips.map { labels[$0] ?? "" }
    let classes = Set(named).subtracting([""]).sorted()
    let places = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, Int32($0)) })
    return (named.map { places[$0] ?? -1 }, classes)
  }

  /// The distance of each row of a k-means result from its centre; empty where its index is gone.
  private func distances(
    ofResult result: Int64, _ clusters: [Int32], _ clips: [Int64]
  ) throws -> [Float] {
    guard let source = try store.result(result).source,
      let modality = Modality(rawValue: source.modality),
      let rows = try? index(source.index).index, rows.clips == clips,
      let array = try store.array("centres", ofResult: result), array.shape.count == 2
    else { return [] }
    let centres: [Float] = array.values()
    let matrix = rows.matrix(modality)
    guard array.shape[1] == matrix.columns, clusters.count == matrix.rows else { return [] }
    return clusters.enumerated().map { row, cluster in
      guard cluster >= 0, Int(cluster) < array.shape[0] else { return .infinity }
      let start = Int(cluster) * matrix.columns
      var sum: Float = 0
      for (column, value) in matrix[row].enumerated() {
        let difference = value - centres[start + column]
        sum += difference * difference
      }
      return sum.squareRoot()
    }
  }

  private func window(_ moment: Moment) throws -> ClipWindow {
    let record = try store.clip(named: String(moment.clip))
    let clip = store.decodable(record)
    do {
      return try ClipWindow(of: clip, at: moment.time)
    } catch MediaError.cannotOpen where !FileManager.default.fileExists(atPath: clip.path) {
      throw MissingVideo(path: clip.path)
    }
  }

  private func network(_ subject: Subject) throws -> AnalysedNetwork {
    let choice: NetworkChoice =
      subject.isRandom
      ? .random(run: subject.run, checkpoint: "best", seed: seed)
      : .trained(run: subject.run, checkpoint: try checkpoint(subject))
    let network = Loaded(network: try AnalysedNetwork(choice, in: store, pool: pool))
    let key = network.network.identity.digest
    return stacks.withLock { stacks in
      if let known = stacks.networks[key] { return known }
      if stacks.networks.count >= 3 { stacks.networks.removeAll() }
      stacks.networks[key] = network
      return network
    }.network
  }

  /// The file of the subject's checkpoint, or "best".
  private func checkpoint(_ subject: Subject) throws -> String {
    guard let step = subject.step,
      let run = try subject.run.map({ try store.run(named: $0) }) ?? store.latestRun(),
      let found = try store.checkpoints(run: run.id).first(where: { $0.step == step })
    else { return "best" }
    return store.location.url(of: found.file).path
  }

  private func index(_ name: String) throws -> LabelledIndex {
    if let known = stacks.withLock({ $0.indexes[name] }) { return known }
    guard let record = try store.indexes().first(where: { $0.name == name }) else {
      throw ExperimentError.damagedIndex(
        name: name, reason: "it is not in the session any more",
        remedy: "earsight index \(store.location.word)")
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

/// A clip whose file is not where the session knows it.
struct MissingVideo: Error, CustomStringConvertible {
  let path: String
  /// The remedy before the folder, whose name may be longer than a picture's place.
  var description: String {
    let file = URL(filePath: path, directoryHint: .notDirectory)
    return
      "\(CellText.clean(file.lastPathComponent)) is missing; : then 'Find clips that were moved' "
      + "looks for it. It was in \(CellText.clean(file.deletingLastPathComponent().path))"
  }
}
