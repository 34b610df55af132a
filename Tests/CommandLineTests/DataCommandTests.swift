import Foundation
import Testing

@Suite("Preparing and measuring")
struct DataCommandTests {
  @Test("prepare makes a copy of every clip once, lists what it cannot, and training reads them")
  func prepare() throws {
    let program = try Program()
    try program.makeSession(clips: 6)
    let lost = program.folder.appendingPathComponent("clips/clip-0.mp4")
    try FileManager.default.removeItem(at: lost)
    let first = try program.run("prepare", "s", "--json", "--quiet")
    #expect(first.code == 0 && first.errors.isEmpty)
    #expect(first.json["clips"] as? Int == 5 && first.json["made"] as? Int == 5)
    let skipped = first.json["skipped"] as? [[String: String]]
    #expect(skipped?.count == 1 && skipped?[0]["path"]?.hasSuffix("clip-0.mp4") == true)
    #expect(skipped?[0]["reason"]?.contains("No such file") == true)
    let again = try program.run("prepare", "s", "--json")
    #expect(again.json["made"] as? Int == 0 && again.json["kept"] as? Int == 5)
    #expect(again.json["bytes"] as? Int == first.json["bytes"] as? Int)

    // With the clips gone, all that can be read is the copies.
    try FileManager.default.removeItem(at: lost.deletingLastPathComponent())
    let bench = try program.run(
      "bench", "pipeline", "s", "--pairs", "8", "--rounds", "2", "--batch", "4", "--json")
    #expect(bench.code == 0, "\(bench.errors)")
    #expect(bench.json["prepared"] as? Int == 5 && bench.json["pairs"] as? Int == 8)
    #expect((bench.json["cpu_milliseconds_per_pair"] as? Double ?? 0) > 0)
    #expect((bench.json["stage_milliseconds"] as? [String: Double])?.count == 6)
    let refused = try program.run(
      "bench", "pipeline", "s", "--originals", "--pairs", "8", "--batch", "4")
    #expect(refused.code == 1 && refused.errors.contains("no clip could be decoded"))
  }

  @Test("a preparation that was killed goes on where it stopped")
  func killed() throws {
    let program = try Program()
    try program.makeSession(clips: 8)
    let copies = program.folder.appendingPathComponent("sessions/s/prepared")
    let process = try program.start(["prepare", "s", "--threads", "1", "--quiet"])
    for _ in 0..<2000 {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: copies.path)) ?? []
      if names.contains(where: { $0.hasSuffix(".mov") }) || !process.isRunning { break }
      usleep(2000)
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let outcome = try program.run("prepare", "s", "--json", "--quiet")
    #expect(outcome.code == 0 && outcome.json["clips"] as? Int == 8)
    #expect((outcome.json["kept"] as? Int ?? 0) > 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: copies.path)
    #expect(names.count == 8 && names.allSatisfy { $0.hasSuffix(".mov") }, "\(names)")
  }
}
