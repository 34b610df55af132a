import Foundation
import Printable

/// What went wrong with a session, said in one line that names the thing, what was found, what was
/// expected and the remedy.
public struct SessionError: Error, Equatable, Sendable {
  /// The sort of failure, for callers that answer one of them in their own way.
  public enum Kind: String, Sendable, CaseIterable {
    /// No session of that name or at that path.
    case notFound
    /// A session is there already.
    case alreadyExists
    /// The folder or the file is something else.
    case notASession
    /// The name cannot be the name of a folder, or would be unsafe as one.
    case invalidName
    /// The database was written by a later version of this program.
    case newerSchema
    /// Writing was asked of a session that can only be read.
    case readOnly
    /// Another process held the database for longer than the busy timeout.
    case locked
    /// Another process trains this session.
    case beingTrained
    /// The database is damaged.
    case corrupt
    /// The disk, or the user's quota on it, is full.
    case diskFull
    /// The file system refused to read or write.
    case inputOutput
    /// No run, clip or value of that name or number in the session, or a value out of range.
    case noSuchValue
  }

  /// The sort of failure.
  public let kind: Kind
  /// One line, free of control characters.
  public let message: String

  /// An error of one kind with its line; control characters in the line are made visible.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = printable(message)
  }
}

extension SessionError: CustomStringConvertible, LocalizedError {
  /// The line.
  public var description: String { message }
  /// The line.
  public var errorDescription: String? { message }
}
