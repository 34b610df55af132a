import Foundation
import Printable

/// Why an array file could not be read or written: what it is, what was found, what was expected,
/// and what to do about it.
public struct ArrayFileError: Error, CustomStringConvertible, LocalizedError, Sendable {
  /// The file's path, free of control characters.
  public let path: String
  /// What was found.
  public let found: String
  /// What was expected.
  public let expected: String
  /// What the reader of the message can do.
  public let remedy: String

  /// An error about `url`.
  public init(_ url: URL, found: String, expected: String, remedy: String) {
    self.path = printable(url.path)
    self.found = printable(found)
    self.expected = expected
    self.remedy = remedy
  }

  /// One line: path, found, expected, remedy.
  public var description: String {
    "\(path): found \(found), expected \(expected); \(remedy)"
  }

  /// The same line, for Foundation's error printing.
  public var errorDescription: String? { description }
}

/// What the operating system says of the last failed call.
func systemReason() -> String { String(cString: strerror(errno)) }
