import Session
import Terminal

/// Where points are, and which of them.
extension EmbedMap {
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
  func row(ofClip clip: Int64) -> Int? { layout.row(ofClip: clip) }

  /// A box in the layout's units.
  private func window(
    _ outline: EmbedState.Outline
  ) -> (x: ClosedRange<Float>, y: ClosedRange<Float>) {
    let (a, b) = (point(outline.corners.first ?? outline.cursor), point(outline.cursor))
    return (
      Float(min(a.x, b.x))...Float(max(a.x, b.x)), Float(min(a.y, b.y))...Float(max(a.y, b.y))
    )
  }

  /// The rows inside an outline that are shown.
  func rows(inside outline: EmbedState.Outline, _ state: State) -> [Int] {
    let isShown = self.isShown(state)
    let points = layout.points
    switch outline.shape {
    case .box:
      let window = window(outline)
      return layout.clips.indices.filter {
        window.x.contains(points[2 * $0]) && window.y.contains(points[2 * $0 + 1]) && isShown($0)
      }
    case .lasso:
      let corners = outline.edge.map { point($0) }.map { SIMD2(Float($0.x), Float($0.y)) }
      guard let first = corners.first, corners.count >= 3 else { return [] }
      let low = corners.reduce(first, pointwiseMin)
      let high = corners.reduce(first, pointwiseMax)
      return layout.clips.indices.filter { row in
        let point = SIMD2(points[2 * row], points[2 * row + 1])
        guard point.x >= low.x, point.x <= high.x, point.y >= low.y, point.y <= high.y else {
          return false
        }
        return Self.isInside(point, corners) && isShown(row)
      }
    }
  }

  /// Whether a ray from the point to the right crosses the polygon's edge an odd number of times.
  static func isInside(_ point: SIMD2<Float>, _ corners: [SIMD2<Float>]) -> Bool {
    var isInside = false
    var before = corners[corners.count - 1]
    for corner in corners {
      if (corner.y > point.y) != (before.y > point.y) {
        let share = (point.y - corner.y) / (before.y - corner.y)
        if point.x < corner.x + share * (before.x - corner.x) { isInside.toggle() }
      }
      before = corner
    }
    return isInside
  }

  /// The clips inside an outline that are shown.
  func clips(inside outline: EmbedState.Outline, _ state: State) -> NumberSet {
    NumberSet(rows(inside: outline, state).lazy.map { layout.clips[$0] })
  }

  /// Tells of a row whether it is shown while only some are.
  func isShown(_ state: State) -> (Int) -> Bool {
    if case .category(let category) = state.embed.isolation {
      if let shown { return { categories[$0] == category && shown.contains(layout.clips[$0]) } }
      return { categories[$0] == category }
    }
    if let shown { return { shown.contains(layout.clips[$0]) } }
    return { _ in true }
  }

  /// The rows that are shown.
  func shownClips(_ state: State) -> NumberSet {
    let isShown = self.isShown(state)
    return NumberSet(layout.clips.indices.lazy.filter(isShown).map { layout.clips[$0] })
  }

  /// The row that is shown nearest to a place; nil where none is shown.
  func row(nearest place: SIMD2<Double>, _ state: State) -> Int? {
    let isShown = self.isShown(state)
    let place = SIMD2(Float(place.x), Float(place.y))
    var best: (distance: Float, row: Int) = (.infinity, -1)
    layout.points.withUnsafeBufferPointer { points in
      for row in 0..<points.count / 2 {
        let offset = SIMD2(points[2 * row], points[2 * row + 1]) - place
        let distance = (offset * offset).sum()
        if distance < best.distance, isShown(row) { best = (distance, row) }
      }
    }
    return best.row < 0 ? nil : best.row
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
    let isShown = self.isShown(state)
    let camera = self.camera(state, size)
    let start = SIMD2(layout.points[2 * row], layout.points[2 * row + 1])
    let scale = Float(1 / camera.unitsPerDot)
    // Towards the direction, and across it; rows grow downwards, y upwards.
    let ahead = SIMD2(Float(step.x), -Float(step.y)) * scale
    let across = SIMD2(Float(step.y), Float(step.x)) * scale
    let least: Float = step.x != 0 ? 2 : 4
    var best: (score: Float, row: Int) = (.infinity, -1)
    layout.points.withUnsafeBufferPointer { points in
      for other in 0..<points.count / 2 {
        let offset = SIMD2(points[2 * other], points[2 * other + 1]) - start
        let (forth, aside) = ((offset * ahead).sum(), abs((offset * across).sum()))
        let score = forth + 2 * aside
        if forth >= least, aside <= forth, score < best.score, isShown(other) {
          best = (score, other)
        }
      }
    }
    return best.row < 0 ? nil : best.row
  }
}
