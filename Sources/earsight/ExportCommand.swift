import ArgumentParser
import Arrays
import Foundation
import NeuralNet
import Session
import Training

struct ExportCommand: ParsableCommand {
  enum What: String, ExpressibleByArgument, CaseIterable { case losses, weights }

  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a run's losses (CSV) or weights (safetensors) to a file.",
    discussion: """
      Weights are float32 under the names of the paper's layers, without the optimizer's state; the
      best checkpoint, or --checkpoint last. Losses hold a row for each step.

      Example:
        earsight export birds losses --output losses.csv
        earsight export birds weights --output l3.safetensors
      """)

  @Argument(help: "The session.")
  var session: String
  @Argument(help: "losses or weights.")
  var what: What
  @Option(help: "The file to write.")
  var output: String
  @Option(name: .customLong("run"), help: "The run (default: the latest).")
  var runName: String?
  @Option(help: "best, last, or a checkpoint file.")
  var checkpoint = "best"
  @OptionGroup var printer: OutputOptions

  func run() throws {
    let location = try SessionLocation.existing(session)
    let store = try SessionStore.open(at: location, access: .read)
    guard let record = try runName.map({ try store.run(named: $0) }) ?? store.latestRun() else {
      throw Failure("session \(location.name) has no run; train one with 'earsight train'")
    }
    let target = URL(fileURLWithPath: output)
    var source = ""
    switch what {
    case .losses:
      try writeAtomically(to: target) { temporary in
        let file = try SequentialFile(creating: temporary, for: target)
        try store.exportLosses(run: record.id) { try file.write(Array($0.utf8)) }
      }
    case .weights:
      let file = try CheckpointFolder.file(checkpoint, of: record, in: store)
      source = file.path
      try WeightsFile.strip(file, to: target)
    }
    try printer.print(
      ["output": target.path, "run": record.name, "checkpoint": source],
      text: "\(record.name): \(what.rawValue) written to \(target.path)")
  }
}
