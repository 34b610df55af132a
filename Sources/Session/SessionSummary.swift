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
  /// Names, notes and bookmarks.
  public var notes: Int
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

  /// A summary with all its values.
  package init(
    name: String, path: String, created: Date, trainClips: Int, validationClips: Int,
    testClips: Int, notes: Int, runs: Int, latestRun: String?, status: String?, step: Int,
    pairs: Int, targetPairs: Int, validationAccuracy: Double?, byteCount: Int64
  ) {
    self.name = name
    self.path = path
    self.created = created
    self.trainClips = trainClips
    self.validationClips = validationClips
    self.testClips = testClips
    self.notes = notes
    self.runs = runs
    self.latestRun = latestRun
    self.status = status
    self.step = step
    self.pairs = pairs
    self.targetPairs = targetPairs
    self.validationAccuracy = validationAccuracy
    self.byteCount = byteCount
  }
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
      try read { db in
        try Double.fetchOne(
          db,
          sql: """
            SELECT accuracy FROM validation
            WHERE run = ? AND split = 'validation' AND accuracy IS NOT NULL
            ORDER BY step DESC LIMIT 1
            """, arguments: [run.id])
      }
    }
    let (runs, notes) = try read { db in
      (
        try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM run") ?? 0,
        try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM note") ?? 0
      )
    }
    return SessionSummary(
      name: location.name, path: location.folder.path, created: meta.created,
      trainClips: counts[.train] ?? 0, validationClips: counts[.validation] ?? 0,
      testClips: counts[.test] ?? 0, notes: notes, runs: runs, latestRun: run?.name,
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
