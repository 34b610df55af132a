import Foundation
import Session
import Testing

/// A file system of a few megabytes that only a shell and what it starts can see.
private enum SmallDisk {
  /// Runs a line of shell in the folder of `program`, where the folder `disk` is a file system of its
  /// own with a copy of the session `s`, as a screen that was killed leaves it, and no byte of room.
  static func run(_ line: String, of program: Program) throws -> Program.Outcome {
    let script = """
      set -e; mkdir -p disk; mount -t tmpfs -o size=4m none disk; cp -r sessions/s disk
      rm disk/s/*-shm
      (cat /dev/zero > disk/rest) 2> /dev/null || true
      export EARSIGHT_SESSIONS="$PWD/disk"; set +e; \(line)
      """
    return try program.run(
      arguments: namespace + ["sh", "-c", script, Program.path], executable: "/usr/bin/unshare")
  }

  /// Root has mounts of its own, others as the root of a namespace, where the kernel lets them.
  private static let namespace = geteuid() == 0 ? ["--mount"] : ["--map-root-user", "--mount"]

  static let isPossible: Bool = {
    guard FileManager.default.isExecutableFile(atPath: "/usr/bin/unshare"),
      let program = try? Program()
    else { return false }
    let words = namespace + ["mount", "-t", "tmpfs", "none", program.folder.path]
    return (try? program.run(arguments: words, executable: "/usr/bin/unshare"))?.code == 0
  }()
}

@Suite(
  "A full disk",
  .enabled(if: SmallDisk.isPossible, "nobody may mount a file system here, so no disk is full"))
struct FullDiskTests {
  let program: Program
  /// Open: the note is in the log beside the database.
  let store: SessionStore

  init() throws {
    program = try Program()
    store = try SessionStore.create(at: program.session, seed: 1, version: "test")
    try store.annotate(.name, of: "clip/1", to: "yelp")
    _ = try store.createRun(name: "first", manifest: "{}", targetPairs: 16_000)
  }

  @Test(
    "a session on a full disk is looked at in a copy, in memory where no folder has room",
    arguments: ["\"$PWD\"", "\"$PWD/disk\""])
  func looking(temporary: String) throws {
    let outcome = try SmallDisk.run(
      """
      export TMPDIR=\(temporary); $0 watch s --json && $0 sessions --json || exit
      for file in session.sqlite session.sqlite-wal; do cmp sessions/s/$file disk/s/$file; done
      """, of: program)
    #expect(outcome.code == 0)
    #expect(outcome.errors == "earsight: the disk of s is full: this is a copy of it as of now\n")
    #expect(outcome.output.contains("\"run\":\"first\""))
    let listed = outcome.json["sessions"] as? [[String: Any]]
    #expect(listed?.first?["notes"] as? Int == 1)
    let left = try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
    #expect(!left.contains { $0.hasPrefix("earsight-") })
  }

  @Test("a session that finds no room leaves nothing, and figures and clips say that there is none")
  func making() throws {
    _ = try program.makeClips(4)
    for line in [
      "$0 new t --videos clips; code=$?; ls -A disk/t disk/u; exit $code",
      "$0 spectrogram clips/clip-0.mp4 --output disk/x.png",
      "$0 synth disk/corpus --clips 2",
    ] {
      let outcome = try SmallDisk.run(line, of: program)
      #expect(outcome.code == 1 && outcome.output.isEmpty, "\(outcome.output)")
      let said = outcome.errors
      #expect(said.contains("the disk or your quota is full; free some"), "\(said)")
      #expect(!line.contains("ls") || said.contains("'disk/t': No such file"), "\(said)")
    }
  }

  @Test("what would be written is refused with the reason and what to do, and nothing is lost")
  func writing() throws {
    let outcome = try SmallDisk.run(
      "$0 relocate s --undo; code=$?; rm disk/rest; $0 sessions --json; exit $code", of: program)
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("the disk or your quota is full; free some space"))
    let listed = outcome.json["sessions"] as? [[String: Any]]
    #expect(listed?.first?["notes"] as? Int == 1)
  }
}
