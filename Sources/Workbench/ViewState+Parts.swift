import Foundation

extension ViewState {
  /// A part under its name, as JSON text.
  private struct Part: Sendable {
    let name: String
    let write: @Sendable (ViewState) -> String?
    let read: @Sendable (inout ViewState, String) -> Void
  }

  private static let all: [Part] = [
    part("screen", \.screen), part("look", \.look), part("analysis", \.analysis),
    part("log", \.log), part("train", \.train), part("units", \.units), part("clip", \.clip),
    part("embed", \.embed), part("clusters", \.clusters), part("prefs", \.prefs),
    part("jobs", \.jobs), part("pairs", \.pairs),
  ]

  /// The parts as a session keeps them, JSON text by name.
  public var parts: [String: String] {
    Dictionary(
      ViewState.all.compactMap { part in part.write(self).map { (part.name, $0) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// The parts that another view has otherwise.
  func parts(unlike other: ViewState?) -> [String: String] {
    let known = other?.parts ?? [:]
    return parts.filter { known[$0.key] != $0.value }
  }

  /// Reads what a session kept. A part that cannot be read, from another version or another hand, is
  /// passed over; a value that a part does not have is as in `base`.
  public init(parts: [String: String], over base: ViewState = ViewState()) {
    self = base
    for part in ViewState.all {
      if let text = parts[part.name] { part.read(&self, text) }
    }
  }

  /// Greatest number that a view holds (our choice: no row, event or clip lies beyond, and sums of a
  /// few such numbers are exact).
  private static let greatest = 1e9

  private static func part<Value: Codable & Sendable>(
    _ name: String, _ path: WritableKeyPath<ViewState, Value> & Sendable
  ) -> Part {
    Part(
      name: name,
      write: { view in
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let data = try? encoder.encode(view[keyPath: path]) else { return nil }
        return String(decoding: data, as: UTF8.self)
      },
      read: { view, text in
        guard let data = try? JSONEncoder().encode(view[keyPath: path]),
          let present = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
          let kept = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any],
          isModest(kept),
          let merged = try? JSONSerialization.data(
            withJSONObject: present.merging(kept) { $1 }),
          let value = try? JSONDecoder().decode(Value.self, from: merged)
        else { return }
        view[keyPath: path] = value
      })
  }

  /// Whether all numbers and texts are such as a view can have.
  private static func isModest(_ value: Any) -> Bool {
    switch value {
    case let number as NSNumber: abs(number.doubleValue) <= greatest
    case let text as String: text.utf8.count <= 4096
    case let array as [Any]: array.count <= 10_000 && array.allSatisfy(isModest)
    case let object as [String: Any]: object.values.allSatisfy(isModest)
    default: true
    }
  }
}
