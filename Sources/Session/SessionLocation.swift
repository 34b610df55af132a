import Foundation
import Glibc
import Printable

/// Where a session lies: a folder `NAME/` with `session.sqlite`, `checkpoints/`, `embeddings/` and
/// `exports/`. Only names and paths; `SessionStore` opens what is there.
public struct SessionLocation: Sendable, Hashable {
  /// The session's folder, absolute, its symbolic links resolved.
  public let folder: URL

  /// The place of a session at a folder, whether one is there or not.
  public init(folder: URL) {
    self.folder = folder.standardizedFileURL.resolvingSymlinksInPath()
  }

  /// The session's name: that of its folder.
  public var name: String { folder.lastPathComponent }
  /// What names the session on a command line typed here: its name where that means it, else its path.
  public var word: String {
    let isNamed = (try? SessionLocation(naming: name))?.folder.path == folder.path
    return shellWord(isNamed ? name : folder.path)
  }
  /// The database.
  public var database: URL { folder.appendingPathComponent(Self.databaseName) }
  /// The folder of the weights, `*.safetensors`.
  public var checkpoints: URL { folder.appendingPathComponent("checkpoints", isDirectory: true) }
  /// The folder of the embeddings, `*.npy`.
  public var embeddings: URL { folder.appendingPathComponent("embeddings", isDirectory: true) }
  /// The folder for what the user exports.
  public var exports: URL { folder.appendingPathComponent("exports", isDirectory: true) }
  /// Where a detached trainer's standard error goes.
  public var trainerLog: URL { folder.appendingPathComponent("trainer.log") }
  /// Where detached analyses print to.
  public var jobLog: URL { folder.appendingPathComponent("jobs.log") }
  /// Where screens' standard error goes.
  public var screenLog: URL { folder.appendingPathComponent("screen.log") }
  /// The file that a trainer holds locked while it lives.
  public var lockFile: URL { folder.appendingPathComponent("trainer.lock") }

  static let databaseName = "session.sqlite"

  /// Whether there is a session.
  public var exists: Bool { FileManager.default.fileExists(atPath: database.path) }

  /// Throws `SessionError.Kind.alreadyExists` where there is a session already.
  public func expectNone() throws {
    guard exists else { return }
    throw SessionError(
      .alreadyExists,
      "there is a session at \(folder.path) already: choose another name, or remove it")
  }

  /// The absolute place of a path that the database keeps: relative ones begin at the folder.
  public func url(of path: String) -> URL { URL(fileURLWithPath: absolutePath(of: path)) }

  /// The absolute place of a path that the database keeps, as a path.
  public func absolutePath(of path: String) -> String {
    path.hasPrefix("/") ? path : folder.path + "/" + path
  }

  /// A path as the database keeps it: relative when it lies inside the folder, else absolute.
  public func storedPath(of path: String) -> String {
    let absolute = url(of: path).standardizedFileURL.path
    for root in [folder.path, realPath(folder.path)] where absolute.hasPrefix(root + "/") {
      return String(absolute.dropFirst(root.count + 1))
    }
    let real = realPath(absolute)
    let root = realPath(folder.path)
    return real.hasPrefix(root + "/") ? String(real.dropFirst(root.count + 1)) : absolute
  }

  private func realPath(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}

// MARK: - From what the user typed

extension SessionLocation {
  /// The folder in which sessions are found by name: `$EARSIGHT_SESSIONS`, else `./sessions` where
  /// there is one, else `~/.local/share/earsight/sessions`. It need not exist.
  public static func sessionsFolder(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    currentDirectory: String = FileManager.default.currentDirectoryPath
  ) -> URL {
    let current = URL(fileURLWithPath: currentDirectory, isDirectory: true)
    if let named = environment["EARSIGHT_SESSIONS"], !named.isEmpty {
      return URL(fileURLWithPath: named, isDirectory: true, relativeTo: current).absoluteURL
        .standardizedFileURL
    }
    let local = current.appendingPathComponent("sessions", isDirectory: true)
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: local.path, isDirectory: &isFolder),
      isFolder.boolValue
    {
      return local
    }
    let home = environment["HOME"] ?? NSHomeDirectory()
    return URL(fileURLWithPath: home, isDirectory: true)
      .appendingPathComponent(".local/share/earsight/sessions", isDirectory: true)
  }

