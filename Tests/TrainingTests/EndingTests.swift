import Corpus
import Foundation
import NeuralNet
import Session
import Testing
import Training

@Suite("How a training ends, and what of it is there afterwards")
struct EndingTests {
  private func runs(_ session: TinySession, _ options: TrainingOptions) throws -> RunPlan {
    try RunPlan(newRun: nil, in: session.store, options: options)
  }

  private func events(_ session: TinySession) throws -> [String] {
    try session.store.events().map { "\($0.kind): \($0.text)" }
  }

  @Test("weights that give no number are not saved, whatever was asked for")
  func brokenWeights() throws {
    let session = try TinySession()
    var options = session.options
    options.validateEvery = 1_000_000
    let plan = try runs(session, options)
    // The first step is a good one and is saved; the second one's rate breaks the weights.
    let trainer = try Trainer(store: session.store, run: plan.run, options: options)
    let store = session.store
    #expect {
      _ = try trainer.run { step in
        _ = try? store.send(.checkpoint, run: plan.run.id)
        Thread.sleep(forTimeInterval: 0.5)
        if step.step == 1 { trainer.setLearningRate(1e30) }
      }
    } throws: { error in
      guard case TrainingError.notANumber(_, _, let kept?) = error else { return false }
      return kept.hasSuffix("run-1-last.safetensors")
    }
    let folder = CheckpointFolder(store: store, run: plan.run)
    #expect(try folder.newest()?.state.progress.step == 1)
    #expect(try store.heartbeat(run: plan.run.id)?.state == .failed)
  }

  @Test("a rate that breaks the weights in the last step fails the run")
  func brokenAtTheEnd() throws {
    let session = try TinySession()
    var options = session.options
    options.learningRate = 1e30
    options.targetPairs = options.batch
    let plan = try runs(session, options)
    #expect(throws: TrainingError.self) {
      try Trainer(store: session.store, run: plan.run, options: options).run()
    }
    #expect(try CheckpointFolder(store: session.store, run: plan.run).newest() == nil)
  }

  @Test("a failure saves what was trained before it")
  func failure() throws {
    let session = try TinySession()
    var options = session.options
    options.targetPairs = 1_000_000
    options.validateEvery = 3 * options.batch
    let plan = try runs(session, options)
    let trainer = try Trainer(store: session.store, run: plan.run, options: options)
    // Training has its files open; the validation after three steps finds none.
    #expect(throws: CorpusError.self) {
      try trainer.run { _ in
        for clip in (try? session.store.clips()) ?? [] {
          try? FileManager.default.removeItem(atPath: clip.path)
        }
      }
    }
    let kept = try CheckpointFolder(store: session.store, run: plan.run).newest()
    #expect(kept?.state.progress.step == 3)
  }

  @Test("without its last checkpoint, or with a damaged one, training goes on from the newest left")
  func olderCheckpoint() throws {
    let session = try TinySession()
    let plan = try runs(session, session.options)
    let store = session.store
    _ = try Trainer(store: store, run: plan.run, options: plan.options).run()
    let folder = store.location.checkpoints
    let last = folder.appendingPathComponent("run-1-last.safetensors")
    let best = folder.appendingPathComponent("run-1-best.safetensors")
    let step = try CheckpointFolder(store: store, run: plan.run).newest()?.state.progress.step
    try FileManager.default.removeItem(at: last)
    let leftover = folder.appendingPathComponent(".run-1-last.safetensors.9.9.tmp")
    try Data("leftover".utf8).write(to: leftover)
    let found = try #require(try CheckpointFolder(store: store, run: plan.run).newest())
    #expect(found.file.lastPathComponent == best.lastPathComponent)
    #expect(found.passedOver == ["run-1-last.safetensors is gone"])
    try Data("damaged".utf8).write(to: last)
    let again = try #require(try CheckpointFolder(store: store, run: plan.run).newest())
    #expect(again.file.lastPathComponent == best.lastPathComponent && again.passedOver.count == 1)
    #expect(again.state.progress.step <= step ?? 0)
    let longer = try RunPlan(resuming: store.run(plan.run.id), in: store) { options in
      var options = options
      options.targetPairs += 8 * options.batch
      return options
    }
    let result = try Trainer(store: store, run: longer.run, options: longer.options).run()
    #expect(result.isComplete && result.progress.step > again.state.progress.step)
    let told = try events(session)
    #expect(told.contains { $0.hasPrefix("checkpoint: passed over: ") && $0.contains("last") })
    let changes = try #require(told.first { $0.hasPrefix("options: goes on from step") })
    #expect(changes.contains("targetPairs 44 (was 12)"))
    #expect(!FileManager.default.fileExists(atPath: leftover.path))
  }

  @Test("a checkpoint with a damaged weight is passed over")
  func damagedWeight() throws {
    let session = try TinySession()
    let plan = try runs(session, session.options)
    _ = try Trainer(store: session.store, run: plan.run, options: plan.options).run()
    let folder = session.store.location.checkpoints
    let last = folder.appendingPathComponent("run-1-last.safetensors")
    var bytes = try Data(contentsOf: last)
    bytes[bytes.count / 2] ^= 0x40
    // The best may be the same file under another name.
    try FileManager.default.removeItem(at: last)
    try bytes.write(to: last)
    let found = try CheckpointFolder(store: session.store, run: plan.run).newest()
    #expect(found?.file.lastPathComponent == "run-1-best.safetensors")
    #expect(found?.passedOver.first?.contains("the file is damaged") == true)
  }

  @Test("where no checkpoint can be read, nothing is trained again and no step is lost")
  func lostCheckpoints() throws {
    let session = try TinySession()
    let plan = try runs(session, session.options)
    let store = session.store
    _ = try Trainer(store: store, run: plan.run, options: plan.options).run()
    let folder = store.location.checkpoints
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
    }
    try Data("damaged".utf8).write(to: folder.appendingPathComponent("run-1-last.safetensors"))
    let error = #expect(throws: TrainingError.self) {
      try RunPlan(resuming: store.run(plan.run.id), in: store) { $0 }
    }
    let text = error?.description ?? ""
    #expect(text.contains("run-1-best.safetensors is gone") && text.contains("--new-run"))
    #expect(throws: TrainingError.self) {
      try Trainer(store: store, run: plan.run, options: plan.options)
    }
    #expect(try store.steps(run: plan.run.id).count == 3)
  }

  @Test("abort does not wait for the passes of a step that are left")
  func abortWithinStep() throws {
    let session = try TinySession()
    var options = session.options
    options.accumulate = 100_000
    options.targetPairs = 2 * options.accumulate * options.batch
    let plan = try runs(session, options)
    let store = session.store
    let sender = Thread {
      Thread.sleep(forTimeInterval: 0.5)
      _ = try? store.send(.abort, run: plan.run.id)
    }
    sender.start()
    #expect {
      try Trainer(store: store, run: plan.run, options: options).run()
    } throws: { error in
      if case TrainingError.aborted(step: 0) = error { true } else { false }
    }
  }

  @Test("passes that are accumulated are one step, and a resume goes on bit for bit")
  func accumulated() throws {
    func weights(stoppingAt stop: Int?) throws -> Data {
      let session = try TinySession()
      var options = session.options
      options.accumulate = 3
      options.schedule = .step(factor: 0.5, epochs: 2)
      options.targetPairs = 4 * 3 * options.batch
      let plan = try runs(session, options)
      let store = session.store
      if let stop {
        let trainer = try Trainer(store: store, run: plan.run, options: options)
        let result = try trainer.run { step in
          guard step.step == stop else { return }
          _ = try? store.send(.stop, run: plan.run.id)
          Thread.sleep(forTimeInterval: 1)
        }
        #expect(!result.isComplete && result.progress.step == stop)
      }
      let again = try RunPlan(resuming: store.run(plan.run.id), in: store) { $0 }
      let result = try Trainer(store: store, run: again.run, options: again.options).run()
      #expect(result.progress.step == 4 && result.progress.pairs == options.targetPairs)
      let file = try SafeTensorsBytes.tensors(of: try #require(result.checkpoint))
      return file
    }
    #expect(try weights(stoppingAt: nil) == weights(stoppingAt: 2))
  }

  @Test("a training that needs more memory than there is is refused before there is a run")
  func memory() throws {
    let session = try TinySession()
    var options = session.options
    options.network.width = 64
    options.batch = 1 << 20
    #expect {
      try RunPlan(newRun: nil, in: session.store, options: options)
    } throws: { error in
      "\(error)".contains("smaller --batch") && "\(error)".contains("MiB are left")
    }
    #expect(try session.store.runs().isEmpty)
    #expect(try #require(MemoryLeft.bytes()) > 1 << 26)
  }

  @Test("the latest run is the one that is trained, or was last")
  func latestRun() throws {
    let session = try TinySession()
    let first = try runs(session, session.options)
    _ = try Trainer(store: session.store, run: first.run, options: first.options).run()
    let second = try runs(session, session.options)
    #expect(try session.store.latestRun()?.name == second.run.name)
    // A trainer of the older one gives a sign of life: that is the run to watch and to control.
    try session.store.beat(
      HeartbeatRecord(
        run: first.run.id, time: Date().addingTimeInterval(1), state: .running, step: 1, pairs: 4,
        targetPairs: 8))
    #expect(try session.store.latestRun()?.name == first.run.name)
    #expect(try session.store.summary().latestRun == first.run.name)
  }
}

/// The tensors of a checkpoint without its metadata, which tell seconds.
private enum SafeTensorsBytes {
  static func tensors(of file: URL) throws -> Data {
    let data = try Data(contentsOf: file)
    let header = data.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    return data.dropFirst(8 + header)
  }
}
