import Corpus
import Foundation
import Session
import Training

/// A training in this process, with its progress on standard error.
enum TrainingSession {
  /// What came of it, for people and for programs.
  struct Outcome {
    let result: TrainingResult
    let run: RunRecord
    let seed: UInt64
    var test: Correspondence?

    var json: [String: any Sendable] {
      var object: [String: any Sendable] = [
        "pairs": result.progress.pairs, "steps": result.progress.step, "loss": result.loss,
        "train_accuracy": result.trainAccuracy, "seed": seed,
        "seconds": result.progress.seconds, "run": run.name, "complete": result.isComplete,
        "validation_pairs": result.validation?.count ?? 0,
        "validation_accuracy": result.validation?.accuracy ?? .nan,
      ]
      if let checkpoint = result.checkpoint { object["checkpoint"] = checkpoint.path }
      if let test {
        object["test_accuracy"] = test.accuracy
        object["test_pairs"] = test.count
        object["test_loss"] = test.loss
      }
      return object
    }

    /// A line of the test, if there was one.
    var testText: String {
      guard let test else { return "" }
      let error = (test.accuracy * (1 - test.accuracy) / Double(test.count)).squareRoot()
      return "\ntest split: AVC accuracy \(percent(test.accuracy)) (standard error "
        + "\(fixed(100 * error, 1))) of \(test.count) pairs (chance 50.0 %), seed \(seed), final checkpoint"
    }

    var text: String {
      let p = result.progress
      let validation =
        result.validation.map { "validation \(percent($0.accuracy)) of \($0.count) pairs" }
        ?? "no validation"
      return
        "\(run.name): \(p.pairs) pairs in \(p.step) steps, \(ProgressLine.duration(p.seconds));"
        + " loss \(fixed(result.loss, 3)), train \(percent(result.trainAccuracy)), \(validation); "
        + (result.checkpoint.map { "checkpoint \($0.path)" } ?? "no checkpoint") + testText
    }
  }

  /// The trainer of a plan; a new run that cannot even start leaves no row behind.
  private static func trainer(
    _ plan: RunPlan, _ store: SessionStore, from weights: URL?
  ) throws -> Trainer {
    do {
      let trainer = try Trainer(
        store: store, run: plan.run, options: plan.options, from: weights)
      if let rate = plan.newLearningRate { trainer.setLearningRate(rate) }
      return trainer
    } catch {
      if !plan.isResumed { try store.deleteRun(plan.run.id) }
      throw error
    }
  }

  /// Trains as planned until done or stopped; once done, tests the final checkpoint if asked to.
  static func train(
    _ plan: RunPlan, _ store: SessionStore, from weights: URL? = nil, testPairs: Int = 0,
    output: OutputOptions
  ) throws -> Outcome {
    if let note = store.note { output.note("earsight: \(note)") }
    var outcome = Outcome(
      result: try result(of: plan, store, from: weights, output), run: plan.run,
      seed: plan.options.seed)
    try test(&outcome, store, pairs: testPairs, output: output)
    return outcome
  }

  private static func result(
    of plan: RunPlan, _ store: SessionStore, from weights: URL?, _ output: OutputOptions
  ) throws -> TrainingResult {
    guard !plan.isFinished else {
      let result = try TrainingResult(finished: plan, in: store)
      output.note(
        "run \(plan.run.name) is done: it has seen \(result.progress.pairs) pairs; give more --pairs "
          + "or --minutes, or --new-run")
      return result
    }
    return try train(try trainer(plan, store, from: weights), plan, output)
  }

  private static func train(
    _ trainer: Trainer, _ plan: RunPlan, _ output: OutputOptions
  ) throws -> TrainingResult {
    let progress = ProgressLine("training \(plan.run.name)", quiet: output.quiet)
    defer { progress.finish() }
    var loss = 0.0
    return try trainer.run { step in
      loss = loss == 0 ? step.loss : 0.98 * loss + 0.02 * step.loss
      progress.show {
        let rate = Double(step.pairs - trainer.startPairs) / max(1e-9, trainer.runSeconds)
        return "step \(step.step)  pairs \(step.pairs)/\(trainer.expectedPairs)  "
          + "loss \(fixed(loss, 3))  \(fixed(rate, 1)) pairs/s  "
          + "ETA \(ProgressLine.duration(trainer.secondsLeft))"
      }
    }
  }

  /// Tests the final checkpoint of a run that is complete on so many pairs, unless that is 0 or a
  /// signal came.
  static func test(
    _ outcome: inout Outcome, _ store: SessionStore, pairs: Int, output: OutputOptions
  ) throws {
    guard pairs > 0, outcome.result.isComplete, StopSignals.request == .none else { return }
    let testing = ProgressLine("testing", quiet: output.quiet)
    defer { testing.finish() }
    let options = try RunManifest(json: store.run(outcome.run.id).manifest).options
    outcome.test = try CheckpointTest(
      store: store, run: outcome.run, pairs: pairs, seed: options.seed, threads: options.threads
    ).run(
      progress: { testing.show($0, of: $1) }, isCancelled: { StopSignals.request != .none })
    if outcome.test == nil {
      output.note("the test was interrupted; the same command again does it")
    }
  }
}

/// "81.2 %".
func percent(_ fraction: Double) -> String { "\(fixed(100 * fraction, 1)) %" }

/// A number with so many decimals, a point for any locale.
func fixed(_ value: Double, _ decimals: Int) -> String {
  value.isFinite ? String(format: "%.\(decimals)f", value) : "-"
}
