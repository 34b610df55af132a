import Foundation
internal import GRDB

extension SessionStore {
  /// Writes a copy of the database that can be given away: one file, without what tells of this
  /// machine. Signs of life, hosts and process numbers are emptied, waiting commands and viewers left
  /// out, and the session's folder is cut from every text, so that paths in it become relative.
  ///
  /// - Throws: `SessionError`.
  public func writeShareableDatabase(to target: SessionLocation) throws {
    do {
      let queue = try Self.connect(target.database.path, isReadOnly: false, writeAhead: false)
      try database.backup(to: queue)
      let texts = [
        ("run", "manifest"), ("event", "text"), ("job", "arguments"), ("job", "message"),
        ("result", "provenance"), ("journal", "arguments"), ("heartbeat", "message"),
      ]
      let folder = location.folder.path
      try queue.write { db in
        try db.execute(
          sql: """
            DELETE FROM viewer;
            DELETE FROM control;
            UPDATE heartbeat SET pid = 0, host = '';
            UPDATE job SET pid = 0, host = '';
            """)
        for (table, column) in texts {
          for (found, put) in [(folder + "/", ""), (folder, target.name)] {
            // JSON writes a slash with a backslash before it.
            for text in [found, found.replacing("/", with: "\\/")] {
              try db.execute(
                sql: "UPDATE \(table) SET \(column) = replace(\(column), ?, ?)",
                arguments: [text, put])
            }
          }
        }
        try db.execute(
          sql: "UPDATE meta SET value = ? WHERE key = 'name'", arguments: [target.name])
      }
      // Nothing that was deleted stays in the file's free pages.
      try queue.writeWithoutTransaction { db in
        try db.execute(sql: "PRAGMA journal_mode = DELETE")
        try db.execute(sql: "VACUUM")
      }
      try queue.close()
    } catch {
      throw SessionError(error, in: target)
    }
  }
}
