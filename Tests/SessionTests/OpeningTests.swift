import Foundation
import Session
import Testing

@Suite("Opening a session")
struct OpeningTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("a new session has its folders and knows its name, seed and version")
  func create() throws {
    let store = try SessionStore.create(at: folder.location(), seed: .max, version: "0.1 \u{1B}")
    for url in [store.location.checkpoints, store.location.embeddings, store.location.exports] {
      #expect(FileManager.default.fileExists(atPath: url.path))
    }
    let meta = try store.meta()
    #expect(meta.name == "birds" && meta.seed == .max && meta.version == "0.1 ?")
    #expect(abs(meta.created.timeIntervalSinceNow) < 3600)
    #expect(try store.problems().isEmpty)
    let files = try FileManager.default.contentsOfDirectory(atPath: store.location.folder.path)
    #expect(!files.contains { $0.hasPrefix(".") }, "nothing of the making is left: \(files)")
  }

  @Test("a session comes with its clip index or not at all")
  func createWithClips() throws {
    var broken = ClipRecord.sample("/data/b.mp4")
    // The database has no NaN, and no clip without a length.
    broken.duration = .nan
    let error = sessionError {
      _ = try SessionStore.create(
        at: folder.location(), seed: 1, version: "0.1", clips: [.sample("/data/a.mp4"), broken])
    }
    #expect(error != nil)
    #expect(!folder.location().exists, "nothing stands in the way of a second try")
    let store = try SessionStore.create(
      at: folder.location(), seed: 1, version: "0.1", clips: [.sample("/data/a.mp4")],
      skipped: [SkippedRecord(path: "/data/b.mp4", reason: "no sound")])
    #expect(try store.clips().map(\.id) == [1])
    #expect(try store.skipped().count == 1)
  }

  @Test("a session is made once: the second time, and of two at once one, is refused")
  func createTwice() throws {
    for round in 0..<10 {
      let location = folder.location("\(round)")
      let results = Results()
      let threads = (0..<4).map { _ in
        Thread {
          results.add(
            sessionError { _ = try SessionStore.create(at: location, seed: 1, version: "0.1") })
        }
      }
      for thread in threads { thread.start() }
      results.wait(for: threads.count)
      #expect(results.all.filter { $0 == nil }.count == 1)
      #expect(results.all.filter { $0?.kind == .alreadyExists }.count == 3)
    }
  }

  @Test("a schema from the future is refused by number and left alone")
  func newerSchema() throws {
    let location = folder.location()
    try folder.session().close()
    try patch(location.database, at: 60, with: [0, 0, 0, 99])
    let before = try Data(contentsOf: location.database)
    let error = sessionError { _ = try SessionStore.open(at: location) }
    #expect(error?.kind == .newerSchema)
    #expect(error?.message.contains("schema 99, this earsight reads up to 4") == true)
    #expect(try Data(contentsOf: location.database) == before)
  }

  @Test("what is no session is refused with the reason and left alone")
  func notASession() throws {
    let location = folder.location()
    #expect(sessionError { _ = try SessionStore.open(at: location) }?.kind == .notFound)
    try FileManager.default.createDirectory(
      at: location.folder, withIntermediateDirectories: false)
    #expect(sessionError { _ = try SessionStore.open(at: location) }?.kind == .notASession)
    for contents in [Data(), Data("hello".utf8), Data(count: 5000)] {
      try contents.write(to: location.database)
      #expect(sessionError { _ = try SessionStore.open(at: location) }?.kind == .notASession)
    }
    let other = folder.location("other")
    try folder.session("other").close()
    try patch(other.database, at: 68, with: [0, 0, 0, 0])
    let error = sessionError { _ = try SessionStore.open(at: other) }
    #expect(error?.kind == .notASession)
    #expect(error?.message.contains("another program's") == true)
  }

  @Test("a damaged database is called damaged, with what to do")
  func corrupt() throws {
    let store = try folder.session()
    try store.insert(clips: (0..<500).map { .sample("/data/\($0).mp4") })
    try store.close()
    let size = try Data(contentsOf: store.location.database).count
    try patch(
      store.location.database, at: 4096, with: [UInt8](repeating: 0xA5, count: size - 4096))
    let error = sessionError { _ = try SessionStore.open(at: store.location).clips() }
    #expect(error?.kind == .corrupt)
    #expect(error?.message.contains(".recover") == true)
    let summaries = SessionListing.names(in: folder.url).map { $0.read() }
    #expect(summaries.count == 1)
    #expect(summaries.first?.summary == nil)
    #expect(summaries.first?.problem?.contains("is damaged") == true)
  }

  @Test("a list of sessions opens none of them; each is looked into on its own")
  func listing() throws {
    try folder.session("birds").insert(clips: [.sample("/a")])
    try FileManager.default.createDirectory(
      at: folder.location("broken").folder, withIntermediateDirectories: true)
    try Data("no database".utf8).write(to: folder.location("broken").database)
    let listed = SessionListing.names(in: folder.url)
    #expect(Set(listed.map(\.name)) == ["birds", "broken"])
    #expect(!listed.contains { $0.isRead })
    let read = listed.map { $0.read() }
    #expect(read.first { $0.name == "birds" }?.summary?.trainClips == 1)
    #expect(read.first { $0.name == "broken" }?.problem != nil)
    #expect(!read.contains { !$0.isRead })
  }

  @Test("a reader cannot write, is told so, and reads what a writer adds")
  func readOnly() throws {
    let store = try folder.session()
    let reader = try SessionStore.open(at: store.location, access: .read)
    #expect(reader.isReadOnly)
    let error = sessionError { try reader.insert(clips: [.sample("/a")]) }
    #expect(error?.kind == .readOnly)
    #expect(error?.message.contains(store.location.database.path) == true)
    try reader.registerViewer(tty: "pts/1")
    try store.insert(clips: [.sample("/a")])
    #expect(try reader.clips().count == 1)
    #expect(try store.viewers().isEmpty)
  }

  @Test(
    "a folder that cannot be written is viewed in a copy, and refused for writing",
    .disabled(if: geteuid() == 0, "root writes anywhere"))
  func readOnlyFolder() throws {
    let store = try folder.session()
    try store.insert(clips: [.sample("/a")])
    let path = store.location.folder.path
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: path)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path) }
    #expect(sessionError { _ = try SessionStore.open(at: store.location) }?.kind == .readOnly)
    let viewer = try SessionStore.open(at: store.location, access: .view)
    #expect(try viewer.isReadOnly && viewer.clips().count == 1)
    let inside = store.location.folder.appendingPathComponent("x")
    let refused = sessionError { _ = try folder.session("birds/x") }
    #expect(refused?.kind == .readOnly, "\(inside.path)")
  }

  @Test("a full disk is called full, loses nothing, and writing goes on once there is room")
  func diskFull() throws {
    let store = try folder.session()
    let run = try store.createRun(manifest: "{}", targetPairs: 100).id
    try store.append(steps: (1...10).map { .sample($0, run: run) })
    try store.limitSize(toPages: 1)
    let error = sessionError {
      try store.append(steps: (11...5000).map { .sample($0, run: run) })
    }
    #expect(error?.kind == .diskFull)
    #expect(error?.message.contains("disk or your quota is full") == true)
    #expect(try store.steps(run: run).count == 10)
    try store.limitSize(toPages: 1_000_000)
    try store.append(steps: (11...5000).map { .sample($0, run: run) })
    #expect(try store.steps(run: run).count == 5000)
  }

  @Test("on a network file system it says so and keeps a rollback journal, also after a move")
  func networkFileSystem() throws {
    func hasLog(_ location: SessionLocation) -> Bool {
      FileManager.default.fileExists(atPath: location.database.path + "-wal")
    }
    let local = try folder.session()
    try local.insert(clips: [.sample("/a")])
    #expect(local.note == nil && hasLog(local.location))
    try local.close()

    let nfs = FileSystemKind(name: "nfs4")
    let remote = try SessionStore.open(at: local.location, fileSystem: nfs)
    let second = try SessionStore.open(at: local.location, access: .view, fileSystem: nfs)
    #expect(remote.note?.contains("network file system (nfs4)") == true)
    try remote.insert(clips: [.sample("/b")])
    #expect(try second.clips().map(\.path) == ["/a", "/b"])
    try second.registerViewer(tty: "")
    #expect(!hasLog(local.location))
  }

  @Test("kinds of file systems are known by the kernel's names")
  func fileSystems() {
    let shared = ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p", "lustre"]
    let own = ["ext4", "xfs", "btrfs", "tmpfs", "overlay", "fuseblk", "unknown"]
    #expect(shared.allSatisfy { FileSystemKind(name: $0).isNetwork })
    #expect(!own.contains { FileSystemKind(name: $0).isNetwork })
    #expect(FileSystemKind(at: "/proc").name == "proc")
    #expect(FileSystemKind(at: "/no/such/path").name == "unknown")
  }

  private func patch(_ file: URL, at offset: UInt64, with bytes: [UInt8]) throws {
    let handle = try FileHandle(forUpdating: file)
    try handle.seek(toOffset: offset)
    try handle.write(contentsOf: Data(bytes))
    try handle.close()
  }
}

/// What several threads found.
private final class Results: @unchecked Sendable {
  // Safe: every access holds the condition's lock.
  private let condition = NSCondition()
  private var found: [SessionError?] = []

  func add(_ error: SessionError?) {
    condition.withLock {
      found.append(error)
      condition.signal()
    }
  }

  func wait(for count: Int) {
    condition.withLock { while found.count < count { condition.wait() } }
  }

  var all: [SessionError?] { condition.withLock { found } }
}
