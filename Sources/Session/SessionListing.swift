import Foundation
internal import GRDB

/// A session as a list shows it: its summary, or why it has none.
public struct SessionListing: Sendable, Equatable, Identifiable {
  /// The session's folder, absolute.
  public var path: String
  /// Its name.
  public var name: String
  /// When anything was last written to it.
  public var lastUsed: Date
  /// The session in a few values; nil where it cannot be read.
  public var summary: SessionSummary?
  /// Why it cannot be read, in one line.
  public var problem: String?

  /// The folder.
  public var id: String { path }

  /// A listing of these values.
  public init(
    path: String, name: String, lastUsed: Date, summary: SessionSummary? = nil,
    problem: String? = nil
  ) {
    self.path = path
    self.name = name
    self.lastUsed = lastUsed
    self.summary = summary
    self.problem = problem
  }

  /// A session's name and last use; it is not opened.
  public init(at location: SessionLocation) {
    self.init(path: location.folder.path, name: location.name, lastUsed: location.lastUsed)
  }

  /// Whether it was looked into.
  public var isRead: Bool { summary != nil || problem != nil }

  /// Looks into the session: it is opened for reading, if need be as a copy in memory's place, and
  /// closed again.
  public func read() -> SessionListing {
    var listing = self
    let location = SessionLocation(folder: URL(fileURLWithPath: path, isDirectory: true))
    do {
      listing.summary = try SessionStore.open(at: location, access: .read).summary()
    } catch {
      listing.problem = SessionError(error, in: location).message
    }
    return listing
  }

  /// The sessions in the sessions folder and beside a session, the last used first; none is opened.
  public static func names(beside location: SessionLocation) -> [SessionListing] {
    let folder = SessionLocation.sessionsFolder()
    let parent = location.folder.deletingLastPathComponent()
    let listed = names(in: folder)
    if SessionLocation(folder: folder).folder == SessionLocation(folder: parent).folder {
      return listed
    }
    return sorted(listed + names(in: parent))
  }

  /// The sessions of a folder, the last used first; none is opened.
  public static func names(
    in folder: URL = SessionLocation.sessionsFolder()
  ) -> [SessionListing] {
    sorted(SessionLocation.list(in: folder).map { SessionListing(at: $0) })
  }

  private static func sorted(_ listings: [SessionListing]) -> [SessionListing] {
    listings.sorted { ($1.lastUsed, $0.name) < ($0.lastUsed, $1.name) }
  }
}
