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

  /// The classes in the order of the screen, as a search sees them.
  var preferenceRows: [PreferenceRow] {
    guard let found = preferences else { return [] }
    let side = preferenceSide(found)
    return orderedClasses(found).map { label in
      PreferenceRow(
        name: found.names[label], clips: found.counts[label], unit: side?.classes[label].unit,
        count: side?.classes[label].count ?? 0)
    }
  }

  /// What the tower and the network that are looked at cover.
  func preferenceSide(_ found: PreferenceExperiment) -> PreferenceExperiment.Coverage? {
    (analysis.subject.isRandom ? found.random : found.trained)[analysis.subject.modality.rawValue]
  }
}

/// A class and the unit whose top five hold most clips of it, as a search sees them.
struct PreferenceRow {
  let name: String
  let clips: Int
  let unit: Int?
  /// How many of the unit's five are of the class.
  let count: Int

  /// What a search may ask of classes.
  static let fields = FilterFields<PreferenceRow>(
    [
      FilterField("class", help: "its name") { .text($0.name) },
      FilterField("clips", sign: .atLeast, help: "how many are of it") {
        .number(Double($0.clips))
      },
      FilterField("n", sign: .atLeast, help: "how many of the best unit's top five are of it") {
        .number(Double($0.count))
      },
      FilterField("unit", help: "the best unit's number") { row in
        row.unit.map { .number(Double($0)) }
      },
    ], words: { row in "\(row.name) \(row.unit.map { "u\($0)" } ?? "")" })
}
