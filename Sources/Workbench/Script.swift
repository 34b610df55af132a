import Foundation
import Terminal

/// A line of a script: a command's id, or a word of the script's own, and its arguments.
public struct ScriptLine: Sendable, Equatable {
  /// The first word.
  public let command: String
  /// The words after it.
  public let arguments: [String]

  /// A line of words.
  public init(_ command: String, _ arguments: [String] = []) {
    self.command = command
    self.arguments = arguments
  }

  /// As it is written; reading it gives the line back. Words with spaces, quotes or `#`, and empty
  /// ones, stand in double quotes, where `\` goes before `"` and `\`.
  public var text: String {
    ([command] + arguments).map { word in
      let isPlain = !word.isEmpty && !word.contains { $0.isWhitespace || "\"\\#".contains($0) }
      if isPlain { return word }
      return "\""
        + word.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        .replacing("\n", with: " ") + "\""
    }.joined(separator: " ")
  }

  /// Reads a line; nil where it has nothing but a comment. Throws what is wrong, in a few words.
  public init?(parsing text: String) throws {
    var words: [String] = []
    var word = ""
    var hasWord = false
    var isQuoted = false
    var isEscaped = false
    reading: for character in text {
      switch character {
      case _ where isEscaped:
        word.append(character)
        isEscaped = false
      case "\\" where isQuoted: isEscaped = true
      case "\"":
        isQuoted.toggle()
        hasWord = true
      case _ where isQuoted: word.append(character)
      case "#" where !hasWord: break reading
      case _ where character.isWhitespace:
        if hasWord { words.append(word) }
        word = ""
        hasWord = false
      default:
        word.append(character)
        hasWord = true
      }
    }
    if isQuoted { throw ScriptError("a quote is not closed") }
    if hasWord { words.append(word) }
    guard let first = words.first else { return nil }
    self.init(first, Array(words.dropFirst()))
  }
}

/// Lines that do on a session what a person did on its screen.
public struct Script: Sendable {
  /// Each line with its number in the text, from 1.
  public let lines: [(number: Int, line: ScriptLine)]

  /// Reads a script. Throws ``ScriptError``, which names the line.
  public init(_ text: String) throws {
    var lines: [(number: Int, line: ScriptLine)] = []
    let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, row) in rows.enumerated() {
      let row = String(row)
      do {
        if let line = try ScriptLine(parsing: row) { lines.append((index + 1, line)) }
      } catch let error as ScriptError {
        throw error.at(index + 1, row)
      }
    }
    self.lines = lines
  }
}

/// What is wrong with a script, in one line that names its line, the command and the reason.
public struct ScriptError: Error, CustomStringConvertible, LocalizedError {
  /// The line.
  public let description: String
  /// The same, for Foundation.
  public var errorDescription: String? { description }

  init(_ reason: String) { description = reason }

  /// The same reason, said of a line.
  func at(_ number: Int, _ text: String) -> ScriptError {
    let shown = CellText.clean(text.trimmingCharacters(in: .whitespaces))
    return ScriptError("line \(number), '\(shown.prefix(120))': \(description)")
  }
}
