import Foundation
import Session
import Synchronization
import Testing
import Training

@Suite("Stopping and going on")
struct GoingOnTests {
  @Test("a run whose clips have changed does not go on; one whose folder was moved does")
  func otherClips() throws {
    let session = try TinySession()
    let run = try RunPlan(newRun: nil, in: session.store, options: session.options).run
    try session.store.close()
    let moved = session.folder.appendingPathComponent("elsewhere")
    try FileManager.default.moveItem(at: session.folder.appendingPathComponent("s"), to: moved)
    let store = try SessionStore.open(at: SessionLocation(folder: moved))
    _ = try RunPlan(resuming: run, in: store) { $0 }
    var clips = try store.clips()
    for i in clips.indices where clips[i].split == .test { clips[i].split = .train }
    try store.insert(clips: clips)
    let error = #expect(throws: TrainingError.self) {
      try RunPlan(resuming: run, in: store) { $0 }
    }
    let text = String(describing: error)
    #expect(text.contains("has 8 train, 2 validation, 0 test clips"))
    #expect(text.contains("started on, 6 train, 2 validation, 2 test clips"))
    clips[0].duration += 1
    clips[0].split = .test
    clips[1].split = .test
    try store.insert(clips: clips)
    #expect(throws: TrainingError.self) { try RunPlan(resuming: run, in: store) { $0 } }
  }

  @Test("a step that is last and best is written once, the best first")
  func bestBeforeLast() throws {
    let session = try TinySession()
    let plan = try RunPlan(newRun: nil, in: session.store, options: session.options)
    let folder = session.store.location.checkpoints
    func number(_ kind: String) throws -> Int? {
      try FileManager.default.attributesOfItem(
        atPath: folder.appendingPathComponent("run-1-\(kind).safetensors").path)[.systemFileNumber]
        as? Int
    }
    _ = try Trainer(store: session.store, run: plan.run, options: plan.options).run()
    #expect(try number("best") == number("last"))
    #expect(try session.store.events().count { $0.kind == "checkpoint" } == 1)

    // A folder in the place of the last is a kill between the two names.
    let second = try RunPlan(newRun: nil, in: session.store, options: session.options)
    let trainer = try Trainer(store: session.store, run: second.run, options: second.options)
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("run-2-last.safetensors/x"),
      withIntermediateDirectories: true)
    #expect(throws: (any Error).self) { try trainer.run() }
    #expect(
      FileManager.default.fileExists(
        atPath: folder.appendingPathComponent("run-2-best.safetensors").path))
  }

  @Test("a finished run tells its figures again, and nothing is added to its story")
  func finished() throws {
    let session = try TinySession()
    let plan = try RunPlan(newRun: nil, in: session.store, options: session.options)
    let result = try Trainer(store: session.store, run: plan.run, options: plan.options).run()
    let events = try session.store.events()
    #expect(!plan.isFinished)
    let again = try RunPlan(resuming: session.store.run(plan.run.id), in: session.store) { $0 }
    #expect(again.isFinished)
    #expect(try TrainingResult(finished: again, in: session.store) == result)
    #expect(try session.store.events() == events)
    let longer = try RunPlan(resuming: plan.run, in: session.store) { options in
      var options = options
      options.targetPairs = 16
      return options
    }
    #expect(!longer.isFinished)
  }

  @Test("a run that was stopped validates at the steps at which it would have without")
  func validations() throws {
    let session = try TinySession()
    var options = session.options
    options.targetPairs = 12 * options.batch
    options.validateEvery = 4 * options.batch
    func validated(stoppingAt stop: Int?) throws -> [Int] {
      let plan = try RunPlan(newRun: nil, in: session.store, options: options)
      if let stop {
        var part = options
        part.targetPairs = stop * options.batch
        _ = try Trainer(store: session.store, run: plan.run, options: part).run()
      }
      _ = try Trainer(store: session.store, run: plan.run, options: options).run()
      return try session.store.validations(run: plan.run.id).map(\.step)
    }
    #expect(try validated(stoppingAt: nil) == [4, 8, 12])
    #expect(try validated(stoppingAt: 6) == [4, 6, 8, 12])
  }

  @Test("a manifest without an option that came later has its default; one that is none says so")
  func manifests() throws {
    var options = TrainingOptions()
    options.batch = 6
    options.schedule = .cosine
    options.network.width = 12
    let json = try RunManifest(options: options, clips: []).json()
    #expect(try RunManifest(json: json).options == options)
    let older = json.replacing("\"keepEvery\":10,", with: "").replacing("\"stride\":2,", with: "")
    #expect(older.count < json.count - 20)
    #expect(try RunManifest(json: older).options == options)
    for (damaged, found) in [
      ("{}", "no options that can be read"),
      (json.replacing("\"batch\":6", with: "\"batch\":true"), "no options.batch that can be read"),
    ] {
      let error = #expect(throws: TrainingError.self) { try RunManifest(json: damaged) }
      #expect(error?.description.contains(found) == true, "\(String(describing: error))")
    }
  }

  @Test("pause and stop are obeyed in the midst of a validation")
  func controlWhileValidating() throws {
    let session = try TinySession()
    var options = session.options
    options.targetPairs = 1_000_000
    options.validateEvery = 4
    options.validationPairs = 1_000
    let plan = try RunPlan(newRun: nil, in: session.store, options: options)
    let store = session.store
    let run = plan.run
    let ending = Ending()
    Thread { [options = plan.options] in
      let result = Result { try Trainer(store: store, run: run, options: options).run() }
      ending.result.withLock { $0 = result }
    }.start()
    func waitFor(_ what: String, _ condition: () throws -> Bool) throws {
      for _ in 0..<1000 {
        if try condition() { return }
        Thread.sleep(forTimeInterval: 0.02)
      }
      Issue.record("never saw: \(what)")
    }
    try waitFor("validating") { try store.heartbeat(run: run.id)?.message == "validating" }
    try store.send(.pause, run: run.id)
    try waitFor("paused") { try store.heartbeat(run: run.id)?.state == .paused }
    try store.send(.resume, run: run.id)
    try store.send(.stop, run: run.id)
    try waitFor("the end") { ending.result.withLock { $0 != nil } }
    let result = try #require(try ending.result.withLock { try $0?.get() })
    #expect(!result.isComplete && result.progress.step == 1)
    #expect(try store.validations(run: run.id).isEmpty)
    #expect(try store.checkpoints(run: run.id).last?.step == 1)
  }

  @Test("a test that is cancelled keeps no figure; one that is done is not done again")
  func test() throws {
    let session = try TinySession()
    let plan = try RunPlan(newRun: nil, in: session.store, options: session.options)
    _ = try Trainer(store: session.store, run: plan.run, options: plan.options).run()
    let test = CheckpointTest(
      store: session.store, run: plan.run, pairs: 8, seed: 1, threads: 2)
    #expect(try test.run(isCancelled: { true }) == nil)
    #expect(try session.store.validations(run: plan.run.id).count { $0.split == .test } == 0)
    let figure = try test.run()
    #expect(figure?.count == 8)
    #expect(try test.run(isCancelled: { true }) == figure)
  }
}

/// How a training on another thread ended; nil before.
private final class Ending: Sendable {
  let result = Mutex<Result<TrainingResult, any Error>?>(nil)
}
