import Compute
import Corpus
import Foundation
import NeuralNet
import Session

/// Trains one run of a session: pairs in, gradients by hand, Adam, checkpoints out.
///
/// Runs on the calling thread; speaks to the world only through the session.
public final class Trainer {
  /// What the run was asked for; the learning rate may change while it runs.
  public private(set) var options: TrainingOptions
  /// Where it stands.
  public internal(set) var progress = TrainingProgress()

  /// Pairs that had been seen when this process began.
  public private(set) var startPairs = 0
  /// Seconds of training in this process, pauses left out.
  public var runSeconds: Double { progress.seconds - startSeconds }
  /// Seconds of training that are left at the pace so far; NaN before the first step.
  public var secondsLeft: Double {
    let byPairs =
      Double(options.targetPairs - progress.pairs) * runSeconds
      / Double(progress.pairs - startPairs)
    return min(byPairs, options.minutes.map { $0 * 60 - progress.seconds } ?? .infinity)
  }

  /// Pairs that the run will have seen at its end, at the pace so far: its target, or what its
  /// minutes allow.
  public var expectedPairs: Int {
    guard options.minutes != nil, runSeconds > 0 else { return options.targetPairs }
    let pace = Double(progress.pairs - startPairs) / runSeconds
    return min(options.targetPairs, progress.pairs + Int(max(0, secondsLeft) * pace))
  }

  let store: SessionStore
  let runRecord: RunRecord
  let checkpoints: CheckpointFolder
  let net: L3Net
  let adam: Adam
  private let trainSampler: PairSampler
  let validationSampler: PairSampler?
  let recorder: RunRecorder
  var recent: RecentPairs
  var lastValidation: Correspondence?
  var lastValidationPairs = 0
  var lastCheckpoint: URL?
  var stopRequested = false
  var warned: Set<String> = []
  private var startSeconds = 0.0
  var startStep = 0
  /// Whether passes of a step were made and the step was not: the running statistics of batch norm have
  /// moved, the weights have not.
  var isWithinStep = false
  private let startsFromWeights: Bool
  /// The batch of the last step, while it is held.
  var shown: Batch?
  /// Commands received and not yet obeyed.
  var commands: [ControlCommand] = []
  /// What it does beside taking steps, in a word for the heartbeat.
  var activity = ""
  /// Seconds that this process has waited in pauses.
  var pausedSeconds = 0.0
  /// What the last validation took; a run bounded by minutes leaves room for one more.
  var validationSeconds = 0.0

  /// Prepares a run: makes the network, and loads the last checkpoint of a run that is resumed.
  ///
  /// - Parameters:
  ///   - run: the run's row; its last checkpoint, if any, is where training goes on.
  ///   - from: weights to start from, for a new run.
  public init(
    store: SessionStore, run: RunRecord, options: TrainingOptions, from weights: URL? = nil
  ) throws {
    self.store = store
    self.options = options
    runRecord = run
    let clips = try store.trainingClips()
    trainSampler = try PairSampler(
      clips: clips.filter { $0.split == .train }, seed: options.seed, name: "train",
      augments: true)
    // A corpus too small for a validation split is trained without one.
    validationSampler = try? PairSampler(
      clips: clips.filter { $0.split == .validation }, seed: options.seed, name: "validation",
      augments: false)
    let pool = WorkerPool(threads: options.threads)
    net = L3Net(
      configuration: options.network, batch: options.batch, pool: pool,
      engine: try options.engine.engine(on: pool, precision: options.precision), mode: .training)
    net.initialise(seed: options.seed)
    adam = Adam(net.parameters, weightDecay: options.weightDecay, pool: pool)
    checkpoints = CheckpointFolder(store: store, run: run)
    if let weights { try checkpoints.load(weights: weights, into: net) }
    checkpoints.removeUnfinished()
    let standing = try checkpoints.newest()
    if let standing {
      let state = try checkpoints.resume(standing.file, net: net, adam: adam)
      progress = state.progress
      self.options.learningRate = state.learningRate
      lastCheckpoint = standing.file
    }
    let recorded = try store.lastStep(run: run.id)?.step ?? 0
    try store.discardSteps(run: run.id, after: progress.step)
    recent = try RecentPairs(
      of: run.id, pairsPerStep: options.batch * options.accumulate, in: store)
    if let record = try store.lastValidation(run: run.id) {
      lastValidation = Correspondence(record)
      lastValidationPairs = record.pairs
    }
    startsFromWeights = weights != nil && progress.step == 0
    startPairs = progress.pairs
    startStep = progress.step
    startSeconds = progress.seconds
    // Commands to a trainer that is no more do not concern this one.
    _ = try store.takeControls(run: run.id)
    recorder = RunRecorder(store: store, run: run.id, targetPairs: options.targetPairs)
    for reason in standing?.passedOver ?? [] {
      recorder.event(.warning, "checkpoint", "passed over: \(reason)")
    }
    if recorded > progress.step {
      recorder.event(
        .info, "start",
        "steps \(progress.step + 1) to \(recorded) came after the checkpoint and are taken again")
    }
  }

  /// Sets the base learning rate from the next step on.
  public func setLearningRate(_ rate: Double) { options.learningRate = rate }

