import Analysis
import ArgumentParser
import Compute
import Experiments
import Foundation
import NeuralNet
import Printable
import Session
import Training

extension Modality: ExpressibleByArgument {}

/// What every analysis of a session may be told.
struct AnalysisArguments: ParsableArguments {
  enum SplitChoice: String, ExpressibleByArgument, CaseIterable {
    case train, validation, test, all

    /// The split; nil for all clips.
    var split: ClipRecord.Split? { ClipRecord.Split(rawValue: rawValue) }
  }

  @Option(help: "train, validation, test or all.")
  var split = SplitChoice.test
  @Option(help: "best, last, or a checkpoint file.")
  var checkpoint = "best"
  @Option(name: .customLong("run"), help: "The run (default: the latest).")
  var runName: String?
  @Option(help: "Windows of each clip; of one, its middle.")
  var windows = 1
  @Flag(help: "Do it in a process of its own that outlives the terminal; see 'earsight jobs'.")
  var detach = false
  @OptionGroup var seedOption: SeedOption
  @OptionGroup var threadsOption: ThreadsOption
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if !(1...100).contains(windows) {
      throw ValidationError("--windows \(windows): expected 1 to 100")
    }
  }

  /// The seed of everything random.
  var seed: UInt64 { seedOption.seed }
  /// The trained network that is meant.
  var trained: NetworkChoice { .trained(run: runName, checkpoint: checkpoint) }
  /// The random network to stand beside it.
  var random: NetworkChoice { .random(run: runName, checkpoint: checkpoint, seed: seed) }
  /// What is embedded where it is not yet.
  var index: Indexer.Options { Indexer.Options(split: split.split, windows: windows) }

  /// Runs `body` as a job of the session, or starts the process that will.
  ///
  /// - Parameters:
  ///   - title: what is done; the network's name follows.
  ///   - isRandom: whether it is done with the random network alone.
  ///   - body: given the session, a pool and the job; returns what is printed, and the job's closing
  ///     line.
  func run(
    _ kind: String, title: String, isRandom: Bool = false, session: String,
    _ body: (SessionStore, WorkerPool, Job) throws -> (
      object: [String: any Sendable], text: String
    )
  ) throws {
    let location = try SessionLocation.existing(session)
    let words = Detached.jobArguments(session: session, location)
    if detach { return try start(location, words) }
    StopSignals.install(ignoringHangUp: false)
    let start = MonotonicClock.seconds()
    let store = try Self.open(location)
    let title = try title + networkName(isRandom: isRandom, in: store)
    let progress = ProgressLine(title, quiet: output.quiet)
    let job = try Job(
      kind, title: title, in: store, arguments: words,
      show: { done, total, stage in progress.show(done, of: total, stage) })
    var (object, text) = try Background.run {
      try job.run {
        defer { progress.finish() }
        let found = try body(store, WorkerPool(threads: threadsOption.count), job)
        return (found, found.text.split(separator: "\n").first.map(String.init) ?? "")
      }
    }
    object["seed"] = Int(seed)
    object["seconds"] = MonotonicClock.seconds() - start
    if let id = job.record?.id { object["job"] = Int(id) }
    try output.print(object, text: text)
  }

  /// `, seed-3` or `, random network of seed-3`: by this jobs of several networks are told apart.
  private func networkName(isRandom: Bool, in store: SessionStore) throws -> String {
    guard let run = try runName ?? store.latestRun()?.name else { return "" }
    return isRandom ? ", random network of \(run)" : ", \(run)"
  }

  /// Runs `body` on plain files, without a session.
  func run(
    _ title: String,
    _ body: (WorkerPool, AnalysisMonitor) throws -> (
      object: [String: any Sendable], text: String
    )
  ) throws {
    if detach { throw ValidationError("--detach is for a session's analyses, not for --input") }
    StopSignals.install(ignoringHangUp: false)
    let start = MonotonicClock.seconds()
    let progress = ProgressLine(title, quiet: output.quiet)
    let job = try Job(
      "file", title: title, in: nil, arguments: [],
      show: { done, total, stage in progress.show(done, of: total, stage) })
    var (object, text) = try body(WorkerPool(threads: threadsOption.count), job.monitor)
    progress.finish()
    object["seed"] = Int(seed)
    object["seconds"] = MonotonicClock.seconds() - start
    try output.print(object, text: text)
  }

  /// The rows of a network, embedded where they are not yet.
  func rows(
    of network: NetworkChoice, by index: Indexer.Options? = nil, _ store: SessionStore,
    _ pool: WorkerPool, _ job: Job
  ) throws -> LabelledIndex {
    try LabelledIndex.make(
      network, index ?? self.index, in: store, pool: pool, monitor: job.monitor)
  }

  /// The session to be written, or only read where it cannot be written.
  static func open(_ location: SessionLocation) throws -> SessionStore {
    do {
      return try SessionStore.open(at: location)
    } catch let error as SessionError where error.kind == .readOnly {
      return try SessionStore.open(at: location, access: .read)
    }
  }

  private func start(_ location: SessionLocation, _ words: [String]) throws {
    let job = try Detached.job(location, arguments: words)
    try output.print(
      [
        "job": Int(job.id), "pid": Int(job.pid), "session": location.folder.path,
        "log": location.jobLog.path,
      ],
      text: "job \(job.id): \(job.title), in process \(job.pid); "
        + "see 'earsight jobs \(location.word)'")
  }
}
