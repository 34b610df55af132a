import Terminal

/// The filter language of every list: `kind:checkpoint -warning text:~saved run>=2 | level:error`.
///
/// Terms side by side must all hold; `|` separates alternatives; `-` in front negates. A bare word
/// is looked for in the whole row; `field:value` compares a field, `field:~value` looks inside it,
/// `field>1`, `>=`, `<`, `<=` compare numbers; `"two words"` is one value. Letters' case does not
/// matter. A term with an unknown field, or no number where one is needed, holds for no row; one that
/// is only begun, as `pref:`, asks for nothing yet.
public struct Filter: Sendable, Equatable {
  /// What a row has in a field.
  public enum Value: Sendable, Equatable {
    case text(String)
    /// Several at once, of which any may match.
    case texts([String])
    case number(Double)
  }

  /// As it was typed.
  let text: String
  /// Alternatives with a term at least: one half typed is none.
  private let alternatives: [[FilterTerm]]
  /// The fields that it names, also those of terms that are only begun.
  private let fields: Set<String>

  /// Reads a filter; every text is one.
  public init(_ text: String) {
    self.text = text
    let terms = FilterLine(text.lowercased()).alternatives.map { $0.compactMap { FilterTerm($0) } }
    alternatives = terms.map { $0.filter { !$0.isBegun } }.filter { !$0.isEmpty }
    fields = Set(terms.joined().compactMap(\.field))
  }

  /// Whether it lets everything through.
  var isEmpty: Bool { alternatives.isEmpty }

  /// Whether a term asks for one of these fields.
  func asks(for names: String...) -> Bool {
    !fields.isDisjoint(with: names)
  }

  /// Whether a row passes: `row` is its whole text, `field` gives what it has in a named field.
  public func matches(_ row: @autoclosure () -> String, field: (String) -> Value?) -> Bool {
    isEmpty
      || alternatives.contains { terms in
        terms.allSatisfy { $0.holds(for: row, field: field) != $0.isNegated }
      }
  }
}

extension Filter {
  /// The rows of `all` that pass: `holding` gives those, and maybe others, of which one term holds,
  /// negated or not.
  func passing(among all: NumberSet, _ holding: (FilterTerm) -> NumberSet) -> NumberSet {
    if isEmpty { return all }
    return alternatives.reduce(NumberSet()) { passing, terms in
      passing.union(
        terms.reduce(all) { left, term in
          let held = holding(term)
          return term.isNegated ? left.subtracting(held) : left.intersection(held)
        })
    }
  }
}

/// A filter taken apart where it is typed: its terms, and the last one, which may go on.
struct FilterLine {
  /// The terms of each alternative, as they were written.
  private(set) var alternatives: [[String]] = [[]]
  /// What stands before the last term.
  let head: String
  /// The last term; empty after a blank.
  let last: String
  /// The terms after the cursor that belong to the last alternative.
  private var following: [String] = []

  /// Takes a line apart up to its cursor.
  init(_ line: TypedLine) {
    self.init(line.before)
    following = FilterLine(String(line.after.drop { $0 != " " })).alternatives[0]
  }

  /// Takes a line apart at blanks and bars that do not stand between quotes.
  init(_ text: String) {
    var start = text.startIndex
    var before: Character = " "
    var isQuoted = false
    var isEscaped = false
    var alternatives: [[String]] = [[]]
    func end(at index: String.Index) {
      if start < index {
        alternatives[alternatives.count - 1].append(String(text[start..<index]))
      }
    }
    for index in text.indices {
      let character = text[index]
      defer { before = character }
      if isQuoted {
        if !isEscaped, character == "\"" { isQuoted = false }
        isEscaped = !isEscaped && character == "\\"
      } else if character == "\"", " |-:~".contains(before) {
        isQuoted = true
      } else if character == " " || character == "|" {
        end(at: index)
        start = text.index(after: index)
        if character == "|" { alternatives.append([]) }
      }
    }
    end(at: text.endIndex)
    self.alternatives = alternatives
    head = String(text[..<start])
    last = String(text[start...])
  }

