import Foundation
import Session
import Testing

@Suite("A run in plain lines")
struct PlainLinesTests {
  let program: Program

  /// A session with two runs that are done, whose losses go up and down.
  init() throws {
    program = try Program()
    let location = SessionLocation(folder: program.folder.appendingPathComponent("sessions/s"))
    let store = try SessionStore.create(at: location, seed: 1, version: "test")
    for name in ["first", "second"] {
      let id = try store.createRun(name: name, manifest: "{}", targetPairs: 3_200).id
      try store.append(
        steps: (1...200).map {
          StepRecord(
            run: id, step: $0, pairs: $0 * 16, wallSeconds: Double($0), learningRate: 1e-3,
            loss: $0 % 2 == 0 ? 0.125 : 0.5, accuracy: 0.5, gradientNorm: 1)
        })
      _ = try store.append(event: EventRecord(run: id, kind: "data", text: "about \(name)"))
      try store.beat(
        HeartbeatRecord(run: id, state: .done, step: 200, pairs: 3_200, targetPairs: 3_200))
    }
  }

  @Test("events of several runs name theirs; JSON has the loss that the line has, and the step's")
  func words() throws {
    let output = try program.run("watch", "s").output
    for name in ["first", "second"] {
      #expect(output.contains(" \(name) data: about \(name)"), "\(output)")
    }
    let shown = try #require(output.firstMatch(of: /loss (\.\d+)/)).output.1
    let json = try program.run("watch", "s", "--json").json
    let loss = try #require(json["loss"] as? Double)
    #expect(String(format: "%.3f", loss).dropFirst() == shown)
    #expect(loss > 0.2 && json["step_loss"] as? Double == 0.125)
  }

  @Test("a session without a run says once what it waits for")
  func noRun() throws {
    let location = SessionLocation(folder: program.folder.appendingPathComponent("sessions/a b"))
    _ = try SessionStore.create(at: location, seed: 1, version: "test")
    let told = program.folder.appendingPathComponent("told")
    try Data().write(to: told)
    let process = try program.start(["watch", "a b"], output: try FileHandle(forWritingTo: told))
    defer {
      // Threads of tests block other signals, and a program begins with the mask of its parent.
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    func lines() throws -> [Substring] {
      try String(contentsOf: told, encoding: .utf8).split(separator: "\n")
    }
    for _ in 0..<200 where try lines().isEmpty { usleep(50_000) }
    // It looks for news a few times in that time.
    usleep(1_500_000)
    #expect(
      try lines() == ["no run yet; start one with 'earsight train \"a b\"'; Ctrl-C leaves"])
    #expect(process.isRunning)
  }
}
