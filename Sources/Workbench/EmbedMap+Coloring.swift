import Experiments
import NeuralNet
import Session

/// What points are coloured by.
extension EmbedMap {
  /// Each point's cluster in the newest clustering of the same rows, and the clusters' names.
  static func clusters(
    of layout: LayoutPoints, _ state: State, _ subject: Subject
  ) -> ([Int32], [String])? {
    guard let result = state.analysis.result("kmeans", of: subject),
      let rows = state.analysis.clusters(of: subject)?.rows
    else { return nil }
    let names = (state.analysis.clusterSummary(result)?.clusters ?? []).map { cluster in
      "c\(cluster.number)" + (cluster.mainClass.map { " \($0)" } ?? "")
    }
    return (spread(rows.labels, of: rows.clips, over: layout), names)
  }

  /// The class that each point's strongest unit prefers.
  static func predictions(
    of layout: LayoutPoints, _ state: State, _ subject: Subject
  ) -> ([Int32], [String])? {
    guard let found = state.analysis.predictions(of: subject)?.found, !found.names.isEmpty else {
      return nil
    }
    return (spread(found.classes, of: found.clips, over: layout), found.names)
  }

  /// Why nothing is predicted.
  static func predictionObstacle(_ state: State, _ subject: Subject) -> String {
    guard let index = state.analysis.index(of: subject) else { return "its embeddings are gone" }
    let inquiry = Inquiry.predictions(subject.modality, index: index.name)
    switch state.analysis.shelf[inquiry] {
    case nil: return "asking the units ..."
    case .failed(let reason): return reason
    default: return "no clip has a label, so units have no class"
    }
  }

  /// The selection each point is in: the one at hand, then those with names, then the marks.
  static func selections(
    of layout: LayoutPoints, _ state: State
  ) -> ([Int32], [String])? {
    let notes = state.analysis.notes
    var sets: [(name: String, clips: NumberSet)] = []
    if let selection = state.embed.selection, state.embed.selectionName == nil {
      sets.append(("selected", selection))
    }
    sets += notes.selections.map { ($0, notes.marked(Notes.selection($0))) }
    sets.append(("marked", notes.marked(Notes.clipMarks)))
    sets.removeAll { $0.clips.isEmpty }
    let categories = layout.clips.map { clip -> Int32 in
      Int32(sets.firstIndex { $0.clips.contains(clip) } ?? -1)
    }
    return (categories, sets.map(\.name))
  }

  /// What is known of clips, row by row of a layout; -1 for clips of which nothing is.
  private static func spread(
    _ values: [Int32], of clips: [Int64], over layout: LayoutPoints
  ) -> [Int32] {
    if clips == layout.clips { return values }
    let known = Dictionary(zip(clips, values), uniquingKeysWith: { first, _ in first })
    return layout.clips.map { known[$0] ?? -1 }
  }
}
