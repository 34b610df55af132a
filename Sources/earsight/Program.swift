import ArgumentParser
import Foundation

/// The command line: parses, runs, and turns every failure into one line and an exit code.
@main
struct Program: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "earsight",
    abstract: "A terminal workbench to train and inspect L3-Net (Look, Listen and Learn).",
    discussion: """
      Example:
        earsight demo                       from nothing to a trained network, live
        earsight new birds --videos clips/  index your own videos
        earsight train birds --watch        train on them, live
        earsight                            open the last session again
      """,
    version: "earsight 0.1.0",
    subcommands: [
      DemoCommand.self, SynthCommand.self, NewCommand.self, TrainCommand.self, WatchCommand.self,
      ControlTraining.self, SpectrogramCommand.self, EmbedCommand.self, ExportCommand.self,
      SessionsCommand.self, CopyCommand.self, RelocateCommand.self, DoctorCommand.self,
      PrepareCommand.self, IndexCommand.self,
      UnitsCommand.self, HeatmapCommand.self, PreferCommand.self, KMeansCommand.self,
      TSNECommand.self, NeighboursCommand.self,
      HardCommand.self, JobsCommand.self, RunCommand.self, BenchCommand.self,
      ConfigCommand.self, OpenCommand.self,
    ],
    defaultSubcommand: OpenCommand.self)

  /// Ends with what the parser says; bad usage quotes what was typed.
  private static func leave(_ error: any Error) -> Never {
    let code = exitCode(for: error)
    if code == .success {
      guard let help = HelpText(fullMessage(for: error)) else { exit(withError: error) }
      print(help.text)
      Foundation.exit(code.rawValue)
    }
    let text = unknownCommand ?? fullMessage(for: error)
    if !text.isEmpty { complain(text) }
    Foundation.exit(code.rawValue)
  }

  /// What to say where two words stand first and the one is no command; a single word is a session.
  private static var unknownCommand: String? {
    let words = CommandLine.arguments.dropFirst().prefix(2)
    let names = configuration.subcommands.map { $0._commandName } + ["help"]
    guard words.count == 2, !words.contains(where: { $0.hasPrefix("-") }), let word = words.first,
      !names.contains(word)
    else { return nil }
    return "Error: no command '\(word)'; 'earsight --help' lists them all"
  }

  static func main() {
    let command: any ParsableCommand
    do {
      command = try parseAsRoot()
    } catch {
      leave(error)
    }
    do {
      var command = command
      try command.run()
      try StandardOutput.check()
    } catch let error where exitCode(for: error) != .failure {
      // Help, a version, or bad usage that only showed while running.
      leave(error)
    } catch {
      complain("earsight: " + Failure.line(error).replacing("\n", with: " "))
      Foundation.exit(1)
    }
  }
}
