import Scales
import Session
import Terminal

/// The run that the chosen event is about: its figures, and beside them its loss or, of a run that is
/// not followed, its settings.
enum LogRunView {
  /// Rows of the figures, borders included.
  static let rows = RunView.rows + 2

  static func draw(
    _ event: EventRecord?, _ state: State, in figures: Rect, beside rect: Rect,
    on grid: inout Grid
  ) {
    if let run = state.run, run.record.id == event?.run {
      RunView.draw(run, state, isFocused: false, in: figures, on: &grid)
      ChartView.draw(.loss, run, state, isFocused: false, in: rect, on: &grid)
      // The chart's cursor is moved on its own screen.
      grid.answer(rect, .nothing)
      return
    }
    func panel(_ title: String, in rect: Rect) -> Rect {
      Panel(title: [.init(title, .bold)]).draw(in: rect, on: &grid, glyphs: state.theme.glyphs)
        .inset(columns: 1, rows: 0)
    }
    let inside = panel("Run", in: figures)
    let settings = panel("Settings", in: rect)
    guard let run = state.train.list.rows.first(where: { $0.record.id == event?.run }) else {
      grid.paragraph("The event is about no run.", in: inside, .dim)
      return
    }
    grid.facts(
      [
        ("name", run.name), ("made", state.dated(run.record.created)), ("state", run.word),
        ("step", NumberText.grouped(run.step)),
        ("accuracy", run.summary?.validationAccuracy.map(NumberText.fraction) ?? "-"),
      ], in: inside)
    grid.facts(
      run.manifest.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, named: 16, in: settings)
  }
}
