import Foundation
import Session
import Testing

@Suite("Jobs, results and indexes")
struct JobTests {
  let folder: TemporaryFolder
  let store: SessionStore

  init() throws {
    folder = try TemporaryFolder()
    store = try folder.session()
  }

  @Test("a job takes each request once, and one that has ended takes none")
  func requests() throws {
    let job = try store.startJob(
      kind: "tsne", title: "t-SNE of \u{1B}[31maudio", arguments: ["tsne", "birds"])
    #expect(job.state == .running && !job.isLost && job.title == "t-SNE of ?[31maudio")
    #expect(job.arguments == ["tsne", "birds"])
    func beat(_ done: Int) throws -> JobRecord.Request? {
      try store.beat(job: job.id, state: .running, done: done, total: 10, stage: "iteration")
    }
    #expect(try beat(1) == nil)
    try store.send(.pause, job: job.id)
    #expect(try beat(2) == .pause)
    #expect(try beat(3) == nil)
    let now = try store.job(job.id)
    #expect(now.done == 3 && now.total == 10 && now.stage == "iteration" && now.word == "RUNNING")
    try store.finishJob(job.id, .cancelled, message: "kept 3 of 10")
    #expect(try store.job(job.id).state == .cancelled)
    #expect(try store.job(job.id).finished != nil)
    #expect(sessionError { try store.send(.resume, job: job.id) }?.kind == .noSuchValue)
    #expect(try store.jobs().map(\.id) == [job.id])
    #expect(try store.job(process: LocalHost.pid, since: .distantPast)?.id == job.id)
  }

  @Test("a result grows with its job, and its arrays come back bit for bit")
  func results() throws {
    let layout: [Float] = [1, -0, .nan, 1e-30]
    let first = try store.store(
      job: nil, kind: "tsne", provenance: #"{"seed":1}"#, figures: "{}",
      arrays: [ResultArray("layout", shape: [2, 2], layout)], isComplete: false)
    let labels = ResultArray("labels", shape: [3], [Int32(4), -1, 7])
    try store.store(
      result: first, job: nil, kind: "tsne", provenance: #"{"seed":1}"#, figures: #"{"kl":1.5}"#,
      arrays: [labels], isComplete: true)
    let second = try store.store(
      job: nil, kind: "kmeans", provenance: "{}", figures: "{}", arrays: [], isComplete: true)
    let found = try store.results(kind: "tsne")
    #expect(found.map(\.id) == [first] && found[0].isComplete && found[0].figures == #"{"kl":1.5}"#)
    #expect(try store.results().map(\.id) == [second, first])
    let back = try #require(try store.array("layout", ofResult: first))
    #expect(back.shape == [2, 2])
    #expect(back.values(of: Float.self).map(\.bitPattern) == layout.map(\.bitPattern))
    #expect(back.values(of: Int32.self) == [])
    #expect(try store.array("labels", ofResult: first) == labels)
    #expect(try store.array("labels", ofResult: second) == nil)
    try store.deleteResult(first)
    #expect(try store.array("layout", ofResult: first) == nil)
  }

  @Test("any change of jobs, results or indexes makes another revision")
  func revision() throws {
    var seen: [String] = [try store.analysisRevision()]
    func changed() throws -> Bool {
      seen.append(try store.analysisRevision())
      return Set(seen).count == seen.count
    }
    let job = try store.startJob(kind: "a", title: "a", arguments: [])
    #expect(try changed())
    _ = try store.beat(job: job.id, state: .running, done: 1, total: 2, stage: "")
    #expect(try changed())
    let id = try store.store(
      job: job.id, kind: "a", provenance: "{}", figures: "{}", arrays: [], isComplete: false)
    #expect(try changed())
    try store.store(
      result: id, job: job.id, kind: "a", provenance: "{}", figures: "{}", arrays: [],
      isComplete: true)
    #expect(try changed())
    #expect(try store.analysisRevision() == seen.last)
  }

  @Test("an index is noted once under its name")
  func indexes() throws {
    var index = IndexRecord(
      name: "trained-abc-test", network: "abc", isTrained: true, run: "run-1", step: 7,
      weights: folder.location().checkpoints.appendingPathComponent("run-1-best.safetensors").path,
      seed: .max, frontEnd: "f", width: 8, stride: 2, split: "test", windows: 1, rows: 60,
      clips: 60,
      created: Date(timeIntervalSince1970: 1_700_000_000))
    try store.record(index: index)
    index.rows = 61
    try store.record(index: index)
    // Within the session's folder the place of the weights is relative, and moves with it.
    index.weights = "checkpoints/run-1-best.safetensors"
    #expect(try store.indexes() == [index])
    try store.deleteIndex(index.name)
    #expect(try store.indexes() == [])
  }

  @Test("what is said of a thing replaces what was said before, and can be taken back")
  func notes() throws {
    try store.annotate(.name, of: "unit/seed-1/audio/209", to: "sirens")
    try store.annotate(.name, of: "unit/seed-1/audio/209", to: "yelp\u{7}")
    try store.annotate(.bookmark, of: "clip/3", to: "")
    #expect(try store.notes().map(\.subject) == ["clip/3", "unit/seed-1/audio/209"])
    #expect(try store.notes().map(\.text) == ["", "yelp?"])
    try store.annotate(.bookmark, of: "clip/3", to: nil)
    #expect(try store.notes().map(\.kind) == [.name])
    try store.appendJournal([(command: "unit.name", arguments: ["209", "yelp"])])
    let journal = try store.journal()
    #expect(journal.map(\.command) == ["unit.name"] && journal[0].arguments == ["209", "yelp"])
  }
}
