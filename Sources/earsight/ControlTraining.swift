import ArgumentParser
import Foundation
import Session

struct ControlTraining: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "control",
    abstract: "Pause, resume, checkpoint or stop a training, or change its learning rate.",
    discussion: """
      pause, resume    at the next step; a paused training keeps its memory
      checkpoint       save now and go on
      stop             finish the step, save, end
      abort            end at once; work since the last checkpoint is lost
      lr=VALUE         a new base learning rate from the next step on

      Example:
        earsight control birds checkpoint
      """)

  @Argument(help: "The session.")
  var session: String
  @Argument(help: "pause, resume, checkpoint, stop, abort or lr=VALUE.")
  var command: String
  @OptionGroup var output: OutputOptions

  func validate() throws {
    do { _ = try ControlCommand(parsing: command) } catch { throw ValidationError("\(error)") }
  }

  func run() throws {
    let command = try ControlCommand(parsing: command)
    let location = try SessionLocation.existing(session)
    let store = try SessionStore.open(at: location, access: .view)
    guard let run = try store.latestRun() else {
      throw Failure("session \(location.name) has no run; start one with 'earsight train'")
    }
    let status = try store.status(run: run.id)
    guard status.isAlive else {
      throw Failure(
        "run \(run.name) is \(status.word), nothing to control; go on with "
          + "'earsight train \(location.word)'")
    }
    _ = try store.send(command, run: run.id)
    try output.print(
      ["run": run.name, "command": command.description, "status": status.word],
      text: "\(command) sent to \(run.name), which is \(status.word)")
  }
}
