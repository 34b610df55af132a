import ArgumentParser
import Foundation
import Session

extension Detached {
  /// The words of this command line by which it can be done again from anywhere: the session by its
  /// folder, without words that only say how to print or to start.
  static func jobArguments(session: String, _ location: SessionLocation) -> [String] {
    var words = CommandLine.arguments.dropFirst()
      .filter { !["--detach", "--quiet", "-q", "--json"].contains($0) }
    // The session is the first word of its kind that is no option's value.
    let place = words.indices.dropFirst().first {
      words[$0] == session && !words[$0 - 1].hasPrefix("-")
    }
    if let place { words[place] = location.folder.path }
    return words
  }

  /// Starts `earsight ARGUMENTS` and waits until its job is in the session, or it ends.
  ///
  /// - Throws: what the process said when it failed.
  static func job(_ location: SessionLocation, arguments: [String]) throws -> JobRecord {
    let store = try SessionStore.open(at: location, access: .view)
    let started = Date()
    JobLog(location).begin(arguments, at: started)
    let process = try DetachedProcess(arguments + ["--quiet"], log: location.jobLog)
    while true {
      let exit = process.exitStatus()
      if let job = try store.job(process: process.pid, since: started) { return job }
      switch exit {
      case nil: Thread.sleep(forTimeInterval: 0.02)
      case .some(let code) where code > 1:
        complain(process.said())
        throw ExitCode(code)
      case .some:
        throw Failure(
          process.failure() ?? "the process ended without starting; see \(location.jobLog.path)")
      }
    }
  }
}
