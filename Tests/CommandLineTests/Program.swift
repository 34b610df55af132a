import Foundation
import Session
import TinyClips

/// The program under test, run as a user runs it, with a sessions folder of its own.
final class Program {
  /// What a run of it gave.
  struct Outcome {
    let code: Int32
    let output: String
    let errors: String
    /// The JSON object on the last line.
    var json: [String: Any] {
      let line = output.split(separator: "\n").last.map { Data($0.utf8) } ?? Data()
      return (try? JSONSerialization.jsonObject(with: line)) as? [String: Any] ?? [:]
    }
  }

  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "earsight-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("sessions"), withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The built executable; the tests' own lies beside it.
  static let path: String = {
    let folders = ["/proc/self/exe", CommandLine.arguments[0]].map {
      URL(fileURLWithPath: $0).resolvingSymlinksInPath().deletingLastPathComponent()
    }
    let found = folders.map { $0.appendingPathComponent("earsight").path }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    return found ?? "earsight"
  }()

  /// Starts it without waiting.
  func start(
    _ arguments: [String], executable: String = path, environment: [String: String] = [:],
    output: FileHandle = .nullDevice, errors: FileHandle = .nullDevice
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
      .merging(["EARSIGHT_SESSIONS": folder.appendingPathComponent("sessions").path]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let pid = process.processIdentifier
    // No test hangs: what takes minutes has gone wrong.
    DispatchQueue.global().asyncAfter(deadline: .now() + 180) { [weak process] in
      if process?.isRunning == true { kill(pid, SIGKILL) }
    }
    return process
  }

  /// Runs it to its end.
  func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Outcome {
    try run(arguments: arguments, environment: environment)
  }

  /// Runs it, or another executable, to its end.
  func run(
    arguments: [String], executable: String = path, environment: [String: String] = [:]
  ) throws -> Outcome {
    // Files, not pipes: a pipe that fills up would stop the program.
    let out = folder.appendingPathComponent("out-\(UUID().uuidString)")
    let err = folder.appendingPathComponent("err-\(UUID().uuidString)")
    for file in [out, err] { try Data().write(to: file) }
    let process = try start(
      arguments, executable: executable, environment: environment,
      output: try FileHandle(forWritingTo: out), errors: try FileHandle(forWritingTo: err))
    process.waitUntilExit()
    return Outcome(
      code: process.terminationReason == .exit
        ? process.terminationStatus : -process.terminationStatus,
      output: try String(contentsOf: out, encoding: .utf8),
      errors: try String(contentsOf: err, encoding: .utf8))
  }

  /// Writes `count` clips of two seconds with a tone each.
  func makeClips(_ count: Int, in name: String = "clips") throws -> String {
    let clips = folder.appendingPathComponent(name)
    try TinyClip.folder(count, at: clips)
    return clips.path
  }

  /// Where `makeSession` puts it.
  var session: SessionLocation {
    SessionLocation(folder: folder.appendingPathComponent("sessions/s"))
  }

  /// A session with so many clips.
  func makeSession(_ name: String = "s", clips: Int = 10) throws {
    let path = try makeClips(clips)
    let outcome = try run("new", name, "--videos", path, "--split", "0.6,0.2,0.2", "--quiet")
    precondition(outcome.code == 0, outcome.errors)
  }
}
