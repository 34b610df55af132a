import Compute
import Corpus
import Foundation
import NeuralNet
import Session

/// Tests a run's last checkpoint on pairs of the test split, which nothing was chosen by.
public struct CheckpointTest {
  private let store: SessionStore
  private let run: RunRecord
  private let pairs: Int
  private let seed: UInt64
  private let threads: Int

  /// A test of `pairs` balanced pairs, drawn from `seed`.
  public init(store: SessionStore, run: RunRecord, pairs: Int, seed: UInt64, threads: Int) {
    self.store = store
    self.run = run
    self.pairs = pairs
    self.seed = seed
    self.threads = threads
  }

  /// Runs it and keeps the figure in the session; a figure that is there already is given at once.
  ///
  /// - Parameter isCancelled: asked before each batch.
  /// - Returns: nil when it was cancelled; nothing is kept then.
  public func run(
    progress: (Int, Int) -> Void = { _, _ in }, isCancelled: () -> Bool = { false }
  ) throws -> Correspondence? {
    let folder = CheckpointFolder(store: store, run: run)
    guard let standing = try folder.newest() else {
      throw TrainingError.noCheckpoint(run: run.name, session: store.location.word)
    }
    let options = try RunManifest(json: run.manifest).options
    if let known = try known(step: standing.state.progress.step, batch: options.batch) {
      return known
    }
    let net = L3Net(
      configuration: options.network, batch: options.batch, pool: WorkerPool(threads: threads),
      mode: .inference)
    let state = try folder.load(standing.file, into: net)
    let sampler = try PairSampler(
      clips: try store.trainingClips().filter { $0.split == .test }, seed: seed, name: "test",
      augments: false)
    let result = try Correspondence(
      of: net, on: sampler, pairs: pairs, threads: threads, progress: progress,
      isCancelled: isCancelled)
    guard result.count >= pairs else { return nil }
    guard result.loss.isFinite else {
      throw TrainingError.notANumber(
        step: state.progress.step, what: "the test loss", checkpoint: nil)
    }
    try store.append(
      validation: ValidationRecord(
        run: run.id, step: state.progress.step, pairs: state.progress.pairs, loss: result.loss,
        accuracy: result.accuracy, count: result.count, split: .test))
    let error = (result.accuracy * (1 - result.accuracy) / Double(result.count)).squareRoot()
    func percent(_ value: Double) -> String { String((value * 1000).rounded() / 10) }
    _ = try store.append(
      event: EventRecord(
        run: run.id, kind: "test",
        text: "test split: accuracy \(percent(result.accuracy)) % (standard error "
          + "\(percent(error))) of \(result.count) pairs (chance 50 %), step \(state.progress.step)"
      ))
    return result
  }

  /// The figure of the same pairs and weights, if the session has it.
  private func known(step: Int, batch: Int) throws -> Correspondence? {
    let count = (pairs + batch - 1) / batch * batch
    return try store.validations(run: run.id, after: step - 1)
      .last { $0.split == .test && $0.step == step && $0.count == count }
      .map(Correspondence.init)
  }
}
