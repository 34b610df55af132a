import Foundation
import Session
import Testing

@Suite("A trainer's sign of life")
struct HeartbeatTests {
  let now = Date(timeIntervalSince1970: 1_700_000_000)

  private func beat(
    _ state: RunState, age: Double = 0, pid: Int32 = LocalHost.pid, host: String = LocalHost.name
  ) -> HeartbeatRecord {
    HeartbeatRecord(
      run: 1, time: now.addingTimeInterval(-age), pid: pid, host: host, state: state, step: 3,
      pairs: 48, targetPairs: 320, message: "x")
  }

  @Test("a fresh one is believed in every state")
  func fresh() {
    let words = RunState.allCases.map { RunStatus(heartbeat: beat($0), now: now).word }
    #expect(words == ["STARTING", "RUNNING", "PAUSED", "SAVING", "DONE", "FAILED", "STOPPED"])
    #expect(RunStatus(heartbeat: nil, now: now).word == "WAITING")
    #expect(RunStatus(heartbeat: beat(.running, age: -100), now: now) == .running)
  }

  @Test("an old one is a stall, unless it was the last word")
  func stale() {
    let status = RunStatus(heartbeat: beat(.paused, age: 540), now: now)
    #expect(status == .stalled(seconds: 540, processGone: false))
    #expect(status.word == "STALLED 9m" && !status.isAlive)
    #expect(RunStatus(heartbeat: beat(.running, age: 29), now: now) == .running)
    #expect(RunStatus(heartbeat: beat(.done, age: 1e9), now: now) == .done)
    #expect(RunStatus(heartbeat: beat(.stopped, pid: 99_999_999), now: now) == .stopped)
  }

  @Test("a process that is gone is a stall at once, on this host only")
  func gone() {
    let here = RunStatus(heartbeat: beat(.running, age: 2, pid: 99_999_999), now: now)
    #expect(here == .stalled(seconds: 2, processGone: true))
    let there = beat(.running, age: 2, pid: 99_999_999, host: "elsewhere")
    #expect(RunStatus(heartbeat: there, now: now) == .running)
  }

  @Test("a process is found by its sign of life, and not by one of an earlier process")
  func byProcess() throws {
    let folder = try TemporaryFolder()
    let store = try folder.session()
    let run = try store.createRun(manifest: "{}", targetPairs: 320).id
    try store.beat(
      HeartbeatRecord(
        run: run, time: now, pid: 42, state: .starting, step: 0, pairs: 0, targetPairs: 320))
    #expect(try store.heartbeat(process: 42, since: now)?.run == run)
    #expect(try store.heartbeat(process: 43, since: now) == nil)
    #expect(try store.heartbeat(process: 42, since: now.addingTimeInterval(1)) == nil)
  }

  @Test("the newest is kept, and the run's state follows it")
  func kept() throws {
    let folder = try TemporaryFolder()
    let store = try folder.session()
    let run = try store.createRun(manifest: "{}", targetPairs: 320).id
    #expect(try store.status(run: run) == .waiting)
    try store.beat(beat(.starting))
    try store.beat(beat(.saving))
    #expect(try store.heartbeat(run: run) == beat(.saving))
    #expect(try store.status(run: run, now: now) == .saving)
    #expect(try store.run(run).state == .saving)
    try store.beat(beat(.failed))
    #expect(try store.run(run).finished != nil)
  }
}
