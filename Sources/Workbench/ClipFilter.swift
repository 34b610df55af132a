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
  private var basis: Basis?

  /// What the clips that pass follow from.
  private struct Basis: Equatable {
    var text: String
    var clips: Int
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
  }

  /// Finds anew what passes, where something of that has changed.
  mutating func refresh(_ analysis: AnalysisState) {
    guard text.contains(where: { $0 != " " }) else {
      (passing, basis) = (nil, nil)
      return
    }
    let clusters = analysis.clusters(of: analysis.subject)
    let predictions = analysis.predictions(of: analysis.subject)
    let next = Basis(
      text: text, clips: analysis.clips.count, notes: analysis.notes.revision,
      clusters: clusters?.inquiry, predictions: predictions?.inquiry)
    guard next != basis else { return }
    basis = next
    let facts = ClipFacts(
      analysis, clusters: asksForClusters ? clusters?.rows : nil,
      predictions: asksForPredictions ? predictions?.found : nil)
    let filter = filter
    passing = NumberSet(
      analysis.clips.values.lazy.filter { facts.passes($0, filter) }.map(\.id))
  }
}

/// What filters can ask of clips.
struct ClipFacts {
  private let notes: Notes
  private let marked: NumberSet
  private let selections: [(name: String, clips: NumberSet)]
  private let clusters: [Int64: Int32]
  private let predicted: [Int64: Int32]
  private let names: [String]

  init(_ analysis: AnalysisState, clusters: ClusterRows?, predictions: StrongestUnits?) {
    notes = analysis.notes
    marked = notes.marked(Notes.clipMarks)
    selections = analysis.notes.selections.map {
      ($0, analysis.notes.marked(Notes.selection($0)))
    }
    self.clusters = Dictionary(
      clusters.map { zip($0.clips, $0.labels) }.map(Array.init) ?? [],
      uniquingKeysWith: { first, _ in first })
    predicted = Dictionary(
      predictions.map { zip($0.clips, $0.classes) }.map(Array.init) ?? [],
      uniquingKeysWith: { first, _ in first })
    names = predictions?.names ?? []
  }

  func passes(_ clip: ClipRecord, _ filter: Filter) -> Bool {
    let subject = Notes.clip(clip.id)
    let prediction = predicted[clip.id].flatMap {
      names.indices.contains(Int($0)) ? names[Int($0)] : nil
    }
    return filter.matches(
      [clip.label ?? "", clip.path, notes[subject, .name] ?? "", notes[subject, .note] ?? ""]
        .joined(separator: " ")
    ) { field in
      switch field {
      case "clip": .number(Double(clip.id))
      case "label", "class": clip.label.map { .text($0) }
      case "file": .text(URL(fileURLWithPath: clip.path).lastPathComponent)
      case "split": .text(clip.split.rawValue)
      case "seconds": .number(clip.duration)
      case "cluster": clusters[clip.id].map { .number(Double($0)) }
      case "pred": prediction.map { .text($0) }
      case "right":
        prediction.flatMap { found in
          clip.label.map { .text($0 == found ? "yes" : "no") }
        }
      case "name": notes[subject, .name].map { .text($0) }
      case "note": notes[subject, .note].map { .text($0) }
      case "b": .text(notes[subject, .bookmark] != nil ? "yes" : "no")
      case "mark": .text(marked.contains(clip.id) ? "yes" : "no")
      case "in":
        .text(selections.filter { $0.clips.contains(clip.id) }.map(\.name).joined(separator: " "))
      default: nil
      }
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
