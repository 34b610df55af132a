import Experiments
import NeuralNet
import Scales
import Terminal

/// The chosen point's clip and its neighbours side by side, all in one size, so that it is seen at once
/// whether they are alike.
struct EmbedNeighboursView {
  /// How each clip is drawn: with both pictures, or with one.
  private let tile: ClipTile
  private let across: Int
  /// Neighbours that are shown at once.
  let count: Int

  /// Fewest clips that are worth a picture each, and the smallest picture (our choice).
  private static let (fewest, smallestRows, largestRows) = (4, 4, 10)

  /// The largest tiles with which a point and `neighbours` of it all fit: with frame and spectrogram, else
  /// with one of them; where they do not, as many of the smallest as there is room for. Nil where that
  /// is not worth it.
  init?(neighbours: Int, in size: Size) {
    func fit(_ pictures: [Modality], _ rows: Int) -> (tile: ClipTile, across: Int, all: Int) {
      let isWide = pictures.count * 2 * rows >= 14
      let tile = ClipTile(rows: rows, pictures: pictures, words: isWide ? 1 : 2)
      let across = max(0, size.width) / tile.size.width
      return (tile, across, across * (max(0, size.height) / tile.size.height))
    }
    var found: (tile: ClipTile, across: Int, all: Int)?
    for pictures in [[Modality.vision, .audio], [.vision]] where found == nil {
      found = (Self.smallestRows...Self.largestRows).reversed().lazy
        .map { fit(pictures, $0) }.first { $0.all > neighbours }
    }
    let best = found ?? fit([.vision], Self.smallestRows)
    guard best.all >= min(Self.fewest, neighbours + 1) else { return nil }
    (tile, across, count) = (best.tile, best.across, best.all - 1)
  }

  /// The view in the pane of the point; nil where the pane is not shown or has no room for pictures.
  init?(_ state: State, neighbours: Int) {
    guard let canvas = EmbedLayout.canvas(state, of: .point) else { return nil }
    self.init(
      neighbours: neighbours > 0 ? neighbours : NeighbourExperiment.Options().count,
      in: Size(width: canvas.width, height: canvas.height - 1))
  }

  /// The first neighbour that is shown: pages, so that tiles stay where they are.
  func first(_ state: State) -> Int { (state.embed.neighbour ?? 0) / count * count }

  /// Draws the clip of the point, then the page of neighbours.
  func draw(
    _ clip: Int64, _ neighbours: [NeighbourExperiment.Neighbour], _ modality: Modality,
    _ state: State, in rect: Rect, on grid: inout Grid
  ) {
    let other: Modality = modality == .audio ? .vision : .audio
    draw(
      clip, ["clip \(clip)", state.analysis.clips[clip]?.label ?? "no label"], modality, .bold,
      at: 0, state, in: rect, on: &grid)
    let first = first(state)
    for (place, neighbour) in neighbours.enumerated().dropFirst(first).prefix(count) {
      draw(
        neighbour.clip.id,
        [
          "\(place + 1) \(NumberText.fraction(neighbour.similarity))",
          neighbour.clip.label ?? "no label",
        ], state.embed.isCross ? other : modality,
        place == state.embed.neighbour ? .reverse : .plain, at: place - first + 1, state, in: rect,
        on: &grid)
    }
  }

  private func draw(
    _ clip: Int64, _ words: [String], _ modality: Modality, _ style: Style, at place: Int,
    _ state: State, in rect: Rect, on grid: inout Grid
  ) {
    let tile =
      tile.pictures.count > 1
      ? tile : ClipTile(rows: tile.rows, pictures: [modality], words: tile.words)
    let x = rect.x + place % across * self.tile.size.width
    let y = rect.y + place / across * self.tile.size.height
    // The point itself is row 0, its nearest neighbour row 1.
    let row = place == 0 ? 0 : first(state) + place
    grid.answer(
      Rect(x: x, y: y, width: self.tile.size.width, height: self.tile.size.height),
      .row(row, of: EmbedState.Pane.point.rawValue))
    tile.draw(
      clip, tile.words > 1 ? words : [words.joined(separator: " ")], style, state, x: x, y: y,
      width: tile.size.width, on: &grid)
  }
}
