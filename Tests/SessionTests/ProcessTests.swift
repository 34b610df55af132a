import Foundation
import Session
import Testing

/// The session that the child process writes to; set in the child only.
private let childFolder = ProcessInfo.processInfo.environment["EARSIGHT_TEST_SESSION"]

@Suite("Several processes", .serialized)
struct ProcessTests {
  @Test(
    "others read while one writes, and after kill -9 the session opens whole",
    .timeLimit(.minutes(2)))
  func killedWriter() throws {
    let folder = try TemporaryFolder()
    let store = try folder.session()
    let run = try store.createRun(manifest: "{}", targetPairs: 1_000_000).id
    try store.close()
    var known = 0
    for round in 1...3 {
      let child = try startChild(store.location)
      defer { child.terminate() }
      let viewer = try SessionStore.open(at: store.location, access: .view)
      // Reads while the child writes: whole transactions only, never fewer than before.
      let wanted = known + 500
      while known < wanted {
        try #require(child.isRunning)
        let steps = try viewer.steps(run: run)
        #expect(steps.count >= known)
        #expect(steps.map(\.step) == Array(1..<steps.count + 1))
        #expect(steps.count % 10 == 0, "ten steps are one transaction")
        known = steps.count
      }
      #expect(try viewer.status(run: run) == .running)
      #expect(TrainerLock.owner(of: store.location)?.contains("\(child.processIdentifier)") == true)
      let locked = sessionError { _ = try TrainerLock(store.location) }
      #expect(locked?.kind == .beingTrained)
      #expect(
        locked?.message.contains(
          "is being trained by pid \(child.processIdentifier) on host \(LocalHost.name)") == true)
      try viewer.send(.checkpoint, run: run)

      kill(child.processIdentifier, SIGKILL)
      child.waitUntilExit()
      if round == 2 { try viewer.close() }
      let survivor = try SessionStore.open(at: store.location)
      let steps = try survivor.steps(run: run)
      #expect(steps.count >= known && steps.count % 10 == 0)
      #expect(steps.map(\.step) == Array(1..<steps.count + 1))
      #expect(try survivor.problems().isEmpty)
      #expect(TrainerLock.owner(of: store.location) == nil)
      guard case .stalled(_, processGone: true) = try survivor.status(run: run) else {
        Issue.record("\(try survivor.status(run: run))")
        return
      }
      _ = try TrainerLock(store.location)
      known = steps.count
    }
    #expect(try SessionStore.open(at: store.location).controls(run: run).count == 3)
  }

  @Test("a database and its log, copied while it is written, open as of some transaction")
  func copiedWhileWriting() throws {
    let folder = try TemporaryFolder()
    let store = try folder.session()
    let run = try store.createRun(manifest: "{}", targetPairs: 1000).id
    let copy = folder.location("copy")
    try FileManager.default.createDirectory(at: copy.folder, withIntermediateDirectories: false)
    for batch in 0..<20 {
      try store.append(steps: (1...10).map { .sample(10 * batch + $0, run: run) })
      if batch == 12 {
        for suffix in ["", "-wal"] {
          try Data(contentsOf: URL(fileURLWithPath: store.location.database.path + suffix))
            .write(to: URL(fileURLWithPath: copy.database.path + suffix))
        }
      }
    }
    // A torn end, as when the machine stops in the middle of a write.
    let log = URL(fileURLWithPath: copy.database.path + "-wal")
    try Data(contentsOf: log).dropLast(1000).write(to: log)
    let torn = try SessionStore.open(at: copy)
    let steps = try torn.steps(run: run)
    #expect(steps.map(\.step) == Array(1...120))
    #expect(try torn.problems().isEmpty)
  }

  @Test("the right to train is one's own until given back")
  func lock() throws {
    let folder = try TemporaryFolder()
    let location = try folder.session().location
    #expect(TrainerLock.owner(of: location) == nil)
    var first: TrainerLock? = try TrainerLock(location)
    #expect(TrainerLock.owner(of: location) == "pid \(LocalHost.pid) on host \(LocalHost.name)")
    #expect(sessionError { _ = try TrainerLock(location) }?.kind == .beingTrained)
    withExtendedLifetime(first) {}
    first = nil
    #expect(TrainerLock.owner(of: location) == nil)
    _ = try TrainerLock(location)
  }

  @Test("threads write side by side and all of it is kept")
  func threads() throws {
    let folder = try TemporaryFolder()
    let store = try folder.session()
    let other = try SessionStore.open(at: store.location)
    let runs = try (0..<4).map { _ in try store.createRun(manifest: "{}", targetPairs: 1).id }
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      let mine = thread % 2 == 0 ? store : other
      for step in 1...50 {
        #expect(throws: Never.self) {
          try mine.append(steps: [.sample(step, run: runs[thread])])
          try mine.append(event: EventRecord(run: runs[thread], kind: "data", text: "\(step)"))
          _ = try mine.steps(run: runs[(thread + 1) % 4])
        }
      }
    }
    for run in runs { #expect(try store.steps(run: run).count == 50) }
    #expect(try store.events().count == 200)
  }

  /// Not a test but the body of the child process, which trains for ever.
  @Test("(the child)", .enabled(if: childFolder != nil))
  func child() throws {
    let location = SessionLocation(folder: URL(fileURLWithPath: childFolder ?? ""))
    let lock = try TrainerLock(location)
    let store = try SessionStore.open(at: location)
    let run = try #require(try store.latestRun()).id
    var step = try store.lastStep(run: run)?.step ?? 0
    // An end, should nobody kill it.
    while step < 5_000_000 {
      try store.append(steps: (1...10).map { .sample(step + $0, run: run) })
      step += 10
      try store.beat(
        HeartbeatRecord(
          run: run, state: .running, step: step, pairs: 16 * step, targetPairs: 16_000_000))
      _ = try store.takeControls(run: run)
    }
    withExtendedLifetime(lock) {}
  }

  private func startChild(_ location: SessionLocation) throws -> Process {
    let child = Process()
    child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    child.arguments = ["--testing-library", "swift-testing", "--filter", "ProcessTests/child"]
    child.environment = ProcessInfo.processInfo.environment.merging(
      ["EARSIGHT_TEST_SESSION": location.folder.path]
    ) { $1 }
    child.standardOutput = FileHandle.nullDevice
    child.standardError = FileHandle.nullDevice
    try child.run()
    return child
  }
}
