import Experiments
import Scales
import Terminal

/// The frame and the spectrogram of a moment in cells, wherever a screen has room for them.
enum WindowView {
  /// Draws the frame as large as its shape allows; says why where there is none.
  static func drawFrame(_ moment: Moment, _ state: State, in rect: Rect, on grid: inout Grid) {
    guard let window = window(moment, state, in: rect, on: &grid) else { return }
    let picture = Raster(
      width: window.picture.width, height: window.picture.height, pixels: window.picture.pixels)
    let place = PicturePainter.place(width: picture.width, height: picture.height, in: rect)
    PicturePainter(tier: state.theme.tier, glyphs: state.theme.glyphs).draw(
      picture, in: place, on: &grid)
  }

  /// Draws the spectrogram with its axes; says why where there is none.
  static func drawSpectrum(_ moment: Moment, _ state: State, in rect: Rect, on grid: inout Grid) {
    guard let window = window(moment, state, in: rect, on: &grid) else { return }
    let field = window.spectrumField
    let top = (field.extent?.upperBound ?? 0) - state.analysis.gain
    let start = window.soundStart
    Heatmap(
      field: field, x: FieldAxis((start + 0.005)...(start + 0.995), unit: "s"),
      y: FieldAxis(
        0...24_000, unit: "Hz",
        scale: state.analysis.isLogFrequency ? .logarithmic(floor: 94) : .linear),
      firstRow: .bottom, range: (top - state.analysis.floor)...top, unit: "dB", ramp: .magma,
      tier: state.theme.tier, glyphs: state.theme.glyphs
    ).draw(in: rect, on: &grid)
  }

  /// The window, if it was fetched; else says that it is being fetched, or why it cannot be.
  private static func window(
    _ moment: Moment, _ state: State, in rect: Rect, on grid: inout Grid
  ) -> ClipWindow? {
    switch state.analysis.shelf[.window(moment)] {
    case .window(let window): return window
    case .failed(let reason):
      for (line, text) in TextWrap.lines(CellText.clean(reason), width: max(8, rect.width - 2))
        .prefix(max(0, rect.height)).enumerated()
      {
        grid.text(text, x: rect.x + 1, y: rect.y + line, .dim)
      }
    default: grid.text("...", x: rect.x + 1, y: rect.y, .dim)
    }
    return nil
  }
}
