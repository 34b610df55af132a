import Foundation
internal import GRDB
import Printable

extension SessionStore {
  /// Adds steps, in one transaction; a step of the same number is replaced.
  public func append(steps: [StepRecord]) throws {
    guard !steps.isEmpty else { return }
    try write { db in
      let statement = try db.cachedStatement(
        sql: """
          INSERT OR REPLACE INTO step (run, step, pairs, wallSeconds, learningRate, loss, accuracy,
            gradientNorm, dataSeconds, forwardSeconds, backwardSeconds, optimizerSeconds)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """)
      for step in steps {
        try statement.execute(arguments: [
          step.run, step.step, step.pairs, Self.known(step.wallSeconds),
          Self.known(step.learningRate), Self.known(step.loss), Self.known(step.accuracy),
          Self.known(step.gradientNorm), Self.known(step.dataSeconds),
          Self.known(step.forwardSeconds), Self.known(step.backwardSeconds),
          Self.known(step.optimizerSeconds),
        ])
      }
    }
  }

  /// A run's steps of a number above `after`, by number, at most `limit`.
  public func steps(run: Int64, after: Int = -1, limit: Int? = nil) throws -> [StepRecord] {
    try read { db in
      let rows = try Self.stepRows(db, run: run, after: after, limit: limit)
      var steps: [StepRecord] = []
      while let row = try rows.next() { steps.append(Self.step(row)) }
      return steps
    }
  }

  /// A run's newest step; `nil` before the first.
  public func lastStep(run: Int64) throws -> StepRecord? {
    try read { db in
      try Row.fetchOne(
        db, sql: "\(Self.selectStep) WHERE run = ? ORDER BY step DESC LIMIT 1", arguments: [run]
      ).map(Self.step)
    }
  }

  /// Forgets a run's steps and validations of a number above `step`: they were taken after the
  /// checkpoint from which the run resumes, and will be taken again.
  public func discardSteps(run: Int64, after step: Int) throws {
    try write { db in
      for table in ["step", "validation"] {
        try db.execute(
          sql: "DELETE FROM \(table) WHERE run = ? AND step > ?", arguments: [run, step])
      }
    }
  }

  /// Adds a validation; one of the same run, step and split is replaced.
  public func append(validation: ValidationRecord) throws {
    try write { db in
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO validation (run, step, split, pairs, loss, accuracy, count)
          VALUES (?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          validation.run, validation.step, validation.split.rawValue, validation.pairs,
          Self.known(validation.loss), Self.known(validation.accuracy), validation.count,
        ])
    }
  }

  /// A run's validations of a step above `after`, by step.
  public func validations(run: Int64, after: Int = -1) throws -> [ValidationRecord] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT run, step, pairs, loss, accuracy, count, split FROM validation
          WHERE run = ? AND step > ? ORDER BY step, split
          """, arguments: [run, after]
      ).map { row in
        ValidationRecord(
          run: row[0], step: row[1], pairs: row[2], loss: row[3] ?? .nan,
          accuracy: row[4] ?? .nan, count: row[5], split: Self.split(row[6]))
      }
    }
  }

  /// A run's newest validation on the validation split; `nil` before the first.
  public func lastValidation(run: Int64) throws -> ValidationRecord? {
    try validations(run: run).last { $0.split == .validation }
  }

  /// Adds an event and returns its number; control characters in it are made visible.
  @discardableResult
  public func append(event: EventRecord) throws -> Int64 {
    try write { db in
      try db.execute(
        sql: "INSERT INTO event (time, run, level, kind, text) VALUES (?, ?, ?, ?, ?)",
        arguments: [
          event.time.timeIntervalSince1970, event.run, event.level.rawValue, printable(event.kind),
          printable(event.text),
        ])
      return db.lastInsertedRowID
    }
  }

  /// The session's events of a number above `after`, oldest first; where there are more than
  /// `limit`, the newest of them.
  public func events(after: Int64 = 0, limit: Int? = nil) throws -> [EventRecord] {
    let newest = try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT id, time, run, level, kind, text FROM event WHERE id > ? ORDER BY id DESC LIMIT ?
          """, arguments: [after, limit ?? -1]
      ).map { row in
        EventRecord(
          id: row[0], time: Date(timeIntervalSince1970: row[1]), run: row[2],
          level: EventRecord.Level(rawValue: row[3]) ?? .info, kind: row[4], text: row[5])
      }
    }
    return newest.reversed()
  }

  static let selectStep = """
    SELECT run, step, pairs, wallSeconds, learningRate, loss, accuracy, gradientNorm, dataSeconds,
      forwardSeconds, backwardSeconds, optimizerSeconds FROM step
    """

  static func stepRows(
    _ db: Database, run: Int64, after: Int = -1, limit: Int? = nil
  ) throws -> RowCursor {
    try Row.fetchCursor(
      db, sql: "\(selectStep) WHERE run = ? AND step > ? ORDER BY step LIMIT ?",
      arguments: [run, after, limit ?? -1])
  }

  static func step(_ row: Row) -> StepRecord {
    StepRecord(
      run: row[0], step: row[1], pairs: row[2], wallSeconds: row[3] ?? .nan,
      learningRate: row[4] ?? .nan, loss: row[5] ?? .nan, accuracy: row[6] ?? .nan,
      gradientNorm: row[7] ?? .nan, dataSeconds: row[8] ?? .nan, forwardSeconds: row[9] ?? .nan,
      backwardSeconds: row[10] ?? .nan, optimizerSeconds: row[11] ?? .nan)
  }

  /// SQLite has no NaN; NULL stands for it.
  private static func known(_ value: Double) -> Double? { value.isNaN ? nil : value }
}
