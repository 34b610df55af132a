import ArgumentParser
import Foundation
import Printable
import Session

/// Starts a training as a process in a session of its own, which outlives the terminal.
enum Detached {
  /// What became of a training that was started.
  enum Start {
    /// It trains this run.
    case training(pid: pid_t, run: RunRecord)
    /// It found nothing to do, and said so.
    case nothingToDo(said: String)
  }

  /// The words of this command line after "train". In the place of those that ask for another process
  /// stands the one that says it is this: without it a `--new-run` before it would take the word after
  /// it, the session, for a name.
  static func trainArguments() -> [String] {
    let words = CommandLine.arguments.dropFirst()
    let rest = words.drop { $0 != "train" }.dropFirst()
    return rest.map { $0 == "--watch" || $0 == "--detach" ? "--detached" : $0 }
  }

  /// Starts `earsight train --detached ARGUMENTS` and waits until it has everything it needs and
  /// gives its first sign of life, or ends. Its output goes to the session's trainer log.
  ///
  /// - Throws: what the process said when it failed: `Failure`, or after bad usage `ExitCode`, the
  ///   message printed.
  static func train(_ location: SessionLocation, arguments: [String]) throws -> Start {
    if let owner = TrainerLock.owner(of: location) {
      throw Failure(
        "session \(location.name) is being trained by \(owner); watch it with "
          + "'earsight watch \(location.word)'")
    }
    let store = try SessionStore.open(at: location, access: .view)
    let started = Date()
    let process = try DetachedProcess(
      ["train", "--detached", "--quiet"] + arguments, log: location.trainerLog)
    let pid = process.pid
    while true {
      // Asked first: a process may leave its last sign of life and end between the two questions.
      let exit = process.exitStatus()
      let sign = try store.heartbeat(process: pid, since: started)
      if let sign, sign.state != .failed {
        return .training(pid: pid, run: try store.run(sign.run))
      }
      switch exit {
      case nil: Thread.sleep(forTimeInterval: 0.02)
      case 0: return .nothingToDo(said: process.said())
      case 1:
        throw Failure(
          process.failure() ?? "the training process failed; see \(location.trainerLog.path)")
      case .some(let code) where code > 0:
        complain(process.said())
        throw ExitCode(code)
      case .some(let code):
        throw Failure(
          "the training process was ended by signal \(-code); see \(location.trainerLog.path)")
      }
    }
  }
}
