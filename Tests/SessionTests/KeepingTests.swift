import Foundation
import Session
import Testing

@Suite("Edits, copies, moved clips")
struct KeepingTests {
  let folder: TemporaryFolder
  let store: SessionStore

  init() throws {
    folder = try TemporaryFolder()
    store = try folder.session()
  }

  private var said: [String] {
    get throws { try store.notes().map { "\($0.subject) \($0.kind.rawValue) \($0.text)" } }
  }

  @Test("any change of the database is told from no change, whoever made it")
  func versions() throws {
    let other = try SessionStore.open(at: store.location)
    func both() throws -> [String] { [try store.dataVersion(), try other.dataVersion()] }
    let before = try both()
    #expect(try both() == before)
    _ = try store.notes()
    #expect(try both() == before)
    try store.annotate(.name, of: "clip/1", to: "yelp")
    let after = try both()
    #expect(after[0] != before[0] && after[1] != before[1])
    try other.annotate(.name, of: "clip/1", to: nil)
    let last = try both()
    #expect(last[0] != after[0] && last[1] != after[1])
    #expect(try both() == last)
  }

  @Test("what was said is undone and done again step by step, by whoever opens the session next")
  func edits() throws {
    try store.annotate(.name, of: "unit/1", to: "siren")
    try store.annotate(.bookmark, of: "clip/3", to: "")
    try store.annotate(.name, of: "unit/1", to: "yelp")
    try store.annotate(.name, of: "unit/1", to: "yelp")
    try store.close()
    let store = try SessionStore.open(at: store.location)
    #expect(try store.edits().count == 3)
    var revisions = [try store.notesRevision()]
    for words in [["clip/3 bookmark ", "unit/1 name siren"], ["unit/1 name siren"], []] {
      let edit = try #require(try store.edits().last { !$0.isUndone })
      try store.undo(edit)
      #expect(try store.notes().map { "\($0.subject) \($0.kind.rawValue) \($0.text)" } == words)
      revisions.append(try store.notesRevision())
    }
    try store.redo(try #require(try store.edits().first(where: \.isUndone)))
    #expect(try store.notes().map(\.text) == ["siren"])
    #expect(Set(revisions).count == revisions.count)
    // Something new makes what was undone a thing of the past.
    try store.annotate(.note, of: "unit/1", to: "x\u{7}")
    #expect(try store.edits().map(\.isUndone) == [false, false])
    #expect(try store.edits().last?.after == "x?")
  }

  @Test("of changes that are alike the newest is undone first, and done again last")
  func alike() throws {
    for name in ["siren", nil, "siren"] { try store.annotate(.name, of: "unit/1", to: name) }
    let named = try #require(try store.edits().last)
    try store.undo(named)
    #expect(try store.edits().map(\.isUndone) == [false, false, true])
    try store.undo(try store.edits()[1])
    try store.undo(named)
    #expect(try store.edits().map(\.isUndone) == [true, true, true])
    try store.redo(named)
    #expect(try store.edits().map(\.isUndone) == [false, true, true])
  }

  @Test("a copy has everything, shares weights with the original, and neither changes the other")
  func copies() throws {
    let files = FileManager.default
    let weights = store.location.checkpoints.appendingPathComponent("a.safetensors")
    try Data("weights".utf8).write(to: weights)
    let nested = store.location.embeddings.appendingPathComponent("test-1")
    try files.createDirectory(at: nested, withIntermediateDirectories: true)
    try Data("rows".utf8).write(to: nested.appendingPathComponent("audio.npy"))
    try Data("page".utf8).write(to: store.location.exports.appendingPathComponent("page.html"))
    try Data().write(to: store.location.checkpoints.appendingPathComponent(".draft"))
    let inside = store.location.folder.path + "/videos/a.mp4"
    try store.insert(clips: [.sample(inside), .sample("/data/b.mp4")])
    try store.annotate(.name, of: "unit/1", to: "siren")
    let run = try store.createRun(name: "first", manifest: "{}", targetPairs: 320)
    try store.beat(
      HeartbeatRecord(run: run.id, state: .running, step: 2, pairs: 32, targetPairs: 320))
    let job = try store.startJob(
      kind: "tsne", title: "t-SNE", arguments: ["tsne", store.location.folder.path])

    let place = folder.location("copy")
    try store.copy(to: place)
    let copy = try SessionStore.open(at: place)
    #expect(try copy.clips().map(\.path) == [place.folder.path + "/videos/a.mp4", "/data/b.mp4"])
    #expect(try copy.notes() == store.notes() && copy.edits() == store.edits())
    #expect(try copy.heartbeat(run: run.id)?.state == .stopped)
    #expect(try copy.job(job.id).state == .cancelled)
    #expect(try copy.job(job.id).arguments == ["tsne", place.folder.path])
    #expect(try store.job(job.id).state == .running)
    func number(_ url: URL) throws -> UInt64? {
      (try files.attributesOfItem(atPath: url.path)[.systemFileNumber] as? NSNumber)?.uint64Value
    }
    #expect(
      try number(place.checkpoints.appendingPathComponent("a.safetensors")) == number(weights))
    #expect(
      try Data(contentsOf: place.embeddings.appendingPathComponent("test-1/audio.npy"))
        == Data("rows".utf8))
    let page = "page.html"
    #expect(
      try number(place.exports.appendingPathComponent(page))
        != number(store.location.exports.appendingPathComponent(page)))
    #expect(!files.fileExists(atPath: place.checkpoints.appendingPathComponent(".draft").path))

    try copy.annotate(.name, of: "unit/1", to: "yelp")
    #expect(try store.notes().map(\.text) == ["siren"])
    #expect(sessionError { try store.copy(to: place) }?.kind == .alreadyExists)
    // Nothing half done is left beside it.
    #expect(try files.contentsOfDirectory(atPath: folder.url.path).sorted() == ["birds", "copy"])
  }

  @Test("moved clips are found by name and size, or by a size of their own; it can be undone")
  func relocation() throws {
    let new = folder.url.appendingPathComponent("new")
    func clip(_ path: String, _ size: Int64) -> ClipRecord {
      var clip = ClipRecord.sample(path)
      clip.byteCount = size
      return clip
    }
    func make(_ path: String, _ size: Int) throws {
      let url = new.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(count: size).write(to: url)
    }
    try store.insert(clips: [
      clip("/old/dogs/1.mp4", 10), clip("/old/cats/1.mp4", 10), clip("/old/2.mp4", 11),
      clip("/old/3.mp4", 12), clip("/old/4.mp4", 13), clip("/old/5.mp4", 14),
    ])
    try make("x/dogs/1.mp4", 10)
    try make("x/cats/1.mp4", 10)
    try make("renamed.mp4", 11)
    try make("3.mp4", 99)
    try make("a/5.mp4", 14)
    try make("b/5.mp4", 14)
    let found = try store.relocation(searching: new.path)
    #expect(
      found.moves.map { $0.new.dropFirst(new.path.count) } == [
        "/x/dogs/1.mp4", "/x/cats/1.mp4", "/renamed.mp4",
      ])
    #expect(
      found.missing.map(\.reason) == [
        "a file of its name has another size", "no file has its name and size",
        "2 files fit equally well",
      ])
    let before = try store.clipRevision()
    try store.apply(found, title: "searched")
    #expect(try store.census(seconds: 5).missing == 3)
    #expect(try store.clipRevision() != before)
    #expect(try store.undoRelocation() == 3)
    #expect(try store.clips().first?.path == "/old/dogs/1.mp4")
    #expect(try store.undoRelocation() == nil)
    // A folder that has another name now.
    let renamed = try store.relocation(from: "/old/", to: new.path + "/x")
    #expect(renamed.moves.count == 2 && renamed.missing.count == 4)
  }

  @Test("a screen that ended without leaving is told of once, with its last words")
  func lostScreens() throws {
    try store.annotate(.name, of: "unit/1", to: "siren")
    try store.registerViewer(tty: "pts/1", pid: 0x3FFF_FFF0)
    try store.registerViewer(tty: "pts/2")
    try Data("fine\nFatal error: index out of range\n".utf8).write(to: store.location.screenLog)
    let said = try #require(try store.noteLostScreens())
    #expect(said.contains("process 1073741808") && said.contains("notes and view"))
    #expect(said.contains("Fatal error: index out of range"))
    #expect(try store.noteLostScreens() == nil)
    #expect(try store.events(after: 0, limit: 10).map(\.level) == [.warning])
    #expect(try store.viewers().map(\.tty) == ["pts/2"])
  }
}
