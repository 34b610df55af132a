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
}
