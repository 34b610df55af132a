import Arrays
import Corpus
import Foundation
import NeuralNet
import Session
import Testing
import TinyClips
import Training

/// A session with ten tiny clips, in a folder that goes away with the value.
final class TinySession {
  let folder: URL
  let store: SessionStore

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "training-\(UUID().uuidString)")
    let clips = folder.appendingPathComponent("s/videos")
    try TinyClip.folder(10, at: clips)
    store = try SessionStore.create(
      at: SessionLocation(folder: folder.appendingPathComponent("s")), seed: 1,
      index: CorpusBuilder(paths: [clips.path], fractions: [0.6, 0.2, 0.2]).build(threads: 2))
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Options of a training that takes a second.
  var options: TrainingOptions {
    var options = TrainingOptions()
    options.network.width = 4
    options.batch = 4
    options.targetPairs = 12
    options.validationPairs = 4
    options.threads = 2
    return options
  }
}

@Suite("Training")
struct TrainerTests {
  @Test("clips of one split never appear in another, and moving the session moves its clips")
  func splitsApart() throws {
    let session = try TinySession()
    let clips = try session.store.trainingClips()
    #expect(clips.count == 10)
    let bySplit = Dictionary(grouping: clips, by: \.split).mapValues { Set($0.map(\.source)) }
    #expect(bySplit[.train]?.isDisjoint(with: bySplit[.test] ?? []) == true)
    #expect(bySplit[.train]?.isDisjoint(with: bySplit[.validation] ?? []) == true)
    #expect(bySplit[.test]?.count == 2)
    try session.store.close()
    let moved = session.folder.appendingPathComponent("elsewhere")
    try FileManager.default.moveItem(at: session.folder.appendingPathComponent("s"), to: moved)
    let again = try SessionStore.open(at: SessionLocation(folder: moved))
    for clip in try again.trainingClips() {
      #expect(FileManager.default.fileExists(atPath: clip.path))
    }
  }

  @Test("the first loss is ln 2, and a run leaves checkpoint, steps, validation and manifest")
  func shortRun() throws {
    let session = try TinySession()
    let plan = try RunPlan(newRun: nil, in: session.store, options: session.options)
    let trainer = try Trainer(store: session.store, run: plan.run, options: plan.options)
    var losses: [Double] = []
    let result = try trainer.run { losses.append($0.loss) }
    #expect(abs(losses[0] - 0.6931) < 0.035)
    #expect(result.isComplete && result.progress.step == 3 && result.progress.pairs == 12)
    let run = plan.run.id
    #expect(try session.store.steps(run: run).map(\.step) == [1, 2, 3])
    #expect(try session.store.validations(run: run).map(\.count) == [4])
    #expect(try session.store.status(run: run) == .done)
    let manifest = try RunManifest(json: session.store.run(run).manifest)
    #expect(manifest.options == session.options)
    #expect(manifest.clips == ["train": 6, "validation": 2, "test": 2])
    let file = try SafeTensorsFile(contentsOf: try #require(result.checkpoint))
    #expect(file.metadata["pairs_seen"] == "12" && file.metadata["width"] == "4")
    let exported = session.folder.appendingPathComponent("w.safetensors")
    try WeightsFile.strip(try #require(result.checkpoint), to: exported)
    let names = try SafeTensorsFile(contentsOf: exported).tensors.keys
    #expect(names.contains("vision.conv1_1.weight") && names.contains("fc2.bias"))
    #expect(!names.contains { $0.hasPrefix("optimizer") })
  }

  @Test("a loss that is no number stops the run with the step and the last good checkpoint")
  func notANumber() throws {
    let session = try TinySession()
    let first = try RunPlan(newRun: nil, in: session.store, options: session.options)
    _ = try Trainer(store: session.store, run: first.run, options: first.options).run()
    let second = try RunPlan(resuming: first.run, in: session.store) { options in
      var options = options
      options.targetPairs = 100
      return options
    }
    let trainer = try Trainer(store: session.store, run: second.run, options: second.options)
    trainer.setLearningRate(1e38)
    let error = #expect(throws: TrainingError.self) { try trainer.run() }
    let text = String(describing: error)
    #expect(text.contains("not a number") && text.contains("run-1-last.safetensors"))
    #expect(try session.store.status(run: first.run.id) == .failed)
    let last = try #require(try session.store.checkpoints(run: first.run.id).last)
    #expect(last.step == 3)
  }

  @Test("a resumed run may change its target but not its network")
  func changes() throws {
    let session = try TinySession()
    let plan = try RunPlan(newRun: "a", in: session.store, options: session.options)
    let longer = try RunPlan(resuming: plan.run, in: session.store) { options in
      var options = options
      options.targetPairs = 40
      return options
    }
    #expect(longer.run.targetPairs == 40)
    #expect(throws: TrainingError.self) {
      try RunPlan(resuming: plan.run, in: session.store) { options in
        var options = options
        options.network.width = 8
        return options
      }
    }
    let error = #expect(throws: TrainingError.self) {
      try RunPlan(resuming: plan.run, in: session.store) { options in
        var options = options
        options.schedule = .step(factor: 0.94, epochs: 16)
        return options
      }
    }
    #expect(String(describing: error).contains("schedule constant"))
  }

  @Test("learning rates follow their schedule")
  func schedules() {
    let step = LearningRateSchedule.step(factor: 0.94, epochs: 16)
    #expect(step.factor(epochs: 15.9, progress: 0.5) == 1)
    #expect(abs(step.factor(epochs: 33, progress: 0.5) - 0.94 * 0.94) < 1e-12)
    let cosine = LearningRateSchedule.cosine
    #expect(cosine.factor(epochs: 0, progress: 0) == 1)
    #expect(abs(cosine.factor(epochs: 9, progress: 0.5) - 0.505) < 1e-12)
    #expect(abs(cosine.factor(epochs: 9, progress: 1) - 0.01) < 1e-12)
  }

  @Test("embeddings lie on OpenL3's grid of times and have the layer's size")
  func embeddings() throws {
    let session = try TinySession()
    let plan = try RunPlan(newRun: nil, in: session.store, options: session.options)
    let result = try Trainer(store: session.store, run: plan.run, options: plan.options).run()
    let checkpoint = try #require(result.checkpoint)
    let clip = try session.store.trainingClips()[0].path
    var options = EmbeddingOptions()
    options.hop = 0.5
    let centred = try Embedder(checkpoint: checkpoint, options: options, threads: 1).embed(clip)
    // 2 s and half a second of padding: 1 + ceil((2.5 - 1) / 0.5) windows.
    #expect(centred.timestamps == [0, 0.5, 1, 1.5])
    #expect(centred.audio.count == 4 * 32 && centred.vision.count == 4 * 32)
    #expect(centred.paddedWindows == 1)
    options.center = false
    options.layer = .conv42
    let plain = try Embedder(checkpoint: checkpoint, options: options, threads: 1).embed(clip)
    #expect(plain.timestamps == [0, 0.5, 1])
    #expect(plain.audio.count == 3 * 32 * 12 && plain.vision.count == 3 * 32 * 16)
    options.layer = .pool4
    let later = try Embedder(checkpoint: checkpoint, options: options, threads: 1).embed(clip)
    // A second that starts at 0 is the one centred at 0.5.
    #expect(Array(later.audio[0..<32]) == Array(centred.audio[32..<64]))
  }
}
