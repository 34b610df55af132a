import Foundation
internal import GRDB
import Printable

extension SessionStore {
  /// Leaves a sign of life, and keeps the run's own state in step with it.
  public func beat(_ heartbeat: HeartbeatRecord) throws {
    try write { db in
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO heartbeat
            (run, time, pid, host, state, step, pairs, targetPairs, message)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          heartbeat.run, heartbeat.time.timeIntervalSince1970, heartbeat.pid,
          printable(heartbeat.host), heartbeat.state.rawValue, heartbeat.step, heartbeat.pairs,
          heartbeat.targetPairs, printable(heartbeat.message),
        ])
      try Self.setState(heartbeat.state, run: heartbeat.run, db)
    }
  }

  /// The newest sign of life of a run; `nil` before the first.
  public func heartbeat(run: Int64) throws -> HeartbeatRecord? {
    try read { try Self.heartbeat($0, "run = ?", [run]) }
  }

  /// The newest sign of life that a process of this host has given since `start`, whatever it
  /// trains; `nil` before the first.
  public func heartbeat(process pid: Int32, since start: Date) throws -> HeartbeatRecord? {
    try read {
      try Self.heartbeat(
        $0, "pid = ? AND host = ? AND time >= ? ORDER BY time DESC LIMIT 1",
        [pid, LocalHost.name, start.timeIntervalSince1970])
    }
  }

  static func heartbeat(
    _ db: Database, _ condition: String, _ arguments: StatementArguments
  ) throws -> HeartbeatRecord? {
    try Row.fetchOne(
      db,
      sql: """
        SELECT run, time, pid, host, state, step, pairs, targetPairs, message FROM heartbeat
        WHERE \(condition)
        """, arguments: arguments
    ).map { row in
      HeartbeatRecord(
        run: row[0], time: Date(timeIntervalSince1970: row[1]), pid: row[2], host: row[3],
        state: state(row[4]), step: row[5], pairs: row[6], targetPairs: row[7],
        message: row[8])
    }
  }

  /// What may be said of a run now: the trainer's word, or that it is stalled.
  public func status(
    run: Int64, now: Date = Date(), patience: Double = RunStatus.patience
  ) throws -> RunStatus {
    RunStatus(heartbeat: try heartbeat(run: run), now: now, patience: patience)
  }

  /// Sends a command to a run's trainer, which takes it after its present step.
  @discardableResult
  public func send(_ command: ControlCommand, run: Int64) throws -> ControlRecord {
    let time = Date(timeIntervalSince1970: Date().timeIntervalSince1970)
    return try write { db in
      try db.execute(
        sql: "INSERT INTO control (run, time, command, argument) VALUES (?, ?, ?, ?)",
        arguments: [run, time.timeIntervalSince1970, command.word, command.argument])
      return ControlRecord(
        id: db.lastInsertedRowID, run: run, time: time, command: command, taken: nil)
    }
  }

  /// Takes the commands that wait for a run, in the order in which they were sent. Each is given
  /// out once, to one caller. Cheap when none waits: nothing is written.
  public func takeControls(run: Int64) throws -> [ControlCommand] {
    let waits = try read { db in
      try Bool.fetchOne(
        db, sql: "SELECT EXISTS (SELECT 1 FROM control WHERE run = ? AND taken IS NULL)",
        arguments: [run]) ?? false
    }
    guard waits else { return [] }
    return try write { db in
      let waiting = try Self.controls(db, "WHERE run = ? AND taken IS NULL ORDER BY id", [run])
      try db.execute(
        sql: "UPDATE control SET taken = ? WHERE run = ? AND taken IS NULL",
        arguments: [Date().timeIntervalSince1970, run])
      return waiting.map(\.command)
    }
  }

  /// The commands sent to a run, oldest first; where there are more than `limit`, the newest.
  public func controls(run: Int64, limit: Int = 100) throws -> [ControlRecord] {
    try read { db in
      try Self.controls(db, "WHERE run = ? ORDER BY id DESC LIMIT ?", [run, limit]).reversed()
    }
  }

  private static func controls(
    _ db: Database, _ clause: String, _ arguments: StatementArguments
  ) throws -> [ControlRecord] {
    try Row.fetchAll(
      db, sql: "SELECT id, run, time, command, argument, taken FROM control \(clause)",
      arguments: arguments
    ).compactMap { row in
      let argument: Double? = row[4]
      let word: String = row[3]
      let text = argument.map { "\(word)=\($0)" } ?? word
      // A command that this program does not know is not obeyed.
      guard let command = try? ControlCommand(parsing: text) else { return nil }
      return ControlRecord(
        id: row[0], run: row[1], time: Date(timeIntervalSince1970: row[2]), command: command,
        taken: (row[5] as Double?).map { Date(timeIntervalSince1970: $0) })
    }
  }
}

// MARK: - Viewers

extension SessionStore {
  /// Says that a screen is attached, or still is (say it every few seconds). Does nothing in a
  /// session that is read-only.
  public func registerViewer(
    tty: String, pid: Int32 = LocalHost.pid, host: String = LocalHost.name, now: Date = Date()
  ) throws {
    guard !isReadOnly else { return }
    try write { db in
      try db.execute(
        sql: """
          INSERT INTO viewer (pid, tty, host, lastSeen) VALUES (?, ?, ?, ?)
          ON CONFLICT (host, pid) DO UPDATE SET tty = excluded.tty, lastSeen = excluded.lastSeen
          """,
        arguments: [pid, printable(tty), printable(host), now.timeIntervalSince1970])
    }
  }

  /// Says that a screen goes.
  public func removeViewer(
    pid: Int32 = LocalHost.pid, host: String = LocalHost.name
  ) throws {
    guard !isReadOnly else { return }
    try write { db in
      try db.execute(
        sql: "DELETE FROM viewer WHERE host = ? AND pid = ?", arguments: [printable(host), pid])
    }
  }

  /// The screens that are attached: seen in the last `patience` seconds and, on this host, alive.
  public func viewers(patience: Double = 15, now: Date = Date()) throws -> [ViewerRecord] {
    let earliest = now.timeIntervalSince1970 - patience
    return try read { db in
      try Row.fetchAll(
        db,
        sql: "SELECT id, pid, tty, host, lastSeen FROM viewer WHERE lastSeen >= ? ORDER BY id",
        arguments: [earliest]
      ).map { row in
        ViewerRecord(
          id: row[0], pid: row[1], tty: row[2], host: row[3],
          lastSeen: Date(timeIntervalSince1970: row[4]))
      }.filter { $0.host != LocalHost.name || LocalHost.isAlive(process: $0.pid) }
    }
  }
}
