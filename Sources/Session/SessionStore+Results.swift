import Foundation
internal import GRDB

extension SessionStore {
  /// Stores a result, or, when `id` names one, what it has become since.
  ///
  /// - Parameters:
  ///   - arrays: they take the place of the result's arrays of the same names.
  /// - Returns: the result's number.
  @discardableResult
  public func store(
    result id: Int64? = nil, job: Int64?, kind: String, provenance: String, figures: String,
    arrays: [ResultArray], isComplete: Bool
  ) throws -> Int64 {
    let now = Date().timeIntervalSince1970
    return try write { db in
      var number = id ?? 0
      if id == nil {
        try db.execute(
          sql: """
            INSERT INTO result (job, kind, created, updated, isComplete, provenance, figures)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """, arguments: [job, kind, now, now, isComplete, provenance, figures])
        number = db.lastInsertedRowID
      } else {
        try db.execute(
          sql: """
            UPDATE result SET updated = ?, isComplete = ?, provenance = ?, figures = ? WHERE id = ?
            """, arguments: [now, isComplete, provenance, figures, number])
      }
      for array in arrays {
        let shape = array.shape.map(String.init).joined(separator: ",")
        try db.execute(
          sql: """
            INSERT OR REPLACE INTO resultArray (result, name, shape, type, data)
            VALUES (?, ?, ?, ?, ?)
            """, arguments: [number, array.name, shape, array.type, array.data])
      }
      return number
    }
  }

  /// The results of a kind, or all, newest first, without their arrays.
  public func results(kind: String? = nil, limit: Int = 200) throws -> [ResultRecord] {
    try kind.map { try newest("kind = ?", [$0], limit: limit) } ?? newest(limit: limit)
  }

  /// A result by its number. Throws `noSuchValue`.
  public func result(_ id: Int64) throws -> ResultRecord { try numbered(id) }

  /// An array of a result; `nil` where it has none of that name.
  public func array(_ name: String, ofResult id: Int64) throws -> ResultArray? {
    try read { db in
      try Row.fetchOne(
        db, sql: "SELECT shape, type, data FROM resultArray WHERE result = ? AND name = ?",
        arguments: [id, name]
      ).map { row in
        let shape = (row[0] as String).split(separator: ",").compactMap { Int($0) }
        return ResultArray(name: name, shape: shape, type: row[1], data: row[2])
      }
    }
  }

  /// A word that is another one after any change of jobs, results or indexes: cheap to ask for.
  public func analysisRevision() throws -> String {
    try read { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT (SELECT COUNT(*) || ',' || IFNULL(MAX(time), 0) FROM job) || ';'
            || (SELECT COUNT(*) || ',' || IFNULL(MAX(updated), 0) FROM result) || ';'
            || (SELECT COUNT(*) || ',' || IFNULL(MAX(created), 0) FROM embeddingIndex)
          """) ?? ""
    }
  }

  /// Forgets a result with its arrays.
  public func deleteResult(_ id: Int64) throws {
    try write { db in try db.execute(sql: "DELETE FROM result WHERE id = ?", arguments: [id]) }
  }
}

extension ResultRecord: NumberedRow {
  static let noun = "result"
  static let select = """
    SELECT id, job, kind, created, updated, isComplete, provenance, figures FROM result
    """

  init(_ row: Row) {
    self.init(
      id: row[0], job: row[1], kind: row[2], created: Date(timeIntervalSince1970: row[3]),
      updated: Date(timeIntervalSince1970: row[4]), isComplete: row[5], provenance: row[6],
      figures: row[7])
  }
}
