import Experiments
import Foundation
import Session
import Terminal

/// Which clips the screens of embeddings and of a clip look at, in the one filter language.
public struct ClipFilter: Sendable {
  /// What was typed after `/`.
  public private(set) var text = ""
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
  private var known: [Filter.Test: NumberSet] = [:]

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
  var asksForClusters: Bool { text.contains("cluster") }
  /// Likewise.
  var asksForPredictions: Bool { text.contains("pred") || text.contains("right") }

  /// Lets through what passes a filter.
  mutating func set(_ text: String) {
    self.text = text
    filter = Filter(text)
    isChanged = true
  }

  /// Takes the session's clips.
  mutating func take(_ clips: [ClipRecord]) {
    columns = ClipColumns(clips)
    clipNews += 1
  }

  /// Finds anew what passes, where something of that has changed.
  mutating func refresh(_ analysis: AnalysisState) {
    guard text.contains(where: { $0 != " " }) else {
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
    passing = filter.passing(among: columns.all) { test in
      let clips =
        before[test]
        ?? columns.clips(
          where: test, notes: analysis.notes, clusters: clusters?.rows,
          predictions: predictions?.found)
      known[test] = clips
      return clips
    }
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

extension CommandTable {
  /// Commands of the filter of clips.
  static let clipFilterCommands: [Command] = [
    Command(
      "clips.filter", "Filter the clips",
      help:
        "Shows clips that match: label:dog cluster:3 pred:dog right:no note:~yelp b:yes mark:yes.",
      keys: Command.keys("/"), in: [.tab(.embed), .tab(.clip)], label: "filter"
    ) { state, _ in
      let text = state.analysis.filter.text
      state.overlays.append(
        .prompt(
          Prompt(
            purpose: .clipFilter(before: text), label: "filter",
            hint: "label:dog cluster:3 pred:dog right:no note:~yelp b:yes mark:yes in:NAME a | b",
            text: text)))
      return []
    },
    Command(
      "clips.unfilter", "Clear the filter of the clips", help: "Shows all clips.",
      keys: Command.keys("\\"), in: [.tab(.embed), .tab(.clip)],
      obstacle: { $0.analysis.filter.text.isEmpty ? "nothing is filtered" : nil }
    ) { state, _ in
      state.analysis.filter.set("")
      return []
    },
  ]
}
