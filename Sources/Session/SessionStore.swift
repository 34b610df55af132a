import Foundation
internal import GRDB
import Printable

/// An open session: its database, read and written by any number of processes and threads at once.
///
/// Each method is one transaction, so what it writes is there whole or not at all, also after
/// `kill -9`; the last transactions may be lost when the machine itself loses power
/// (`synchronous=NORMAL`). Methods throw `SessionError`.
public final class SessionStore: Sendable {
  /// What a process means to do with a session.
  public enum Access: Sendable {
    /// Everything; throws `readOnly` where that cannot be.
    case write
    /// Read, send commands and say that one is there; falls back to `read` where the folder cannot
    /// be written or its disk is full.
    case view
    /// Read and nothing else.
    case read
  }

  /// How SQLite makes its transactions whole.
  public enum Journal: Sendable {
    /// Write-ahead on a disk of this machine, rollback on a network file system.
    case automatic
    /// Readers and one writer at a time go on side by side; one host only.
    case writeAhead
    /// Readers wait for the writer; works wherever file locks do.
    case rollback
  }

  /// Where the session lies.
  public let location: SessionLocation
  /// Whether nothing can be written through this value.
  public let isReadOnly: Bool
  /// What a user should know of how the session was opened, in one line: a network file system, a
  /// read-only copy. `nil` when there is nothing to say.
  public let note: String?

  /// Seconds for which a process waits for another one's transaction.
  static let busySeconds = 10.0

  let database: any DatabaseWriter
  private let temporaryFolder: URL?

  private init(
    location: SessionLocation, database: any DatabaseWriter, isReadOnly: Bool, note: String?,
    temporaryFolder: URL?
  ) {
    self.location = location
    self.database = database
    self.isReadOnly = isReadOnly
    self.note = note
    self.temporaryFolder = temporaryFolder
  }

  deinit {
    // A connection that cannot be closed is closed by the kernel; a leftover copy in the temporary
    // folder harms nobody.
    try? close()
    if let temporaryFolder { try? FileManager.default.removeItem(at: temporaryFolder) }
  }

  /// Ends all connections at once, where waiting for the last reference is too late. The value
  /// must not be used after.
  public func close() throws {
    do {
      if !isReadOnly {
        // Leaves all in the one file, unless others have it open; then the last of them does. (On
        // its own a pool closes its writer first, and its readers cannot.)
        try? database.writeWithoutTransaction { db in
          try db.execute(sql: "PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)")
        }
      }
      try database.close()
    } catch {
      throw SessionError(error, in: location)
    }
  }
}

// MARK: - Opening

extension SessionStore {
  /// Opens a session, bringing an older database forward first.
  ///
  /// - Parameter fileSystem: what holds the folder; found out unless said.
  /// - Throws: `notFound`, `notASession`, `newerSchema`, `readOnly`, `locked`, `corrupt`,
  ///   `diskFull` or `inputOutput`.
  public static func open(
    at location: SessionLocation, access: Access = .write, journal: Journal = .automatic,
    fileSystem: FileSystemKind? = nil
  ) throws -> SessionStore {
    let header = try DatabaseHeader(of: location)
    let folderIsWritable =
      FileManager.default.isWritableFile(atPath: location.folder.path)
      && FileManager.default.isWritableFile(atPath: location.database.path)
    if case .write = access, !folderIsWritable {
      throw SessionError.readOnly(location.database.path)
    }
    var isReadOnly = !folderIsWritable
    if case .read = access { isReadOnly = true }
    do {
      if isReadOnly, !folderIsWritable || header.schema < SessionSchema.version {
        return try openCopy(of: location, note: "\(location.name) is read-only")
      }
      let kind = fileSystem ?? FileSystemKind(at: location.folder.path)
      let (writeAhead, note) = choose(journal, kind)
      let store = SessionStore(
        location: location,
        database: try connect(
          location.database.path, isReadOnly: isReadOnly, writeAhead: writeAhead),
        isReadOnly: isReadOnly, note: note, temporaryFolder: nil)
      try store.migrate()
      return store
    } catch {
      let error = SessionError(error, in: location)
      if case .write = access { throw error }
      guard error.kind == .diskFull else { throw error }
      return try openCopy(of: location, note: "the disk of \(location.name) is full")
    }
  }

