import Foundation
internal import GRDB
import Glibc
import Printable

extension SessionStore {
  /// Notes in the log that screens of this host ended without leaving: crashed, killed, cut off.
  /// Returns what to say of it, with what they said last on standard error; nil where all left.
  public func noteLostScreens() throws -> String? {
    if isReadOnly { return nil }
    let lost = try read { db in
      try Row.fetchAll(
        db, sql: "SELECT pid, lastSeen FROM viewer WHERE host = ? ORDER BY lastSeen",
        arguments: [printable(LocalHost.name)]
      ).map { (pid: $0[0] as Int32, lastSeen: $0[1] as Double) }
    }.filter { !LocalHost.isAlive(process: $0.pid) }
    guard let last = lost.last else { return nil }
    let tail = errorTail()
    // A terminal that was closed is nothing to worry about; one that complained before is.
    let level = tail.isEmpty ? EventRecord.Level.info : .warning
    let what =
      "the last screen (process \(last.pid)) ended without leaving; notes and view are as in its "
      + "last second"
    let said = tail.isEmpty ? "" : "; its last words: \(tail.joined(separator: " | "))"
    truncate(location.screenLog.path, 0)
    let time = Date()
    try write { db in
      for viewer in lost {
        try db.execute(
          sql: "DELETE FROM viewer WHERE pid = ? AND host = ?",
          arguments: [viewer.pid, printable(LocalHost.name)])
      }
      try db.execute(
        sql: "INSERT INTO event (time, run, level, kind, text) VALUES (?, NULL, ?, ?, ?)",
        arguments: [
          time.timeIntervalSince1970, level.rawValue, "viewer", printable(what + said),
        ])
    }
    return what.prefix(1).uppercased() + what.dropFirst() + said + "."
  }

  /// The last lines that a screen wrote to standard error, three at most.
  private func errorTail() -> [String] {
    guard let file = FileHandle(forReadingAtPath: location.screenLog.path) else { return [] }
    defer { try? file.close() }
    let size = (try? file.seekToEnd()) ?? 0
    guard (try? file.seek(toOffset: size > 4_096 ? size - 4_096 : 0)) != nil,
      let data = try? file.readToEnd()
    else { return [] }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").suffix(3)
      .map { printable(String($0)).prefix(160) }.map(String.init)
  }
}
