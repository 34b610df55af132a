import Foundation
import Session
import Testing

@Suite("A session's place")
struct LocationTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func environment(_ sessions: String? = nil) -> [String: String] {
    var environment = ["HOME": folder.url.appendingPathComponent("home").path]
    environment["EARSIGHT_SESSIONS"] = sessions
    return environment
  }

  private func existing(_ name: String, _ sessions: String? = nil) throws -> SessionLocation {
    try .existing(
      name, environment: environment(sessions), currentDirectory: folder.url.path)
  }

  @Test("names are looked for in $EARSIGHT_SESSIONS, then ./sessions, then the home folder")
  func sessionsFolder() throws {
    func found(_ variable: String?) -> String {
      SessionLocation.sessionsFolder(
        environment: environment(variable), currentDirectory: folder.url.path
      ).path
    }
    let root = folder.url.path
    #expect(found(nil) == root + "/home/.local/share/earsight/sessions")
    try FileManager.default.createDirectory(
      atPath: root + "/sessions", withIntermediateDirectories: false)
    #expect(found(nil) == root + "/sessions")
    #expect(found("") == root + "/sessions")
    #expect(found("elsewhere") == root + "/elsewhere")
    #expect(found("/mnt/x") == "/mnt/x")
  }

  @Test("a session is found by name, by path, by its database, and in the current folder")
  func found() throws {
    _ = try folder.session("sessions/birds")
    _ = try folder.session("mine")
    let birds = folder.location("sessions/birds")
    #expect(try existing("birds") == birds)
    #expect(try existing("sessions/birds") == birds)
    #expect(try existing("sessions/birds/") == birds)
    #expect(try existing("./sessions/birds/session.sqlite") == birds)
    #expect(try existing(birds.folder.path) == birds)
    #expect(try existing("mine") == folder.location("mine"))
    #expect(birds.name == "birds")
  }

  @Test("a session that is not there is an error that lists those that are")
  func notFound() throws {
    let none = sessionError { _ = try existing("birds") }
    #expect(none?.kind == .notFound)
    #expect(none?.message.contains("earsight new") == true)
    _ = try folder.session("sessions/birds")
    _ = try folder.session("sessions/drums")
    let error = sessionError { _ = try existing("brids") }
    #expect(error?.message.contains("there are: birds, drums") == true)
    try FileManager.default.createDirectory(
      at: folder.location("sessions/empty").folder, withIntermediateDirectories: false)
    #expect(sessionError { _ = try existing("empty") }?.kind == .notASession)
    let names = SessionLocation.list(in: folder.url.appendingPathComponent("sessions")).map(\.name)
    #expect(names == ["birds", "drums"])
  }

  @Test(
    "names that would leave the folder, steer a terminal or look like an option are refused",
    arguments: [
      "", " ", "..", ".", ".hidden", "-rf", "a\u{1B}[2Jb", "a\nb", "a\0b", "a\u{202E}b",
      String(repeating: "x", count: 121),
    ])
  func hostileNames(_ name: String) throws {
    let error = sessionError { try SessionLocation.check(name: name) }
    #expect(error?.kind == .invalidName)
    #expect(error?.message.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 } == true)
  }

  @Test("names in any script, with spaces and dots inside, are accepted")
  func goodNames() throws {
    for name in ["birds-2", "Vögel im Wald", "鳥の声", "v1.2_final"] {
      try SessionLocation.check(name: name)
      let store = try folder.session(name)
      #expect(try store.meta().name == name)
    }
  }

  @Test("the session written last is the latest")
  func latest() throws {
    let sessions = folder.url.appendingPathComponent("sessions")
    #expect(SessionLocation.latest(in: sessions) == nil)
    for (name, time) in [("a", 1000.0), ("b", 3000.0), ("c", 2000.0)] {
      try folder.session("sessions/\(name)").close()
      let location = folder.location("sessions/\(name)")
      for suffix in ["", "-wal"] {
        try? FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSince1970: time)],
          ofItemAtPath: location.database.path + suffix)
      }
    }
    #expect(SessionLocation.latest(in: sessions)?.name == "b")
  }

  @Test("clips inside the session's folder move with it, others stay where they are")
  func movedFolder() throws {
    let before = try folder.session("before")
    let inside = before.location.folder.appendingPathComponent("videos/a\nb.mp4").path
    let clips = try before.insert(clips: [.sample(inside), .sample("/data/b.mp4")])
    #expect(clips.map(\.path) == [inside, "/data/b.mp4"])
    try before.insert(skipped: [SkippedRecord(path: inside + "x", reason: "no sound\u{7}")])
    try before.close()
    let after = folder.location("after")
    try FileManager.default.moveItem(at: before.location.folder, to: after.folder)

    let store = try SessionStore.open(at: after)
    let moved = after.folder.appendingPathComponent("videos/a\nb.mp4").path
    #expect(try store.clips().map(\.path) == [moved, "/data/b.mp4"])
    let skipped = try store.skipped()
    #expect(skipped == [SkippedRecord(path: moved + "x", reason: "no sound?")])
    #expect(try store.missingClips().count == 2)

    #expect(after.storedPath(of: after.folder.path + "/videos/b.mp4") == "videos/b.mp4")
  }

  @Test("of a shipped session a copy is opened, once made, and the shipped one stays as it was")
  func shipped() throws {
    let place = "checkout/sessions/quickstart"
    try folder.session(place).close()
    let shipped = folder.location(place)
    let marker = shipped.folder.appendingPathComponent(ShippedSession.marker)
    try Data("made by hand".utf8).write(to: marker)
    let before = try Data(contentsOf: shipped.database)
    let files = try FileManager.default.contentsOfDirectory(atPath: shipped.folder.path)
    let work = folder.url.appendingPathComponent("mine").path

    let copy = try existing(shipped.folder.path, work)
    #expect(copy.folder.path == work + "/quickstart-copy")
    #expect(!FileManager.default.fileExists(atPath: copy.folder.path + "/SHIPPED.md"))
    let store = try SessionStore.open(at: copy)
    try store.setViewState(["tab": "units"])
    try store.close()
    #expect(try existing(shipped.folder.path, work) == copy)
    #expect(try SessionStore.open(at: copy, access: .read).viewState() == ["tab": "units"])
    #expect(try Data(contentsOf: shipped.database) == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: shipped.folder.path) == files)
    #expect(SessionLocation.list(in: shipped.folder.deletingLastPathComponent()).isEmpty)

    let program = folder.url.path + "/checkout/.build/release/earsight"
    #expect(
      ShippedSession(currentDirectory: "/", program: program)?.location.folder == shipped.folder)
    #expect(ShippedSession(named: "other", currentDirectory: "/", program: program) == nil)
  }
}
