import Foundation
internal import GRDB
import Glibc
import Printable

extension SessionError {
  /// What an error of SQLite means for a user of the session at `location`.
  init(_ error: any Error, in location: SessionLocation) {
    if let known = error as? SessionError {
      self = known
      return
    }
    let path = location.database.path
    guard let cause = error as? DatabaseError else {
      self.init(.inputOutput, "session \(location.name): \(error)")
      return
    }
    let detail = cause.message ?? "SQLite error \(cause.extendedResultCode.rawValue)"
    switch cause.resultCode {
    case .SQLITE_FULL:
      self = .full(path)
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
      self = .readOnly(path)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(
        .locked,
        "\(path) is locked: another process has held it for over "
          + "\(Int(SessionStore.busySeconds)) s; end that process, or try again")
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      self.init(
        .corrupt,
        "\(path) is damaged (\(detail)): the weights in checkpoints/ are separate files and are "
          + "still good; recover the rest with `sqlite3 \(shellWord(path)) .recover`, or begin "
          + "a new session and go on there with `earsight train NEW --from checkpoints/FILE`")
    // The files that SQLite makes beside a database fail in this way when the disk is full.
    case .SQLITE_CANTOPEN where Self.isFull(location), .SQLITE_IOERR where Self.isFull(location):
      self = .full(path)
    case .SQLITE_CANTOPEN, .SQLITE_IOERR:
      self.init(
        .inputOutput,
        "\(path) cannot be read or written (\(detail)): check that the disk is there, has room "
          + "and lets you write")
    default:
      self.init(.inputOutput, "\(path): \(detail)")
    }
  }

  /// What an `errno` means for a file that was to be written.
  init(systemError code: Int32, writing path: String) {
    switch code {
    case ENOSPC, EDQUOT: self = .full(path)
    case EROFS, EACCES, EPERM: self = .readOnly(path)
    default:
      self.init(.inputOutput, "\(path) cannot be written: \(WriteRefusal(code))")
    }
  }

  /// What an error of Foundation's file functions means for a file that was to be written.
  init(_ error: any Error, writing path: String) {
    switch (error as? CocoaError)?.code {
    case .fileWriteOutOfSpace: self = .full(path)
    case .fileWriteNoPermission, .fileWriteVolumeReadOnly: self = .readOnly(path)
    default:
      let reason = WriteRefusal(error)?.description ?? (error as NSError).localizedDescription
      self.init(.inputOutput, "\(path) cannot be written: \(reason)")
    }
  }

  static func full(_ path: String) -> SessionError {
    SessionError(
      .diskFull,
      "no room to write \(path): the disk or your quota is full; free some space, nothing that "
        + "was saved is lost")
  }

  static func readOnly(_ path: String) -> SessionError {
    SessionError(
      .readOnly,
      "\(path) is read-only: expected a session that can be written; copy its folder to a place "
        + "of your own, or change its permissions")
  }

  /// Whether less is free than the 32 kB of the file that SQLite shares between processes, and a page.
  private static func isFull(_ location: SessionLocation) -> Bool {
    let free =
      FileSystemKind.freeBytes(at: location.folder.path)
      ?? FileSystemKind.freeBytes(at: location.folder.deletingLastPathComponent().path)
    return (free ?? .max) < 36_864
  }
}
