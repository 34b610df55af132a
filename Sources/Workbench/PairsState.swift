import Experiments

/// How the screen of hardest pairs looks.
public struct PairsState: Codable, Sendable, Equatable {
  /// A pane of the screen.
  public enum Pane: String, CaseIterable, Codable, Sendable {
    case list = "pairs"
    case pair = "pair"
    case classes = "classes"
  }

  /// The pane that has the focus.
  public var focus = Pane.list
  /// The chosen class, by its place.
  public var classCursor = ListCursor()
  /// The chosen pair, by its place.
  public var cursor = ListCursor()
  /// Whether right judgements of little confidence are left out.
  public var isMistakesOnly = false
  /// What was typed after `/`.
  public var filterText: String { filter.text }
  private(set) var filter = Filter("")

  /// The hardest pair.
  public init() {}

  /// Lists only what passes the filter.
  public mutating func setFilter(_ text: String) {
    filter = Filter(text)
  }
}

extension State {
  /// The newest hardest pairs of the subject's split and run.
  var hardest: HardPairs.Result? {
    analysis.result("hard", of: analysis.subject.with(isRandom: false))?.figures()
  }

  /// The pairs that are listed.
  var listedPairs: [HardPairs.JudgedPair] {
    guard let found = hardest else { return [] }
    let marked = analysis.notes.marked(Notes.clipMarks)
    return found.pairs.filter { pair in
      (!pairs.isMistakesOnly || pair.isMistake)
        && (pairs.filterText.isEmpty || passes(pair, marked))
    }
  }

  private func passes(_ pair: HardPairs.JudgedPair, _ marked: NumberSet) -> Bool {
    let seen = analysis.clips[pair.pictureClip]
    let heard = analysis.clips[pair.soundClip]
    let notes = [Notes.clip(pair.pictureClip), Notes.clip(pair.soundClip)]
    let words = [seen?.label, heard?.label, seen?.path, heard?.path].compactMap { $0 }
    return pairs.filter.matches(words.joined(separator: " ")) { field in
      switch field {
      case "loss": .number(pair.loss)
      case "p": .number(pair.probability)
      case "pair": .text(pair.corresponds ? "yes" : "no")
      case "right": .text(pair.isMistake ? "no" : "yes")
      case "seen": seen?.label.map { .text($0) }
      case "heard": heard?.label.map { .text($0) }
      case "clip": .text("\(pair.pictureClip) \(pair.soundClip)")
      case "label": .text([seen?.label, heard?.label].compactMap { $0 }.joined(separator: " "))
      case "note":
        .text(notes.compactMap { analysis.notes[$0, .note] }.joined(separator: " "))
      case "b": .text(notes.contains { analysis.notes[$0, .bookmark] != nil } ? "yes" : "no")
      case "mark":
        .text(
          marked.contains(pair.pictureClip) || marked.contains(pair.soundClip) ? "yes" : "no")
      default: nil
      }
    }
  }

  /// The chosen pair.
  var chosenPair: HardPairs.JudgedPair? {
    let listed = listedPairs
    return listed.isEmpty ? nil : listed[pairs.cursor.row(of: listed.count)]
  }
}