  /// SQLite needs to write beside a database even to read it, and an old one is read only after
  /// migrating: both are done to a copy, which is made in memory where the temporary folder is full.
  private static func openCopy(
    of location: SessionLocation, note: String
  ) throws -> SessionStore {
    let files = FileManager.default
    let memory = URL(fileURLWithPath: "/dev/shm")
    let places =
      [files.temporaryDirectory] + [memory].filter { files.isWritableFile(atPath: $0.path) }
    for place in places {
      let folder = place.appendingPathComponent(
        "earsight-\(UUID().uuidString)", isDirectory: true)
      do {
        let path = try copyDatabase(of: location, to: folder)
        let store = SessionStore(
          location: location,
          database: try connect(path, isReadOnly: false, writeAhead: true), isReadOnly: true,
          note: "\(note): this is a copy of it as of now", temporaryFolder: folder)
        try store.migrate(isCopy: true)
        return store
      } catch {
        try? files.removeItem(at: folder)
        let error = SessionError(error, in: SessionLocation(folder: folder))
        guard error.kind == .diskFull else { throw error }
      }
    }
    throw SessionError(
      .diskFull,
      "\(note), and \(files.temporaryDirectory.path) has no room for a copy to look at: free "
        + "some space, or set TMPDIR to a folder that has room")
  }

  /// Copies the database and its log into a new folder; returns the copy's path.
  private static func copyDatabase(
    of location: SessionLocation, to folder: URL
  ) throws -> String {
    let files = FileManager.default
    let path = folder.appendingPathComponent(SessionLocation.databaseName).path
    do {
      try files.createDirectory(at: folder, withIntermediateDirectories: true)
      for suffix in ["", "-wal"] where files.fileExists(atPath: location.database.path + suffix) {
        try files.copyItem(atPath: location.database.path + suffix, toPath: path + suffix)
        try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path + suffix)
      }
    } catch {
      throw SessionError(error, writing: folder.path)
    }
    return path
  }

  private static func choose(
    _ journal: Journal, _ kind: FileSystemKind
  ) -> (writeAhead: Bool, note: String?) {
    switch journal {
    case .writeAhead: (true, nil)
    case .rollback: (false, nil)
    case .automatic where kind.isNetwork:
      (
        false,
        "the session lies on a network file system (\(kind.name)): using a rollback journal, so "
          + "viewers wait for the trainer now and then; a local disk is faster"
      )
    case .automatic: (true, nil)
    }
  }

  static func connect(
    _ path: String, isReadOnly: Bool, writeAhead: Bool
  ) throws -> any DatabaseWriter {
    var configuration = Configuration()
    configuration.readonly = isReadOnly
    configuration.busyMode = .timeout(busySeconds)
    configuration.maximumReaderCount = 3
    configuration.label = "earsight"
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8000")
    }
    if writeAhead { return try DatabasePool(path: path, configuration: configuration) }
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    if !isReadOnly {
      // Also leaves write-ahead logging, should the folder have come from a local disk.
      try queue.inDatabase { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
    }
    return queue
  }

  private func migrate(isCopy: Bool = false) throws {
    let found = try database.read { db in
      try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    }
    try DatabaseHeader.check(schema: found, of: location)
    guard found < SessionSchema.version, isCopy || !isReadOnly else { return }
    try SessionSchema.migrator().migrate(database)
  }
}

// MARK: - Transactions

extension SessionStore {
  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    do { return try database.read(body) } catch { throw SessionError(error, in: location) }
  }

  func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
    if isReadOnly { throw SessionError.readOnly(location.database.path) }
    do { return try database.write(body) } catch { throw SessionError(error, in: location) }
  }

  /// A word that is another one after any change of the database, by whomever: the cheapest to ask for.
  public func dataVersion() throws -> String {
    do {
      return try database.writeWithoutTransaction { db in
        // SQLite's number is about other connections, the count about this one.
        let others = try Int.fetchOne(db, sql: "PRAGMA data_version") ?? 0
        return "\(others),\(db.totalChangesCount)"
      }
    } catch {
      throw SessionError(error, in: location)
    }
  }

  /// Whether the database is sound: SQLite's own findings, none when all is well. Reads the whole
  /// file.
  public func problems() throws -> [String] {
    try read { db in
      try String.fetchAll(db, sql: "PRAGMA quick_check(20)").filter { $0 != "ok" }.map(printable)
    }
  }

  /// Forbids the database to grow beyond so many pages of 4096 bytes, as a full disk would.
  package func limitSize(toPages count: Int) throws {
    try database.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA max_page_count = \(count)")
    }
  }
}
