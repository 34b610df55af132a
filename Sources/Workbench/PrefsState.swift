import Experiments
import NeuralNet

/// How the screen of unit preferences looks.
public struct PrefsState: Codable, Sendable, Equatable {
  /// The order of the classes.
  public enum Order: String, CaseIterable, Codable, Sendable {
    /// By how many of a unit's five they fill, most first.
    case count = "count"
    /// By name.
    case name = "name"
  }

  /// The chosen class, by its place.
  public var cursor = ListCursor()
  /// The order of the classes.
  public var order = Order.count

  /// The first class.
  public init() {}
}

extension State {
  /// The newest preferences of the subject's split and run.
  var preferences: PreferenceExperiment? {
    analysis.result("prefer", of: analysis.subject.with(isRandom: false))?.figures()
  }

  /// The classes in the order of the screen, by their numbers.
  func orderedClasses(_ found: PreferenceExperiment) -> [Int] {
    guard prefs.order == .count, let side = preferenceSide(found) else {
      return Array(found.names.indices)
    }
    return found.names.indices.sorted {
      (-side.classes[$0].count, $0) < (-side.classes[$1].count, $1)
    }
  }

  /// What the tower and the network that are looked at cover.
  func preferenceSide(_ found: PreferenceExperiment) -> PreferenceExperiment.Coverage? {
    (analysis.subject.isRandom ? found.random : found.trained)[analysis.subject.modality.rawValue]
  }
}
