import Foundation
import Scales
import Terminal

/// Something that a filter may ask of the rows of a list.
struct FilterField<Row>: Sendable {
  /// Its name, and others that it goes by.
  let names: [String]
  /// What it is, in a few words.
  let help: String
  /// The sign that most often follows it.
  let sign: FilterTerm.Sign
  /// What a row has in it.
  let value: @Sendable (Row) -> Filter.Value?

  /// A field.
  init(
    _ names: String..., sign: FilterTerm.Sign = .equal, help: String,
    value: @escaping @Sendable (Row) -> Filter.Value?
  ) {
    self.names = names
    self.sign = sign
    self.help = help
    self.value = value
  }

  /// A field that is yes or no.
  static func flag(
    _ name: String, help: String, _ isSo: @escaping @Sendable (Row) -> Bool?
  ) -> FilterField {
    FilterField(name, help: help) { row in isSo(row).map { .text($0 ? "yes" : "no") } }
  }
}

/// What filters may ask of a list: declared once, read by matching, by completion and by the help.
struct FilterFields<Row>: Sendable {
  /// In the order in which they are offered.
  let all: [FilterField<Row>]
  private let words: @Sendable (Row) -> String
  private let byName: [String: FilterField<Row>]

  /// Fields; `words` is the text of a row that bare words are looked for in.
  init(_ all: [FilterField<Row>], words: @escaping @Sendable (Row) -> String) {
    self.all = all
    self.words = words
    byName = Dictionary(
      all.flatMap { field in field.names.map { ($0, field) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// Whether a row passes a filter.
  func passes(_ row: Row, _ filter: Filter) -> Bool {
    filter.matches(words(row)) { byName[$0]?.value(row) }
  }

  /// Names and meanings, for the help.
  var lines: [(keys: String, text: String)] {
    all.map { field in
      (
        field.names.joined(separator: " "),
        field.help.prefix(1).uppercased() + field.help.dropFirst()
      )
    }
  }

  /// What may come next in a filter that is being typed: fields, and after a field's sign the values
  /// or the limits that occur among the rows that the other terms let through.
  func suggestions(for line: TypedLine, among rows: () -> [Row]) -> [Suggestion] {
    let line = FilterLine(line)
    guard let term = FilterTerm(line.last), let name = term.field else { return names(line) }
    guard let field = byName[name.lowercased()] else { return [] }
    let stem = line.head + (term.isNegated ? "-" : "") + name + term.sign.rawValue
    let others = Filter(line.others)
    let all = rows()
    let values = all.filter { passes($0, others) }.compactMap(field.value)
    let typed = CellText.clean(term.value).lowercased()
    switch term.sign {
    case .equal: return occurring(values, typed, stem)
    case .inside: return []
    case .more, .atLeast, .less, .atMost:
      return limits(all.compactMap(field.value), values, term.sign, typed, stem)
    }
  }

  /// The fields that the last term may become.
  private func names(_ line: FilterLine) -> [Suggestion] {
    let isNegated = line.last.hasPrefix("-")
    let typed = line.last.dropFirst(isNegated ? 1 : 0).lowercased()
    let head = line.head + (isNegated ? "-" : "")
    var ranked: [[Suggestion]] = [[], [], []]
    for field in all {
      guard let first = field.names.first else { continue }
      let isWord = field.help.lowercased().split(separator: " ").contains { $0.hasPrefix(typed) }
      let name = field.names.first { $0.hasPrefix(typed) }
      guard name != nil || isWord else { continue }
      ranked[name == first ? 0 : name != nil ? 1 : 2].append(
        Suggestion(
          text: first, about: field.help, line: head + first + field.sign.rawValue))
    }
    if line.last.isEmpty {
      ranked[2].append(
        Suggestion(text: "-", about: "leaves out what the next term finds", line: head + "-"))
      if !line.others.isEmpty {
        ranked[2].append(Suggestion(text: "|", about: "or", line: head + "| "))
      }
    }
    return ranked.flatMap(\.self)
  }

  /// Values offered at most: of more, one types another letter (our choice).
  private var mostOffered: Int { 200 }

  /// The values that occur: the most frequent first, and in their order once letters are typed.
  private func occurring(
    _ values: some Sequence<Filter.Value>, _ typed: String, _ stem: String
  ) -> [Suggestion] {
    var counts: [String: Int] = [:]
    var numbers: [Double: Int] = [:]
    for value in values {
      switch value {
      case .text(let text): counts[CellText.clean(text), default: 0] += 1
      case .texts(let texts): for text in texts { counts[CellText.clean(text), default: 0] += 1 }
      case .number(let number): numbers[number, default: 0] += 1
      }
    }
    let sorted =
      numbers.sorted { $0.key < $1.key }.map { (FilterNumber.text($0.key), $0.value) }
      + counts.sorted { a, b in
        typed.isEmpty && a.value != b.value ? a.value > b.value : a.key < b.key
      }.map { ($0.key, $0.value) }
    func suggest(_ isWanted: (String) -> Bool) -> [Suggestion] {
      sorted.filter { isWanted($0.0.lowercased()) }.prefix(mostOffered).map { text, count in
        Suggestion(
          text: text, about: NumberText.grouped(count),
          line: stem + FilterTerm.quoted(text) + " ")
      }
    }
    let rest = suggest { !$0.hasPrefix(typed) && $0.contains(typed) }
    let inside = Suggestion(
      text: "~", about: "looks for letters inside it", line: stem + "~")
    return suggest { $0.hasPrefix(typed) } + rest
      + (typed.isEmpty && !counts.isEmpty ? [inside] : [])
  }

  /// Limits that part the numbers of the whole list, with how many of the rows so far pass.
  private func limits(
    _ all: [Filter.Value], _ values: [Filter.Value], _ sign: FilterTerm.Sign, _ typed: String,
    _ stem: String
  ) -> [Suggestion] {
    func numbers(_ values: [Filter.Value]) -> [Double] {
      values.compactMap { value in
        if case .number(let number) = value, number.isFinite { number } else { nil }
      }
    }
    let limits = FilterNumber.limits(of: numbers(all).sorted())
    let numbers = numbers(values)
    return limits.compactMap { limit in
      let passing = numbers.lazy.filter { sign.holds($0, limit) == true }.count
      let text = FilterNumber.text(limit)
      guard passing > 0, FilterNumber.begins(text, typed) else {
        return nil
      }
      return Suggestion(
        text: text,
        about: "\(NumberText.grouped(passing)) of \(NumberText.grouped(numbers.count))",
        line: stem + text + " ")
    }
  }
}

/// Numbers as filters write them.
enum FilterNumber {
  /// As short as it reads back.
  static func text(_ number: Double) -> String {
    if let whole = Int(exactly: number) { return "\(whole)" }
    let text = "\(number)"
    return text.hasPrefix("0.") ? String(text.dropFirst()) : text
  }

  /// Whether a number begins as was typed, with its zero or without.
  static func begins(_ text: String, _ typed: String) -> Bool {
    text.hasPrefix(typed) || ("0" + text).hasPrefix(typed)
  }

  /// All of a few sorted numbers; of many, quantiles. Two digits of what is not whole.
  static func limits(of numbers: [Double]) -> [Double] {
    var distinct: [Double] = []
    for number in numbers where number != distinct.last {
      distinct.append(number)
      if distinct.count > 8 { break }
    }
    let isFew = distinct.count <= 8
    if !isFew {
      distinct = [0.1, 0.25, 0.5, 0.75, 0.9].map { numbers[Int($0 * Double(numbers.count - 1))] }
    }
    var result: [Double] = []
    for number in distinct {
      let limit = isFew && Int(exactly: number) != nil ? number : rounded(number)
      if !result.contains(limit) { result.append(limit) }
    }
    return result
  }

  private static func rounded(_ number: Double) -> Double {
    guard number != 0 else { return 0 }
    // A power of ten that is whole keeps the quotient the nearest to what is written.
    let digits = 1 - Int(log10(abs(number)).rounded(.down))
    let scale = pow(10, Double(abs(digits)))
    return digits >= 0 ? (number * scale).rounded() / scale : (number / scale).rounded() * scale
  }
}
