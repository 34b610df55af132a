import Foundation
import Media
import Synchronization

/// Plays sounds through a program of this machine, one at a time.
package final class SoundPlayer: Sendable {
  private struct Playing {
    var pid: pid_t = 0
    var program = ""
    var started = ContinuousClock.now
    var seconds = 0.0
  }

  private let playing = Mutex(Playing())
  /// The program and its arguments that the person chose; empty where they did not.
  private let chosen: [String]
  private let file = FileManager.default.temporaryDirectory
    .appendingPathComponent("earsight-\(ProcessInfo.processInfo.processIdentifier).wav").path

  /// A player that uses a program, or, where none is named, the first that is found.
  package init(_ program: String = "") {
    chosen = program.split(separator: " ").map(String.init)
  }

  /// Samples a second of every sound.
  static let sampleRate = 48_000

  /// Programs that play a WAV file, the first that is found is taken.
  private static let programs: [(name: String, arguments: [String])] = [
    ("paplay", []), ("aplay", ["-q"]),
    ("ffplay", ["-nodisp", "-autoexit", "-loglevel", "error"]),
  ]

  /// Starts playing; what was playing ends.
  ///
  /// - Returns: what is done, for the person.
  package func play(_ sound: [Float]) throws -> String {
    stop()
    guard let (name, path, arguments) = program() else {
      let names = chosen.first.map { [$0] } ?? Self.programs.map(\.name)
      throw NoPlayer(reason: "none of \(names.joined(separator: ", ")) is installed")
    }
    try writeWAV(path: file, samples: sound, sampleRate: Self.sampleRate)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    // This thread takes no signals; the player shall end by them.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var argv: [UnsafeMutablePointer<CChar>?] = ([name] + arguments + [file]).map { strdup($0) }
    argv.append(nil)
    defer { for word in argv { free(word) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, path, &actions, &attributes, argv, environ)
    guard code == 0 else { throw NoPlayer(reason: "\(name): \(String(cString: strerror(code)))") }
    playing.withLock {
      $0 = Playing(
        pid: pid, program: name, seconds: Double(sound.count) / Double(Self.sampleRate))
    }
    return "playing through \(name); p stops"
  }

  /// How a sound ended by itself.
  package enum Ending: Equatable {
    /// It was heard to its end.
    case played
    /// Why it was not heard.
    case failed(String)
  }

  /// How the last sound ended, said once; nil while it plays and where none does.
  package func ending() -> Ending? {
    playing.withLock { playing in
      var status: Int32 = 0
      guard playing.pid != 0, waitpid(playing.pid, &status, WNOHANG) == playing.pid else {
        return nil
      }
      let program = playing.program
      // ffplay ends well, and at once, where no device opens.
      let isHeard = playing.started.duration(to: .now) > .seconds(playing.seconds / 2)
      playing = Playing()
      if status == 0, isHeard { return .played }
      return .failed(
        "\(NoPlayer(reason: "\(program) could not play here (is there a sound device?)"))")
    }
  }

  /// Ends what is playing and leaves no file.
  package func close() {
    stop()
    unlink(file)
  }

  /// Ends what is playing.
  func stop() {
    playing.withLock { playing in
      guard playing.pid != 0 else { return }
      kill(playing.pid, SIGKILL)
      var status: Int32 = 0
      waitpid(playing.pid, &status, 0)
      playing = Playing()
    }
  }

  /// Where the program is that would play; nil where there is none.
  var path: String? { program()?.path }

  private func program() -> (name: String, path: String, arguments: [String])? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let programs =
      chosen.isEmpty ? Self.programs : [(name: chosen[0], arguments: Array(chosen.dropFirst()))]
    if let program = programs.first, program.name.hasPrefix("/") {
      return access(program.name, X_OK) == 0
        ? (program.name, program.name, program.arguments) : nil
    }
    for program in programs {
      for folder in folders {
        let path = "\(folder)/\(program.name)"
        if access(path, X_OK) == 0 { return (program.name, path, program.arguments) }
      }
    }
    return nil
  }
}

/// A sound that cannot be played here.
struct NoPlayer: Error, CustomStringConvertible {
  let reason: String
  var description: String { "\(reason); e w writes the sound as a WAV file" }
}

/// The program that plays sounds on this machine, the one that was chosen or else the first known one
/// that is installed; nil where there is none.
public func soundPlayer(_ chosen: String) -> String? { SoundPlayer(chosen).path }
