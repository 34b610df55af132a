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

  /// Says something of a subject, or, with nil, takes it back.
  public func setNote(_ kind: NoteRecord.Kind, of subject: String, to text: String?) throws {
    try write { db in
      if let text {
        try db.execute(
          sql: "INSERT OR REPLACE INTO note (subject, kind, text, updated) VALUES (?, ?, ?, ?)",
          arguments: [
            printable(subject), kind.rawValue, printable(text), Date().timeIntervalSince1970,
          ])
      } else {
        try db.execute(
          sql: "DELETE FROM note WHERE subject = ? AND kind = ?",
          arguments: [printable(subject), kind.rawValue])
      }
    }
  }

  /// Notes a command that changed something, so that a session can be played again.
  public func appendJournal(command: String, arguments: [String]) throws {
    let words = String(decoding: try JSONEncoder().encode(arguments), as: UTF8.self)
    try write { db in
      try db.execute(
        sql: "INSERT INTO journal (time, command, arguments) VALUES (?, ?, ?)",
        arguments: [Date().timeIntervalSince1970, command, words])
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
