import Experiments
import NeuralNet
import Scales
import Terminal

/// The clips that excite a unit most, side by side, under the unit's maps.
struct UnitTopView {
  /// The unit.
  let unit: Int
  /// Whose unit it is: tower, network and checkpoint.
  let subject: Subject
  /// The place that is chosen; nil for none.
  var chosen: Int?
  /// What the first clip answers to the mouse as, among the places of the screen of units; nil where
  /// clips are only looked at.
  var firstPlace: Int? = 0

  /// Draws the top of a unit.
  func draw(_ top: [UnitTable.Place], _ state: State, in rect: Rect, on grid: inout Grid) {
    guard !top.isEmpty, rect.width >= 5 * top.count, rect.height >= 4 else {
      grid.text(
        top.isEmpty ? "No clip excites it." : "No room for its clips.", x: rect.x, y: rect.y,
        width: rect.width)
      return
    }
    let columns = rect.columns(Array(repeating: .share(1), count: top.count))
    let painter = WindowPainter(state)
    for (rank, place) in top.enumerated() {
      let moment = Moment(clip: place.clip.id, time: place.time)
      let column = Rect(
        x: columns[rank].x, y: rect.y, width: columns[rank].width - 1, height: rect.height)
      let isChosen = rank == chosen.map { min($0, top.count - 1) }
      if let firstPlace {
        grid.answer(column, .row(firstPlace + rank, of: UnitsState.Pane.unit.rawValue))
      }
      grid.clipped(to: column) { grid in
        let head =
          "\(isChosen ? String(state.theme.glyphs.pointer) : " ")\(rank + 1)  "
          + NumberText.short(Double(place.activation))
        grid.text(
          head, x: column.x, y: column.y, width: column.width,
          isChosen ? Style.reverse.with(.bold) : .bold)
        for (line, text) in [
          place.clip.label ?? "no label",
          "#\(place.clip.id) \(NumberText.fixed(place.time, 1)) s",
        ].enumerated() {
          grid.text(
            text, x: column.x, y: column.maxY - 2 + line, width: column.width,
            line == 0 ? .plain : .dim)
        }
        drawPictures(
          moment, painter, state,
          in: Rect(x: column.x, y: column.y + 1, width: column.width, height: column.height - 3),
          on: &grid)
      }
    }
  }

  /// Frame, spectrogram and map of a moment, as many of them as there is room for; the one that the
  /// tower sees comes first.
  private func drawPictures(
    _ moment: Moment, _ painter: WindowPainter, _ state: State,
    in rect: Rect, on grid: inout Grid
  ) {
    guard rect.height > 0 else { return }
    let analysis = state.analysis
    let modality = subject.modality
    if let reason = analysis.failure(.window(moment)) {
      grid.paragraph(reason, in: rect)
      return
    }
    guard let window = analysis.window(moment) else {
      grid.text("...", x: rect.x, y: rect.y, .dim)
      return
    }
    let map = analysis.map(ofUnit: unit, by: subject, at: moment)
    // A square frame is half as many rows as columns.
    let square = max(1, rect.width / 2)
    let heights: [Int]
    switch rect.height {
    case ..<7: heights = modality == .vision ? [rect.height, 0, 0] : [0, rect.height, 0]
    case ..<15: heights = [rect.height / 2, rect.height - rect.height / 2, 0]
    default:
      let frame = min(square, rect.height / 3)
      let rest = rect.height - frame
      heights = [frame, rest - rest / 2, rest / 2]
    }
    let rows = rect.rows(heights.map { .cells($0) })
    if !rows[0].isEmpty { painter.drawFrame(window, under: map, in: rows[0], on: &grid) }
    if !rows[1].isEmpty { painter.drawSpectrum(window, under: map, in: rows[1], on: &grid) }
    guard !rows[2].isEmpty else { return }
    if let map {
      let place =
        map.isSpectral ? rows[2] : PicturePainter.place(width: 1, height: 1, in: rows[2])
      painter.drawMap(map, in: place, on: &grid)
    } else {
      let reason = analysis.failure(.maps(moment, subject))
      grid.text(
        reason ?? "map ...", x: rect.x, y: rows[2].y, width: rect.width, .dim)
    }
  }
}
