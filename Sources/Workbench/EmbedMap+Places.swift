import Session
import Terminal

/// Where points are, and which of them.
extension EmbedMap {
  /// The camera of a pane of so many cells.
  package func camera(_ state: State, _ size: Size) -> ScatterPlot.Camera {
    EmbedMap.camera(state, layout, size)
  }

  /// The camera of a pane over a layout.
  static func camera(
    _ state: State, _ layout: LayoutPoints, _ size: Size
  ) -> ScatterPlot.Camera {
    ScatterPlot.Camera(
      x: layout.bounds.x, y: layout.bounds.y, center: state.embed.center, zoom: state.embed.zoom,
      size: size)
  }

  /// A place as shares of the layout's extent.
  package func share(_ point: SIMD2<Double>) -> SIMD2<Double> {
    func share(_ value: Double, _ range: ClosedRange<Double>) -> Double {
      let span = range.upperBound - range.lowerBound
      return span > 0 ? (value - range.lowerBound) / span : 0.5
    }
    return SIMD2(share(point.x, layout.bounds.x), share(point.y, layout.bounds.y))
  }

  /// The place of shares of the layout's extent.
  package func point(_ share: SIMD2<Double>) -> SIMD2<Double> {
    let (x, y) = layout.bounds
    return SIMD2(
      x.lowerBound + share.x * (x.upperBound - x.lowerBound),
      y.lowerBound + share.y * (y.upperBound - y.lowerBound))
  }

  /// The place of a row.
  func point(ofRow row: Int) -> SIMD2<Double> {
    SIMD2(Double(layout.points[2 * row]), Double(layout.points[2 * row + 1]))
  }

  /// A box in the layout's units.
  private func window(
    _ outline: EmbedState.Outline
  ) -> (x: ClosedRange<Float>, y: ClosedRange<Float>) {
    let (a, b) = (point(outline.corners.first ?? outline.cursor), point(outline.cursor))
    return (
      Float(min(a.x, b.x))...Float(max(a.x, b.x)), Float(min(a.y, b.y))...Float(max(a.y, b.y))
    )
  }

  /// Calls `body` with each row inside an outline that is shown, line of cells after line.
  private func forEachRow(inside outline: EmbedState.Outline, _ body: (Int) -> Void) {
    switch outline.shape {
    case .box:
      let window = window(outline)
      forEachRow(x: window.x, y: window.y) { row, _ in body(row) }
    case .lasso:
      let corners = outline.edge.map { point($0) }.map { SIMD2(Float($0.x), Float($0.y)) }
      guard let first = corners.first, corners.count >= 3 else { return }
      let low = corners.reduce(first, pointwiseMin)
      let high = corners.reduce(first, pointwiseMax)
      let sides = zip([corners[corners.count - 1]] + corners, corners).map { Side($0, $1) }
      // A ray to the right meets only the sides that reach its height: of hundreds a few.
      let spans = sides.map { layout.grid.lines(min($0.from.y, $0.to.y)...max($0.from.y, $0.to.y)) }
      for line in layout.grid.lines(low.y...high.y) {
        let near = sides.indices.filter { spans[$0].contains(line) }.map { sides[$0] }
        forEachRow(x: low.x...high.x, y: low.y...high.y, line: line) { row, point in
          if Side.enclose(point, near) { body(row) }
        }
      }
    }
  }

  /// Calls `body` with each row that is shown within a window, and where it lies.
  @inline(__always)
  private func forEachRow(
    x: ClosedRange<Float>, y: ClosedRange<Float>, line: Int? = nil,
    _ body: (Int, SIMD2<Float>) -> Void
  ) {
    let columns = layout.grid.columns(x)
    layout.grid.points.withUnsafeBufferPointer { points in
      shown.categories.withUnsafeBufferPointer { categories in
        for line in line.map({ $0...$0 }) ?? layout.grid.lines(y) {
          for row in layout.grid.rows(line: line, columns: columns) {
            let point = SIMD2(points[2 * row], points[2 * row + 1])
            if x.contains(point.x), y.contains(point.y), categories[row] != ShownRows.hidden {
              body(row, point)
            }
          }
        }
      }
    }
  }

  /// A side of a lasso.
  private struct Side {
    let from: SIMD2<Float>
    let to: SIMD2<Float>

    init(_ from: SIMD2<Float>, _ to: SIMD2<Float>) { (self.from, self.to) = (from, to) }

    /// Whether a ray from the point to the right crosses an odd number of sides.
    static func enclose(_ point: SIMD2<Float>, _ sides: [Side]) -> Bool {
      var isInside = false
      for side in sides where (side.to.y > point.y) != (side.from.y > point.y) {
        let share = (point.y - side.to.y) / (side.from.y - side.to.y)
        if point.x < side.to.x + share * (side.from.x - side.to.x) { isInside.toggle() }
      }
      return isInside
    }
  }

