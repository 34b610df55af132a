import Experiments

/// How the screen of hardest pairs looks.
public struct PairsState: Codable, Sendable, Equatable {
  /// The chosen pair, by its place.
  public var cursor = ListCursor()
  /// Whether right judgements of little confidence are left out.
  public var isMistakesOnly = false

  /// The hardest pair.
  public init() {}
}

extension State {
  /// The newest hardest pairs of the subject's split and run.
  var hardest: HardPairs.Result? {
    analysis.result("hard", of: analysis.subject.with(isRandom: false))?.figures()
  }

  /// The pairs that are listed.
  var listedPairs: [HardPairs.JudgedPair] {
    guard let found = hardest else { return [] }
    return pairs.isMistakesOnly ? found.pairs.filter(\.isMistake) : found.pairs
  }

  /// The chosen pair.
  var chosenPair: HardPairs.JudgedPair? {
    let listed = listedPairs
    return listed.isEmpty ? nil : listed[pairs.cursor.row(of: listed.count)]
  }
}
