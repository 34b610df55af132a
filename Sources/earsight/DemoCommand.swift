import ArgumentParser
import Corpus
import Foundation
import NeuralNet
import Session
import Training
import Workbench

struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "From nothing: make a synthetic corpus, train a small L3-Net, test it.",
    discussion: """
      The session is called 'demo' and each seed is a run of it, so a second seed uses the same \
      videos. The training is a process of its own: closing the screen leaves it running. A demo \
      that was interrupted goes on where it stopped. On the screen the analyses of the test clips \
      follow when it is trained, and its units are shown.

      Example:
        earsight demo                          with the live screen
        earsight demo --headless --minutes 10  without a screen, for scripts
      """)

  @Flag(help: "Print instead of showing the screen.")
  var headless = false
  @Option(help: "Minutes of training.")
  var minutes = 10.0
  @Option(help: "The session's name or path.")
  var session = "demo"
  @Option(help: "Videos to make (default: 600).")
  var clips: Int?
  @Option(help: "Base channels of the towers.")
  var width = 8
  @Option(help: "Pairs of the test.")
  var testPairs = 2048
  @Flag(help: "Train this seed again, in a run of its own.")
  var newRun = false
  @OptionGroup var seedOption: SeedOption
  @OptionGroup var threadsOption: ThreadsOption
  @OptionGroup var screen: ScreenOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if !(minutes > 0 && minutes < 1e6) {
      throw ValidationError("--minutes \(minutes): expected more than 0")
    }
    if let clips, !(40...1_000_000).contains(clips) {
      throw ValidationError("--clips \(clips): expected 40 to 1,000,000")
    }
    if ![4, 8, 16, 32, 64].contains(width) {
      throw ValidationError("--width \(width): expected 4, 8, 16, 32 or 64")
    }
    if !(2...1_000_000).contains(testPairs) {
      throw ValidationError("--test-pairs \(testPairs): expected 2 to 1,000,000")
    }
  }

  func run() throws {
    let location = try SessionLocation(naming: session)
    let isOnScreen = !headless && LiveScreen.obstacle == nil
    StopSignals.install(ignoringHangUp: false)
    let isNew = !location.exists
    if isNew { try prepare(location) }
    let store = try SessionStore.open(at: location)
    if !isNew { try tellOfClips(store) }
    if isOnScreen {
      return try showScreen(location, store)
    }
    let lock = try TrainerLock(location)
    defer { withExtendedLifetime(lock) {} }
    let plan = try plan(store)
    let outcome = try Background.run {
      try TrainingSession.train(plan, store, testPairs: testPairs, output: output)
    }
    try output.print(outcome.json, text: outcome.text)
  }

  /// Says that a session which is there keeps its videos, however many are asked for.
  private func tellOfClips(_ store: SessionStore) throws {
    let count = try store.clipCounts().values.reduce(0, +)
    guard let clips, clips != count else { return }
    let name = store.location.name
    output.note(
      "earsight: session \(name) is there with \(count) clips, so --clips \(clips) changes nothing; "
        + "give a session of another name with --session")
  }

  /// Makes the videos and the session.
  private func prepare(_ location: SessionLocation) throws {
    let videos = location.folder.appendingPathComponent("videos")
    try FileManager.default.createDirectory(at: videos, withIntermediateDirectories: true)
    try SynthCommand.write(
      SyntheticCorpus(clips: clips ?? 600, seed: Self.corpusSeed), to: videos,
      threads: threadsOption.count, output: output)
    let labelFile = videos.appendingPathComponent("labels.csv").path
    let builder = CorpusBuilder(
      paths: [videos.path], labels: try LabelTable(contentsOf: labelFile), labelFile: labelFile,
      seed: Self.corpusSeed)
    let index: CorpusBuilder.Index
    do {
      index = try NewCommand.index(builder, threads: threadsOption.count, output: output)
    } catch is Interrupted {
      throw SynthCommand.interruption
    }
    _ = try NewCommand.store(index, at: location, seed: Self.corpusSeed)
  }

  /// The corpus and its splits are the same for every seed of the training.
  private static let corpusSeed: UInt64 = 1

  private var runName: String { "seed-\(seedOption.seed)" }

  /// The small network and its schedule; figures behind them in the README.
  private func options(_ base: TrainingOptions) -> TrainingOptions {
    var options = base
    options.network.width = width
    options.batch = 32
    options.learningRate = 1e-3
    options.schedule = .cosine
    options.minutes = minutes
    options.targetPairs = 10_000_000
    options.validateEvery = 4096
    options.validationPairs = 512
    options.checkpointMinutes = 2
    // Four or five of a demo's checkpoints, so that what follows can be scrubbed through.
    options.keepEvery = 4
    options.seed = seedOption.seed
    options.threads = threadsOption.count
    return options
  }

  private func plan(_ store: SessionStore) throws -> RunPlan {
    let own = try store.runs().last {
      $0.name == runName || $0.name.hasPrefix(runName + "-")
    }
    if !newRun, let run = own {
      return try RunPlan(resuming: run, in: store, change: options)
    }
    let taken = Set(try store.runs().map(\.name))
    var name = runName
    var number = 2
    while taken.contains(name) {
      name = "\(runName)-\(number)"
      number += 1
    }
    return try RunPlan(newRun: name, in: store, options: options(TrainingOptions()))
  }

  private func showScreen(_ location: SessionLocation, _ store: SessionStore) throws {
    // From here on signals end the screen, which puts the terminal back, and not the training.
    StopSignals.uninstall()
    var run = try store.latestRun()
    if TrainerLock.owner(of: location) == nil {
      let plan = try plan(store)
      run = plan.run
      do {
        _ = try Detached.train(
          location,
          arguments: [
            location.folder.path, "--run", plan.run.name, "--test-pairs", String(testPairs),
          ])
      } catch {
        // A run that could not even start leaves no row behind.
        if !plan.isResumed { try store.deleteRun(plan.run.id) }
        throw error
      }
    }
    let count = try store.clipCounts().values.reduce(0, +)
    try LiveScreen.show(
      location, mayControl: true, run: run?.id,
      sequel: run.map { sequel($0, clips: count, location) },
      screen: screen, output: output)
  }

  /// The analyses of the test split, of which training saw nothing.
  private func sequel(_ run: RunRecord, clips: Int, _ location: SessionLocation) -> Sequel {
    // A tenth of the clips is tested on; of few of them, as many clusters as classes are too many.
    let classes = SyntheticCorpus.classNames.count
    let clusters = clips >= 50 * classes ? ["--clusters", String(classes)] : []
    let analyses =
      [["prefer"]]
      + Modality.allCases.flatMap { modality in
        [["kmeans"] + clusters, ["tsne"]].map { $0 + ["--modality", modality.rawValue] }
      }
    return Sequel(
      jobs: analyses.map { words in
        [words[0], location.folder.path] + words.dropFirst() + ["--run", run.name]
      }, tab: .units)
  }
}
