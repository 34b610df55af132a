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

  /// What a term asks of a row.
  enum Test: Sendable, Hashable {
    /// The whole row holds a word.
    case word(String)
    /// What the row has in a field meets a condition.
    case field(String, Condition)
  }

  /// What is asked of the value of a field.
  enum Condition: Sendable, Hashable {
    case equal(String, Double?)
    case inside(String)
    case compare(Sign, Double?)

    /// Whether a value is as it is asked for; none is not.
    func holds(_ value: Value?) -> Bool {
      switch (self, value) {
      case (.equal(let wanted, _), .text(let text)): text.lowercased() == wanted
      case (.equal(_, let wanted), .number(let number)): wanted == number
      case (.inside(let wanted), .text(let text)): text.lowercased().contains(wanted)
      case (.compare(let sign, let limit?), .number(let number)): sign.holds(number, limit)
      default: false
      }
    }
  }

  /// How numbers are compared.
  enum Sign: String, Sendable {
    case above = ">"
    case atLeast = ">="
    case below = "<"
    case atMost = "<="

    func holds(_ number: Double, _ limit: Double) -> Bool {
      switch self {
      case .above: number > limit
      case .atLeast: number >= limit
      case .below: number < limit
      case .atMost: number <= limit
      }
    }
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

  /// An alternative without terms, as in a filter half typed, is no alternative.
  private var wanted: [[Term]] { alternatives.filter { !$0.isEmpty } }

  /// Whether a row passes: `row` is its whole text, `field` gives what it has in a named field.
  public func matches(_ row: String, field: (String) -> Value?) -> Bool {
    let row = row.lowercased()
    let wanted = wanted
    if wanted.isEmpty { return true }
    return wanted.contains { terms in
      terms.allSatisfy { term in
        switch term.test {
        case .word(let word): row.contains(word) != term.isNegated
        case .field(let name, let condition): condition.holds(field(name)) != term.isNegated
        }
      }
    }
  }

  /// The rows of `all` that pass: `holding` gives those, and maybe others, that pass one test.
  func passing(among all: NumberSet, _ holding: (Test) -> NumberSet) -> NumberSet {
    let wanted = wanted
    if wanted.isEmpty { return all }
    return wanted.reduce(NumberSet()) { passing, terms in
      passing.union(
        terms.reduce(all) { left, term in
          let held = holding(term.test)
          return term.isNegated ? left.subtracting(held) : left.intersection(held)
        })
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
      if rest.hasPrefix("~") { return .field(name, .inside(String(rest.dropFirst()))) }
      return .field(name, .equal(String(rest), Double(rest)))
    }
    var sign = String(text[mark])
    if rest.hasPrefix("=") {
      sign += "="
      rest = rest.dropFirst()
    }
    let limit = Double(rest.hasPrefix(".") ? "0" + rest : String(rest))
    return .field(name, .compare(Sign(rawValue: sign) ?? .atMost, limit))
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
