import Analysis
import ArgumentParser
import Arrays
import Compute
import Experiments
import Foundation
import NeuralNet
import Printable
import Session
import Training

struct ExportCommand: ParsableCommand {
  enum What: String, ExpressibleByArgument, CaseIterable {
    case losses, weights, embeddings, report, session
  }

  enum LossFormat: String, ExpressibleByArgument, CaseIterable {
    case csv, tensorboard
  }

  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract:
      "Write losses (CSV, TensorBoard), weights (safetensors), embeddings (.npz) or a report (HTML).",
    discussion: """
      Weights are float32 under the names of the paper's layers, without the optimizer's state; \
      the best checkpoint, or --checkpoint last. Losses hold a row for each step; as TensorBoard \
      event files they go into the folder --output, or into a file whose name holds 'tfevents'. \
      Embeddings are the newest index of --split by that run: 'vision' and 'audio' [N, D], \
      'clips', 'times' and 'classes' [N], the classes numbered in alphabetical order, -1 for none. \
      A report is one page of HTML with all figures and tables that were computed. A session is a \
      copy to give away: all but the videos, the optimizer's state, and what tells of this \
      machine.

      Example:
        earsight export birds losses --output losses.csv
        earsight export birds losses --format tensorboard --output runs/birds
        earsight export birds weights --output l3.safetensors
        earsight export birds embeddings --split test --output test.npz
        earsight export birds report --output birds.html
        earsight export birds session --output birds-to-share
      """)

  @Argument(help: "The session.")
  var session: String
  @Argument(help: "losses, weights, embeddings, report or session.")
  var what: What
  @Option(help: "The file to write.")
  var output: String
  @Option(help: "How losses are written: csv or tensorboard.")
  var format = LossFormat.csv
  @Option(name: .customLong("run"), help: "The run (default: the latest).")
  var runName: String?
  @Option(help: "best, last, or a checkpoint file.")
  var checkpoint = "best"
  @Option(help: "Whose embeddings: train, validation, test or all.")
  var split = AnalysisArguments.SplitChoice.test
  @Flag(help: "With report: give the file a number rather than write over one that is there.")
  var numbered = false
  @Option(help: "With session: make it one that is only opened as a copy, and tells people this.")
  var shipped: String?
  @OptionGroup var printer: OutputOptions

  func run() throws {
    let location = try SessionLocation.existing(session)
    if what == .report { StopSignals.install(ignoringHangUp: false) }
    let store = try SessionStore.open(at: location, access: .read)
    var target = URL(fileURLWithPath: output)
    if what == .session {
      try ShareableCopy(of: store).write(to: target, notice: shipped)
      return try printer.print(
        ["output": target.path], text: "\(location.name): a copy to give away is in \(target.path)")
    }
    guard let record = try runName.map({ try store.run(named: $0) }) ?? store.latestRun() else {
      throw Failure("session \(location.name) has no run; train one with 'earsight train'")
    }
    var source = ""
    switch what {
    case .session: break  // Written above: it needs no run.
    case .losses:
      if format == .tensorboard { target = try Self.eventFile(target, of: record) }
      try writeAtomically(to: target) { [target] temporary in
        let file = try SequentialFile(creating: temporary, for: target)
        switch format {
        case .csv: try store.exportLosses(run: record.id) { try file.write(Array($0.utf8)) }
        case .tensorboard: try store.exportEvents(run: record.id) { try file.write($0) }
        }
      }
    case .weights:
      let file = try CheckpointFolder.file(checkpoint, of: record, in: store)
      source = file.path
      try WeightsFile.strip(file, to: target)
    case .embeddings:
      source = try writeEmbeddings(of: record, store, to: target)
    case .report:
      target = try writeReport(of: record, in: location, to: target)
    }
    try printer.print(
      ["output": target.path, "run": record.name, "checkpoint": source],
      text: "\(record.name): \(what.rawValue) written to \(target.path)")
  }

  /// Where the events of a run go: TensorBoard reads files of such names in any folder.
  private static func eventFile(_ target: URL, of run: RunRecord) throws -> URL {
    if target.lastPathComponent.contains("tfevents") { return target }
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    let second = Int(run.created.timeIntervalSince1970)
    return target.appendingPathComponent("events.out.tfevents.\(second).earsight")
  }

  /// Writes the newest index of the split by a run; returns its weights' file.
  private func writeEmbeddings(
    of run: RunRecord, _ store: SessionStore, to target: URL
  ) throws -> String {
    let found = try store.indexes().first {
      $0.isTrained && $0.run == run.name && $0.split == split.rawValue
    }
    guard let found else {
      throw Failure(
        "session \(store.location.name) has no embeddings of \(split.rawValue) by \(run.name); make "
          + "them with 'earsight index \(shellWord(session)) --split \(split.rawValue) --run "
          + "\(shellWord(run.name))'")
    }
    let subject = try LabelledIndex(
      EmbeddingIndex(found, in: store.location), network: NetworkIdentity(found), in: store)
    var archive = NPZArchive()
    for (name, rows) in [("vision", subject.index.vision), ("audio", subject.index.audio)] {
      archive.add(
        NPYArray(
          shape: [rows.rows, rows.columns],
          values: Array(UnsafeBufferPointer(start: rows.base, count: rows.rows * rows.columns))),
        name: name)
    }
    let count = found.rows
    archive.add(NPYArray(shape: [count], values: subject.index.clips), name: "clips")
    archive.add(NPYArray(shape: [count], values: subject.index.times), name: "times")
    archive.add(NPYArray(shape: [count], values: subject.labels), name: "classes")
    try archive.write(to: target)
    return found.weights
  }
}
