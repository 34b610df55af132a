import Foundation
import Session

/// A folder that is removed with this value, and the sessions that tests make in it.
final class TemporaryFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("session-tests-\(UUID().uuidString)", isDirectory: true)
      .resolvingSymlinksInPath()
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func location(_ name: String = "birds") -> SessionLocation {
    SessionLocation(folder: url.appendingPathComponent(name))
  }

  func session(_ name: String = "birds") throws -> SessionStore {
    try SessionStore.create(at: location(name), seed: 7, version: "0.1")
  }
}

extension ClipRecord {
  /// A clip whose every value differs from its neighbours'.
  static func sample(_ path: String, split: Split = .train, label: String? = nil) -> ClipRecord {
    ClipRecord(
      path: path, source: "source of \(path)", split: split, label: label, duration: 10.25,
      width: 320, height: 240, frameRate: 29.97, sampleRate: 44_100, channels: 2,
      byteCount: 123_456_789_012, modified: Date(timeIntervalSince1970: 1_700_000_000))
  }
}

extension StepRecord {
  /// Step `step` of a run of 16 pairs a step.
  static func sample(_ step: Int, run: Int64, loss: Double = 0.5) -> StepRecord {
    StepRecord(
      run: run, step: step, pairs: 16 * step, wallSeconds: Double(step) / 4, learningRate: 1e-4,
      loss: loss, accuracy: 0.75, gradientNorm: 1.5, dataSeconds: 0.01, forwardSeconds: 0.1,
      backwardSeconds: 0.2, optimizerSeconds: 0.02)
  }
}

/// The error of session that `body` throws; `nil` when it throws none.
func sessionError(_ body: () throws -> Void) -> SessionError? {
  do {
    try body()
    return nil
  } catch { return error as? SessionError }
}
