import Foundation

/// A line of a session's log.
public struct EventRecord: Codable, Sendable, Equatable, Identifiable {
  /// How much it matters.
  public enum Level: String, Codable, Sendable, CaseIterable {
    /// Worth a line.
    case info
    /// Worth a look.
    case warning
    /// Something failed.
    case error
  }

  /// The number of the event in its session, growing from 1; 0 until it is appended.
  public var id: Int64
  /// When it happened.
  public var time: Date
  /// The run that it tells of, where it tells of one.
  public var run: Int64?
  /// How much it matters.
  public var level: Level
  /// One word by which a log is filtered: `checkpoint`, `validation`, `control`, `viewer`, `data`.
  public var kind: String
  /// One line; control characters are made visible when it is stored.
  public var text: String

  /// An event, of now unless said otherwise.
  public init(
    id: Int64 = 0, time: Date = Date(), run: Int64? = nil, level: Level = .info, kind: String,
    text: String
  ) {
    self.id = id
    self.time = time
    self.run = run
    self.level = level
    self.kind = kind
    self.text = text
  }
}
