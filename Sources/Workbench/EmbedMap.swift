import Experiments
import Foundation
import NeuralNet
import Session
import Terminal

/// A layout as the embedding screen looks at it: which points there are, what colours them, which
/// part is seen.
struct EmbedMap {
  /// A category of points, as the legend lists it.
  struct Entry {
    /// Its number; -1 for points that have none.
    var category: Int32
    /// What people call it.
    var name: String
    /// Points of it, of all or in the box.
    var count: Int
    /// Its place among the looks.
    var group: Int
  }

  let subject: Subject
  let result: ResultRecord
  let layout: LayoutPoints
  /// The category of each point, [N].
  let categories: [Int32]
  /// The categories, those with most points first; every one that has points.
  let entries: [Entry]
  /// What `categories` are.
  let coloring: EmbedState.Coloring
  /// The group of category -1, of category 0, and so on.
  private let groupOf: [Int]
  /// Why points cannot be coloured as was asked.
  let obstacle: String?
  /// The clips that are shown: that pass the filter, and are selected where the selection is
  /// isolated; nil for all.
  let shown: NumberSet?

  /// Groups that have looks of their own; the rest share those after them.
  static let ownLooks = 24

  /// The layout of a subject; nil where there is none yet, or it is being fetched.
  init?(_ state: State, _ subject: Subject) {
    guard let result = state.analysis.result("tsne", of: subject),
      case .layout(let layout) = state.analysis.shelf.layout(ofResult: result.id)
    else { return nil }
    self.subject = subject
    self.result = result
    self.layout = layout
    var found: (categories: [Int32], names: [String])?
    var counts: [Int]?
    var obstacle: String?
    switch state.embed.coloring {
    case .label:
      if layout.classes.isEmpty {
        obstacle = "no clip has a label"
      } else {
        found = (layout.labels, layout.classes)
        counts = layout.counts
      }
    case .cluster:
      found = EmbedMap.clusters(of: layout, state, subject)
      if found == nil { obstacle = "no clusters yet; R on screen 5 makes them" }
    case .prediction:
      found = EmbedMap.predictions(of: layout, state, subject)
      if found == nil { obstacle = EmbedMap.predictionObstacle(state, subject) }
    case .selection:
      found = EmbedMap.selections(of: layout, state)
      if found?.names.isEmpty == true { obstacle = "nothing is selected or marked; v and L select" }
    case .nothing: break
    }
    coloring = obstacle == nil ? state.embed.coloring : .nothing
    if coloring == .nothing {
      found = ([Int32](repeating: 0, count: layout.clips.count), ["clips"])
    }
    let (categories, names) = found ?? ([], [])
    let size = counts ?? LayoutPoints.count(categories, names.count)
    let order = (1..<size.count).filter { size[$0] > 0 }
      .sorted { (size[$1], names[$0 - 1]) < (size[$0], names[$1 - 1]) }
    var groupOf = [Int](repeating: EmbedMap.ownLooks, count: size.count)
    var entries: [Entry] = []
    for (place, index) in order.enumerated() {
      groupOf[index] = min(place, EmbedMap.ownLooks)
      entries.append(
        Entry(
          category: Int32(index - 1), name: names[index - 1], count: size[index],
          group: groupOf[index]))
    }
    groupOf[0] = EmbedMap.ownLooks + 1
    if size[0] > 0 {
      let word =
        switch coloring {
        case .label, .nothing: "no label"
        case .cluster: "no cluster"
        case .prediction: "no class"
        case .selection: "not selected"
        }
      entries.append(Entry(category: -1, name: word, count: size[0], group: groupOf[0]))
    }
    self.categories = categories
    self.entries = entries
    self.groupOf = groupOf
    self.obstacle = obstacle
    shown = EmbedMap.shown(state)
  }

  /// What the filter and the isolation leave.
  private static func shown(_ state: State) -> NumberSet? {
    let isolated = state.embed.isolation == .selection ? state.embed.selection : nil
    guard let passing = state.analysis.filter.passing else { return isolated }
    return isolated.map { $0.intersection(passing) } ?? passing
  }

  /// The points in the cells of a pane.
  func plot(_ state: State, _ size: Size) -> ScatterPlot {
    var groups = groupOf
    if case .category(let category) = state.embed.isolation {
      for index in groups.indices where index != Int(category) + 1 { groups[index] = -1 }
    }
    return ScatterPlot(
      points: layout.points, categories: categories, groupOf: groups,
      groups: EmbedMap.ownLooks + 2, camera: camera(state, size), size: size,
      shown: shown.map { shown in layout.clips.map(shown.contains) })
  }

  /// The legend's entries: of the box that is being drawn, else of the selection, where there is one.
  func entries(_ state: State) -> [Entry] {
    var counts: [Int]
    if let outline = state.embed.outline, outline.isOpen, outline.shape == .box {
      counts = LayoutPoints.count(
        rows(inside: outline, state).map { categories[$0] }, groupOf.count)
    } else if let selection = state.embed.selection {
      counts = [Int](repeating: 0, count: groupOf.count + 1)
      for (row, clip) in layout.clips.enumerated() where selection.contains(clip) {
        let place = Int(categories[row]) + 1
        if counts.indices.contains(place) { counts[place] += 1 }
      }
    } else if shown != nil {
      let isShown = self.isShown(state)
      counts = LayoutPoints.count(
        categories.indices.filter(isShown).map { categories[$0] }, groupOf.count)
    } else {
      return entries
    }
    return entries.compactMap { entry in
      var entry = entry
      entry.count = counts[Int(entry.category) + 1]
      return entry.count > 0 ? entry : nil
    }.sorted { ($1.count, $0.group) < ($0.count, $1.group) }
  }

  /// The looks of the groups in a theme: colours of Okabe and Ito with a marker each; from the
  /// eighth category on the colours come again with other markers.
  static func looks(_ theme: Theme) -> [ScatterPlot.Look] {
    let markers = "o+x#*%&@^v=~abcdefghijkl".unicodeScalars.map { $0 }
    var looks = (0..<ownLooks).map { index in
      ScatterPlot.Look(markers[index % markers.count], theme.category(index))
    }
    looks.append(ScatterPlot.Look(".", theme.category(nil)))
    looks.append(ScatterPlot.Look(",", theme.category(nil)))
    return looks
  }

  /// The chosen ink.
  static func ink(_ state: State) -> ScatterPlot.Ink {
    if let ink = state.embed.ink { return ink }
    if state.theme.tier == .monochrome || state.theme.glyphs == .ascii { return .markers }
    // Few dots are hard to see.
    let result = state.analysis.result("tsne", of: state.analysis.subject)
    return result.flatMap { state.analysis.sources[$0.id]?.n } ?? 0 <= 600 ? .markers : .dots
  }
}

extension Theme {
  /// The style of a category's marks; nil for marks without a category.
  func category(_ index: Int?) -> Style {
    switch tier {
    case .monochrome: return index == nil ? .dim : .plain
    case .palette8, .palette16:
      let colors: [UInt8] = [3, 6, 2, 5, 4, 1, 7]
      guard let index else { return .dim }
      return Style(.palette(colors[index % colors.count]))
    case .palette256, .trueColor:
      // The indices of the design's table; the last, grey, is nobody's.
      let colors: [UInt8] =
        ground == .light
        ? [136, 31, 29, 100, 25, 124, 132] : [214, 74, 36, 227, 32, 166, 175]
      guard let index else { return Style(.palette(247)) }
      return Style(.palette(colors[index % colors.count]))
    }
  }
}
