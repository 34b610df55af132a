import ArgumentParser
import Corpus
import Foundation
import Printable
import Session
import Training

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train L3-Net on a session's clips; resumes the latest run or starts one.",
    discussion: """
      Checkpoints are written every few minutes and at every stop (Ctrl-C, TERM, 'control stop'). \
      With --watch the training runs as a process of its own and this terminal shows it; closing \
      the terminal leaves it running. With --detach it runs without a terminal.

      Training gives way to screens and other programs (nice 5): alone on a machine it is as fast \
      as without. One in the foreground makes its terminal's session light as well, and restores \
      it in the end; a killed one leaves it light until the next training there ends.

      Example:
        earsight train birds --width 16 --batch 32 --lr 1e-3 --watch
      """)

  @Argument(help: "The session.")
  var session: String
  @OptionGroup var training: TrainingArguments
  @Option(
    defaultAsFlag: "", help: "Start a new run, of that name if given, instead of resuming one.")
  var newRun: String?
  @Option(name: .customLong("run"), help: "The run to resume (default: the latest).")
  var runName: String?
  @Option(help: "Weights (safetensors) that the new run starts from.")
  var from: String?
  @Flag(help: "Train in a process of its own and show it here.")
  var watch = false
  @Flag(help: "Train in a process of its own, and return.")
  var detach = false
  @Flag(help: .hidden)
  var detached = false
  @Option(help: "When done, test on so many pairs of the test split.")
  var testPairs: Int?
  @OptionGroup var screen: ScreenOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if runName != nil && (newRun != nil || from != nil) {
      throw ValidationError(
        "--run resumes a run, \(newRun != nil ? "--new-run" : "--from") starts one: give one of them"
      )
    }
    if runName != nil, let lr = training.lr, lr.contains(",") {
      throw ValidationError("--run resumes one run, --lr \(lr) starts several: give one of them")
    }
    if let testPairs, !(2...1_000_000).contains(testPairs) {
      throw ValidationError("--test-pairs \(testPairs): expected 2 to 1,000,000")
    }
  }

  func run() throws {
    let location = try SessionLocation.existing(session)
    if watch || detach { return try runElsewhere(location) }
    StopSignals.install(ignoringHangUp: detached)
    try Background.run { try runHere(location) }
  }

  /// Trains in this process.
  private func runHere(_ location: SessionLocation) throws {
    let rates = try training.learningRates()
    if rates.count > 1 { return try runGrid(rates, location) }
    let lock = try TrainerLock(location)
    defer { withExtendedLifetime(lock) {} }
    let (plan, store) = try plan(location, rate: nil)
    let outcome = try TrainingSession.train(
      plan, store, from: from.map { URL(fileURLWithPath: $0) }, testPairs: testPairs ?? 0,
      output: output)
    try output.print(outcome.json, text: outcome.text)
  }

  /// Trains in a process of its own; returns, or shows the screen, once that has begun.
  private func runElsewhere(_ location: SessionLocation) throws {
    switch try Detached.train(location, arguments: Detached.trainArguments()) {
    case .training(let pid, let run):
      if watch {
        var told = output
        told.json = false
        return try LiveScreen.show(
          location, mayControl: true, run: run.id, screen: screen, output: told)
      }
      try output.print(
        [
          "pid": Int(pid), "run": run.name, "session": location.folder.path,
          "log": location.trainerLog.path,
        ],
        text: "training \(run.name) of \(location.name) in process \(pid); watch: earsight watch "
          + shellWord(session))
    case .nothingToDo(let said):
      // The other process has said all, as JSON if that was asked for.
      print(said)
    }
  }

  /// The run to train; `rate` is one of a grid, whose runs carry it in their names.
  private func plan(
    _ location: SessionLocation, rate: Double?
  ) throws -> (RunPlan, SessionStore) {
    let store = try SessionStore.open(at: location)
    func options(_ base: TrainingOptions) throws -> TrainingOptions {
      var options = try training.applied(to: base)
      if let rate { options.learningRate = rate }
      return options
    }
    let isNew = newRun != nil || from != nil || rate != nil
    if !isNew, let latest = try runName.map({ try store.run(named: $0) }) ?? store.latestRun() {
      return (try RunPlan(resuming: latest, in: store, change: options), store)
    }
    var base = TrainingOptions()
    base.seed = try store.meta().seed
    return (try RunPlan(newRun: name(rate: rate), in: store, options: try options(base)), store)
  }

  /// The name of a new run, if one was given.
  private func name(rate: Double?) -> String? {
    guard let newRun, !newRun.isEmpty else { return nil }
    return rate.map { "\(newRun)-lr\($0)" } ?? newRun
  }

  /// Throws where a run of a grid cannot have its name, before the first is trained.
  private func checkNames(of rates: [Double], in location: SessionLocation) throws {
    let taken = Set(try SessionStore.open(at: location, access: .read).runs().map(\.name))
    for name in rates.compactMap({ name(rate: $0) }) {
      try SessionLocation.check(name: name, of: "run")
      if taken.contains(name) {
        throw Failure(
          "session \(location.name) has a run \"\(name)\" already: none of the grid was trained; give "
            + "another name with --new-run")
      }
    }
  }

  /// One run for each learning rate; the best by validation is named, and tested if asked for: the
  /// test split chooses nothing.
  private func runGrid(_ rates: [Double], _ location: SessionLocation) throws {
    let lock = try TrainerLock(location)
    defer { withExtendedLifetime(lock) {} }
    try checkNames(of: rates, in: location)
    var outcomes: [(rate: Double, result: Result<TrainingSession.Outcome, TrainingError>)] = []
    for rate in rates {
      output.note("learning rate \(rate)")
      let (plan, store) = try plan(location, rate: rate)
      do {
        let outcome = try TrainingSession.train(
          plan, store, from: from.map { URL(fileURLWithPath: $0) }, output: output)
        outcomes.append((rate, .success(outcome)))
        if !outcome.result.isComplete || StopSignals.request != .none { break }
      } catch let error as TrainingError {
        // A rate too high is an answer of the grid, not its end.
        guard case .notANumber(let step, _, _) = error else { throw error }
        output.note("learning rate \(rate) diverged at step \(step)")
        outcomes.append((rate, .failure(error)))
      }
    }
    func score(_ outcome: TrainingSession.Outcome) -> Double {
      outcome.result.validation?.accuracy ?? outcome.result.trainAccuracy
    }
    let successes = outcomes.compactMap { rate, result in
      (try? result.get()).map { (rate: rate, outcome: $0) }
    }
    guard var best = successes.max(by: { score($0.outcome) < score($1.outcome) }) else {
      throw Failure(
        "every learning rate diverged: \(rates.map { "\($0)" }.joined(separator: ", ")); give lower "
          + "ones")
    }
    try TrainingSession.test(
      &best.outcome, try SessionStore.open(at: location), pairs: testPairs ?? 0, output: output)
    var object = best.outcome.json
    object["learning_rate"] = best.rate
    object["grid"] = outcomes.map { rate, result -> [String: any Sendable] in
      let outcome = try? result.get()
      return [
        "learning_rate": rate, "accuracy": outcome.map(score) ?? .nan, "diverged": outcome == nil,
      ]
    }
    let lines = outcomes.map { rate, result in
      switch result {
      case .success(let outcome): "lr \(rate): \(outcome.text)"
      case .failure(let error): "lr \(rate): diverged: \(error)"
      }
    }
    try output.print(
      object,
      text: (lines + ["best learning rate: \(best.rate)\(best.outcome.testText)"])
        .joined(separator: "\n"))
  }
}
