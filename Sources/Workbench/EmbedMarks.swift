import Terminal

/// What stands out on a layout: the chosen point, and its neighbours as digits.
struct EmbedMarks {
  private struct Mark {
    var x: Int
    var y: Int
    var glyph: Unicode.Scalar
    var style: Style
  }

  /// The neighbours, the nearest last, so that it lies on top.
  private var neighbours: [Mark] = []
  private var chosen: Mark?

  /// The marks of a map in the cells of a pane. Beside the layout that keys move in, the clip that is
  /// chosen there.
  init(_ map: EmbedMap, _ state: State, in inside: Rect) {
    let camera = map.camera(state, Size(width: inside.width, height: inside.height))
    func cell(ofRow row: Int) -> (x: Int, y: Int)? {
      let point = map.point(ofRow: row)
      let dot = camera.dot(point.x, point.y)
      guard abs(dot.x) < 1e6, abs(dot.y) < 1e6 else { return nil }
      return (
        inside.x + Int((dot.x / 2).rounded(.down)), inside.y + Int((dot.y / 4).rounded(.down))
      )
    }
    let isOwn = map.subject == state.analysis.subject
    if isOwn {
      let found = EmbedView.neighbours(map, state)
      for (place, neighbour) in found.enumerated().reversed() where place < 9 {
        guard let row = map.layout.row(ofClip: neighbour.clip.id), let at = cell(ofRow: row) else {
          continue
        }
        neighbours.append(
          Mark(
            x: at.x, y: at.y, glyph: Unicode.Scalar(UInt8(49 + place)),
            style: state.embed.neighbour == place ? .reverse : .bold))
      }
    }
    let clip =
      isOwn
      ? nil : state.maps.own.flatMap { own in own.chosenRow(state).map { own.layout.clips[$0] } }
    let row = clip.map { map.layout.row(ofClip: $0) } ?? map.chosenRow(state)
    guard let row, let at = cell(ofRow: row) else { return }
    let category = map.colors.categories[row]
    let group = map.colors.entries.first { $0.category == category }?.group ?? 0
    let looks = EmbedMap.looks(state.theme)
    chosen = Mark(
      x: at.x, y: at.y, glyph: looks[min(group, looks.count - 1)].marker,
      style: Style.reverse.with(.bold))
  }

  /// The cells that they take.
  var places: [Rect] {
    neighbours.map { Rect(x: $0.x, y: $0.y, width: 1, height: 1) }
      + (chosen.map { [Rect(x: $0.x - 1, y: $0.y, width: 3, height: 1)] } ?? [])
  }

  /// Draws them over all else.
  func draw(in inside: Rect, on grid: inout Grid) {
    for mark in neighbours { grid.put(mark.glyph, x: mark.x, y: mark.y, mark.style) }
    guard let chosen else { return }
    grid.put(chosen.glyph, x: chosen.x, y: chosen.y, chosen.style)
    if chosen.x > inside.x { grid.put("[", x: chosen.x - 1, y: chosen.y, .bold) }
    if chosen.x + 1 < inside.maxX { grid.put("]", x: chosen.x + 1, y: chosen.y, .bold) }
  }
}
