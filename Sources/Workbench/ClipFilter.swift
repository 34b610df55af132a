import Experiments
import Foundation
import Session
import Terminal

/// Which clips the screens of embeddings and of a clip look at, in the one filter language.
public struct ClipFilter: Sendable {
  /// What was typed after `/`.
  public var text: String { filter.text }
  private var filter = Filter("")
  /// The clips that pass; nil where nothing is filtered.
  public private(set) var passing: NumberSet?
  /// The clips.
  private var columns = ClipColumns([])
  /// How often they were told.
  private var clipNews = 0
  private var basis: Basis?
  /// Whether another filter was set since.
  private var isChanged = false
  /// What each of its terms holds of: while a term is typed, those before it stay.
  private var known: [FilterTerm: NumberSet] = [:]

  /// What the clips that a term holds of follow from.
  private struct Basis: Equatable {
    var clipNews: Int
    var notes: Int
    var clusters: Inquiry?
    var predictions: Inquiry?
  }

  /// Every clip.
  public init() {}

  /// Whether it asks for something that has to be fetched.
  var asksForClusters: Bool { filter.asks(for: "cluster") }
  /// Likewise.
  var asksForPredictions: Bool { filter.asks(for: "pred", "right") }

  /// Lets through what passes a filter.
  mutating func set(_ text: String) {
    filter = Filter(text)
    isChanged = true
  }

  /// Takes the session's clips.
  mutating func take(_ clips: [ClipRecord]) {
    columns = ClipColumns(clips)
    clipNews += 1
  }

  /// Clips that a suggestion looks at, at most: of more, every so manieth (our choice: some ten
  /// milliseconds a key).
  private static let sample = 2_000

  /// Whether suggestions look at some of the clips only, so that their counts mean nothing.
  var isSampled: Bool { columns.all.count > Self.sample }

  /// Clips, with what the filter asks of them, for what may come next in it: all, or of very many some.
  func rows(_ analysis: AnalysisState) -> [ClipRow] {
    let sample = columns.sample(Self.sample)
    let facts = ClipFacts(
      analysis, of: NumberSet(sample),
      clusters: asksForClusters ? analysis.clusters(of: analysis.subject)?.rows : nil,
      predictions: asksForPredictions ? analysis.predictions(of: analysis.subject)?.found : nil)
    return sample.compactMap { analysis.clips[$0] }.map { ClipRow(clip: $0, facts: facts) }
  }

  /// Finds anew what passes, where something of that has changed.
  mutating func refresh(_ analysis: AnalysisState) {
    guard !filter.isEmpty else {
      (passing, basis, known) = (nil, nil, [:])
      return
    }
    let clusters = analysis.clusters(of: analysis.subject)
    let predictions = analysis.predictions(of: analysis.subject)
    let next = Basis(
      clipNews: clipNews, notes: analysis.notes.revision, clusters: clusters?.inquiry,
      predictions: predictions?.inquiry)
    if next == basis, passing != nil, !isChanged { return }
    let before = next == basis ? known : [:]
    (basis, isChanged, known) = (next, false, [:])
    passing = filter.passing(among: columns.all) { term in
      let clips =
        before[term]
        ?? columns.clips(
          where: term, notes: analysis.notes, clusters: clusters?.rows,
          predictions: predictions?.found)
      known[term] = clips
      return clips
    }
  }
}

/// A clip as filters see it.
struct ClipRow {
  let clip: ClipRecord
  /// What is known of clips besides their records.
  let facts: ClipFacts

  private var subject: String { Notes.clip(clip.id) }

  /// What the strongest units say that it is.
  private var prediction: String? {
    facts.predicted[clip.id].flatMap {
      facts.names.indices.contains(Int($0)) ? facts.names[Int($0)] : nil
    }
  }

  private func said(_ kind: NoteRecord.Kind) -> String? { facts.notes[subject, kind] }

