internal import GRDB

/// A record that a table keeps under a number, the newest with the highest.
protocol NumberedRow {
  /// What people call one: `job`.
  static var noun: String { get }
  /// Selects the columns that ``init(_:)`` reads, without conditions.
  static var select: String { get }
  /// Reads a row of ``select``.
  init(_ row: Row)
}

extension SessionStore {
  /// The records that meet a condition, newest first.
  func newest<Record: NumberedRow>(
    _ condition: String = "1", _ arguments: StatementArguments = [], limit: Int
  ) throws -> [Record] {
    try read { db in
      try Row.fetchAll(
        db, sql: "\(Record.select) WHERE \(condition) ORDER BY id DESC LIMIT ?",
        arguments: arguments + [limit]
      ).map(Record.init)
    }
  }

  /// A record by its number. Throws `noSuchValue`.
  func numbered<Record: NumberedRow>(_ id: Int64) throws -> Record {
    let records: [Record] = try newest("id = ?", [id], limit: 1)
    guard let found = records.first else {
      throw SessionError(
        .noSuchValue, "session \(location.name) has no \(Record.noun) \(id)")
    }
    return found
  }
}
