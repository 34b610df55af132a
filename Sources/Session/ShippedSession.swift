import Foundation
import Glibc

/// A session that comes with the program, as its folder's `SHIPPED.md` says. It is never written to:
/// who opens it opens a copy of their own.
public struct ShippedSession: Sendable {
  /// Where it lies.
  public let location: SessionLocation

  /// The file that makes a session a shipped one; it tells people how it was made.
  public static let marker = "SHIPPED.md"
  /// The session that is opened where there is no other.
  public static let first = "quickstart"

  /// The shipped session in a folder; nil where the session there is none, or there is no session.
  public init?(at location: SessionLocation) {
    let marker = location.folder.appendingPathComponent(Self.marker).path
    guard location.exists, FileManager.default.fileExists(atPath: marker) else { return nil }
    self.location = location
  }

  /// The shipped session of a name: under `sessions/` of the current folder, or of one of the
  /// folders that the program's file lies in.
  public init?(
    named name: String = first,
    currentDirectory: String = FileManager.default.currentDirectoryPath,
    program: String? = executable
  ) {
    var folder = URL(fileURLWithPath: currentDirectory, isDirectory: true)
    var places = [folder]
    if let program {
      folder = URL(fileURLWithPath: program).resolvingSymlinksInPath()
      while folder.path != "/" {
        folder = folder.deletingLastPathComponent()
        places.append(folder)
      }
    }
    for place in places {
      let found = place.appendingPathComponent("sessions/\(name)", isDirectory: true)
      if let session = ShippedSession(at: SessionLocation(folder: found)) {
        self = session
        return
      }
    }
    return nil
  }

  /// The file of the running program.
  public static var executable: String? {
    try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  }

  /// The copy to work on, `quickstart-copy` in `folder`; made if it is not there. Removing it begins
  /// anew.
  ///
  /// - Throws: `SessionError` where it cannot be written.
  public func copy(
    in folder: URL = SessionLocation.sessionsFolder()
  ) throws -> SessionLocation {
    let copy = SessionLocation(
      folder: folder.appendingPathComponent(location.name + "-copy", isDirectory: true))
    if copy.exists { return copy }
    let files = FileManager.default
    let draft = folder.appendingPathComponent(".\(copy.name).\(UUID().uuidString)")
    defer { try? files.removeItem(at: draft) }
    do {
      try files.createDirectory(at: folder, withIntermediateDirectories: true)
      try files.copyItem(at: location.folder, to: draft)
      try files.removeItem(at: draft.appendingPathComponent(Self.marker))
      try Self.makeWritable(draft)
    } catch {
      throw SessionError(error, writing: copy.folder.path)
    }
    // Of two that open it at once, the second finds the first's copy.
    guard rename(draft.path, copy.folder.path) == 0 || copy.exists else {
      throw SessionError(systemError: errno, writing: copy.folder.path)
    }
    return copy
  }

  /// Lets the owner write all in a folder, for a checkout may be read-only.
  private static func makeWritable(_ folder: URL) throws {
    let files = FileManager.default
    let all = files.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    for path in [folder.path] + all.map({ folder.path + "/" + $0 }) {
      let mode = try files.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
      let wanted = (mode?.intValue ?? 0o644) | 0o200
      try files.setAttributes([.posixPermissions: wanted], ofItemAtPath: path)
    }
  }
}
