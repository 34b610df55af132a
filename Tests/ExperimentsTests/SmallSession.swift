import Analysis
import Compute
import Corpus
import Experiments
import Foundation
import NeuralNet
import Session
import TinyClips
import Training

/// A session of tiny clips with a run that was never trained, and what analyses need beside it.
final class SmallSession {
  let folder: URL
  let store: SessionStore
  let pool = WorkerPool(threads: 2)
  /// The random network of the run's architecture, width 2.
  let choice = NetworkChoice.random(run: nil, checkpoint: "best", seed: 3)

  /// - Parameter clips: how many, the first two thirds of them for training, the others for the test.
  init(clips: Int = 9) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "experiments-\(UUID().uuidString)")
    try TinyClip.folder(clips, at: folder.appendingPathComponent("clips"))
    store = try SessionStore.create(
      at: SessionLocation(folder: folder.appendingPathComponent("s")), seed: 1, version: "0.1")
    try store.insert(
      clips: (0..<clips).map { number in
        ClipRecord(
          path: folder.appendingPathComponent("clips/clip-\(number).mp4").path,
          source: "source \(number)", split: number < clips * 2 / 3 ? .train : .test,
          label: number % 2 == 0 ? "even" : "odd", duration: 2, width: 64, height: 48,
          frameRate: 10, sampleRate: 16_000, channels: 1, byteCount: 1,
          modified: Date(timeIntervalSince1970: 0))
      })
    var options = TrainingOptions()
    options.network.width = 2
    _ = try store.createRun(
      manifest: try RunManifest(options: options, clips: try store.trainingClips()).json(),
      targetPairs: 1)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func network() throws -> AnalysedNetwork {
    try AnalysedNetwork(choice, in: store, pool: pool)
  }
}

/// A monitor that ends the work after so many questions.
func monitor(stoppingAfter count: Int) -> AnalysisMonitor {
  let counter = Counter()
  return AnalysisMonitor(goOn: { counter.next() <= count })
}

private final class Counter: @unchecked Sendable {
  // Asked by the thread that runs the analysis alone.
  private var value = 0
  func next() -> Int {
    value += 1
    return value
  }
}
