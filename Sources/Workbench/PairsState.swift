import Experiments
import Session

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
  var listedPairs: [HardPairs.JudgedPair] { listedPairRows.map(\.pair) }

  /// The same, as filters see them.
  var listedPairRows: [PairRow] {
    let filter = pairs.filter
    return pairRows.filter { row in
      (!pairs.isMistakesOnly || row.pair.isMistake) && PairRow.fields.passes(row, filter)
    }
  }

  /// All of them, as filters see them.
  var pairRows: [PairRow] {
    guard let found = hardest else { return [] }
    let marked = analysis.notes.marked(Notes.clipMarks)
    return found.pairs.map { pair in
      let subjects = [Notes.clip(pair.pictureClip), Notes.clip(pair.soundClip)]
      return PairRow(
        pair: pair, seen: analysis.clips[pair.pictureClip], heard: analysis.clips[pair.soundClip],
        notes: subjects.compactMap { analysis.notes[$0, .note] },
        isBookmarked: subjects.contains { analysis.notes[$0, .bookmark] != nil },
        isMarked: marked.contains(pair.pictureClip) || marked.contains(pair.soundClip))
    }
  }

  /// The chosen pair.
  var chosenPair: HardPairs.JudgedPair? {
    let listed = listedPairs
    return listed.isEmpty ? nil : listed[pairs.cursor.row(of: listed.count)]
  }
}

/// A hard pair as filters see it.
struct PairRow {
  let pair: HardPairs.JudgedPair
  /// The clips of frame and sound.
  let seen, heard: ClipRecord?
  /// What was written of them.
  let notes: [String]
  let isBookmarked, isMarked: Bool

  /// What filters may ask of pairs.
  static let fields = FilterFields<PairRow>(
    [
      FilterField("seen", help: "label of the clip of the frame") { row in
        row.seen?.label.map { .text($0) }
      },
      FilterField("heard", help: "label of the clip of the sound") { row in
        row.heard?.label.map { .text($0) }
      },
      FilterField("label", help: "label of either") { row in
        .texts([row.seen?.label, row.heard?.label].compactMap { $0 })
      },
      FilterField("loss", sign: .more, help: "loss of the judgement") { .number($0.pair.loss) },
      FilterField("p", sign: .less, help: "probability that they belong together") {
        .number($0.pair.probability)
      },
      .flag("right", help: "whether it was judged rightly") { !$0.pair.isMistake },
      .flag("pair", help: "whether they do belong together") { $0.pair.corresponds },
      FilterField("note", sign: .inside, help: "what was written of either clip") {
        .texts($0.notes)
      },
      .flag("b", help: "whether either clip is bookmarked") { $0.isBookmarked },
      .flag("mark", help: "whether either clip is marked") { $0.isMarked },
      FilterField("clip", help: "number of either clip") {
        .texts(["\($0.pair.pictureClip)", "\($0.pair.soundClip)"])
      },
    ],
    words: { row in
      [row.seen?.label, row.heard?.label, row.seen?.path, row.heard?.path].compactMap { $0 }
        .joined(separator: " ")
    })
}
