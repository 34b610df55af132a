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
  /// The session in a few values, by one look into the database: lists ask many sessions.
  public func summary() throws -> SessionSummary {
    let byteCount = byteCount()
    return try read { db in
      func number(_ sql: String, _ arguments: StatementArguments = []) throws -> Int {
        try Int.fetchOne(db, sql: sql, arguments: arguments) ?? 0
      }
      func clips(_ split: ClipRecord.Split) throws -> Int {
        try number("SELECT COUNT(*) FROM clip WHERE split = ?", [split.rawValue])
      }
      let run = try Row.fetchOne(
        db, sql: "SELECT id, name, targetPairs FROM run \(Self.latestFirst) LIMIT 1")
      let id: Int64 = run?[0] ?? 0
      let heartbeat = try Self.heartbeat(db, "run = ?", [id])
      let step = try Row.fetchOne(
        db, sql: "SELECT step, pairs FROM step WHERE run = ? ORDER BY step DESC LIMIT 1",
        arguments: [id])
      let created = try String.fetchOne(db, sql: "SELECT value FROM meta WHERE key = 'created'")
      return SessionSummary(
        name: location.name, path: location.folder.path,
        created: Date(timeIntervalSince1970: created.flatMap(Double.init) ?? 0),
        trainClips: try clips(.train), validationClips: try clips(.validation),
        testClips: try clips(.test), notes: try number("SELECT COUNT(*) FROM note"),
        runs: try number("SELECT COUNT(*) FROM run"), latestRun: run?[1],
        status: run.map { _ in RunStatus(heartbeat: heartbeat).word },
        step: max(step?[0] ?? 0, heartbeat?.step ?? 0),
        pairs: max(step?[1] ?? 0, heartbeat?.pairs ?? 0),
        targetPairs: heartbeat?.targetPairs ?? run?[2] ?? 0,
        validationAccuracy: try Double.fetchOne(
          db,
          sql: """
            SELECT accuracy FROM validation
            WHERE run = ? AND split = 'validation' AND accuracy IS NOT NULL
            ORDER BY step DESC LIMIT 1
            """, arguments: [id]),
        byteCount: byteCount)
    }
  }

  private func byteCount() -> Int64 {
    let weights =
      (try? FileManager.default.contentsOfDirectory(atPath: location.checkpoints.path)) ?? []
    let paths =
      ["", "-wal"].map { location.database.path + $0 }
      + weights.map { location.checkpoints.path + "/" + $0 }
    return paths.reduce(0) { $0 + (FileStatus(path: $1)?.byteCount ?? 0) }
  }
}
