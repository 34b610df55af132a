import Foundation
import Session
import Testing

@Suite("earsight demo")
struct DemoTests {
  @Test("from nothing to a network that is tested; again it is told, whatever seeds came after it")
  func demo() throws {
    let program = try Program()
    let words = [
      "demo", "--headless", "--width", "4", "--minutes", "0.05", "--test-pairs", "32", "--json",
    ]
    let first = try program.run(arguments: words + ["--clips", "40", "--quiet"])
    #expect(first.code == 0 && first.errors.isEmpty, "\(first.errors)")
    for key in [
      "pairs", "steps", "loss", "train_accuracy", "validation_accuracy", "validation_pairs", "seed",
      "seconds", "test_accuracy", "test_pairs",
    ] {
      #expect(first.json[key] is NSNumber, "\(key)")
    }
    #expect(first.json["run"] as? String == "seed-1" && first.json["test_pairs"] as? Int == 32)
    let checkpoint = try #require(first.json["checkpoint"] as? String)
    #expect(FileManager.default.fileExists(atPath: checkpoint))

    let folder = program.folder.appendingPathComponent("sessions/demo")
    let store = try SessionStore.open(at: SessionLocation(folder: folder))
    #expect(try store.clipCounts().values.reduce(0, +) == 40)
    let run = try store.run(named: "seed-1")
    _ = try store.createRun(
      name: "seed-10", manifest: run.manifest, targetPairs: run.targetPairs)
    let again = try program.run(arguments: words + ["--clips", "50"])
    #expect(again.code == 0 && again.json["run"] as? String == "seed-1", "\(again.errors)")
    #expect(again.json["steps"] as? Int == first.json["steps"] as? Int)
    #expect(again.json["test_accuracy"] as? Double == first.json["test_accuracy"] as? Double)
    #expect(again.errors.contains("demo is there with 40 clips, so --clips 50 changes nothing"))
    #expect(try store.runs().map(\.name) == ["seed-1", "seed-10"])
  }

  @Test("Ctrl-C while clips are made keeps those that are whole, and says so")
  func interrupted() throws {
    let program = try Program()
    let corpus = program.folder.appendingPathComponent("corpus").path
    let errors = program.folder.appendingPathComponent("errors")
    try Data().write(to: errors)
    let process = try program.start(
      ["synth", corpus, "--clips", "400", "--threads", "1"],
      errors: try FileHandle(forWritingTo: errors))
    func clips() -> [String] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: corpus)) ?? []
      return names.filter { $0.hasSuffix(".mp4") }
    }
    for _ in 0..<6000 where clips().isEmpty && process.isRunning { usleep(5000) }
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 1)
    let said = try String(contentsOf: errors, encoding: .utf8)
    #expect(said.contains("interrupted; the clips made so far are kept, run it again"), "\(said)")
    #expect(!clips().isEmpty)
  }
}
