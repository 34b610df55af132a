import Experiments
import Terminal

/// The frame and the spectrogram of a moment in cells, wherever a screen has room for them.
enum WindowView {
  /// Draws the frame as large as its shape allows; says why where there is none.
  static func drawFrame(_ moment: Moment, _ state: State, in rect: Rect, on grid: inout Grid) {
    guard let window = window(moment, state, in: rect, on: &grid) else { return }
    WindowPainter(state).drawFrame(window, under: nil, in: rect, on: &grid)
  }

  /// Draws the spectrogram with its axes; says why where there is none.
  static func drawSpectrum(_ moment: Moment, _ state: State, in rect: Rect, on grid: inout Grid) {
    guard let window = window(moment, state, in: rect, on: &grid) else { return }
    WindowPainter(state).drawSpectrum(window, under: nil, in: rect, on: &grid)
  }

  /// The window, if it was fetched; else says that it is being fetched, or why it cannot be.
  private static func window(
    _ moment: Moment, _ state: State, in rect: Rect, on grid: inout Grid
  ) -> ClipWindow? {
    switch state.analysis.shelf[.window(moment)] {
    case .window(let window): return window
    case .failed(let reason):
      grid.paragraph(reason, in: rect.inset(columns: 1, rows: 0), .dim)
    default: grid.text("...", x: rect.x + 1, y: rect.y, .dim)
    }
    return nil
  }
}
