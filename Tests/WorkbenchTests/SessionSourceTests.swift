import Foundation
import Session
import Testing
import Workbench

/// A session on the disk, in a folder that goes with this value.
final class TemporarySession {
  let folder: URL
  let store: SessionStore

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("earsight-session-\(UUID().uuidString)")
    store = try SessionStore.create(
      at: SessionLocation(folder: folder.appendingPathComponent("s")), seed: 1, version: "test")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }
}

@Suite("Session source")
struct SessionSourceTests {
  let session: TemporarySession
  private var store: SessionStore { session.store }

  init() throws { session = try TemporarySession() }

  @Test("what was told is not told again, at the next look or when all is looked at anew")
  func onlyNew() throws {
    let run = try store.createRun(name: "first", manifest: "{}", targetPairs: 320)
    let source = SessionSource(store, tty: "pts/1")
    let first = try source.news()
    #expect(first.runs?.count == 1 && first.summaries?.count == 1 && first.checkpoints == [])
    #expect(first.viewers == 1 && first.clips == [] && first.notes == [])
    // Asked at once, for all of it, and with something written in between.
    source.select(run: run.id)
    var again = try source.news()
    #expect(again.run == run && again.isSilent(after: first))
    let event = try store.append(event: EventRecord(run: run.id, kind: "data", text: "one"))
    again = try source.news()
    #expect(again.events.map(\.id) == [event] && again.runs == nil && again.summaries == nil)
    // What is not about the run that is followed is told too.
    let other = try store.createRun(name: "second", manifest: "{}", targetPairs: 320)
    source.select(run: run.id)
    again = try source.news()
    #expect(again.runs?.map(\.id) == [run.id, other.id] && again.run == run)
  }

  @Test("news hold each step once, and all of them anew after a resume took some back")
  func cursor() throws {
    let source = SessionSource(store)
    #expect(try source.news().run == nil)

    let run = try store.createRun(name: "first", manifest: "{}", targetPairs: 320)
    func steps(_ range: ClosedRange<Int>) -> [StepRecord] {
      range.map {
        StepRecord(
          run: run.id, step: $0, pairs: $0 * 16, wallSeconds: Double($0), learningRate: 1e-3,
          loss: 0.7, accuracy: 0.5, gradientNorm: 1)
      }
    }
    try store.append(steps: steps(1...10))
    source.select(run: run.id)
    var state = Bench.state()
    _ = update(&state, .news(try source.news()))
    #expect(state.run?.steps.count == 10)
    try store.append(steps: steps(11...12))
    let more = try source.news()
    #expect(more.steps.map(\.step) == [11, 12] && !more.isFresh)
    _ = update(&state, .news(more))

    try store.discardSteps(run: run.id, after: 5)
    try store.append(steps: steps(6...7))
    _ = update(&state, .news(try source.news()))
    #expect(state.run?.steps.step == (1...7).map(Double.init))
    // The test has the step of the last validation and comes after it.
    func measured(_ split: ClipRecord.Split, _ accuracy: Double) throws {
      try store.append(
        validation: ValidationRecord(
          run: run.id, step: 7, pairs: 112, loss: 0.6, accuracy: accuracy, count: 64, split: split))
    }
    try measured(.validation, 0.75)
    _ = update(&state, .news(try source.news()))
    #expect(state.run?.validations.count == 1 && state.run?.test == nil)
    try measured(.test, 0.5)
    _ = update(&state, .news(try source.news()))
    #expect(state.run?.validations.count == 1 && state.run?.test?.accuracy == 0.5)

    try source.send(.checkpoint, run: run.id)
    #expect(try store.takeControls(run: run.id) == [.checkpoint])
    #expect(try store.viewers().count == 1)
    source.close()
    #expect(try store.viewers().isEmpty)

    try FileManager.default.moveItem(
      at: store.location.folder, to: session.folder.appendingPathComponent("moved"))
    source.select(run: run.id)
    let error = #expect(throws: (any Error).self) { try source.news() }
    #expect("\(error as Any)".contains("is gone, deleted or moved"))
  }

  @Test("a copy says where it was written")
  func copy() throws {
    let source = SessionSource(store)
    let target = SessionLocation(folder: session.folder.appendingPathComponent("two"))
    let said = try source.saveAs(target.folder.path)
    #expect(target.exists && said.hasPrefix("Saved in \(target.folder.path); earsight open "))
  }

  @Test("two screens on one session see each other's notes, and the newest holds")
  func twoScreens() throws {
    let one = SessionSource(store)
    let other = SessionSource(try SessionStore.open(at: store.location))
    #expect(try one.news().notes == [] && other.news().notes == [])
    try one.annotate(.name, of: "clip/1", "yelp")
    #expect(try other.news().notes?.map(\.text) == ["yelp"])
    try other.annotate(.name, of: "clip/1", "siren")
    let news = try one.news()
    #expect(news.notes?.map(\.text) == ["siren"])
    #expect(news.edits?.map(\.after) == ["yelp", "siren"])
    #expect(try one.news().notes == nil)
    // The second screen takes back what the first said before it, one after the other.
    try one.turn(try #require(news.edits?.last), isUndone: true)
    #expect(try other.news().notes?.map(\.text) == ["yelp"])
  }
}
