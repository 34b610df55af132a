import Foundation
import Session

/// Which run is trained: a new one, or one that goes on.
public struct RunPlan: Sendable {
  /// The run's row.
  public let run: RunRecord
  /// What it is trained with.
  public let options: TrainingOptions
  /// Whether it goes on from a checkpoint.
  public let isResumed: Bool
  /// Whether the run has all the training it was asked for, so that there is nothing to go on with.
  public let isFinished: Bool
  /// A learning rate asked for now, which wins over the checkpoint's.
  public let newLearningRate: Double?

  /// Starts a new run with `options`.
  public init(
    newRun name: String?, in store: SessionStore, options: TrainingOptions
  ) throws {
    try MemoryLeft.check(options)
    let manifest = RunManifest(options: options, clips: try store.trainingClips())
    run = try store.createRun(
      name: name, manifest: manifest.json(), targetPairs: options.targetPairs)
    self.options = options
    isResumed = false
    isFinished = false
    newLearningRate = nil
  }

  /// Goes on with `run`.
  ///
  /// - Parameter change: puts what the user asked for into the run's own options. The target, the
  ///   learning rate, threads and intervals may change; what decides the network's shape and the
  ///   sequence of pairs may not.
  /// - Throws: `TrainingError.badOption` for a change that makes another run,
  ///   `TrainingError.otherClips` when the session's clips are not those it was started on.
  public init(
    resuming run: RunRecord, in store: SessionStore,
    change: (TrainingOptions) throws -> TrainingOptions
  ) throws {
    var manifest = try RunManifest(json: run.manifest)
    let old = manifest.options
    let new = try change(old)
    let isSame =
      new.network == old.network && new.batch == old.batch && new.accumulate == old.accumulate
      && new.seed == old.seed && new.schedule == old.schedule
    guard isSame else {
      throw TrainingError.badOption(
        "run \(run.name) was started with width \(old.network.width), stride "
          + "\(old.network.stride), batch \(old.batch), accumulate \(old.accumulate), seed "
          + "\(old.seed), schedule \(old.schedule); other values need --new-run")
    }
    if let (found, expected) = manifest.difference(from: try store.trainingClips()) {
      throw TrainingError.otherClips(run: run.name, found: found, expected: expected)
    }
    let stood = try CheckpointFolder(store: store, run: run).newest()?.state.progress
    // A run bounded by minutes ends a little before them, to leave room for its validation.
    let isAsBefore = new.targetPairs == old.targetPairs && new.minutes == old.minutes
    isFinished =
      stood.map { stood in
        stood.pairs >= new.targetPairs || stood.seconds >= (new.minutes ?? .infinity) * 60
          || (run.state == .done && isAsBefore)
      } ?? false
    if new != old {
      manifest.options = new
      try store.setManifest(try manifest.json(), run: run.id)
      let changes = new.changes(from: old).joined(separator: ", ")
      _ = try store.append(
        event: EventRecord(
          run: run.id, kind: "options",
          text: "goes on from step \(stood?.step ?? 0) with \(changes)"))
    }
    if new.targetPairs != run.targetPairs {
      try store.setTarget(pairs: new.targetPairs, run: run.id)
    }
    self.run = try store.run(run.id)
    options = new
    isResumed = true
    newLearningRate = new.learningRate != old.learningRate ? new.learningRate : nil
  }
}
