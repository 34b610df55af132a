import Foundation
internal import GRDB

/// The tables of `session.sqlite` and how older ones become these. A migration, once released, is
/// never edited: a change is a new one at the end. Times are seconds since 1970, UTC.
enum SessionSchema {
  /// `ESes`: what SQLite's header calls the kind of application, by which a session is told from
  /// any other database.
  static let applicationID: Int32 = 0x4553_6573

  /// How many migrations this program knows; the database's `user_version` counts those it had.
  static var version: Int { steps.count }

  /// The migrations up to `count`, all of them by default.
  static func migrator(upTo count: Int = version) -> DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for (index, step) in steps.prefix(count).enumerated() {
      migrator.registerMigration(step.name) { db in
        try db.execute(sql: step.sql)
        try db.execute(
          sql: """
            PRAGMA application_id = \(applicationID);
            PRAGMA user_version = \(index + 1);
            """)
      }
    }
    return migrator
  }

  private static let steps: [(name: String, sql: String)] = [
    ("1 clips, runs, steps", first),
    ("2 view state", second),
    ("3 jobs, results, indexes, notes", third),
    ("4 edits, relocations", fourth),
  ]

  private static let first = """
    CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE clip (
      id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, source TEXT NOT NULL,
      split TEXT NOT NULL, label TEXT, start REAL NOT NULL, duration REAL NOT NULL,
      width INTEGER NOT NULL, height INTEGER NOT NULL, frameRate REAL NOT NULL, sampleRate REAL NOT NULL,
      channels INTEGER NOT NULL, byteCount INTEGER NOT NULL, modified REAL NOT NULL);
    CREATE INDEX clipBySplit ON clip (split, id);
    CREATE TABLE skipped (path TEXT PRIMARY KEY NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE run (
      id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, created REAL NOT NULL,
      manifest TEXT NOT NULL, state TEXT NOT NULL, finished REAL, targetPairs INTEGER NOT NULL);
    CREATE TABLE step (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE, step INTEGER NOT NULL,
      pairs INTEGER NOT NULL, wallSeconds REAL, learningRate REAL, loss REAL, accuracy REAL,
      gradientNorm REAL, dataSeconds REAL, forwardSeconds REAL, backwardSeconds REAL,
      optimizerSeconds REAL, PRIMARY KEY (run, step)) WITHOUT ROWID;
    CREATE TABLE validation (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE, step INTEGER NOT NULL,
      split TEXT NOT NULL, pairs INTEGER NOT NULL, loss REAL, accuracy REAL,
      count INTEGER NOT NULL, PRIMARY KEY (run, step, split)) WITHOUT ROWID;
    CREATE TABLE event (
      id INTEGER PRIMARY KEY AUTOINCREMENT, time REAL NOT NULL, run INTEGER,
      level TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL);
    CREATE TABLE checkpoint (
      file TEXT PRIMARY KEY NOT NULL, run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      step INTEGER NOT NULL, pairs INTEGER NOT NULL, kind TEXT NOT NULL,
      validationAccuracy REAL, byteCount INTEGER NOT NULL, time REAL NOT NULL) WITHOUT ROWID;
    CREATE TABLE heartbeat (
      run INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE, time REAL NOT NULL,
      pid INTEGER NOT NULL, host TEXT NOT NULL, state TEXT NOT NULL, step INTEGER NOT NULL,
      pairs INTEGER NOT NULL, targetPairs INTEGER NOT NULL, message TEXT NOT NULL);
    CREATE TABLE control (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE, time REAL NOT NULL,
      command TEXT NOT NULL, argument REAL, taken REAL);
    CREATE INDEX controlWaiting ON control (run, id) WHERE taken IS NULL;
    CREATE TABLE viewer (
      id INTEGER PRIMARY KEY, pid INTEGER NOT NULL, tty TEXT NOT NULL, host TEXT NOT NULL,
      lastSeen REAL NOT NULL, UNIQUE (host, pid));
    """

  private static let second = """
    CREATE TABLE viewState (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;
    """

  private static let third = """
    CREATE TABLE job (
      id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, title TEXT NOT NULL,
      arguments TEXT NOT NULL, created REAL NOT NULL, finished REAL, state TEXT NOT NULL,
      done INTEGER NOT NULL, total INTEGER NOT NULL, stage TEXT NOT NULL, message TEXT NOT NULL,
      time REAL NOT NULL, pid INTEGER NOT NULL, host TEXT NOT NULL, request TEXT);
    CREATE TABLE result (
      id INTEGER PRIMARY KEY AUTOINCREMENT, job INTEGER REFERENCES job (id) ON DELETE SET NULL,
      kind TEXT NOT NULL, created REAL NOT NULL, updated REAL NOT NULL, isComplete INTEGER NOT NULL,
      provenance TEXT NOT NULL, figures TEXT NOT NULL);
    CREATE INDEX resultByKind ON result (kind, id);
    CREATE TABLE resultArray (
      result INTEGER NOT NULL REFERENCES result (id) ON DELETE CASCADE, name TEXT NOT NULL,
      shape TEXT NOT NULL, type TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (result, name));
    CREATE TABLE embeddingIndex (
      name TEXT PRIMARY KEY NOT NULL, network TEXT NOT NULL, isTrained INTEGER NOT NULL,
      run TEXT NOT NULL, step INTEGER NOT NULL, weights TEXT NOT NULL,
      seed INTEGER NOT NULL, frontEnd TEXT NOT NULL,
      width INTEGER NOT NULL, stride INTEGER NOT NULL, split TEXT NOT NULL,
      windows INTEGER NOT NULL, rows INTEGER NOT NULL, clips INTEGER NOT NULL,
      created REAL NOT NULL) WITHOUT ROWID;
    CREATE TABLE note (
      subject TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, updated REAL NOT NULL,
      PRIMARY KEY (subject, kind)) WITHOUT ROWID;
    CREATE TABLE journal (
      id INTEGER PRIMARY KEY AUTOINCREMENT, time REAL NOT NULL, command TEXT NOT NULL,
      arguments TEXT NOT NULL);
    """

  private static let fourth = """
    CREATE TABLE edit (
      id INTEGER PRIMARY KEY AUTOINCREMENT, time REAL NOT NULL, subject TEXT NOT NULL,
      kind TEXT NOT NULL, before TEXT, after TEXT, isUndone INTEGER NOT NULL DEFAULT 0);
    CREATE INDEX editUndone ON edit (id) WHERE isUndone;
    CREATE TABLE relocation (
      id INTEGER PRIMARY KEY AUTOINCREMENT, time REAL NOT NULL, title TEXT NOT NULL,
      isUndone INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE relocatedClip (
      relocation INTEGER NOT NULL REFERENCES relocation (id) ON DELETE CASCADE,
      clip INTEGER NOT NULL REFERENCES clip (id) ON DELETE CASCADE, before TEXT NOT NULL,
      after TEXT NOT NULL, PRIMARY KEY (relocation, clip)) WITHOUT ROWID;
    """
}
