/// How the screen Units looks.
public struct UnitsState: Codable, Sendable, Equatable {
  /// A pane of the screen.
  public enum Pane: String, CaseIterable, Codable, Sendable {
    case list, unit, map
  }

  /// What shades the map.
  public enum Metric: String, CaseIterable, Codable, Sendable {
    case selectivity, entropy, maximum, dead, preference

    /// Its name in few letters.
    var short: String {
      switch self {
      case .selectivity: "sel"
      case .entropy: "H"
      case .maximum: "max"
      case .dead: "dead"
      case .preference: "pref"
      }
    }
  }

  /// What the list is sorted by.
  public enum Order: String, CaseIterable, Codable, Sendable {
    case selectivity, difference, preference, maximum, entropy, name
    case label = "class"
    case number
  }

  /// Where the keys go.
  public var focus = Pane.list
  /// What shades the map.
  public var metric = Metric.selectivity
  /// What the list is sorted by.
  public var order = Order.selectivity
  /// What was typed after `/`.
  public var filterText: String { filter.text }
  /// The chosen clip of the unit's top, from 0; after those five the random network's five, where
  /// they are shown.
  public var place = 0
  private(set) var filter = Filter("")

  /// As it is at first.
  public init() {}

  /// Lists only what passes the filter.
  public mutating func setFilter(_ text: String) {
    filter = Filter(text)
  }
}
