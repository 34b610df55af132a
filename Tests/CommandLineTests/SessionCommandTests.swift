import Foundation
import Session
import Testing

/// Commands about sessions, and what outlives the screen that did it.
@Suite("Session commands")
struct SessionCommandTests {
  let program: Program
  let store: SessionStore

  init() throws {
    program = try Program()
    store = try SessionStore.create(
      at: program.session, seed: 1, version: "test",
      clips: (1...3).map { number in
        ClipRecord(
          path: "/nowhere/\(number).mp4", source: "\(number)", split: .test, duration: 4,
          width: 64, height: 48, frameRate: 25, sampleRate: 48_000, channels: 1, byteCount: 9,
          modified: Date(timeIntervalSince1970: 0))
      })
  }

  private func script(_ text: String) throws -> String {
    let file = program.folder.appendingPathComponent("script-\(UUID().uuidString).txt")
    try Data(text.utf8).write(to: file)
    return file.path
  }

  @Test("a script does what its lines say and stops at the first that cannot be done")
  func running() throws {
    let good = try program.run(
      "run", "s",
      try script(
        """
        size 90x26
        show.clip # the third
        clip.go 3 -
        notes.clip "yelp" ""
        screen
        """))
    #expect(good.code == 0, "\(good.errors)")
    #expect(good.output.split(separator: "\n").first?.contains(" 3 Clip ") == true)
    #expect(try store.notes().map(\.text) == ["yelp"])
    let bad = try program.run("run", "s", try script("undo\nunits.go 3 4\nundo\n"), "--json")
    #expect(bad.code == 1)
    #expect(bad.errors.contains("line 2, 'units.go 3 4': it takes 1 (unit), and 2 are there"))
    #expect(try store.notes().isEmpty)
    let json = try program.run("run", "s", try script("redo\nscreen\n"), "--json", "--quiet").json
    #expect(json["commands"] as? Int == 1 && (json["screens"] as? [String])?.count == 1)
  }

  @Test("sessions are listed, copied and told where their clips went")
  func managing() throws {
    try store.annotate(.name, of: "clip/1", to: "yelp")
    #expect(try program.run("copy", "s", "t").code == 0)
    let again = try program.run("copy", "s", "t")
    #expect(again.code == 1 && again.errors.contains("is there already"))
    let listed = try program.run("sessions", "--json").json["sessions"] as? [[String: Any]] ?? []
    #expect(Set(listed.compactMap { $0["name"] as? String }) == ["s", "t"])
    #expect(listed.allSatisfy { $0["notes"] as? Int == 1 && $0["clips"] as? Int == 3 })

    #expect(try program.run("relocate", "t", "--json").json["missing"] as? Int == 3)
    let moved = program.folder.appendingPathComponent("moved")
    try FileManager.default.createDirectory(at: moved, withIntermediateDirectories: true)
    try Data(count: 9).write(to: moved.appendingPathComponent("2.mp4"))
    let arguments = ["relocate", "t", "--search", moved.path, "--json"]
    let dry = try program.run(arguments: arguments + ["--dry-run"]).json
    #expect(dry["relocated"] as? Int == 1 && dry["missing"] as? Int == 2)
    #expect(try program.run("relocate", "t", "--json").json["missing"] as? Int == 3)
    #expect(try program.run(arguments: arguments).code == 0)
    #expect(try program.run("relocate", "t", "--json").json["missing"] as? Int == 2)
    #expect(try program.run("relocate", "t", "--undo").code == 0)
    #expect(try program.run("relocate", "t", "--json").json["missing"] as? Int == 3)
    #expect(try program.run("relocate", "t", "--from", "/a").code == 64)
  }

  @Test(
    "kill -9 loses at most the last second, and the next screen says so and is as the last was",
    .enabled(if: ScreenTerminal.isAvailable))
  func killed() throws {
    let line = """
      sh -c "echo \\$\\$ > pid; exec env -i PATH=/usr/bin:/bin HOME=/nonexistent \
      EARSIGHT_SESSIONS=sessions TERM=tmux-256color LANG=C.UTF-8 \(Program.path) s"; sleep 20
      """
    let terminal = try ScreenTerminal(line, in: program.folder)
    try terminal.wait(for: "quit")
    try terminal.press("3", "n", "b")
    try terminal.wait(for: "the mark in the session") { _ in
      (try? store.notes().map(\.subject)) == ["clip/2"]
    }
    try terminal.press("8", "!")
    Thread.sleep(forTimeInterval: 1.3)
    let text = try String(
      contentsOf: program.folder.appendingPathComponent("pid"), encoding: .utf8)
    kill(try #require(Int32(text.split(separator: "\n").first ?? "")), SIGKILL)
    let journal = try store.journal().map(\.command)
    #expect(Array(journal.suffix(4)) == ["clip.go", "notes.bookmark", "show.log", "log.urgent"])

    let next = try ScreenTerminal(line, in: program.folder)
    try next.wait(for: "ended without leaving")
    let shown = try next.wait(for: " 8 Log ")
    #expect(shown.contains("quit"))
    try next.press("3", "u")
    try next.wait(for: "the mark undone by the next screen") { _ in
      (try? store.notes().isEmpty) == true
    }
  }

  @Test("synthetic clips that are gone are not missing: they are made again")
  func synthetic() throws {
    let program = try Program()
    let corpus = program.folder.appendingPathComponent("corpus").path
    #expect(try program.run("synth", corpus, "--clips", "2").code == 0)
    #expect(try program.run("new", "made", "--videos", corpus).code == 0)
    for name in try FileManager.default.contentsOfDirectory(atPath: corpus)
    where name.hasSuffix(".mp4") {
      try FileManager.default.removeItem(atPath: corpus + "/" + name)
    }
    let counted = try program.run("relocate", "made", "--json")
    #expect(counted.json["missing"] as? Int == 0 && counted.json["synthetic"] as? Int == 2)
  }
}
