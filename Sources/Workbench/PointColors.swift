import Experiments
import NeuralNet
import Session

/// What colours the points of a layout: the category of each, and what a legend tells of them.
package struct PointColors: Sendable {
  /// A category of points, as the legend lists it.
  package struct Entry: Equatable, Sendable {
    /// Its number; -1 for points that have none.
    package var category: Int32
    /// What people call it.
    package var name: String
    /// Points of it, of all or in the box.
    package var count: Int
    /// Its place among the looks.
    package var group: Int
  }

  /// What colours follow from: as long as it is the same, they are.
  struct Basis: Equatable, Sendable {
    /// The layout.
    var layout: Inquiry
    /// Where its points' categories are from.
    var source: Source
  }

  /// Where categories are from.
  enum Source: Equatable, Sendable {
    case labels
    /// A clustering of the same clips; nil where there is none.
    case clusters(Inquiry?)
    /// The classes of the strongest units, or why there are none.
    case predictions(Inquiry?, obstacle: String?)
    /// The selection at hand, where it has no name, and the notes at a revision.
    case selections(NumberSet?, notes: Int)
    case nothing
  }

  /// What they follow from.
  let basis: Basis
  /// The category of each point, [N].
  package let categories: [Int32]
  /// The categories, those with most points first; every one that has points.
  package let entries: [Entry]
  /// What `categories` are.
  let coloring: EmbedState.Coloring
  /// The group of category -1, of category 0, and so on.
  let groupOf: [Int]
  /// Why points cannot be coloured as was asked.
  let obstacle: String?

  /// Groups that have looks of their own; the rest share those after them.
  static let ownLooks = 24

  /// The colours of a layout.
  init(of layout: LayoutPoints, _ basis: Basis, _ state: State, _ subject: Subject) {
    var found: (categories: [Int32], names: [String])?
    var counts: [Int]?
    var obstacle: String?
    var coloring = EmbedState.Coloring.nothing
    switch basis.source {
    case .labels:
      coloring = .label
      if layout.classes.isEmpty { obstacle = "no clip has a label" }
      (found, counts) = ((layout.labels, layout.classes), layout.counts)
    case .clusters:
      coloring = .cluster
      found = Self.clusters(of: layout, state, subject)
      if found == nil { obstacle = "no clusters yet; R on screen 5 makes them" }
    case .predictions(_, let reason):
      coloring = .prediction
      (found, obstacle) = (Self.predictions(of: layout, state, subject), reason)
    case .selections(let selection, _):
      coloring = .selection
      found = Self.selections(of: layout, selection, state.analysis.notes)
      if found?.names.isEmpty == true { obstacle = "nothing is selected or marked; v and L select" }
    case .nothing: break
    }
    if obstacle != nil || found == nil { (coloring, found, counts) = (.nothing, nil, nil) }
    let (categories, names) =
      found ?? ([Int32](repeating: 0, count: layout.clips.count), ["clips"])
    let size = counts ?? LayoutPoints.count(categories, names.count)
    let order = (1..<size.count).filter { size[$0] > 0 }
      .sorted { (size[$1], names[$0 - 1]) < (size[$0], names[$1 - 1]) }
    var groupOf = [Int](repeating: Self.ownLooks, count: size.count)
    var entries: [Entry] = []
    for (place, index) in order.enumerated() {
      groupOf[index] = min(place, Self.ownLooks)
      entries.append(
        Entry(
          category: Int32(index - 1), name: names[index - 1], count: size[index],
          group: groupOf[index]))
    }
    groupOf[0] = Self.ownLooks + 1
    if size[0] > 0 {
      entries.append(
        Entry(category: -1, name: Self.absence(coloring), count: size[0], group: groupOf[0]))
    }
    self.basis = basis
    self.categories = categories
    self.entries = entries
    self.coloring = coloring
    self.groupOf = groupOf
    self.obstacle = obstacle
  }

  private static func absence(_ coloring: EmbedState.Coloring) -> String {
    switch coloring {
    case .label, .nothing: "no label"
    case .cluster: "no cluster"
    case .prediction: "no class"
    case .selection: "not selected"
    }
  }
}

extension PointColors.Source {
  /// Where the colours that were asked for are from now.
  init(_ state: State, _ subject: Subject) {
    switch state.embed.coloring {
    case .label: self = .labels
    case .cluster: self = .clusters(state.analysis.clusters(of: subject)?.inquiry)
    case .prediction:
      let found = state.analysis.predictions(of: subject)
      let isThere = found?.found.names.isEmpty == false
      self = .predictions(
        found?.inquiry, obstacle: isThere ? nil : Self.predictionObstacle(state, subject))
    case .selection:
      self = .selections(
        state.embed.selectionName == nil ? state.embed.selection : nil,
        notes: state.analysis.notes.revision)
    case .nothing: self = .nothing
    }
  }

  /// Why nothing is predicted.
  private static func predictionObstacle(_ state: State, _ subject: Subject) -> String {
    guard let index = state.analysis.index(of: subject) else { return "its embeddings are gone" }
    let inquiry = Inquiry.predictions(subject.modality, index: index.name)
    switch state.analysis.shelf[inquiry] {
    case nil: return "asking the units ..."
    case .failed(let reason): return reason
    default: return "no clip has a label, so units have no class"
    }
  }
}

extension PointColors {
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
    return (layout.spread(rows.labels, of: rows.clips), names)
  }

  /// The class that each point's strongest unit prefers.
  private static func predictions(
    of layout: LayoutPoints, _ state: State, _ subject: Subject
  ) -> ([Int32], [String])? {
    guard let found = state.analysis.predictions(of: subject)?.found, !found.names.isEmpty else {
      return nil
    }
    return (layout.spread(found.classes, of: found.clips), found.names)
  }

  /// The selection each point is in: the one at hand, then those with names, then the marks.
  private static func selections(
    of layout: LayoutPoints, _ selection: NumberSet?, _ notes: Notes
  ) -> ([Int32], [String]) {
    var sets: [(name: String, clips: NumberSet)] = []
    if let selection { sets.append(("selected", selection)) }
    sets += notes.selections.map { ($0, notes.marked(Notes.selection($0))) }
    sets.append(("marked", notes.marked(Notes.clipMarks)))
    sets.removeAll { $0.clips.isEmpty }
    let categories = layout.clips.map { clip -> Int32 in
      Int32(sets.firstIndex { $0.clips.contains(clip) } ?? -1)
    }
    return (categories, sets.map(\.name))
  }
}
