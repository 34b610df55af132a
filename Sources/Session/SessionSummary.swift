import Foundation
internal import GRDB

/// A session in a few values, for a list of sessions.
public struct SessionSummary: Codable, Sendable, Equatable {
  /// The session's name.
  public var name: String
  /// Its folder, absolute.
  public var path: String
  /// When it was made.
  public var created: Date
  /// Clips of the training split.
  public var trainClips: Int
  /// Clips of the validation split.
  public var validationClips: Int
  /// Clips of the test split.
  public var testClips: Int
  /// How many runs it has.
  public var runs: Int
  /// The name of its newest run.
  public var latestRun: String?
  /// The newest run's state as a word: `RUNNING`, `STALLED 9m`, `DONE`.
  public var status: String?
  /// Steps that the newest run has taken.
  public var step: Int
  /// Pairs that the newest run has seen.
  public var pairs: Int
  /// Pairs that the newest run is to see.
  public var targetPairs: Int
  /// The newest run's latest validation accuracy, 0 to 1.
  public var validationAccuracy: Double?
  /// Size of the database and the checkpoints in bytes.
  public var byteCount: Int64
}

extension SessionStore {
  /// The session in a few values.
  public func summary() throws -> SessionSummary {
    let meta = try meta()
    let counts = try clipCounts()
    let run = try latestRun()
    let heartbeat = try run.flatMap { try self.heartbeat(run: $0.id) }
    let step = try run.flatMap { try lastStep(run: $0.id) }
    let accuracy = try run.flatMap { run in
      try validations(run: run.id).last { $0.split == .validation && !$0.accuracy.isNaN }?.accuracy
    }
    return SessionSummary(
      name: location.name, path: location.folder.path, created: meta.created,
      trainClips: counts[.train] ?? 0, validationClips: counts[.validation] ?? 0,
      testClips: counts[.test] ?? 0, runs: try runs().count, latestRun: run?.name,
      status: run.map { _ in RunStatus(heartbeat: heartbeat).word },
      step: max(step?.step ?? 0, heartbeat?.step ?? 0),
      pairs: max(step?.pairs ?? 0, heartbeat?.pairs ?? 0),
      targetPairs: heartbeat?.targetPairs ?? run?.targetPairs ?? 0,
      validationAccuracy: accuracy, byteCount: byteCount())
  }

  private func byteCount() -> Int64 {
    let files = FileManager.default
    let weights = (try? files.contentsOfDirectory(atPath: location.checkpoints.path)) ?? []
    let paths =
      ["", "-wal"].map { location.database.path + $0 }
      + weights.map { location.checkpoints.appendingPathComponent($0).path }
    return paths.reduce(0) { sum, path in
      let size = try? files.attributesOfItem(atPath: path)[.size] as? Int64
      return sum + (size ?? 0)
    }
  }
}

extension SessionLocation {
  /// The sessions of a folder, each with its summary or with the error that opening it gave.
  public static func summaries(
    in folder: URL = sessionsFolder()
  ) -> [(location: SessionLocation, summary: Result<SessionSummary, SessionError>)] {
    list(in: folder).map { location in
      do {
        return (location, .success(try SessionStore.open(at: location, access: .read).summary()))
      } catch {
        return (location, .failure(SessionError(error, in: location)))
      }
    }
  }
}
