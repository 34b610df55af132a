import Foundation
import Session
import Training

/// The checkpoints of a run that are on disk, one a step: what an analysis of the whole run looks at.
public struct KeptCheckpoints: Sendable {
  /// One of them.
  public struct Entry: Sendable, Equatable {
    /// Its step.
    public var step: Int
    /// Its file.
    public var file: String
  }

  /// The run's name.
  public let run: String
  /// The best first, to which the others are held; then by step.
  public let entries: [Entry]

  /// The checkpoints of a run, or of the latest.
  ///
  /// - Throws: `TrainingError.noCheckpoint` where there is none.
  public init(run name: String?, in store: SessionStore) throws {
    guard let record = try name.map({ try store.run(named: $0) }) ?? store.latestRun() else {
      throw TrainingError.noCheckpoint(session: store.location.word)
    }
    run = record.name
    var byStep: [Int: Entry] = [:]
    var best: Int?
    for checkpoint in try store.checkpoints(run: record.id) {
      let file = store.location.url(of: checkpoint.file).path
      guard FileManager.default.fileExists(atPath: file) else { continue }
      if checkpoint.kind == .best { best = checkpoint.step }
      if byStep[checkpoint.step] == nil || checkpoint.kind == .best {
        byStep[checkpoint.step] = Entry(step: checkpoint.step, file: file)
      }
    }
    guard !byStep.isEmpty else {
      throw TrainingError.noCheckpoint(run: record.name, session: store.location.word)
    }
    entries = byStep.values.sorted {
      ($0.step == best ? 0 : 1, $0.step) < ($1.step == best ? 0 : 1, $1.step)
    }
  }
}

extension SessionStore {
  /// The newest complete result of a kind by the same network, of the same rows, tower and parameters;
  /// the seed too.
  public func finished(_ kind: String, like wanted: Provenance) throws -> ResultRecord? {
    try results(kind: kind, limit: .max).first { result in
      guard result.isComplete, let source = result.source else { return false }
      return source.isLike(wanted)
    }
  }
}

extension Provenance {
  /// Whether the same was computed: the weights' path may have changed with the session's folder.
  func isLike(_ other: Provenance) -> Bool {
    network.digest == other.network.digest && index == other.index && n == other.n
      && modality == other.modality && seed == other.seed && parameters == other.parameters
  }
}
