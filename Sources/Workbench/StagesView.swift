import Scales
import Session
import Terminal

/// Where the time of a step goes: shares of the newest steps and, where there is room, how they came
/// about.
enum StagesView {
  /// Rows of the shares.
  private static let rows = 5

  static func draw(
    _ run: RunData, _ state: State, isFocused: Bool, in rect: Rect, on grid: inout Grid
  ) {
    let stages = run.steps.stages
    let total = stages.reduce(0) { $0 + $1.seconds }
    let badge: [Panel.Span] =
      total > 0 ? [.init(NumberText.short(total * 1_000) + " ms/step", .dim)] : []
    let inside = Panel(
      title: [.init("Time of a step", .bold)], badge: badge, isFocused: isFocused
    ).draw(in: rect, on: &grid, glyphs: state.theme.glyphs)
    let parts = inside.rows([.cells(rows), .share(1)])
    grid.clipped(to: parts[0]) { grid in
      if stages.isEmpty { grid.text("no steps yet", x: inside.x + 1, y: inside.y, .dim) }
      for (index, stage) in stages.enumerated() {
        let y = inside.y + index
        let look = state.theme.compared(index)
        let isDrawn = index < StepColumns.stageNames.count && parts[1].height >= 8
        if isDrawn { grid.put(look.mark, x: inside.x + 1, y: y, look.style) }
        grid.text(stage.name, x: inside.x + (isDrawn ? 3 : 1), y: y, .dim)
        let number = NumberText.fixed(stage.share * 100, 0) + "%"
        Gauge.draw(
          stage.share, x: inside.x + 13, y: y, width: max(0, inside.width - 20), on: &grid,
          glyphs: state.theme.glyphs,
          stage.name == "data" ? state.theme.curve(.validation) : state.theme.curve(.train))
        grid.text(number, endingAt: inside.maxX - 1, y: y)
      }
    }
    // Fewer rows than that are axes without a chart.
    if parts[1].height >= 8, !stages.isEmpty {
      chart(run, state).draw(in: parts[1], on: &grid)
    }
  }

  /// Milliseconds of each stage.
  private static func chart(_ run: RunData, _ state: State) -> LineChart {
    var chart = LineChart(
      series: [], horizontal: ChartContent.horizontal(state), vertical: .logarithmic,
      glyphs: state.theme.glyphs)
    chart.xRange = state.chartRange
    guard let places = state.chartPlaces else { return chart }
    chart.series = run.steps.stageTimes.enumerated().map { stage, times in
      let look = state.theme.compared(stage)
      var curve = LineChart.Series(
        x: places.x, timeline: places.timeline, y: times.samples, count: places.count,
        style: look.style, mark: look.mark)
      curve.markOffset = stage * 3 + 3
      return curve
    }
    if let index = state.cursorIndex, let x = state.cursorPlace {
      let step = Int(exactly: run.steps.step[index]) ?? .max
      chart.cursor = .init(
        x: x,
        lines: [[.init("step \(NumberText.grouped(step))", .bold)]]
          + StepColumns.stageNames.enumerated().map { stage, name in
            let look = state.theme.compared(stage)
            return [
              .init(String(Character(look.mark)), look.style),
              .init(" " + NumberText.short(run.steps.stageTimes[stage].values[index]), .bold),
              .init(" ms \(name)"),
            ]
          })
    }
    return chart
  }
}
