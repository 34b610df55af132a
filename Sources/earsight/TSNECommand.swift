import Analysis
import ArgumentParser
import Arrays
import Compute
import Experiments
import Foundation
import NeuralNet
import Session

extension TSNE.Method: ExpressibleByArgument {}

struct TSNECommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tsne",
    abstract: "Lay embeddings out in two dimensions.",
    discussion: """
      Of a session, or of the rows of a .npy file (float32, [N, D]). In a session the layout can \
      be watched while it is made; cancelled, it is kept, and --resume goes on. --from begins with \
      the layout of another result, for instance with another perplexity; --align turns the layout \
      onto that of another checkpoint; --into places other rows into a layout that stays as it is. \
      --checkpoints lays out each kept checkpoint of the run that is not yet, onto the best's.

      Example:
        earsight tsne birds --modality audio --perplexity 30
        earsight tsne --input X.npy --output Y.npy
      """)

  @Argument(help: "The session.")
  var session: String?
  @Option(help: "Rows to lay out, instead of a session.")
  var input: String?
  @Option(help: "audio or vision.")
  var modality = Modality.audio
  @Option(
    help: "About how many neighbours each row has (default: 30, of fewer than 91 rows a quarter).")
  var perplexity: Double?
  @Option(help: "Steps.")
  var iterations = 1000
  @Option(help: "Learning rate (default: N / 12, at least 200).")
  var learningRate: Double?
  @Option(
    help:
      "How repulsion is computed: \(TSNE.Method.allCases.map(\.rawValue).joined(separator: ", ")).")
  var method = TSNE.Method.automatic
  @Flag(help: "The random network's embeddings.")
  var random = false
  @Flag(help: "Go on with the last layout of these rows that was not finished.")
  var resume = false
  @Option(help: "Begin with the layout of this result.")
  var from: Int64?
  @Option(help: "Turn the layout onto that of this result.")
  var align: Int64?
  @Option(help: "Place the rows that this result's layout lacks into it.")
  var into: Int64?
  @Flag(help: "Every kept checkpoint of the run, each layout turned onto that of the best.")
  var checkpoints = false
  @Option(help: "Write the layout, [N, 2], to this .npy file.")
  var output: String?
  @OptionGroup var analysis: AnalysisArguments

  func validate() throws {
    try InputChoice.check(session: session, input: input)
    if let perplexity, !(perplexity >= 1 && perplexity < 1e6) {
      throw ValidationError("--perplexity \(perplexity): expected 1 or more")
    }
    if !(1...10_000_000).contains(iterations) {
      throw ValidationError("--iterations \(iterations): expected 1 to 10,000,000")
    }
    if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
      throw ValidationError("--learning-rate \(learningRate): expected more than 0")
    }
    if [resume, from != nil, into != nil].count(where: { $0 }) > 1 || into != nil && align != nil {
      throw ValidationError("give one of --resume, --from and --into; --align goes not with --into")
    }
    if checkpoints
      && (random || resume || from != nil || align != nil || into != nil
        || input != nil || output != nil)
    {
      throw ValidationError(
        "--checkpoints goes not with --random, --resume, --from, --align, --into, --input, --output"
      )
    }
    if input != nil && (resume || from != nil || align != nil || into != nil) {
      throw ValidationError("--resume, --from, --align and --into are for a session's layouts")
    }
  }

  private func options(rows: Int) -> TSNE.Options {
    var options = TSNE.Options()
    options.perplexity = perplexity ?? TSNE.Options.usualPerplexity(rows: rows)
    options.iterations = iterations
    options.learningRate = learningRate
    options.method = method
    options.seed = analysis.seed
    return options
  }

  func run() throws {
    if let input {
      return try analysis.run("t-SNE of \(input)") { pool, monitor in
        let rows = try MatrixInput.rows(input)
        let options = options(rows: rows.rows)
        let found = try TSNE.run(rows, options, pool: pool, monitor)
        try write(found.state.layout)
        var object = object(
          n: found.layout.rows, divergence: found.divergence, iteration: found.state.iteration,
          perplexity: options.perplexity)
        object["affinity_seconds"] = found.seconds.affinities
        return (object, text(object, input))
      }
    }
    let title =
      "t-SNE of \(modality.rawValue), \(analysis.split.rawValue)"
      + (perplexity.map { ", perplexity \($0)" } ?? "")
      + (checkpoints ? ", every checkpoint" : "")
    try analysis.run("tsne", title: title, isRandom: random, session: session ?? "") {
      store, pool, job in
      if checkpoints { return try layOutCheckpoints(store, pool, job) }
      let subject = try analysis.rows(
        of: random ? analysis.random : analysis.trained, store, pool, job)
      let options = options(rows: subject.index.record.rows)
      let experiment = LayoutExperiment(
        subject, modality, options: options, in: store, job: job)
      if let into {
        let found = try experiment.place(into: into, pool: pool)
        try write(found.layout)
        return (
          [
            "n": found.layout.count / 2, "placed": found.placed,
            "result": found.result.map { Int($0) } ?? -1, "network": subject.network.title,
          ],
          "\(found.placed) rows placed into the layout of result \(into), "
            + subject.network.title
        )
      }
      var start = from.map { LayoutExperiment.Start.layout(ofResult: $0) } ?? .components
      if resume {
        guard let old = try experiment.interrupted() else {
          throw Failure(
            "session \(store.location.name) has no unfinished layout of these rows and options; "
              + "start one without --resume")
        }
        start = .resume(result: old)
      }
      let found = try experiment.run(start, alignedWith: align, pool: pool)
      try write(found.layout)
      var object = object(
        n: found.figures.n, divergence: found.figures.divergence ?? .nan,
        iteration: found.figures.iteration, perplexity: options.perplexity)
      if let id = found.result { object["result"] = Int(id) }
      if let residual = found.figures.alignmentResidual { object["alignment_residual"] = residual }
      object["network"] = subject.network.title
      object["complete"] = found.figures.iteration >= iterations
      return (object, text(object, subject.network.title))
    }
  }

  /// Lays out the run's checkpoints that have no such layout yet, the best first.
  private func layOutCheckpoints(
    _ store: SessionStore, _ pool: WorkerPool, _ job: Job
  ) throws -> (object: [String: any Sendable], text: String) {
    let kept = try KeptCheckpoints(run: analysis.runName, in: store)
    var reference: Int64?
    var rows: [[String: any Sendable]] = []
    for (number, entry) in kept.entries.enumerated() where !job.isCancelled {
      job.begin(part: number, of: kept.entries.count, "step \(entry.step)")
      let subject = try analysis.rows(
        of: .trained(run: kept.run, checkpoint: entry.file), store, pool, job)
      let experiment = LayoutExperiment(
        subject, modality, options: options(rows: subject.index.record.rows), in: store, job: job)
      var row: [String: any Sendable] = ["step": entry.step]
      if let old = try experiment.finished() {
        row["result"] = Int(old.id)
        row["made"] = false
        reference = reference ?? old.id
      } else {
        let found = try experiment.run(.components, alignedWith: reference, pool: pool)
        reference = reference ?? found.result
        row["result"] = found.result.map { Int($0) } ?? -1
        row["made"] = true
        row["kl_divergence"] = found.figures.divergence ?? .nan
        if let residual = found.figures.alignmentResidual { row["alignment_residual"] = residual }
      }
      rows.append(row)
    }
    let made = rows.count { $0["made"] as? Bool == true }
    return (
      ["checkpoints": rows, "run": kept.run],
      "\(rows.count) of \(kept.entries.count) checkpoints of \(kept.run) have layouts, \(made) made now"
    )
  }

  private func write(_ layout: [Float]) throws {
    guard let output else { return }
    try NPYArray(shape: [layout.count / 2, 2], values: layout).write(
      to: URL(fileURLWithPath: output))
  }

  private func object(
    n: Int, divergence: Double, iteration: Int, perplexity: Double
  ) -> [String: any Sendable] {
    [
      "kl_divergence": divergence, "n": n, "iterations": iteration, "perplexity": perplexity,
      "method": method.rawValue, "output": output ?? "",
    ]
  }

  private func text(_ object: [String: any Sendable], _ subject: String) -> String {
    let divergence = object["kl_divergence"] as? Double ?? .nan
    return
      "\(object["n"] ?? 0) rows, perplexity \(object["perplexity"] ?? 0), \(object["iterations"] ?? 0) of "
      + "\(iterations) iterations, KL divergence \(fixed(divergence, 4)), seed \(analysis.seed), "
      + subject
  }
}