  /// The clips inside an outline that are shown.
  package func clips(inside outline: EmbedState.Outline) -> NumberSet {
    var result = NumberSet()
    forEachRow(inside: outline) { result.insert(layout.clips[$0]) }
    return result
  }

  /// How many of the shown points inside an outline are of no category, of the first, and so on.
  package func counts(inside outline: EmbedState.Outline) -> [Int] {
    var counts = [Int](repeating: 0, count: colors.groupOf.count)
    forEachRow(inside: outline) { row in
      let place = Int(shown.categories[row]) + 1
      if place < counts.count { counts[place] += 1 }
    }
    return counts
  }

  /// Whether a row is shown.
  package func isShown(_ row: Int) -> Bool { shown.categories[row] != ShownRows.hidden }

  /// The clips that are shown.
  var shownClips: NumberSet {
    NumberSet(layout.clips.indices.lazy.filter(isShown).map { layout.clips[$0] })
  }

  /// The row that is shown nearest to a place, of equals the first; nil where none is shown.
  package func row(nearest place: SIMD2<Double>) -> Int? {
    let place = SIMD2(Float(place.x), Float(place.y))
    guard place.x.isFinite, place.y.isFinite else { return nil }
    // Windows about the place, each twice as wide: what lies outside of one is farther than its reach.
    // The first reaches the points' extent.
    let (x, y) = (layout.grid.x, layout.grid.y)
    let gap = pointwiseMax(
      SIMD2(x.lowerBound, y.lowerBound) - place, place - SIMD2(x.upperBound, y.upperBound))
    var reach = max(gap.max(), layout.grid.cellSize.max())
    while true {
      let window = (x: place.x - reach...place.x + reach, y: place.y - reach...place.y + reach)
      var best: (distance: Float, row: Int) = (.infinity, -1)
      forEachRow(x: window.x, y: window.y) { row, point in
        let offset = point - place
        let distance = (offset * offset).sum()
        if distance < best.distance { best = (distance, row) }
      }
      if best.distance < reach * reach || isWhole(window) { return best.row < 0 ? nil : best.row }
      reach *= 2
    }
  }

  /// Whether no point lies outside of a window.
  private func isWhole(_ window: (x: ClosedRange<Float>, y: ClosedRange<Float>)) -> Bool {
    window.x.lowerBound <= layout.grid.x.lowerBound
      && window.x.upperBound >= layout.grid.x.upperBound
      && window.y.lowerBound <= layout.grid.y.lowerBound
      && window.y.upperBound >= layout.grid.y.upperBound
  }

  /// The chosen row: that of the chosen clip, else the one nearest to the middle.
  func chosenRow(_ state: State) -> Int? {
    if let clip = state.embed.clip, let row = layout.row(ofClip: clip) { return row }
    return row(nearest: point(state.embed.center))
  }

  /// The next row from `row` in a direction (columns to the right, rows down): at least a cell away
  /// and more ahead than aside; the nearest of those, what lies aside counting twice.
  package func row(
    from row: Int, towards step: SIMD2<Double>, _ state: State, _ size: Size
  ) -> Int? {
    let start = SIMD2(layout.points[2 * row], layout.points[2 * row + 1])
    guard start.x.isFinite, start.y.isFinite else { return nil }
    let scale = Float(1 / camera(state, size).unitsPerDot)
    // Towards the direction, and across it; rows grow downwards, y upwards.
    let way = SIMD2(Float(step.x), -Float(step.y))
    let (ahead, across) = (way * scale, SIMD2(Float(step.y), Float(step.x)) * scale)
    let least: Float = step.x != 0 ? 2 : 4
    // Windows ahead, each twice as deep: what lies outside of one scores more than its reach. A
    // thousandth is for what rounding does.
    var reach = 4 * least
    while (reach / scale).isFinite {
      let far = reach / scale
      let end = start + way * far
      let aside = SIMD2(abs(way.y), abs(way.x)) * (1.001 * far)
      let low = pointwiseMin(start, end) - aside
      let high = pointwiseMax(start, end) + aside
      var best: (score: Float, row: Int) = (.infinity, -1)
      forEachRow(x: low.x...high.x, y: low.y...high.y) { row, point in
        let offset = point - start
        let (forth, aside) = ((offset * ahead).sum(), abs((offset * across).sum()))
        let score = forth + 2 * aside
        if forth >= least, aside <= forth, score < best.score { best = (score, row) }
      }
      if best.score < 0.999 * reach || isLast(end, way) { return best.row < 0 ? nil : best.row }
      reach *= 2
    }
    return nil
  }

  /// Whether no point lies beyond a place in a direction.
  private func isLast(_ place: SIMD2<Float>, _ way: SIMD2<Float>) -> Bool {
    if way.x != 0 {
      return way.x > 0 ? place.x >= layout.grid.x.upperBound : place.x <= layout.grid.x.lowerBound
    }
    return way.y > 0 ? place.y >= layout.grid.y.upperBound : place.y <= layout.grid.y.lowerBound
  }
}