  /// The place that a user's SESSION names, whether a session is there or not (for `new`).
  ///
  /// Anything with a slash, and `.`, `..`, is a path to a folder, or to its `session.sqlite`; all
  /// else is a name under `sessionsFolder`. Throws `invalidName` for a name that cannot be a
  /// folder's or would be unsafe as one.
  public init(
    naming session: String,
    environment: [String: String] = ProcessInfo.processInfo.environment,
    currentDirectory: String = FileManager.default.currentDirectoryPath
  ) throws {
    let isPath = session.contains("/") || session == "." || session == ".."
    if isPath {
      guard !session.unicodeScalars.contains("\0"), session.utf8.count < 4096 else {
        throw SessionError(.invalidName, "\"\(session.prefix(80))\" is not a path")
      }
      let current = URL(fileURLWithPath: currentDirectory, isDirectory: true)
      var url = URL(fileURLWithPath: session, relativeTo: current).absoluteURL.standardizedFileURL
      if url.lastPathComponent == Self.databaseName { url = url.deletingLastPathComponent() }
      self.init(folder: url)
      try Self.check(name: name)
    } else {
      try Self.check(name: session)
      let parent = Self.sessionsFolder(
        environment: environment, currentDirectory: currentDirectory)
      self.init(folder: parent.appendingPathComponent(session, isDirectory: true))
    }
  }

  /// The session that a user's SESSION names. A bare name that is not under `sessionsFolder` is
  /// also looked for among the shipped sessions and in the current folder. Of a shipped session it
  /// is the copy to work on.
  ///
  /// Throws `notFound`, with the sessions that there are, `notASession` or `invalidName`.
  public static func existing(
    _ session: String,
    environment: [String: String] = ProcessInfo.processInfo.environment,
    currentDirectory: String = FileManager.default.currentDirectoryPath
  ) throws -> SessionLocation {
    let location = try SessionLocation(
      naming: session, environment: environment, currentDirectory: currentDirectory)
    let sessions = sessionsFolder(environment: environment, currentDirectory: currentDirectory)
    if let shipped = ShippedSession(at: location) { return try shipped.copy(in: sessions) }
    if location.exists { return location }
    if !session.contains("/") {
      if let shipped = ShippedSession(named: session, currentDirectory: currentDirectory) {
        return try shipped.copy(in: sessions)
      }
      let here = try SessionLocation(
        naming: "./" + session, environment: environment, currentDirectory: currentDirectory)
      if here.exists { return here }
    }
    if FileManager.default.fileExists(atPath: location.folder.path) {
      throw SessionError(
        .notASession,
        "\(location.folder.path) is not a session: it has no \(databaseName); "
          + "make one with `earsight new`")
    }
    let names = list(in: sessions).map(\.name)
    let found =
      names.isEmpty
      ? "there are none in \(sessions.path); make one with `earsight new`"
      : "there are: \(names.prefix(20).joined(separator: ", "))\(names.count > 20 ? ", …" : "")"
    throw SessionError(
      .notFound, "no session \"\(session.prefix(200))\" at \(location.folder.path): \(found)")
  }

  /// Throws `invalidName`, with the reason, unless a session, or another thing whose files are
  /// named after it, may have that name.
  public static func check(name: String, of thing: String = "session") throws {
    func refuse(_ why: String) -> SessionError {
      SessionError(
        .invalidName,
        "\"\(name.prefix(80))\" cannot be the name of a \(thing): \(why); expected letters, "
          + "digits, spaces, '-', '_' or '.', as in birds-2")
    }
    if name.allSatisfy(\.isWhitespace) { throw refuse("it is empty") }
    if name.utf8.count > 120 { throw refuse("it is longer than 120 bytes") }
    if name.contains("/") { throw refuse("it has a slash") }
    if name.hasPrefix(".") { throw refuse("it begins with a dot") }
    if name.hasPrefix("-") { throw refuse("it begins with a dash, like an option") }
    if name != printable(name) { throw refuse("it has invisible characters") }
  }

  /// The sessions in a folder, by name, without shipped ones; none where the folder cannot be read.
  public static func list(in folder: URL = sessionsFolder()) -> [SessionLocation] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted()
      .filter { (try? check(name: $0)) != nil }
      .map { SessionLocation(folder: folder.appendingPathComponent($0, isDirectory: true)) }
      .filter { $0.exists && ShippedSession(at: $0) == nil }
  }

  /// When its database was last written.
  public var lastUsed: Date {
    [database.path, database.path + "-wal"].compactMap { FileStatus(path: $0)?.modified }.max()
      ?? .distantPast
  }

  /// The session whose database was written last, among those in a folder.
  public static func latest(in folder: URL = sessionsFolder()) -> SessionLocation? {
    list(in: folder).map { ($0, $0.lastUsed) }.max { $0.1 < $1.1 }?.0
  }
}
