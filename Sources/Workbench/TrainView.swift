import Foundation
import Scales
import Session
import Terminal

/// The training screen.
enum TrainView {
  /// The curves of the runs that are compared.
  static func needs(_ state: State) -> [Inquiry] { state.curveQueries.map { .curves($0) } }

  static func draw(_ state: State, in body: Rect, on grid: inout Grid) {
    guard let run = state.run else {
      drawEmpty(state, in: body, on: &grid)
      return
    }
    if state.size.width < 120 {
      drawSummary(run, state, in: body.rows([.cells(2), .share(1)])[0], on: &grid)
    }
    for (pane, rect) in TrainLayout.places(state) {
      let isFocused = pane == state.train.focus
      grid.answer(rect, .pane(pane.rawValue))
      switch pane {
      case .run: RunView.draw(run, state, isFocused: isFocused, in: rect, on: &grid)
      case .runs: RunListView.draw(state, isFocused: isFocused, in: rect, on: &grid)
      case .stages: StagesView.draw(run, state, isFocused: isFocused, in: rect, on: &grid)
      case .events:
        LogView.drawTail(state, isFocused: isFocused, in: rect, on: &grid)
      default:
        ChartView.draw(pane, run, state, isFocused: isFocused, in: rect, on: &grid)
      }
    }
  }

  /// One pane at a time: the main numbers, and the panes by name.
  private static func drawSummary(
    _ run: RunData, _ state: State, in rect: Rect, on grid: inout Grid
  ) {
    var x = rect.x + 1
    func add(_ name: String, _ value: String) {
      guard x + name.count + value.count + 1 < rect.maxX else { return }
      x = grid.text(name + " ", x: x, y: rect.y, .dim)
      x = grid.text(value, x: x, y: rect.y, .bold) + 3
    }
    add("loss", RunView.pair(run.steps.smoothLoss.values.last, run.validations.loss.last))
    add(
      "accuracy", RunView.pair(run.steps.smoothAccuracy.values.last, run.validations.accuracy.last))
    if let test = run.test { add("test", RunView.test(test, state)) }
    if let speed = run.steps.pairsPerSecond { add("pairs/s", NumberText.short(speed)) }
    if let rate = run.steps.learningRate.last { add("lr", NumberText.scientific(rate)) }
    x = rect.x + 1
    for pane in TrainLayout.panes {
      let style = pane == state.train.focus ? Style.reverse : .dim
      let end = grid.text(" \(pane.rawValue) ", x: x, y: rect.y + 1, style)
      grid.answer(
        Rect(x: x, y: rect.y + 1, width: end - x, height: 1), .pane(pane.rawValue))
      x = end
    }
  }

  private static func drawEmpty(_ state: State, in body: Rect, on grid: inout Grid) {
    let inside = Panel(title: [.init("Train", .bold)], isFocused: true)
      .draw(in: body, on: &grid, glyphs: state.theme.glyphs)
    let said: [(String, Style)] =
      if let failure = state.failure {
        [
          ("The session cannot be read.", .bold), (failure, .plain), ("", .plain),
          ("This screen tries again; q leaves it.", .dim),
        ]
      } else {
        [
          ("No run yet.", .bold), ("", .plain),
          ("earsight train \(state.session.word)", .bold),
          ("begins one; it shows here by itself.", .plain),
        ]
      }
    let lines = said.flatMap { text, style in
      // The empty one is a row between others.
      text.isEmpty
        ? [("", style)] : TextWrap.lines(text, width: inside.width - 2).map { ($0, style) }
    }
    let top = inside.y + max(0, (inside.height - lines.count) / 2)
    for (index, line) in lines.enumerated() {
      let width = min(inside.width, CellText.width(line.0))
      grid.text(
        line.0, x: inside.x + (inside.width - width) / 2, y: top + index, width: inside.width,
        line.1)
    }
  }
}
