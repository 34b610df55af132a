import Foundation
internal import GRDB
import Printable

extension SessionStore {
  /// Adds clips to the index, in one transaction, and returns them with their numbers. A clip whose
  /// path is there already keeps its number and takes the new values.
  @discardableResult
  public func insert(clips: [ClipRecord]) throws -> [ClipRecord] {
    try write { db in try Self.insert(clips, at: location, db) }
  }

  static func insert(
    _ clips: [ClipRecord], at location: SessionLocation, _ db: Database
  ) throws -> [ClipRecord] {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO clip (path, source, split, label, start, duration, width, height, frameRate,
          sampleRate, channels, byteCount, modified)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (path) DO UPDATE SET source = excluded.source, split = excluded.split,
          label = excluded.label, start = excluded.start,
          duration = excluded.duration, width = excluded.width,
          height = excluded.height, frameRate = excluded.frameRate,
          sampleRate = excluded.sampleRate, channels = excluded.channels,
          byteCount = excluded.byteCount, modified = excluded.modified
        RETURNING id
        """)
    return try clips.map { clip in
      var clip = clip
      clip.source = printable(clip.source)
      clip.label = clip.label.map(printable)
      let path = location.storedPath(of: clip.path)
      clip.path = location.absolutePath(of: path)
      clip.id =
        try Int64.fetchOne(
          statement,
          arguments: [
            path, clip.source, clip.split.rawValue, clip.label, clip.start, clip.duration,
            clip.width, clip.height, clip.frameRate, clip.sampleRate, clip.channels,
            clip.byteCount, clip.modified.timeIntervalSince1970,
          ]) ?? 0
      return clip
    }
  }

  /// The clips of a split, or all, by number.
  public func clips(split: ClipRecord.Split? = nil) throws -> [ClipRecord] {
    try read { db in
      let filter = split == nil ? "" : "WHERE split = ?"
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT id, path, source, split, label, start, duration, width, height, frameRate,
            sampleRate, channels, byteCount, modified FROM clip \(filter) ORDER BY id
          """, arguments: split.map { [$0.rawValue] } ?? [])
      var clips: [ClipRecord] = []
      while let row = try rows.next() { clips.append(clip(row)) }
      return clips
    }
  }

  /// A word that is another one after any change of the clips' number or places: cheap to ask for.
  public func clipRevision() throws -> String {
    try read { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT (SELECT COUNT(*) || ',' || IFNULL(MAX(id), 0) FROM clip) || ';'
            || (SELECT COUNT(*) || ',' || IFNULL(SUM(isUndone), 0) FROM relocation)
          """) ?? ""
    }
  }

  /// How many clips each split has; splits without clips are left out.
  public func clipCounts() throws -> [ClipRecord.Split: Int] {
    let rows = try read { db in
      try Row.fetchAll(db, sql: "SELECT split, COUNT(*) FROM clip GROUP BY split")
    }
    var counts: [ClipRecord.Split: Int] = [:]
    for row in rows { counts[Self.split(row[0]), default: 0] += row[1] as Int }
    return counts
  }

  /// Notes files that were left out, in one transaction.
  public func insert(skipped: [SkippedRecord]) throws {
    try write { db in try Self.insert(skipped, at: location, db) }
  }

  static func insert(
    _ skipped: [SkippedRecord], at location: SessionLocation, _ db: Database
  ) throws {
    let statement = try db.cachedStatement(
      sql: "INSERT OR REPLACE INTO skipped (path, reason) VALUES (?, ?)")
    for file in skipped {
      try statement.execute(arguments: [
        location.storedPath(of: file.path), printable(file.reason),
      ])
    }
  }

  /// The files that were left out, by path.
  public func skipped() throws -> [SkippedRecord] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT path, reason FROM skipped ORDER BY path").map {
        SkippedRecord(path: location.absolutePath(of: $0[0]), reason: $0[1])
      }
    }
  }

  /// The clips whose file is no longer where the index says.
  public func missingClips() throws -> [ClipRecord] {
    try clips().filter { !FileManager.default.fileExists(atPath: $0.path) }
  }

  private func clip(_ row: Row) -> ClipRecord {
    ClipRecord(
      id: row[0], path: location.absolutePath(of: row[1]), source: row[2],
      split: Self.split(row[3]),
      label: row[4], start: row[5], duration: row[6], width: row[7], height: row[8],
      frameRate: row[9], sampleRate: row[10], channels: row[11], byteCount: row[12],
      modified: Date(timeIntervalSince1970: row[13]))
  }

  /// A word that this program does not know can only stand there by another hand; such a clip is
  /// kept away from training.
  static func split(_ word: String) -> ClipRecord.Split {
    ClipRecord.Split(rawValue: word) ?? .test
  }
}
