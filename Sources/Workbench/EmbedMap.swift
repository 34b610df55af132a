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
    var coloring = state.embed.coloring
    var categories: [Int32] = []
    var names: [String] = []
    var obstacle: String?
    switch coloring {
    case .label:
      if layout.classes.isEmpty { obstacle = "no clip has a label" }
      categories = layout.labels
      names = layout.classes
    case .cluster:
      if let found = EmbedMap.clusters(of: layout, state, subject) {
        (categories, names) = found
      } else {
        obstacle = "no clusters yet; R on screen 5 makes them"
      }
    case .nothing: break
    }
    if obstacle != nil { coloring = .nothing }
    if coloring == .nothing {
      categories = [Int32](repeating: 0, count: layout.clips.count)
      names = ["clips"]
    }
    var counts = [Int](repeating: 0, count: names.count + 1)
    for category in categories where category >= -1 && Int(category) < names.count {
      counts[Int(category) + 1] += 1
    }
    let order = (1..<counts.count).filter { counts[$0] > 0 }
      .sorted { (counts[$1], names[$0 - 1]) < (counts[$0], names[$1 - 1]) }
    var groupOf = [Int](repeating: EmbedMap.ownLooks, count: counts.count)
    var entries: [Entry] = []
    for (place, index) in order.enumerated() {
      groupOf[index] = min(place, EmbedMap.ownLooks)
      entries.append(
        Entry(
          category: Int32(index - 1), name: names[index - 1], count: counts[index],
          group: groupOf[index]))
    }
    groupOf[0] = EmbedMap.ownLooks + 1
    if counts[0] > 0 {
      let word = coloring == .label ? "no label" : "no cluster"
      entries.append(Entry(category: -1, name: word, count: counts[0], group: groupOf[0]))
    }
    self.coloring = coloring
    self.categories = categories
    self.entries = entries
    self.groupOf = groupOf
    self.obstacle = obstacle
  }

  /// Each point's cluster in the newest clustering of the same rows, and the clusters' names.
  static func clusters(
    of layout: LayoutPoints, _ state: State, _ subject: Subject
  ) -> ([Int32], [String])? {
    guard let result = state.analysis.result("kmeans", of: subject),
      case .clusters(let rows) = state.analysis.shelf[
        .clusters(result: result.id, updated: result.updated)]
    else { return nil }
    var categories = rows.labels
    if rows.clips != layout.clips {
      let known = Dictionary(zip(rows.clips, rows.labels), uniquingKeysWith: { first, _ in first })
      categories = layout.clips.map { known[$0] ?? -1 }
    }
    let names = (state.analysis.clusterSummary(result)?.clusters ?? []).map { cluster in
      "c\(cluster.number)" + (cluster.mainClass.map { " \($0)" } ?? "")
    }
    return (categories, names)
  }

  // MARK: - Where things are

  /// The camera of a pane of so many cells.
  func camera(_ state: State, _ size: Size) -> ScatterPlot.Camera {
    ScatterPlot.Camera(
      x: layout.bounds.x, y: layout.bounds.y, center: state.embed.center, zoom: state.embed.zoom,
      size: size)
  }

  /// A place as shares of the layout's extent.
  func share(_ point: SIMD2<Double>) -> SIMD2<Double> {
    func share(_ value: Double, _ range: ClosedRange<Double>) -> Double {
      let span = range.upperBound - range.lowerBound
      return span > 0 ? (value - range.lowerBound) / span : 0.5
    }
    return SIMD2(share(point.x, layout.bounds.x), share(point.y, layout.bounds.y))
  }

  /// The place of shares of the layout's extent.
  func point(_ share: SIMD2<Double>) -> SIMD2<Double> {
    let (x, y) = layout.bounds
    return SIMD2(
      x.lowerBound + share.x * (x.upperBound - x.lowerBound),
      y.lowerBound + share.y * (y.upperBound - y.lowerBound))
  }

  /// The place of a row.
  func point(ofRow row: Int) -> SIMD2<Double> {
    SIMD2(Double(layout.points[2 * row]), Double(layout.points[2 * row + 1]))
  }

  /// The row of a clip; nil where the layout does not have it.
  func row(ofClip clip: Int64) -> Int? { layout.clips.firstIndex(of: clip) }

  /// The box in the layout's units.
  func window(_ state: State) -> (x: ClosedRange<Float>, y: ClosedRange<Float>)? {
    guard let box = state.embed.box else { return nil }
    let (a, b) = (point(box.start), point(box.end))
    return (
      Float(min(a.x, b.x))...Float(max(a.x, b.x)), Float(min(a.y, b.y))...Float(max(a.y, b.y))
    )
  }

  /// Whether a row is shown while only some are.
  func isShown(_ row: Int, _ state: State) -> Bool {
    switch state.embed.isolation {
    case nil: return true
    case .category(let category): return categories[row] == category
    case .box:
      guard let window = window(state) else { return true }
      return window.x.contains(layout.points[2 * row])
        && window.y.contains(layout.points[2 * row + 1])
    }
  }

  /// The row that is shown nearest to a place; nil where none is shown.
  func row(nearest place: SIMD2<Double>, _ state: State) -> Int? {
    var best: (distance: Double, row: Int)?
    for row in layout.clips.indices {
      let offset = point(ofRow: row) - place
      let distance = (offset * offset).sum()
      guard distance < best?.distance ?? .infinity, isShown(row, state) else { continue }
      best = (distance, row)
    }
    return best?.row
  }

  /// The chosen row: that of the chosen clip, else the one nearest to the middle.
  func chosenRow(_ state: State) -> Int? {
    if let clip = state.embed.clip, let row = row(ofClip: clip) { return row }
    return row(nearest: point(state.embed.center), state)
  }

  /// The next row from `row` in a direction (columns to the right, rows down): at least a cell away
  /// and more ahead than aside; the nearest of those, what lies aside counting twice.
  func row(
    from row: Int, towards step: SIMD2<Double>, _ state: State, _ size: Size
  ) -> Int? {
    let camera = self.camera(state, size)
    let start = point(ofRow: row)
    let least = step.x != 0 ? 2.0 : 4.0
    var best: (score: Double, row: Int)?
    for other in layout.clips.indices {
      let x = (Double(layout.points[2 * other]) - start.x) / camera.unitsPerDot
      let y = (start.y - Double(layout.points[2 * other + 1])) / camera.unitsPerDot
      let ahead = x * step.x + y * step.y
      let aside = abs(x * step.y) + abs(y * step.x)
      guard ahead >= least, aside <= ahead, ahead + 2 * aside < best?.score ?? .infinity,
        isShown(other, state)
      else { continue }
      best = (ahead + 2 * aside, other)
    }
    return best?.row
  }

  // MARK: - What is drawn

  /// The points in the cells of a pane.
  func plot(_ state: State, _ size: Size) -> ScatterPlot {
    var groups = groupOf
    var shown: (x: ClosedRange<Float>, y: ClosedRange<Float>)?
    switch state.embed.isolation {
    case .category(let category):
      for index in groups.indices where index != Int(category) + 1 { groups[index] = -1 }
    case .box: shown = window(state)
    case nil: break
    }
    return ScatterPlot(
      points: layout.points, categories: categories, groupOf: groups,
      groups: EmbedMap.ownLooks + 2, camera: camera(state, size), size: size, window: shown)
  }

  /// The legend's entries: of the box, where there is one.
  func entries(_ state: State) -> [Entry] {
    guard let window = window(state) else { return entries }
    var counts: [Int32: Int] = [:]
    for row in categories.indices
    where window.x.contains(layout.points[2 * row])
      && window.y.contains(layout.points[2 * row + 1])
    {
      counts[categories[row], default: 0] += 1
    }
    return entries.compactMap { entry in
      guard let count = counts[entry.category] else { return nil }
      var entry = entry
      entry.count = count
      return entry
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
