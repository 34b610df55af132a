import Foundation
import Terminal

/// The text of a settings file: the part of TOML that has comments, one table, strings, flags and
/// arrays of strings, a line each.
///
///     theme = "dark"          # or light, or auto
///     mouse = false
///     [keys]
///     "train.pause" = "P"
///     "units.next" = ["]", "n"]
public enum SettingsFile {
  /// What a file says, and what is wrong with it, a line each. What is right counts.
  public struct Reading: Sendable {
    /// What is in force.
    public var settings = Settings()
    /// `LINE: what was found, what was expected`.
    public var problems: [String] = []

    /// Of no file: all as it comes.
    public init() {}
  }

  /// Where the file lies: `$XDG_CONFIG_HOME/earsight/config`, else `~/.config/earsight/config`.
  public static func path(environment: [String: String]) -> String {
    let named = environment["XDG_CONFIG_HOME"] ?? ""
    // The specification has relative paths ignored.
    let folder = named.hasPrefix("/") ? named : (environment["HOME"] ?? "~") + "/.config"
    return folder + "/earsight/config"
  }

  /// Reads a text.
  public static func read(_ text: String) -> Reading {
    var reading = Reading()
    var table = ""
    var seen: Set<String> = []
    var keyLines: [(id: String, line: Int)] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      func problem(_ text: String) { reading.problems.append("\(index + 1): \(text)") }
      var scanner = LineScanner(line)
      if scanner.isAtEnd { continue }
      if scanner.take("[") {
        let name = scanner.word() ?? ""
        guard scanner.take("]"), scanner.isAtEnd, name == "keys" else {
          problem("the table [\(name)] is not known, expected [keys]")
          table = "?"
          continue
        }
        table = name
        continue
      }
      guard let name = scanner.word() ?? scanner.string(), scanner.take("="),
        let values = scanner.values(), scanner.isAtEnd, !values.isEmpty
      else {
        problem(
          "\"\(CellText.clean(line.trimmingCharacters(in: .whitespaces)))\", expected name = value")
        continue
      }
      guard seen.insert(table + "/" + name).inserted else {
        problem("\(CellText.clean(name)) stands here again, expected once")
        continue
      }
      if table == "keys" {
        if let text = setKeys(name, values, &reading.settings) {
          problem(text)
        } else {
          keyLines.append((name, index + 1))
        }
      } else if table.isEmpty {
        if let text = set(name, values, &reading.settings) { problem(text) }
      }
    }
    for conflict in KeyBindings.conflicts(&reading.settings.keys, order: keyLines.map(\.id)) {
      let line = keyLines.first { $0.id == conflict.id }?.line ?? 0
      reading.problems.append("\(line): \(conflict.text)")
    }
    return reading
  }

  /// The text of a file that says what is in force, with a comment on each setting.
  public static func text(_ settings: Settings) -> String {
    var lines = [
      "# What earsight does unless its command line says otherwise.",
      "# A line is name = value; earsight doctor tells what is wrong with it.", "",
    ]
    for setting in Setting.all {
      lines.append("# \(setting.about); \(setting.expected)")
      lines.append("\(setting.name) = \(setting.read(settings))")
    }
    lines += [
      "", "# Keys by command, as the palette's names; a sequence has spaces, Control is ^.",
      "# Names of commands: earsight config --commands.", "[keys]", "# \"train.pause\" = \"P\"",
      "# \"units.next\" = [\"]\", \"^n\"]",
    ]
    for (id, keys) in settings.keys.sorted(by: { $0.key < $1.key }) {
      let texts = keys.map { "\"" + escaped(Command.name($0)) + "\"" }
      lines.append(
        "\"\(id)\" = "
          + (texts.count == 1 ? texts[0] : "[" + texts.joined(separator: ", ") + "]"))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The names of all settings, in the order of the file.
  public static var names: [String] { Setting.all.map(\.name) }

  /// A setting's value as the file writes it; empty where there is none of that name.
  public static func value(of name: String, in settings: Settings) -> String {
    Setting.all.first { $0.name == name }?.read(settings) ?? ""
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }

  private static func set(
    _ name: String, _ values: [String], _ settings: inout Settings
  ) -> String? {
    guard let setting = Setting.all.first(where: { $0.name == name }) else {
      let names = Setting.all.map(\.name).joined(separator: ", ")
      return "no setting is called \(CellText.clean(name)), expected one of \(names)"
    }
    guard values.count == 1, setting.write(&settings, values[0]) else {
      let found = CellText.clean(values.joined(separator: ", "))
      return "\(name) is \"\(found)\", expected \(setting.expected)"
    }
    return nil
  }

  private static func setKeys(
    _ id: String, _ values: [String], _ settings: inout Settings
  ) -> String? {
    guard let command = CommandTable.command(id) else {
      return "no command is called \(CellText.clean(id)); earsight config --commands lists them"
    }
    if KeyBindings.fixed.contains(command.id) {
      return "\(id) keeps its key: Esc always leads home"
    }
    var keys: [[Key]] = []
    for text in values {
      let words = text.split(separator: " ")
      let sequence = words.compactMap { Key(name: String($0)) }
      guard sequence.count == words.count, !sequence.isEmpty else {
        return "the key \"\(CellText.clean(text))\" of \(id) is not known, expected letters, ^ and "
          + "a letter, Tab, Enter, Space, Up, PgUp, F1 or the like, with spaces in a sequence"
      }
      keys.append(sequence)
    }
    settings.keys[id] = keys
    return nil
  }
}

/// Reads a line from the left.
private struct LineScanner {
  private var rest: Substring

  init(_ line: Substring) { rest = line }

  private mutating func skipSpaces() {
    rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "\r" }
  }

  /// Whether nothing is left but a comment.
  var isAtEnd: Bool {
    mutating get {
      skipSpaces()
      return rest.isEmpty || rest.hasPrefix("#")
    }
  }

  mutating func take(_ mark: Character) -> Bool {
    skipSpaces()
    guard rest.first == mark else { return false }
    rest.removeFirst()
    return true
  }

  /// Letters, digits, dots, hyphens and underscores.
  mutating func word() -> String? {
    skipSpaces()
    let word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
    rest = rest.dropFirst(word.count)
    return word.isEmpty ? nil : String(word)
  }

  /// A string in double quotes, with \" and \\, or in single quotes, as it stands.
  mutating func string() -> String? {
    skipSpaces()
    guard let quote = rest.first, quote == "\"" || quote == "'" else { return nil }
    rest.removeFirst()
    var text = ""
    while let letter = rest.popFirst() {
      if letter == quote { return text }
      if letter == "\\", quote == "\"" {
        guard let next = rest.popFirst(), next == "\"" || next == "\\" else { return nil }
        text.append(next)
      } else {
        text.append(letter)
      }
    }
    return nil
  }

  /// A word, a string, or strings in brackets.
  mutating func values() -> [String]? {
    guard take("[") else { return (string() ?? word()).map { [$0] } }
    var values: [String] = []
    while !take("]") {
      guard let value = string() else { return nil }
      values.append(value)
      _ = take(",")
    }
    return values
  }
}
