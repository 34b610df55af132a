import Scales
import Session
import Terminal

/// The figures of the run that the chosen event is about, and the loss of the one that is followed.
enum LogRunView {
  static func draw(_ event: EventRecord?, _ state: State, in rect: Rect, on grid: inout Grid) {
    if let run = state.run, run.record.id == event?.run {
      let parts = rect.rows([.cells(RunView.rows + 2), .share(1)])
      RunView.draw(run, state, isFocused: false, in: parts[0], on: &grid)
      ChartView.draw(.loss, run, state, isFocused: false, in: parts[1], on: &grid)
      // The chart's cursor is moved on its own screen.
      grid.answer(parts[1], .nothing)
      return
    }
    let inside = Panel(title: [.init("Run", .bold)]).draw(
      in: rect, on: &grid, glyphs: state.theme.glyphs
    ).inset(columns: 1, rows: 0)
    guard let run = state.train.list.rows.first(where: { $0.record.id == event?.run }) else {
      grid.paragraph("The event is about no run.", in: inside, .dim)
      return
    }
    grid.facts(
      [
        ("name", run.name), ("made", state.dated(run.record.created)), ("state", run.word),
        ("step", NumberText.grouped(run.step)),
        ("accuracy", run.summary?.validationAccuracy.map(NumberText.fraction) ?? "-"),
      ] + run.manifest.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, in: inside)
  }
}
