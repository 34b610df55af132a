import Analysis
import ArgumentParser
import Arrays
import Compute
import Experiments
import Foundation
import NeuralNet
import Session
import Training

struct KMeansCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kmeans",
    abstract: "Cluster embeddings; NMI and AMI beside the random network and chance.",
    discussion: """
      Of a session, or of the rows of a .npy file (float32, [N, D]). NMI grows with the number of \
      clusters and shrinks with the number of clips, so AMI, the random network's and a random \
      assignment's stand beside it.

      Example:
        earsight kmeans birds --modality audio --clusters 64
        earsight kmeans --input X.npy --clusters 64 --truth y.npy --output labels.npy
      """)

  @Argument(help: "The session.")
  var session: String?
  @Option(help: "Rows to cluster, instead of a session.")
  var input: String?
  @Option(help: "audio or vision.")
  var modality = Modality.audio
  @Option(help: "Clusters (default: 64, of fewer than 320 rows a fifth of them).")
  var clusters: Int?
  @Option(help: "Starts, of which the best is kept.")
  var restarts = 10
  @Flag(help: "Cluster the random network's embeddings.")
  var random = false
  @Flag(help: "Every kept checkpoint of the run that has no such clusters yet: NMI over them.")
  var checkpoints = false
  @Option(help: "The rows' classes (.npy), with --input.")
  var truth: String?
  @Option(help: "Write each row's cluster to this .npy file.")
  var output: String?
  @OptionGroup var analysis: AnalysisArguments

  func validate() throws {
    try InputChoice.check(session: session, input: input, truth: truth)
    if checkpoints && (random || input != nil || output != nil) {
      throw ValidationError("--checkpoints goes not with --random, --input, --output")
    }
    if let clusters, clusters < 1 {
      throw ValidationError("--clusters \(clusters): expected 1 or more")
    }
    if restarts < 1 { throw ValidationError("--restarts \(restarts): expected 1 or more") }
  }

  private func options(rows: Int) -> KMeans.Options {
    KMeans.Options(
      clusters: clusters ?? KMeans.Options.usualClusters(rows: rows), restarts: restarts)
  }

  func run() throws {
    if let input { return try analysis.run("k-means of \(input)") { try cluster($0, $1, input) } }
    let title =
      "k-means of \(modality.rawValue), \(analysis.split.rawValue)"
      + (clusters.map { ", k = \($0)" } ?? "") + (checkpoints ? ", every checkpoint" : "")
    try analysis.run("kmeans", title: title, isRandom: random, session: session ?? "") {
      store, pool, job in
      if checkpoints { return try clusterCheckpoints(store, pool, job) }
      let subject = try analysis.rows(
        of: random ? analysis.random : analysis.trained, store, pool, job)
      let floor = random ? nil : try randomRows(beside: subject, store, pool, job)
      let options = options(rows: subject.index.record.rows)
      let found = try ClusterExperiment(
        subject.index.matrix(modality), classes: subject.labels, names: subject.classes,
        random: floor, options: options, seed: analysis.seed, pool: pool, monitor: job.monitor)
      try store.keep(
        "kmeans", found.figures,
        from: provenance(subject, options),
        job: job.record?.id, arrays: found.arrays(clips: subject.index.clips),
        isComplete: !job.isCancelled)
      try write(found.labels)
      return (
        object(found.figures).merging(["network": subject.network.title]) { $1 },
        text(found.figures, subject.network.title)
      )
    }
  }

  private func provenance(_ subject: LabelledIndex, _ options: KMeans.Options) -> Provenance {
    Provenance(
      subject, modality: modality.rawValue, seed: analysis.seed,
      parameters: ["clusters": String(options.clusters), "restarts": String(restarts)])
  }

  /// The random network's rows of the same clips; nil where there are no classes to agree with.
  private func randomRows(
    beside subject: LabelledIndex, _ store: SessionStore, _ pool: WorkerPool, _ job: Job
  ) throws -> FloatMatrix? {
    if subject.classes.isEmpty { return nil }
    let floor = try analysis.rows(of: analysis.random, store, pool, job)
    return floor.index.clips == subject.index.clips ? floor.index.matrix(modality) : nil
  }

  /// Clusters the run's checkpoints that have no such clusters yet.
  private func clusterCheckpoints(
    _ store: SessionStore, _ pool: WorkerPool, _ job: Job
  ) throws -> (object: [String: any Sendable], text: String) {
    let kept = try KeptCheckpoints(run: analysis.runName, in: store)
    var rows: [[String: any Sendable]] = []
    for (number, entry) in kept.entries.enumerated() where !job.isCancelled {
      job.begin(part: number, of: kept.entries.count, "step \(entry.step)")
      let subject = try analysis.rows(
        of: .trained(run: kept.run, checkpoint: entry.file), store, pool, job)
      let options = options(rows: subject.index.record.rows)
      let provenance = provenance(subject, options)
      let old = try store.finished("kmeans", like: provenance)
      var figures = old?.figures(as: ClusterExperiment.Figures.self)
      if figures == nil {
        // The best comes first; what it is compared with holds for all.
        let floor = try number == 0 ? randomRows(beside: subject, store, pool, job) : nil
        let found = try ClusterExperiment(
          subject.index.matrix(modality), classes: subject.labels, names: subject.classes,
          random: floor, options: options, seed: analysis.seed, pool: pool, monitor: job.monitor)
        try store.keep(
          "kmeans", found.figures, from: provenance, job: job.record?.id,
          arrays: found.arrays(clips: subject.index.clips), isComplete: !job.isCancelled)
        figures = found.figures
      }
      var row: [String: any Sendable] = ["step": entry.step, "made": old == nil]
      if let agreement = figures?.agreement {
        row["nmi"] = agreement.nmi
        row["ami"] = agreement.ami
      }
      rows.append(row)
    }
    let text = rows.sorted { $0["step"] as? Int ?? 0 < $1["step"] as? Int ?? 0 }.map { row in
      "step \(row["step"] ?? 0): NMI \(fixed(row["nmi"] as? Double ?? .nan, 3))"
    }.joined(separator: ", ")
    return (
      ["checkpoints": rows, "run": kept.run], "\(kept.run): \(text)"
    )
  }

  private func cluster(
    _ pool: WorkerPool, _ monitor: AnalysisMonitor, _ input: String
  ) throws -> (object: [String: any Sendable], text: String) {
    let rows = try MatrixInput.rows(input)
    let found = try ClusterExperiment(
      rows, classes: try truth.map(MatrixInput.labels), options: options(rows: rows.rows),
      seed: analysis.seed, pool: pool, monitor: monitor)
    try write(found.labels)
    return (object(found.figures), text(found.figures, input))
  }

  private func write(_ labels: [Int32]) throws {
    guard let output else { return }
    try NPYArray(shape: [labels.count], values: labels).write(to: URL(fileURLWithPath: output))
  }

  private func object(_ figures: ClusterExperiment.Figures) -> [String: any Sendable] {
    var object: [String: any Sendable] = [
      "inertia": figures.inertia, "n": figures.n, "clusters": figures.clusters,
      "iterations": figures.iterations, "restarts": figures.restarts,
      "complete": figures.restarts >= restarts, "occupied": figures.occupied ?? figures.clusters,
    ]
    if !figures.classes.isEmpty {
      object["table"] = figures.classes.indices.map { label -> [String: any Sendable] in
        let row = figures.table[label * figures.clusters..<(label + 1) * figures.clusters]
        return ["class": figures.classes[label], "clusters": Array(row)]
      }
    }
    if let found = figures.agreement {
      object["nmi"] = found.nmi
      object["ami"] = found.ami
      object["labelled"] = figures.labelled
    }
    if let floor = figures.randomAssignment {
      object["nmi_random_assignment"] = floor.nmi
      object["ami_random_assignment"] = floor.ami
    }
    if let random = figures.randomNetwork {
      object["nmi_random_network"] = random.nmi
      object["ami_random_network"] = random.ami
    }
    if let output { object["output"] = output }
    return object
  }

  private func text(_ figures: ClusterExperiment.Figures, _ subject: String) -> String {
    var lines = [
      "\(figures.n) rows in \(figures.clusters) clusters, inertia \(fixed(figures.inertia, 3)), "
        + "seed \(analysis.seed), \(subject)"
    ]
    if let occupied = figures.occupied, occupied < figures.clusters {
      lines.append("only \(occupied) clusters hold rows: no more of the rows differ")
    }
    if figures.restarts < restarts {
      lines.append("stopped: the best of \(figures.restarts) finished restarts of \(restarts)")
    }
    func row(_ name: String, _ agreement: ClusterExperiment.Agreement?) {
      guard let agreement else { return }
      lines.append("\(name)  NMI \(fixed(agreement.nmi, 3))  AMI \(fixed(agreement.ami, 3))")
    }
    row("these clusters      ", figures.agreement)
    row("random network      ", figures.randomNetwork)
    row("random assignment   ", figures.randomAssignment)
    let width = Column.width(of: figures.classes, atLeast: 20)
    for (label, name) in figures.classes.enumerated() {
      let row = figures.table[label * figures.clusters..<(label + 1) * figures.clusters]
      let cells = row.enumerated().filter { $0.element > 0 }.sorted { $0.element > $1.element }
      lines.append(
        Column.fitted(name, width: width) + "  "
          + cells.prefix(6).map { "\($0.element) in c\($0.offset)" }.joined(separator: ", "))
    }
    if figures.agreement == nil { lines.append("no labels, so nothing to compare with") }
    return lines.joined(separator: "\n")
  }
}

/// A session, or rows in a file: one of the two.
enum InputChoice {
  static func check(session: String?, input: String?, truth: String? = nil) throws {
    switch (session, input) {
    case (nil, nil): throw ValidationError("give a session, or --input X.npy")
    case (_?, _?): throw ValidationError("give a session or --input, not both")
    default: break
    }
    if truth != nil && input == nil {
      throw ValidationError("--truth goes with --input; a session has its own labels")
    }
  }
}