  /// What filters may ask of clips.
  static let fields = FilterFields<ClipRow>(
    [
      FilterField("label", "class", help: "its label") { row in row.clip.label.map { .text($0) } },
      FilterField("cluster", help: "cluster of the newest k-means") { row in
        row.facts.clusters[row.clip.id].map { .number(Double($0)) }
      },
      FilterField("pred", help: "class by its strongest units") { row in
        row.prediction.map { .text($0) }
      },
      .flag("right", help: "whether that is its label") { row in
        row.prediction.flatMap { found in row.clip.label.map { $0 == found } }
      },
      FilterField("in", help: "selection that it is in") { row in
        .texts(row.facts.selections.filter { $0.clips.contains(row.clip.id) }.map(\.name))
      },
      FilterField("split", help: "train, validation or test") { .text($0.clip.split.rawValue) },
      FilterField("seconds", sign: .more, help: "how long it is") { .number($0.clip.duration) },
      FilterField("name", help: "what it was named") { row in row.said(.name).map { .text($0) } },
      FilterField("note", sign: .inside, help: "what was written of it") { row in
        row.said(.note).map { .text($0) }
      },
      .flag("b", help: "whether it is bookmarked") { $0.said(.bookmark) != nil },
      .flag("mark", help: "whether it is marked") { $0.facts.marked.contains($0.clip.id) },
      FilterField("file", sign: .inside, help: "name of its file") {
        .text(URL(fileURLWithPath: $0.clip.path).lastPathComponent)
      },
      FilterField("clip", help: "its number") { .number(Double($0.clip.id)) },
    ],
    words: { row in
      [row.clip.label, row.clip.path, row.said(.name), row.said(.note)].compactMap { $0 }
        .joined(separator: " ")
    })
}

/// What filters can ask of clips besides their records.
struct ClipFacts {
  let notes: Notes
  let marked: NumberSet
  let selections: [(name: String, clips: NumberSet)]
  let clusters: [Int64: Int32]
  let predicted: [Int64: Int32]
  let names: [String]

  /// What is known of the clips that are wanted.
  init(
    _ analysis: AnalysisState, of wanted: NumberSet, clusters: ClusterRows?,
    predictions: StrongestUnits?
  ) {
    notes = analysis.notes
    marked = notes.marked(Notes.clipMarks)
    selections = analysis.notes.selections.map {
      ($0, analysis.notes.marked(Notes.selection($0)))
    }
    func known(_ clips: [Int64], _ values: [Int32]) -> [Int64: Int32] {
      var result: [Int64: Int32] = [:]
      for (row, clip) in clips.enumerated() where wanted.contains(clip) {
        result[clip] = values[row]
      }
      return result
    }
    self.clusters = clusters.map { known($0.clips, $0.labels) } ?? [:]
    predicted = predictions.map { known($0.clips, $0.classes) } ?? [:]
    names = predictions?.names ?? []
  }
}

extension AnalysisState {
  /// The rows of the newest clustering of a subject, where they were fetched.
  func clusters(of subject: Subject) -> (inquiry: Inquiry, rows: ClusterRows)? {
    guard let result = result("kmeans", of: subject) else { return nil }
    let inquiry = Inquiry.clusters(result: result.id, updated: result.updated)
    guard case .clusters(let rows) = shelf[inquiry] else { return nil }
    return (inquiry, rows)
  }

  /// What the strongest units of a subject's clips say, where that was fetched.
  func predictions(of subject: Subject) -> (inquiry: Inquiry, found: StrongestUnits)? {
    guard let index = index(of: subject) else { return nil }
    let inquiry = Inquiry.predictions(subject.modality, index: index.name)
    guard case .predictions(let found) = shelf[inquiry] else { return nil }
    return (inquiry, found)
  }

  /// What the filter of the clips needs to have fetched.
  var filterNeeds: [Inquiry] {
    var needed: [Inquiry] = []
    if filter.asksForClusters, let result = result("kmeans", of: subject) {
      needed.append(.clusters(result: result.id, updated: result.updated))
    }
    if filter.asksForPredictions, let index {
      needed.append(.predictions(subject.modality, index: index.name))
    }
    return needed
  }
}
