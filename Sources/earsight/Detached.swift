import Foundation
import Session

/// Starts a training as a process in a session of its own, which outlives the terminal.
enum Detached {
  /// The words of this command line after "train", less those that ask for a screen.
  static func trainArguments() -> [String] {
    let words = CommandLine.arguments.dropFirst()
    let rest = words.drop { $0 != "train" }.dropFirst()
    return rest.filter { $0 != "--watch" && $0 != "--detach" }
  }

  /// Starts `earsight train ARGUMENTS --detached`; its output goes to the session's trainer log.
  ///
  /// - Returns: the process id.
  static func train(_ location: SessionLocation, arguments: [String]) throws -> pid_t {
    if let owner = TrainerLock.owner(of: location) {
      throw Failure(
        "session \(location.name) is being trained by \(owner); watch it with "
          + "'earsight watch \(location.name)'")
    }
    let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let words = [executable, "train"] + arguments + ["--detached", "--quiet"]
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(
      &actions, 1, location.trainerLog.path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
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
}
