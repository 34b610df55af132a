import ArgumentParser
import Foundation
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

  /// The words of this command line after "train", less those that ask for a screen.
  static func trainArguments() -> [String] {
    let words = CommandLine.arguments.dropFirst()
    let rest = words.drop { $0 != "train" }.dropFirst()
    return rest.filter { $0 != "--watch" && $0 != "--detach" }
  }

  /// Starts `earsight train ARGUMENTS --detached` and waits until it has everything it needs and
  /// gives its first sign of life, or ends. Its output goes to the session's trainer log.
  ///
  /// - Throws: what the process said when it failed: `Failure`, or after bad usage `ExitCode`, the
  ///   message printed.
  static func train(_ location: SessionLocation, arguments: [String]) throws -> Start {
    if let owner = TrainerLock.owner(of: location) {
      throw Failure(
        "session \(location.name) is being trained by \(owner); watch it with "
          + "'earsight watch \(location.name)'")
    }
    let store = try SessionStore.open(at: location, access: .view)
    let log = TrainerLog(location.trainerLog)
    let started = Date()
    let pid = try spawn(arguments, log: location.trainerLog)
    while true {
      // Asked first: a process may leave its last sign of life and end between the two questions.
      let exit = exitStatus(of: pid)
      let sign = try store.heartbeat(process: pid, since: started)
      if let sign, sign.state != .failed {
        return .training(pid: pid, run: try store.run(sign.run))
      }
      switch exit {
      case nil: Thread.sleep(forTimeInterval: 0.02)
      case 0: return .nothingToDo(said: log.said())
      case 1:
        throw Failure(
          log.failure() ?? "the training process failed; see \(location.trainerLog.path)")
      case .some(let code) where code > 0:
        FileHandle.standardError.write(Data((log.said() + "\n").utf8))
        throw ExitCode(code)
      case .some(let code):
        throw Failure(
          "the training process was ended by signal \(-code); see \(location.trainerLog.path)")
      }
    }
  }

  /// Starts the process.
  private static func spawn(_ arguments: [String], log: URL) throws -> pid_t {
    let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let words = [executable, "train"] + arguments + ["--detached", "--quiet"]
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log.path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // Whoever waits for a pipe of this command to close must not wait for the training, which
    // would have it too.
    for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
      if let file = Int32(name), file > 2 { _ = fcntl(file, F_SETFD, FD_CLOEXEC) }
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    // 0x80: POSIX_SPAWN_SETSID, a session of its own (glibc 2.26).
    posix_spawnattr_setflags(&attributes, Int16(0x80 | POSIX_SPAWN_SETSIGMASK))
    var argv: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    argv.append(nil)
    defer { for word in argv { free(word) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, executable, &actions, &attributes, argv, environ)
    guard code == 0 else {
      throw Failure("cannot start the training process: \(String(cString: strerror(code)))")
    }
    return pid
  }

  /// How a child ended: its code, or minus the signal; nil while it lives.
  private static func exitStatus(of pid: pid_t) -> Int32? {
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
    // wait(2): the signal in the low seven bits, else the code in the next eight.
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : -signal
  }
}

/// What a trainer adds to its log from now on.
private struct TrainerLog {
  private let url: URL
  private let start: UInt64

  init(_ url: URL) {
    self.url = url
    let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
    start = (attributes?[.size] as? NSNumber)?.uint64Value ?? 0
  }

  /// All that was added.
  func said() -> String {
    guard let file = try? FileHandle(forReadingFrom: url), (try? file.seek(toOffset: start)) != nil,
      let data = try? file.readToEnd()
    else { return "" }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  /// The last failure, without the program's name.
  func failure() -> String? {
    let name = "earsight: "
    return said().split(separator: "\n").last { $0.hasPrefix(name) }
      .map { String($0.dropFirst(name.count)) }
  }
}
