import Foundation
internal import GRDB
import Printable

/// What a person has said of a unit, a clip, a point: a name, a note, a bookmark.
public struct NoteRecord: Codable, Sendable, Equatable {
  /// The sort of thing that was said.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// A short name.
    case name
    /// A sentence or more.
    case note
    /// That it is worth coming back to; the text is empty.
    case bookmark
    /// Which of many are marked, or belong to a selection: their numbers and ranges of them.
    case mark
  }

  /// What it was said of, such as `unit/seed-2/audio/209` or `clip/17`.
  public var subject: String
  /// The sort.
  public var kind: Kind
  /// The words.
  public var text: String
  /// When it was last said.
  public var updated: Date
}

extension SessionStore {
  /// All that was said, by subject.
  public func notes() throws -> [NoteRecord] {
    try read { db in
      try Row.fetchAll(
        db, sql: "SELECT subject, kind, text, updated FROM note ORDER BY subject, kind"
      )
      .compactMap { row in
        NoteRecord.Kind(rawValue: row[1]).map {
          NoteRecord(
            subject: row[0], kind: $0, text: row[2],
            updated: Date(timeIntervalSince1970: row[3]))
        }
      }
    }
  }

  static func setNote(
    _ kind: NoteRecord.Kind, of subject: String, to text: String?, _ db: Database
  ) throws {
    if let text {
      try db.execute(
        sql: "INSERT OR REPLACE INTO note (subject, kind, text, updated) VALUES (?, ?, ?, ?)",
        arguments: [subject, kind.rawValue, text, Date().timeIntervalSince1970])
    } else {
      try db.execute(
        sql: "DELETE FROM note WHERE subject = ? AND kind = ?",
        arguments: [subject, kind.rawValue])
    }
  }

  /// Notes commands that ran, so that a session can be played again.
  public func appendJournal(_ lines: [(command: String, arguments: [String])]) throws {
    try write { db in
      for line in lines {
        let words = try JSONEncoder().encode(line.arguments.map(printable))
        try db.execute(
          sql: "INSERT INTO journal (time, command, arguments) VALUES (?, ?, ?)",
          arguments: [
            Date().timeIntervalSince1970, printable(line.command),
            String(decoding: words, as: UTF8.self),
          ])
      }
    }
  }

  /// The commands of the journal, oldest first.
  public func journal() throws -> [(command: String, arguments: [String])] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT command, arguments FROM journal ORDER BY id").map { row in
        let words = try? JSONDecoder().decode([String].self, from: Data((row[1] as String).utf8))
        return (row[0], words ?? [])
      }
    }
  }
}
