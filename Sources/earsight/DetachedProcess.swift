import Foundation

/// This program started again as a process in a session of its own, which outlives the terminal.
struct DetachedProcess {
  /// Its number.
  let pid: pid_t
  private let log: URL
  private let logStart: UInt64

  /// Starts `earsight ARGUMENTS`, whatever it prints added to `log`.
  init(_ arguments: [String], log: URL) throws {
    self.log = log
    let attributesOfLog = try? FileManager.default.attributesOfItem(atPath: log.path)
    logStart = (attributesOfLog?[.size] as? NSNumber)?.uint64Value ?? 0
    let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let words = [executable] + arguments
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, log.path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // Whoever waits for a pipe of this command to close must not wait for the process, which would
    // have it too.
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
      throw Failure("cannot start the process: \(String(cString: strerror(code)))")
    }
    self.pid = pid
  }

  /// How it ended: its code, or minus the signal; nil while it lives.
  func exitStatus() -> Int32? {
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
    // wait(2): the signal in the low seven bits, else the code in the next eight.
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : -signal
  }

  /// All that it has added to its log.
  func said() -> String {
    guard let file = try? FileHandle(forReadingFrom: log),
      (try? file.seek(toOffset: logStart)) != nil,
      let data = try? file.readToEnd()
    else { return "" }
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  /// Its last failure, without the program's name.
  func failure() -> String? {
    let name = "earsight: "
    return said().split(separator: "\n").last { $0.hasPrefix(name) }
      .map { String($0.dropFirst(name.count)) }
  }
}