  /// The terms that must hold besides the last one.
  var others: String {
    ((alternatives.last ?? []).dropLast(last.isEmpty ? 0 : 1) + following).joined(separator: " ")
  }
}

/// One condition of a filter: a word, or a field with a sign and a value.
struct FilterTerm: Sendable, Hashable {
  /// How a field is compared.
  enum Sign: String, Sendable {
    case equal = ":"
    case inside = ":~"
    case more = ">"
    case atLeast = ">="
    case less = "<"
    case atMost = "<="

    /// Whether a number holds beside a limit; nil where the sign compares texts.
    func holds(_ number: Double, _ limit: Double) -> Bool? {
      switch self {
      case .equal, .inside: nil
      case .more: number > limit
      case .atLeast: number >= limit
      case .less: number < limit
      case .atMost: number <= limit
      }
    }
  }

  /// Whether rows pass for which it does not hold.
  let isNegated: Bool
  /// The field's name; nil for a word.
  let field: String?
  /// How it is compared.
  let sign: Sign
  /// The word, or what the field is compared with.
  let value: String
  /// Whether its value is still to be typed.
  let isBegun: Bool
  /// The value as a number.
  private let number: Double?

  /// Reads a term; nil where there is none.
  init?(_ text: String) {
    isNegated = text.hasPrefix("-") && text.count > 1
    let body = isNegated ? text.dropFirst() : text[...]
    guard !body.isEmpty else { return nil }
    // Between quotes a colon is a letter.
    let mark = body.hasPrefix("\"") ? nil : body.firstIndex { ":<>".contains($0) }
    if let mark, mark > body.startIndex {
      field = String(body[..<mark])
      let wide = Sign(rawValue: String(body[mark...].prefix(2)))
      sign = wide ?? Sign(rawValue: String(body[mark])) ?? .equal
      let rest = body[mark...].dropFirst(wide == nil ? 1 : 2)
      value = FilterTerm.unquoted(rest)
      isBegun = rest.isEmpty
    } else {
      field = nil
      sign = .inside
      value = FilterTerm.unquoted(body)
      isBegun = body == "-"
    }
    number = Double(value.hasPrefix(".") ? "0" + value : value)
  }

  /// Whether it holds for a row, negated or not.
  func holds(for row: () -> String, field fieldOf: (String) -> Filter.Value?) -> Bool {
    guard let field else { return FilterTerm.plain(row()).contains(value) }
    return holds(fieldOf(field))
  }

  /// Whether what a row has in the field is as asked for, negated or not; nothing is not.
  func holds(_ found: Filter.Value?) -> Bool {
    switch found {
    case .text(let text): return holds(text)
    case .texts(let texts): return texts.contains(where: holds)
    case .number(let found):
      guard let number else { return false }
      return sign == .equal ? found == number : sign.holds(found, number) ?? false
    case nil: return false
    }
  }

  private func holds(_ text: String) -> Bool {
    switch sign {
    case .equal: FilterTerm.plain(text) == value
    case .inside: FilterTerm.plain(text).contains(value)
    default: false
    }
  }

  /// A text as it can be typed, in small letters.
  private static func plain(_ text: String) -> String { CellText.clean(text).lowercased() }

  /// A value as a filter writes it: between quotes where it could be read otherwise.
  static func quoted(_ value: String) -> String {
    let isPlain =
      !value.isEmpty && !value.contains { " |\"\\".contains($0) }
      && !value.hasPrefix("~")
    if isPlain { return value }
    return "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private static func unquoted(_ text: Substring) -> String {
    guard text.hasPrefix("\"") else { return String(text) }
    var result = ""
    var isEscaped = false
    for character in text.dropFirst() {
      if !isEscaped, character == "\"" { break }
      isEscaped = !isEscaped && character == "\\"
      if !isEscaped { result.append(character) }
    }
    return result
  }
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
