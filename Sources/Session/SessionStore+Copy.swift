import Foundation
internal import GRDB
import Glibc

extension SessionStore {
  /// Copies the session to a place where nothing is yet, as it is at this moment, also while it is
  /// trained and analysed.
  ///
  /// The database goes through SQLite's backup, the files beside it (weights, embeddings, videos of
  /// the session's own) become further names of the same files where the file system allows it, and
  /// copies elsewhere: all of them are written whole and never changed. Exports are always copied,
  /// logs are left out, videos elsewhere stay where they are. What runs goes on in this session and
  /// counts as ended in the copy. The copy is there entirely or not at all.
  ///
  /// - Throws: `alreadyExists`, `diskFull`, `readOnly` or `inputOutput`.
  public func copy(to target: SessionLocation) throws {
    let files = FileManager.default
    if files.fileExists(atPath: target.folder.path) {
      throw SessionError(
        .alreadyExists,
        "\(target.folder.path) is there already: expected a name that is free; choose another")
    }
    let parent = target.folder.deletingLastPathComponent()
    let draft = SessionLocation(
      folder: parent.appendingPathComponent(".\(target.name)-\(UUID().uuidString)"))
    defer { try? files.removeItem(at: draft.folder) }
    do {
      try files.createDirectory(at: draft.folder, withIntermediateDirectories: true)
      try linkFiles(to: draft)
    } catch {
      throw SessionError(error, writing: target.folder.path)
    }
    do {
      let copy = try Self.connect(draft.database.path, isReadOnly: false, writeAhead: false)
      try database.backup(to: copy)
      try copy.write { db in try Self.endWhatRuns(db, from: location, to: target) }
      try copy.close()
    } catch {
      throw SessionError(error, in: target)
    }
    guard rename(draft.folder.path, target.folder.path) == 0 else {
      throw SessionError(systemError: errno, writing: target.folder.path)
    }
  }

  private static func endWhatRuns(
    _ db: Database, from old: SessionLocation, to new: SessionLocation
  ) throws {
    try db.execute(
      sql: """
        DELETE FROM viewer;
        DELETE FROM control WHERE taken IS NULL;
        UPDATE run SET state = 'stopped' WHERE state IN ('starting', 'running', 'paused', 'saving');
        UPDATE heartbeat SET state = 'stopped'
          WHERE state IN ('starting', 'running', 'paused', 'saving');
        """)
    try db.execute(
      sql: """
        UPDATE job SET state = 'cancelled', request = NULL, message = ?
        WHERE state IN ('running', 'paused')
        """, arguments: ["it went on in session \(old.name), of which this is a copy"])
    // Run again, a job works on the copy.
    for row in try Row.fetchAll(db, sql: "SELECT id, arguments FROM job") {
      guard
        var words = try? JSONDecoder().decode([String].self, from: Data((row[1] as String).utf8)),
        words.contains(old.folder.path)
      else { continue }
      words = words.map { $0 == old.folder.path ? new.folder.path : $0 }
      try db.execute(
        sql: "UPDATE job SET arguments = ? WHERE id = ?",
        arguments: [
          String(decoding: try JSONEncoder().encode(words), as: UTF8.self), row[0] as Int64,
        ])
    }
  }

  /// Gives the files of the session's folder a further name in another.
  private func linkFiles(to target: SessionLocation) throws {
    let files = FileManager.default
    guard
      let found = files.enumerator(
        at: location.folder, includingPropertiesForKeys: [.isDirectoryKey, .isSymbolicLinkKey])
    else { return }
    let root = location.folder.path + "/"
    for case let url as URL in found {
      guard url.path.hasPrefix(root) else { continue }
      let name = String(url.path.dropFirst(root.count))
      // Drafts of files that are being written begin with a dot.
      let isLeftOut =
        url.lastPathComponent.hasPrefix(".") || name.hasPrefix(SessionLocation.databaseName)
        || [location.lockFile, location.trainerLog, location.jobLog, location.screenLog]
          .contains { $0.path == url.path }
      let values = try url.resourceValues(forKeys: [.isDirectoryKey])
      if isLeftOut {
        if values.isDirectory == true { found.skipDescendants() }
        continue
      }
      let copy = target.folder.appendingPathComponent(name)
      if values.isDirectory == true {
        try files.createDirectory(at: copy, withIntermediateDirectories: true)
      } else if name.hasPrefix("exports/") || link(url.path, copy.path) != 0 {
        try files.copyItem(at: url, to: copy)
      }
    }
  }
}
