import Foundation
internal import GRDB
import Printable

/// A change of what was said of a subject, by which it can be undone.
public struct EditRecord: Codable, Sendable, Equatable {
  /// What it was said of.
  public var subject: String
  /// The sort of thing.
  public var kind: NoteRecord.Kind
  /// The words before; nil for none.
  public var before: String?
  /// The words after; nil for none.
  public var after: String?
  /// Whether it was undone.
  public var isUndone: Bool

  /// A change that is not undone.
  public init(
    subject: String, kind: NoteRecord.Kind, before: String?, after: String?,
    isUndone: Bool = false
  ) {
    self.subject = subject
    self.kind = kind
    self.before = before
    self.after = after
    self.isUndone = isUndone
  }
}

extension SessionStore {
  /// Says something of a subject, or, with nil, takes it back, and remembers what was there before.
  /// What was undone can then not be done again.
  public func annotate(_ kind: NoteRecord.Kind, of subject: String, to text: String?) throws {
    let (subject, text) = (printable(subject), text.map(printable))
    try write { db in
      let before = try String.fetchOne(
        db, sql: "SELECT text FROM note WHERE subject = ? AND kind = ?",
        arguments: [subject, kind.rawValue])
      guard before != text else { return }
      try db.execute(sql: "DELETE FROM edit WHERE isUndone")
      try db.execute(
        sql: "INSERT INTO edit (time, subject, kind, before, after) VALUES (?, ?, ?, ?, ?)",
        arguments: [Date().timeIntervalSince1970, subject, kind.rawValue, before, text])
      try Self.setNote(kind, of: subject, to: text, db)
    }
  }

  /// Undoes the newest change that is like this one; the words before are there again.
  public func undo(_ edit: EditRecord) throws { try turn(edit, isUndone: true) }

  /// Does the change again that is like this one and was undone last.
  public func redo(_ edit: EditRecord) throws { try turn(edit, isUndone: false) }

  private func turn(_ edit: EditRecord, isUndone: Bool) throws {
    try write { db in
      // Done ones are undone from the newest, and done again from the oldest that was undone.
      try db.execute(
        sql: """
          UPDATE edit SET isUndone = ? WHERE id = (
            SELECT \(isUndone ? "MAX" : "MIN")(id) FROM edit
            WHERE isUndone <> ? AND subject = ? AND kind = ? AND before IS ? AND after IS ?)
          """,
        arguments: [
          isUndone, isUndone, edit.subject, edit.kind.rawValue, edit.before, edit.after,
        ])
      try Self.setNote(
        edit.kind, of: edit.subject, to: isUndone ? edit.before : edit.after, db)
    }
  }

  /// The newest changes of what was said, oldest first.
  public func edits(limit: Int = 200) throws -> [EditRecord] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT subject, kind, before, after, isUndone FROM edit ORDER BY id DESC LIMIT ?
          """, arguments: [limit]
      ).reversed().compactMap { row in
        NoteRecord.Kind(rawValue: row[1]).map {
          EditRecord(subject: row[0], kind: $0, before: row[2], after: row[3], isUndone: row[4])
        }
      }
    }
  }

  /// A word that is another one after any change of what was said: cheap to ask for.
  public func notesRevision() throws -> String {
    try read { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT (SELECT COUNT(*) || ',' || IFNULL(MAX(updated), 0) FROM note) || ';'
            || (SELECT IFNULL(MAX(id), 0) || ',' || IFNULL(SUM(isUndone), 0) FROM edit)
          """) ?? ""
    }
  }
}
