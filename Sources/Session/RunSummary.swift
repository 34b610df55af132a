import Foundation
internal import GRDB

/// How far a run is and what may be said of it: what a list of runs shows.
public struct RunSummary: Sendable, Equatable {
  /// The run.
  public var run: Int64
  /// Its last step; 0 before the first.
  public var step: Int
  /// The newest accuracy on the validation split, 0 to 1; nil before the first that is a number.
  public var validationAccuracy: Double?
  /// What may be said of it now.
  public var status: RunStatus

  /// A summary with all its values.
  public init(run: Int64, step: Int, validationAccuracy: Double?, status: RunStatus) {
    self.run = run
    self.step = step
    self.validationAccuracy = validationAccuracy
    self.status = status
  }
}

extension SessionStore {
  /// All runs in short, oldest first; each costs two look-ups in an index, however long it is.
  public func runSummaries(now: Date = Date()) throws -> [RunSummary] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT run.id, (SELECT max(step) FROM step WHERE step.run = run.id),
            (SELECT accuracy FROM validation AS v WHERE v.run = run.id AND v.split = 'validation'
              ORDER BY v.step DESC LIMIT 1),
            h.time, h.pid, h.host, h.state, h.step, h.pairs, h.targetPairs
          FROM run LEFT JOIN heartbeat AS h ON h.run = run.id ORDER BY run.id
          """
      ).map { row in
        let heartbeat = (row[3] as Double?).map { time in
          HeartbeatRecord(
            run: row[0], time: Date(timeIntervalSince1970: time), pid: row[4], host: row[5],
            state: Self.state(row[6]), step: row[7], pairs: row[8], targetPairs: row[9])
        }
        return RunSummary(
          run: row[0], step: row[1] ?? heartbeat?.step ?? 0, validationAccuracy: row[2],
          status: RunStatus(heartbeat: heartbeat, now: now))
      }
    }
  }
}
