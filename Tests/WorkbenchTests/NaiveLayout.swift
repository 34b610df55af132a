import Session
import Terminal
import Workbench

/// The slow twin of the map of a layout: it looks at every point for whatever is asked.
struct NaiveLayout {
  let state: State
  let layout: LayoutPoints

  /// Where a row lies.
  func point(_ row: Int) -> SIMD2<Float> {
    SIMD2(layout.points[2 * row], layout.points[2 * row + 1])
  }

  /// The category of a row by what is chosen: label, cluster, selection or nothing.
  func category(_ row: Int) -> Int32 {
    let clip = layout.clips[row]
    switch state.embed.coloring {
    case .label where !layout.classes.isEmpty: return layout.labels[row]
    case .cluster:
      if case .clusters(let rows)? = state.analysis.shelf[EmbedMapTests.clusterInquiry] {
        return rows.clips.firstIndex(of: clip).map { rows.labels[$0] } ?? -1
      }
    case .selection:
      var sets: [NumberSet] = []
      if state.embed.selectionName == nil, let set = state.embed.selection { sets.append(set) }
      sets.append(state.analysis.notes.marked("marks/clips"))
      sets.removeAll(where: \.isEmpty)
      if !sets.isEmpty { return Int32(sets.firstIndex { $0.contains(clip) } ?? -1) }
    case .label, .prediction, .nothing: break
    }
    return 0
  }

  /// Whether filter and isolation leave a row.
  func isShown(_ row: Int) -> Bool {
    let clip = layout.clips[row]
    if state.analysis.filter.passing?.contains(clip) == false { return false }
    switch state.embed.isolation {
    case .category(let only): return category(row) == only
    case .selection: return state.embed.selection?.contains(clip) ?? true
    case nil: return true
    }
  }

  /// The row that is shown nearest to a place.
  func row(nearest place: SIMD2<Double>) -> Int? {
    let place = SIMD2(Float(place.x), Float(place.y))
    var best: (distance: Float, row: Int?) = (.infinity, nil)
    for row in layout.clips.indices where isShown(row) {
      let offset = point(row) - place
      let distance = (offset * offset).sum()
      if distance < best.distance { best = (distance, row) }
    }
    return best.row
  }

  /// The next row in a direction.
  func row(from start: Int, towards step: SIMD2<Double>, _ camera: ScatterPlot.Camera) -> Int? {
    let scale = Float(1 / camera.unitsPerDot)
    let ahead = SIMD2(Float(step.x), -Float(step.y)) * scale
    let across = SIMD2(Float(step.y), Float(step.x)) * scale
    let least: Float = step.x != 0 ? 2 : 4
    var best: (score: Float, row: Int?) = (.infinity, nil)
    for row in layout.clips.indices where isShown(row) {
      let offset = point(row) - point(start)
      let (forth, aside) = ((offset * ahead).sum(), abs((offset * across).sum()))
      let score = forth + 2 * aside
      if forth >= least, aside <= forth, score < best.score { best = (score, row) }
    }
    return best.row
  }

  /// The rows inside a box or a lasso that are shown.
  func rows(inside outline: EmbedState.Outline, _ map: EmbedMap) -> [Int] {
    let cursor = map.point(outline.cursor)
    var corners = outline.corners.map { map.point($0) }
    if outline.shape == .lasso, outline.isOpen { corners.append(cursor) }
    let edge = corners.map { SIMD2(Float($0.x), Float($0.y)) }
    return layout.clips.indices.filter { row in
      let at = point(row)
      guard isShown(row) else { return false }
      if outline.shape == .box {
        let other = SIMD2(Float(cursor.x), Float(cursor.y))
        let (low, high) = (pointwiseMin(edge[0], other), pointwiseMax(edge[0], other))
        return at.x >= low.x && at.x <= high.x && at.y >= low.y && at.y <= high.y
      }
      guard edge.count >= 3 else { return false }
      let left = edge.map(\.x).min() ?? 0
      var crossed = 0
      for place in edge.indices {
        let (to, from) = (edge[place], edge[(place + edge.count - 1) % edge.count])
        guard (to.y > at.y) != (from.y > at.y) else { continue }
        if at.x < to.x + (at.y - to.y) / (from.y - to.y) * (from.x - to.x) { crossed += 1 }
      }
      return crossed % 2 == 1 && at.x >= left
    }
  }

  /// Points in a cell of a pane.
  func counts(_ camera: ScatterPlot.Camera, _ size: Size) -> [Int] {
    var counts = [Int](repeating: 0, count: size.width * size.height)
    for row in layout.clips.indices where isShown(row) {
      let at = point(row)
      let x = (at.x - Float(camera.left)) * Float(1 / camera.unitsPerDot)
      let y = (Float(camera.top) - at.y) * Float(1 / camera.unitsPerDot)
      guard x >= 0, y >= 0, x < Float(2 * size.width), y < Float(4 * size.height) else { continue }
      counts[Int(y) / 4 * size.width + Int(x) / 2] += 1
    }
    return counts
  }

  /// Points of each category, as the legend counts them: in the box that is drawn, else selected, else
  /// passing the filter, else all.
  func legend(_ map: EmbedMap) -> [Int32: Int] {
    var rows = Array(layout.clips.indices)
    if let outline = state.embed.outline, outline.isOpen, outline.shape == .box {
      rows = self.rows(inside: outline, map)
    } else if let selection = state.embed.selection {
      rows.removeAll { !selection.contains(layout.clips[$0]) }
    } else if state.analysis.filter.passing != nil {
      rows.removeAll { !isShown($0) }
    }
    return Dictionary(rows.map { (category($0), 1) }, uniquingKeysWith: +)
  }
}
