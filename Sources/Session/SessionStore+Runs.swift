import Foundation
internal import GRDB

extension SessionStore {
  /// Makes a run, in the state `starting`.
  ///
  /// - Parameters:
  ///   - name: one of a kind in the session; `run-1`, `run-2`, … where none is given.
  ///   - manifest: a JSON object, all that is needed to repeat the run.
  ///   - targetPairs: how many pairs it is to see.
  /// - Throws: `alreadyExists` for a name that is taken, `invalidName` for an unsafe one.
  public func createRun(
    name: String? = nil, manifest: String, targetPairs: Int
  ) throws -> RunRecord {
    if let name { try SessionLocation.check(name: name, of: "run") }
    return try write { db in
      let taken = try Set(String.fetchAll(db, sql: "SELECT name FROM run"))
      if let name, taken.contains(name) {
        throw SessionError(
          .alreadyExists,
          "session \(location.name) has a run \"\(name)\" already: choose another name, or none")
      }
      var number = taken.count + 1
      while taken.contains("run-\(number)") { number += 1 }
      let created = Date(timeIntervalSince1970: Date().timeIntervalSince1970)
      let chosen = name ?? "run-\(number)"
      try db.execute(
        sql: """
          INSERT INTO run (name, created, manifest, state, targetPairs) VALUES (?, ?, ?, ?, ?)
          """,
        arguments: [
          chosen, created.timeIntervalSince1970, manifest, RunState.starting.rawValue, targetPairs,
        ])
      return RunRecord(
        id: db.lastInsertedRowID, name: chosen, created: created, manifest: manifest,
        state: .starting, finished: nil, targetPairs: targetPairs)
    }
  }

  /// All runs, oldest first.
  public func runs() throws -> [RunRecord] {
    try read { db in
      try Row.fetchAll(db, sql: "\(Self.selectRun) ORDER BY id").map(Self.run)
    }
  }

  /// The run that is trained now, or was trained or made last; `nil` where none was made.
  public func latestRun() throws -> RunRecord? {
    try read { db in
      try Row.fetchOne(db, sql: "\(Self.selectRun) \(Self.latestFirst) LIMIT 1").map(Self.run)
    }
  }

  /// Orders runs by their trainers' last sign of life: a trainer that lives gives one every second.
  static let latestFirst = """
    ORDER BY COALESCE((SELECT time FROM heartbeat WHERE heartbeat.run = run.id), created) DESC, id DESC
    """

  /// A run by its number. Throws `noSuchValue`.
  public func run(_ id: Int64) throws -> RunRecord {
    let row = try read { db in
      try Row.fetchOne(db, sql: "\(Self.selectRun) WHERE id = ?", arguments: [id])
    }
    guard let row else {
      throw SessionError(.noSuchValue, "session \(location.name) has no run \(id)")
    }
    return Self.run(row)
  }

  /// A run by its name. Throws `noSuchValue`, with the names that there are.
  public func run(named name: String) throws -> RunRecord {
    let all = try runs()
    guard let run = all.first(where: { $0.name == name }) else {
      let names = all.isEmpty ? "it has none yet" : all.map(\.name).joined(separator: ", ")
      throw SessionError(
        .noSuchValue, "session \(location.name) has no run \"\(name.prefix(80))\": \(names)")
    }
    return run
  }

  /// Says what a run's trainer does; a state in which no trainer lives also sets the time at which
  /// the run was finished.
  public func setState(_ state: RunState, run: Int64) throws {
    try write { db in try Self.setState(state, run: run, db) }
  }

  /// Changes how many pairs a run is to see.
  public func setTarget(pairs: Int, run: Int64) throws {
    try write { db in
      try db.execute(
        sql: "UPDATE run SET targetPairs = ? WHERE id = ?", arguments: [pairs, run])
    }
  }

  /// Forgets a run with its steps, validations and checkpoint records; files stay.
  public func deleteRun(_ id: Int64) throws {
    try write { db in try db.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [id]) }
  }

  /// Replaces a run's manifest.
  public func setManifest(_ manifest: String, run: Int64) throws {
    try write { db in
      try db.execute(sql: "UPDATE run SET manifest = ? WHERE id = ?", arguments: [manifest, run])
    }
  }

  static func setState(_ state: RunState, run: Int64, _ db: Database) throws {
    let finished: Double? = state.isActive ? nil : Date().timeIntervalSince1970
    try db.execute(
      sql: "UPDATE run SET state = ?, finished = ? WHERE id = ? AND state <> ?",
      arguments: [state.rawValue, finished, run, state.rawValue])
  }

  private static let selectRun = """
    SELECT id, name, created, manifest, state, finished, targetPairs FROM run
    """

  private static func run(_ row: Row) -> RunRecord {
    RunRecord(
      id: row[0], name: row[1], created: Date(timeIntervalSince1970: row[2]), manifest: row[3],
      state: state(row[4]),
      finished: (row[5] as Double?).map { Date(timeIntervalSince1970: $0) }, targetPairs: row[6])
  }

  /// An unknown word, which no earsight of this schema writes, reads as a failure.
  static func state(_ word: String) -> RunState { RunState(rawValue: word) ?? .failed }
}

// MARK: - Checkpoints

extension SessionStore {
  /// Notes a checkpoint that is on disk; one of the same file is replaced.
  public func record(checkpoint: CheckpointRecord) throws {
    let file = location.storedPath(of: checkpoint.file)
    try write { db in
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO checkpoint
            (file, run, step, pairs, kind, validationAccuracy, byteCount, time)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          file, checkpoint.run, checkpoint.step, checkpoint.pairs, checkpoint.kind.rawValue,
          checkpoint.validationAccuracy, checkpoint.byteCount,
          checkpoint.time.timeIntervalSince1970,
        ])
    }
  }

  /// A run's checkpoints, by step; of one step the `last` comes last.
  public func checkpoints(run: Int64) throws -> [CheckpointRecord] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT run, step, pairs, file, kind, validationAccuracy, byteCount, time FROM checkpoint
          WHERE run = ? ORDER BY step, kind = 'last', file
          """, arguments: [run]
      ).map { row in
        CheckpointRecord(
          run: row[0], step: row[1], pairs: row[2], file: row[3],
          kind: CheckpointRecord.Kind(rawValue: row[4]) ?? .periodic, validationAccuracy: row[5],
          byteCount: row[6], time: Date(timeIntervalSince1970: row[7]))
      }
    }
  }

  /// Forgets a checkpoint whose file was removed.
  public func forget(checkpoint file: String) throws {
    try write { db in
      try db.execute(
        sql: "DELETE FROM checkpoint WHERE file = ?", arguments: [location.storedPath(of: file)])
    }
  }
}
