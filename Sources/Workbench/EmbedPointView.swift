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
    grid.clipped(to: inside) { grid in
      let pictureRows = max(
        0, min(16, (inside.width - 3) / 4, max(3, (inside.height - 4) * 3 / 5)))
      let width = min(pictureRows * 2, (inside.width - 3) / 2)
      let first = Rect(x: inside.x + 1, y: inside.y, width: width, height: pictureRows)
      let second = Rect(x: first.maxX + 1, y: first.y, width: width, height: pictureRows)
      WindowView.drawFrame(Moment(clip: clip), state, in: first, on: &grid)
      if let place = state.embed.neighbour, neighbours.indices.contains(place) {
        WindowView.drawFrame(
          Moment(clip: neighbours[place].clip.id), state, in: second, on: &grid)
      } else {
        WindowView.drawSpectrum(Moment(clip: clip), state, in: second, on: &grid)
      }
      var y = inside.y + pictureRows
      let dimension =
        state.analysis.indexes.first { $0.name == state.analysis.sources[map.result.id]?.index }
        .map { 8 * $0.width }
      let other: Modality = map.subject.modality == .audio ? .vision : .audio
      let whose = state.embed.isCross ? "nearest \(other.rawValue)" : "nearest"
      let heading =
        dimension.map { "\(whose) in \($0)-D, cosine, not 2-D" } ?? "its embeddings are gone"
      grid.text(
        heading, x: inside.x + 1, y: y, width: inside.width - 2, .dim, ellipsis: glyphs.ellipsis)
      y += 1
      if let inquiry = EmbedView.neighbourInquiry(map, of: clip, state) {
        switch state.analysis.shelf[inquiry] {
        case nil: grid.text("...", x: inside.x + 1, y: y, .dim)
        case .failed(let reason):
          y += grid.paragraph(
            reason,
            in: Rect(x: inside.x + 1, y: y, width: inside.width - 2, height: inside.maxY - y))
        default: break
        }
      }
      let own = state.analysis.clips[clip]?.label
      let room = max(0, inside.maxY - y)
      // The neighbour that is looked at is always among those that are listed.
      let top = min(
        max(0, (state.embed.neighbour ?? 0) - room + 1), max(0, neighbours.count - room))
      for (place, neighbour) in neighbours.enumerated().dropFirst(top).prefix(room) {
        let isLookedAt = place == state.embed.neighbour
        let isSame = own != nil && neighbour.clip.label == own
        grid.text("\(place + 1)", endingAt: inside.x + 3, y: y, .bold)
        grid.text(NumberText.fraction(neighbour.similarity), x: inside.x + 4, y: y)
        grid.text(
          "clip \(neighbour.clip.id) \(neighbour.clip.label ?? "")", x: inside.x + 10, y: y,
          width: inside.width - 17, ellipsis: glyphs.ellipsis)
        if own != nil, neighbour.clip.label != nil {
          grid.text(isSame ? "same" : "other", endingAt: inside.maxX - 1, y: y, .dim)
        }
        if isLookedAt {
          grid.choose(Rect(x: inside.x, y: y, width: inside.width, height: 1))
        }
        y += 1
      }
    }
  }
}