  /// Trains until the target, a stop or a failure; every way out saves first but `abort`, and weights
  /// that are no numbers any more.
  ///
  /// - Parameter report: told of every step, on the training thread.
  public func run(report: (StepRecord) -> Void = { _ in }) throws -> TrainingResult {
    defer { recorder.finish() }
    do {
      recorder.event(
        .info, "start",
        progress.step == 0 ? "training started" : "training resumed at step \(progress.step)")
      let complete = try loop(report)
      recorder.event(
        .info, complete ? "done" : "stop",
        "\(complete ? "training done" : "training stopped") at step \(progress.step), "
          + "\(progress.pairs) pairs")
      recorder.state(complete ? .done : .stopped)
      return TrainingResult(
        progress: progress, loss: recent.loss, trainAccuracy: recent.accuracy,
        validation: lastValidation, checkpoint: lastCheckpoint, isComplete: complete)
    } catch {
      // Where saving itself is what failed, the last checkpoint stays.
      if !loses(error) { try? saveCheckpoint() }
      recorder.event(.error, "failed", String(describing: error))
      if case TrainingError.aborted = error {
        recorder.state(.stopped, message: "aborted")
      } else {
        recorder.state(.failed, message: String(describing: error))
      }
      throw error
    }
  }

  private func loop(_ report: (StepRecord) -> Void) throws -> Bool {
    let loader = BatchLoader(
      sampler: trainSampler, batchSize: options.batch, first: progress.step * options.accumulate,
      threads: options.loaderThreads)
    defer { loader.stop() }
    var lastSave = MonotonicClock.seconds()
    recorder.state(.running)
    // A run killed before its first checkpoint must not start over from other weights.
    if startsFromWeights { try saveCheckpoint() }
    while !isComplete {
      let started = MonotonicClock.seconds()
      let record = try step(loader, started)
      recorder.step(record, expectedPairs: expectedPairs)
      report(record)
      warnOfPlateau()
      for failure in loader.takeFailures() {
        recorder.event(.warning, "clip", "skipped while training: \(failure.reason)")
      }
      try recorder.check()
      var save = false
      try listen(&save)
      var isBest = false
      if isValidationDue || isComplete {
        lastValidationPairs = progress.pairs
        isBest = try validate(&save)
      }
      let due = MonotonicClock.seconds() - lastSave >= options.checkpointMinutes * 60
      if isBest || save || due || stopRequested || isComplete {
        try saveCheckpoint(isBest: isBest)
        lastSave = MonotonicClock.seconds()
      }
      shown = nil
      loader.release()
      if stopRequested { break }
    }
    return isComplete
  }

  /// Whether a multiple of the interval was passed: wherever a run was stopped, it validates at the steps
  /// at which it would have without.
  private var isValidationDue: Bool {
    progress.pairs / options.validateEvery > lastValidationPairs / options.validateEvery
  }

  private var isComplete: Bool {
    progress.pairs >= options.targetPairs
      || options.minutes.map { progress.seconds + validationSeconds >= $0 * 60 } ?? false
  }

  /// How much of the run is done, 0 to 1, by pairs or by minutes.
  private var fraction: Double {
    let byPairs = Double(progress.pairs) / Double(max(1, options.targetPairs))
    return max(byPairs, options.minutes.map { progress.seconds / ($0 * 60) } ?? 0)
  }

  /// One optimizer step over `accumulate` batches, the last of which is still held after it; allocates
  /// nothing.
  private func step(_ loader: BatchLoader, _ started: Double) throws -> StepRecord {
    var times = (data: 0.0, forward: 0.0, backward: 0.0)
    var loss = 0.0
    var correct = 0
    net.zeroGradients()
    // What was stopped in a pause or while saving was not counted.
    _ = recorder.takeStoppedSeconds()
    for pass in 0..<options.accumulate {
      if pass > 0 {
        shown = nil
        loader.release()
        try heedAbort()
      }
      let t0 = MonotonicClock.seconds()
      guard let batch = try loader.next() else { break }
      shown = batch
      isWithinStep = true
      let t1 = MonotonicClock.seconds()
      net.forward(
        pictures: batch.pictures,
        spectra: batch.spectra, count: options.batch, training: true)
      let t2 = MonotonicClock.seconds()
      let result = net.lossAndBackward(labels: batch.labels)
      let t3 = MonotonicClock.seconds()
      times = (times.data + t1 - t0, times.forward + t2 - t1, times.backward + t3 - t2)
      loss += Double(result.loss) / Double(options.accumulate)
      correct += result.correct
    }
    let t4 = MonotonicClock.seconds()
    let pairs = options.batch * options.accumulate
    let epochs = Double(progress.pairs) / Double(trainSampler.clips.count)
    let rate =
      options.learningRate * options.schedule.factor(epochs: epochs, progress: fraction)
    let norm = adam.gradientNorm() / Double(options.accumulate)
    guard loss.isFinite, norm.isFinite else {
      throw notANumber(loss.isFinite ? "the gradient" : "the loss", step: progress.step + 1)
    }
    adam.step(learningRate: rate, gradientScale: 1 / Float(options.accumulate))
    let now = MonotonicClock.seconds()
    isWithinStep = false
    progress.step += 1
    progress.pairs += pairs
    progress.seconds += now - started - recorder.takeStoppedSeconds()
    let accuracy = Double(correct) / Double(pairs)
    recent.add(loss: loss, accuracy: accuracy, pairs: pairs)
    return StepRecord(
      run: runRecord.id, step: progress.step, pairs: progress.pairs,
      wallSeconds: progress.seconds, learningRate: rate, loss: loss, accuracy: accuracy,
      gradientNorm: norm, dataSeconds: times.data, forwardSeconds: times.forward,
      backwardSeconds: times.backward, optimizerSeconds: now - t4)
  }
}
