import Experiments
import Foundation
import Session
import Testing

@Suite("Kept checkpoints")
struct KeptCheckpointsTests {
  @Test("a run's checkpoints are one a step, the best first, and only those that are on disk")
  func order() throws {
    let session = try SmallSession(clips: 3)
    let run = try #require(try session.store.latestRun())
    let folder = session.store.location.checkpoints
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let all: [(String, Int, CheckpointRecord.Kind, isThere: Bool)] = [
      ("last", 900, .last, true), ("best", 600, .best, true), ("step-600", 600, .periodic, true),
      ("step-300", 300, .periodic, true), ("step-100", 100, .periodic, false),
    ]
    for (name, step, kind, isThere) in all {
      let file = folder.appendingPathComponent("\(run.name)-\(name).safetensors")
      if isThere { try Data("w".utf8).write(to: file) }
      try session.store.record(
        checkpoint: CheckpointRecord(
          run: run.id, step: step, pairs: step, file: file.path, kind: kind,
          validationAccuracy: nil, byteCount: 1))
    }
    let kept = try KeptCheckpoints(run: nil, in: session.store)
    #expect(kept.run == run.name)
    #expect(kept.entries.map(\.step) == [600, 300, 900])
    #expect(kept.entries[0].file.hasSuffix("best.safetensors"))
  }
}
