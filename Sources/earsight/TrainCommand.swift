import ArgumentParser
import Corpus
import Foundation
import Session
import Training

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train L3-Net on a session's clips; resumes the latest run or starts one.",
    discussion: """
      Checkpoints are written every few minutes and at every stop (Ctrl-C, TERM, 'control stop').
      With --watch the training runs as a process of its own and this terminal shows it; closing
      the terminal leaves it running. With --detach it runs without a terminal.

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
  @OptionGroup var output: OutputOptions

  func run() throws {
    let location = try SessionLocation.existing(session)
    if watch || detach {
      let pid = try Detached.train(location, arguments: Detached.trainArguments())
      if watch { return try LiveScreen.show(location, mayControl: true) }
      try output.print(
        ["pid": Int(pid), "session": location.folder.path, "log": location.trainerLog.path],
        text: "training \(location.name) in process \(pid); watch: earsight watch \(session)")
      return
    }
    StopSignals.install(ignoringHangUp: detached)
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
    var name = newRun.flatMap { $0.isEmpty ? nil : $0 }
    if let rate, let given = name { name = "\(given)-lr\(rate)" }
    return (try RunPlan(newRun: name, in: store, options: try options(base)), store)
  }

  /// One run for each learning rate; the best by validation is named.
  private func runGrid(_ rates: [Double], _ location: SessionLocation) throws {
    let lock = try TrainerLock(location)
    defer { withExtendedLifetime(lock) {} }
    var outcomes: [(rate: Double, outcome: TrainingSession.Outcome)] = []
    for rate in rates {
      output.note("learning rate \(rate)")
      let (plan, store) = try plan(location, rate: rate)
      let outcome = try TrainingSession.train(
        plan, store, from: from.map { URL(fileURLWithPath: $0) }, output: output)
      outcomes.append((rate, outcome))
      if StopSignals.request != .none { break }
    }
    func score(_ outcome: TrainingSession.Outcome) -> Double {
      outcome.result.validation?.accuracy ?? outcome.result.trainAccuracy
    }
    guard let best = outcomes.max(by: { score($0.outcome) < score($1.outcome) }) else { return }
    var object = best.outcome.json
    object["learning_rate"] = best.rate
    object["grid"] = outcomes.map { ["learning_rate": $0.rate, "accuracy": score($0.outcome)] }
    let lines = outcomes.map { "lr \($0.rate): \($0.outcome.text)" }
    try output.print(
      object, text: (lines + ["best learning rate: \(best.rate)"]).joined(separator: "\n"))
  }
}
