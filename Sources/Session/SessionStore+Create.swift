import Foundation
internal import GRDB
import Glibc
import Printable

/// What a session knows of itself.
public struct SessionMeta: Codable, Sendable, Equatable {
  /// The name that it was made under; its present name is that of its folder.
  public var name: String
  /// The seed from which every random stream of the session grows.
  public var seed: UInt64
  /// When it was made.
  public var created: Date
  /// The version of earsight that made it.
  public var version: String
}

extension SessionStore {
  /// Makes a session and opens it. The folder may be there already, with videos in it for
  /// instance, but not as a session.
  ///
  /// The database is made whole under another name and then linked to its own, so a session is
  /// there entirely or not at all, and of two that make it at once one is refused.
  ///
  /// - Parameters:
  ///   - seed: the session's one seed.
  ///   - version: the version of earsight.
  ///   - clips: the clip index, which is there as soon as the session is.
  ///   - skipped: the files that were left out of it.
  ///   - fileSystem: what holds the folder; found out unless said.
  /// - Throws: `alreadyExists`, `readOnly`, `diskFull` or `inputOutput`.
  public static func create(
    at location: SessionLocation, seed: UInt64, version: String, clips: [ClipRecord] = [],
    skipped: [SkippedRecord] = [], journal: Journal = .automatic, fileSystem: FileSystemKind? = nil
  ) throws -> SessionStore {
    let folders = missingFolders(of: location)
    try create(
      at: location, seed: seed, version: version, schema: SessionSchema.version
    ) { db in
      _ = try insert(clips, at: location, db)
      try insert(skipped, at: location, db)
    }
    do {
      return try open(at: location, journal: journal, fileSystem: fileSystem)
    } catch {
      for suffix in ["", "-wal", "-shm"] { unlink(location.database.path + suffix) }
      remove(folders, of: location)
      throw error
    }
  }

  /// Makes a session as an earlier earsight of that schema (1 or more) would have.
  ///
  /// - Parameter sql: what that earsight had put into it.
  package static func create(
    at location: SessionLocation, seed: UInt64, version: String, schema: Int, sql: String = ""
  ) throws {
    try create(at: location, seed: seed, version: version, schema: schema) { db in
      try db.execute(sql: sql)
    }
  }

  private static func create(
    at location: SessionLocation, seed: UInt64, version: String, schema: Int,
    fill: (Database) throws -> Void
  ) throws {
    try location.expectNone()
    let folders = missingFolders(of: location)
    do {
      try makeFolders(of: location)
      try makeDatabase(
        at: location, seed: seed, version: version, schema: schema, fill: fill)
    } catch {
      remove(folders, of: location)
      throw error
    }
  }

  /// The session's folders that are not there, and those above it, outermost first.
  private static func missingFolders(of location: SessionLocation) -> [String] {
    var missing: [String] = []
    var folder = location.folder
    while folder.path != "/", !FileManager.default.fileExists(atPath: folder.path) {
      missing.insert(folder.path, at: 0)
      folder.deleteLastPathComponent()
    }
    return missing
      + [location.checkpoints, location.embeddings, location.exports].map(\.path)
      .filter { !FileManager.default.fileExists(atPath: $0) }
  }

  /// Removes folders that were made for a session which did not come to be, unless another process
  /// has made it meanwhile; one that somebody has put something into stays, with those around it.
  private static func remove(_ folders: [String], of location: SessionLocation) {
    if location.exists { return }
    for folder in folders.reversed() { rmdir(folder) }
  }

  private static func makeFolders(of location: SessionLocation) throws {
    let files = FileManager.default
    for folder in [location.checkpoints, location.embeddings, location.exports] {
      do {
        try files.createDirectory(at: folder, withIntermediateDirectories: true)
      } catch {
        throw SessionError(error, writing: folder.path)
      }
    }
  }

  /// Makes the database whole under another name, then gives it its own.
  private static func makeDatabase(
    at location: SessionLocation, seed: UInt64, version: String, schema: Int,
    fill: (Database) throws -> Void
  ) throws {
    let draft = location.folder.appendingPathComponent(".\(UUID().uuidString).sqlite").path
    defer { for suffix in ["", "-journal"] { unlink(draft + suffix) } }
    do {
      let queue = try connect(draft, isReadOnly: false, writeAhead: false)
      try SessionSchema.migrator(upTo: schema).migrate(queue)
      try queue.write { db in
        let values = [
          ("name", location.name), ("seed", String(seed)), ("version", printable(version)),
          ("created", String(Date().timeIntervalSince1970)),
        ]
        for (key, value) in values {
          try db.execute(
            sql: "INSERT INTO meta (key, value) VALUES (?, ?)", arguments: [key, value])
        }
        try fill(db)
      }
      try queue.close()
    } catch {
      throw SessionError(error, in: location)
    }
    // link(2) never replaces a file, rename(2) would. Some network file systems have no links.
    if link(draft, location.database.path) != 0 {
      let code = errno
      try location.expectNone()
      guard rename(draft, location.database.path) == 0 else {
        throw SessionError(systemError: code, writing: location.database.path)
      }
    }
  }

  /// What the session knows of itself.
  public func meta() throws -> SessionMeta {
    let rows = try read { db in
      try Row.fetchAll(db, sql: "SELECT key, value FROM meta")
    }
    var values: [String: String] = [:]
    for row in rows { values[row[0]] = row[1] }
    return SessionMeta(
      name: values["name"] ?? location.name, seed: values["seed"].flatMap(UInt64.init) ?? 1,
      created: Date(timeIntervalSince1970: values["created"].flatMap(Double.init) ?? 0),
      version: values["version"] ?? "")
  }

  /// What a screen remembers of itself between two openings of the session: texts by key.
  public func viewState() throws -> [String: String] {
    try read { db in
      let rows = try Row.fetchAll(db, sql: "SELECT key, value FROM viewState")
      return Dictionary(rows.map { ($0[0], $0[1]) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// Keeps what a screen remembers under these keys; does nothing in a session that is read-only.
  public func setViewState(_ values: [String: String]) throws {
    guard !isReadOnly else { return }
    try write { db in
      for (key, value) in values.sorted(by: { $0.key < $1.key }) {
        try db.execute(
          sql: "INSERT OR REPLACE INTO viewState (key, value) VALUES (?, ?)",
          arguments: [key, value])
      }
    }
  }
}
