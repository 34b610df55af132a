import Experiments
import Foundation
import NeuralNet
import Scales
import Session
import Terminal

/// The clip behind the chosen point, and the clips nearest to it in the embeddings' own space.
enum EmbedPointView {
  static func draw(
    _ map: EmbedMap?, _ state: State, isFocused: Bool, in rect: Rect, on grid: inout Grid
  ) {
    let glyphs = state.theme.glyphs
    guard let map, let row = map.chosenRow(state) else {
      Panel(title: [.init("Point", .bold)], isFocused: isFocused)
        .draw(in: rect, on: &grid, glyphs: glyphs)
      return
    }
    let clip = map.layout.clips[row]
    let cluster = state.analysis.clusters(of: map.subject)?.rows.label(ofClip: clip)
    var title: [Panel.Span] = [.init("Clip \(clip)", .bold)]
    if let label = state.analysis.clips[clip]?.label { title.append(.init("  \(label)")) }
    if let cluster, cluster >= 0 { title.append(.init("  c\(cluster)")) }
    let inside = Panel(title: title, badge: [.init("Enter", .dim)], isFocused: isFocused)
      .draw(in: rect, on: &grid, glyphs: glyphs)
    let neighbours = EmbedView.neighbours(map, state)
    let inquiry = EmbedView.neighbourInquiry(map, of: clip, state)
    grid.clipped(to: inside) { grid in
      if let inquiry, state.analysis.failure(inquiry) == nil,
        let tiles = EmbedNeighboursView(state, neighbours: neighbours.count)
      {
        let below = inside.rows([.cells(1), .share(1)])
        drawHeading(map, clip, neighbours, state, in: below[0], on: &grid)
        tiles.draw(clip, neighbours, map.subject.modality, state, in: below[1], on: &grid)
      } else {
        let top = drawPictures(clip, neighbours, state, in: inside, on: &grid)
        let below = inside.rows([.cells(top), .cells(1), .share(1)])
        drawHeading(map, clip, [], state, in: below[1], on: &grid)
        drawList(clip, neighbours, inquiry, state, in: below[2], on: &grid)
      }
    }
  }

  /// Which space the neighbours are of, or, where it is not said below, all of the one that is looked at.
  private static func drawHeading(
    _ map: EmbedMap, _ clip: Int64, _ neighbours: [NeighbourExperiment.Neighbour],
    _ state: State, in rect: Rect, on grid: inout Grid
  ) {
    if let place = state.embed.neighbour, neighbours.indices.contains(place) {
      return drawRow(place, neighbours[place], of: clip, state, in: rect, on: &grid)
    }
    let dimension =
      state.analysis.indexes.first { $0.name == state.analysis.sources[map.result.id]?.index }
      .map { 8 * $0.width }
    let other: Modality = map.subject.modality == .audio ? .vision : .audio
    let whose = state.embed.isCross ? "nearest \(other.rawValue)" : "nearest"
    let heading =
      dimension.map { "\(whose) in \($0)-D, cosine, not 2-D" } ?? "its embeddings are gone"
    grid.text(
      heading, x: rect.x + 1, y: rect.y, width: rect.width - 2, .dim)
  }

  /// A neighbour in a row.
  private static func drawRow(
    _ place: Int, _ neighbour: NeighbourExperiment.Neighbour, of clip: Int64, _ state: State,
    in rect: Rect, on grid: inout Grid
  ) {
    let own = state.analysis.clips[clip]?.label
    grid.text("\(place + 1)", endingAt: rect.x + 3, y: rect.y, .bold)
    grid.text(NumberText.fraction(neighbour.similarity), x: rect.x + 4, y: rect.y)
    grid.text(
      "clip \(neighbour.clip.id) \(neighbour.clip.label ?? "")", x: rect.x + 10, y: rect.y,
      width: rect.width - 17)
    if let own, let label = neighbour.clip.label {
      grid.text(label == own ? "same" : "other", endingAt: rect.maxX - 1, y: rect.y, .dim)
    }
    grid.answer(rect, .row(place + 1, of: EmbedState.Pane.point.rawValue))
    if place == state.embed.neighbour { grid.choose(rect) }
  }

  /// Where there is no room for all: the clip, and the neighbour that is looked at beside it; returns the
  /// rows that they take.
  private static func drawPictures(
    _ clip: Int64, _ neighbours: [NeighbourExperiment.Neighbour], _ state: State, in inside: Rect,
    on grid: inout Grid
  ) -> Int {
    let rows = max(0, min(16, (inside.width - 3) / 4, max(3, (inside.height - 4) * 3 / 5)))
    let width = min(rows * 2, (inside.width - 3) / 2)
    let first = Rect(x: inside.x + 1, y: inside.y, width: width, height: rows)
    let second = Rect(x: first.maxX + 1, y: first.y, width: width, height: rows)
    WindowView.drawFrame(Moment(clip: clip), state, in: first, on: &grid)
    if let place = state.embed.neighbour, neighbours.indices.contains(place) {
      let moment = Moment(clip: neighbours[place].clip.id)
      WindowView.drawFrame(moment, state, in: second, on: &grid)
    } else {
      WindowView.drawSpectrum(Moment(clip: clip), state, in: second, on: &grid)
    }
    return rows
  }

  /// The neighbours, a row each, or why there are none.
  private static func drawList(
    _ clip: Int64, _ neighbours: [NeighbourExperiment.Neighbour], _ inquiry: Inquiry?,
    _ state: State, in rect: Rect, on grid: inout Grid
  ) {
    if let inquiry, state.analysis.shelf[inquiry] == nil {
      grid.text("...", x: rect.x + 1, y: rect.y, .dim)
    }
    if let reason = inquiry.flatMap({ state.analysis.failure($0) }) {
      for (line, text) in TextWrap.lines(reason, width: rect.width - 2).enumerated() {
        grid.text(text, x: rect.x + 1, y: rect.y + line)
      }
    }
    // The neighbour that is looked at is always among those that are listed.
    let room = max(0, rect.height)
    let top = min(
      max(0, (state.embed.neighbour ?? 0) - room + 1), max(0, neighbours.count - room))
    for (place, neighbour) in neighbours.enumerated().dropFirst(top).prefix(room) {
      drawRow(
        place, neighbour, of: clip, state,
        in: Rect(x: rect.x, y: rect.y + place - top, width: rect.width, height: 1), on: &grid)
    }
  }
}
