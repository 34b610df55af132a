import Experiments
import NeuralNet
import Terminal

/// A clip in a few cells: its frame, its spectrogram or both, with words below.
struct ClipTile: Equatable {
  /// Rows of its pictures; each is twice as wide.
  let rows: Int
  /// Its pictures from left to right: what is seen, what is heard.
  let pictures: [Modality]
  /// Rows of words.
  let words: Int

  /// Cells that it takes, with a column to the left of each picture.
  var size: Size { Size(width: pictures.count * (2 * rows + 1), height: rows + words) }

  /// Draws a clip's middle second at a place; words are as wide as `width` allows.
  func draw(
    _ clip: Int64, _ lines: [String], _ style: Style, _ state: State, x: Int, y: Int, width: Int,
    on grid: inout Grid
  ) {
    let moment = Moment(clip: clip)
    for (place, modality) in pictures.enumerated() {
      let rect = Rect(
        x: x + 1 + place * (2 * rows + 1), y: y, width: 2 * rows, height: rows)
      grid.clipped(to: rect) { grid in
        switch modality {
        case .vision: WindowView.drawFrame(moment, state, in: rect, on: &grid)
        case .audio: WindowView.drawSpectrum(moment, state, in: rect, on: &grid)
        }
      }
    }
    for (line, text) in lines.prefix(words).enumerated() {
      grid.text(
        text, x: x + 1, y: y + rows + line, width: max(0, width - 1), style)
    }
  }
}
