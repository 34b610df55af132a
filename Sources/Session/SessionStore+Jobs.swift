import Foundation
internal import GRDB
import Printable

extension SessionStore {
  /// Notes that this process starts a job, and returns its row.
  public func startJob(kind: String, title: String, arguments: [String]) throws -> JobRecord {
    let words = String(decoding: try JSONEncoder().encode(arguments.map(printable)), as: UTF8.self)
    let now = Date().timeIntervalSince1970
    let id = try write { db in
      try db.execute(
        sql: """
          INSERT INTO job (kind, title, arguments, created, state, done, total, stage, message,
            time, pid, host)
          VALUES (?, ?, ?, ?, 'running', 0, 0, '', '', ?, ?, ?)
          """,
        arguments: [kind, printable(title), words, now, now, LocalHost.pid, LocalHost.name])
      return db.lastInsertedRowID
    }
    return try job(id)
  }

  /// Leaves a job's sign of life, and takes the request that waits for it.
  public func beat(
    job id: Int64, state: JobRecord.State, done: Int, total: Int, stage: String
  ) throws -> JobRecord.Request? {
    try write { db in
      let request = try String.fetchOne(
        db, sql: "SELECT request FROM job WHERE id = ?", arguments: [id])
      try db.execute(
        sql: """
          UPDATE job SET state = ?, done = ?, total = ?, stage = ?, time = ?, request = NULL
          WHERE id = ?
          """,
        arguments: [
          state.rawValue, done, total, printable(stage), Date().timeIntervalSince1970, id,
        ])
      return request.flatMap(JobRecord.Request.init)
    }
  }

  /// Notes how a job ended.
  public func finishJob(_ id: Int64, _ state: JobRecord.State, message: String) throws {
    let now = Date().timeIntervalSince1970
    try write { db in
      try db.execute(
        sql: """
          UPDATE job SET state = ?, message = ?, time = ?, finished = ?, request = NULL,
            done = CASE WHEN ? = 'done' THEN total ELSE done END WHERE id = ?
          """, arguments: [state.rawValue, printable(message), now, now, state.rawValue, id])
    }
  }

  /// Asks something of a job; it obeys within a second.
  ///
  /// - Throws: `noSuchValue` for a job that is not there or has ended.
  public func send(_ request: JobRecord.Request, job id: Int64) throws {
    let found = try job(id)
    guard found.state.isActive, !found.isLost else {
      throw SessionError(
        .noSuchValue,
        "job \(id) of session \(location.name) has ended (\(found.word)): nothing to \(request)")
    }
    try write { db in
      try db.execute(
        sql: "UPDATE job SET request = ? WHERE id = ?", arguments: [request.rawValue, id])
    }
  }

  /// The jobs, newest first.
  public func jobs(limit: Int = 200) throws -> [JobRecord] { try newest(limit: limit) }

  /// A job by its number. Throws `noSuchValue`.
  public func job(_ id: Int64) throws -> JobRecord { try numbered(id) }

  /// The newest job that a process of this host has started since `start`.
  public func job(process pid: Int32, since start: Date) throws -> JobRecord? {
    let jobs: [JobRecord] = try newest(
      "pid = ? AND host = ? AND created >= ?",
      [pid, LocalHost.name, start.timeIntervalSince1970], limit: 1)
    return jobs.first
  }
}

extension JobRecord: NumberedRow {
  static let noun = "job"
  static let select = """
    SELECT id, kind, title, arguments, created, finished, state, done, total, stage, message, time,
      pid, host, request FROM job
    """

  init(_ row: Row) {
    let words = try? JSONDecoder().decode([String].self, from: Data((row[3] as String).utf8))
    self.init(
      id: row[0], kind: row[1], title: row[2], arguments: words ?? [],
      created: Date(timeIntervalSince1970: row[4]),
      finished: (row[5] as Double?).map { Date(timeIntervalSince1970: $0) },
      state: JobRecord.State(rawValue: row[6]) ?? .failed, done: row[7], total: row[8],
      stage: row[9], message: row[10], time: Date(timeIntervalSince1970: row[11]), pid: row[12],
      host: row[13], request: (row[14] as String?).flatMap(JobRecord.Request.init))
  }
}
