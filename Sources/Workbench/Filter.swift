/// The filter language of every list: `kind:checkpoint -warning text:~saved run>=2 | level:error`.
///
/// Terms side by side must all hold; `|` separates alternatives; `-` in front negates. A bare word
/// is looked for in the whole row; `field:value` compares a field, `field:~value` looks inside it,
/// `field>1`, `>=`, `<`, `<=` compare numbers. Letters' case does not matter. A term with an unknown
/// field, or no number where one is needed, holds for no row.
public struct Filter: Sendable, Equatable {
  /// What a row has in a field.
  public enum Value: Sendable, Equatable {
    case text(String)
    case number(Double)
  }

  private enum Test: Sendable, Equatable {
    case word(String)
    case equal(String, String)
    case inside(String, String)
    case compare(String, String, Double?)
  }

  private struct Term: Sendable, Equatable {
    let test: Test
    let isNegated: Bool
  }

  /// As it was typed.
  let text: String
  private let alternatives: [[Term]]

  /// Reads a filter; every text is one.
  public init(_ text: String) {
    self.text = text
    alternatives = text.lowercased().split(separator: "|", omittingEmptySubsequences: false)
      .map { part in part.split(separator: " ").compactMap { Filter.term(String($0)) } }
  }

  /// Whether a row passes: `row` is its whole text, `field` gives what it has in a named field.
  public func matches(_ row: String, field: (String) -> Value?) -> Bool {
    let row = row.lowercased()
    // An alternative without terms, as in a filter half typed, is no alternative.
    let wanted = alternatives.filter { !$0.isEmpty }
    if wanted.isEmpty { return true }
    return wanted.contains { terms in
      terms.allSatisfy { holds($0.test, row, field) != $0.isNegated }
    }
  }

  private func holds(_ test: Test, _ row: String, _ field: (String) -> Value?) -> Bool {
    switch test {
    case .word(let word): return row.contains(word)
    case .equal(let name, let wanted):
      switch field(name) {
      case .text(let text): return text.lowercased() == wanted
      case .number(let number): return Double(wanted) == number
      case nil: return false
      }
    case .inside(let name, let wanted):
      if case .text(let text) = field(name) { return text.lowercased().contains(wanted) }
      return false
    case .compare(let name, let sign, let limit):
      guard let limit, case .number(let number) = field(name) else { return false }
      switch sign {
      case ">": return number > limit
      case ">=": return number >= limit
      case "<": return number < limit
      default: return number <= limit
      }
    }
  }

  private static func term(_ text: String) -> Term? {
    let isNegated = text.hasPrefix("-") && text.count > 1
    let body = isNegated ? String(text.dropFirst()) : text
    guard !body.isEmpty else { return nil }
    return Term(test: test(body), isNegated: isNegated)
  }

  private static func test(_ text: String) -> Test {
    guard let mark = text.firstIndex(where: { ":<>".contains($0) }), mark > text.startIndex else {
      return .word(text)
    }
    let name = String(text[..<mark])
    var rest = text[text.index(after: mark)...]
    if text[mark] == ":" {
      if rest.hasPrefix("~") { return .inside(name, String(rest.dropFirst())) }
      return .equal(name, String(rest))
    }
    var sign = String(text[mark])
    if rest.hasPrefix("=") {
      sign += "="
      rest = rest.dropFirst()
    }
    return .compare(name, sign, Double(rest.hasPrefix(".") ? "0" + rest : String(rest)))
  }
}

extension Command.Argument {
  /// A filter that a script gives; at the screen it is typed and seen at once.
  static let filter = Command.Argument(
    name: "filter", hint: "words   field:value   -word   a | b", problem: { _ in nil })
}

extension Filter: Codable {
  /// Reads its text.
  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(String.self))
  }

  /// Writes its text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
