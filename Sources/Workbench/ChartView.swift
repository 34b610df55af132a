import Foundation
import Scales
import Session
import Terminal

/// The charts of the training screen.
enum ChartView {
  static func draw(
    _ pane: TrainState.Pane, _ run: RunData, _ state: State, isFocused: Bool, in rect: Rect,
    on grid: inout Grid
  ) {
    let content = ChartContent(pane, run, state)
    var chart = content.chart
    chart.xRange = state.chartRange
    chart.yRange = yRange(pane, chart, state)
    chart.cursor = content.cursor
    chart.flags = flags(run, state)
    if pane == .loss || state.isZoomed || state.size.width < 120 { chart.legend = content.legend }
    let badge = badge(content, chart, state)
    let inside = Panel(
      title: [.init(content.title, .bold), .init("  ")] + content.subtitle, badge: badge.spans,
      urgentCount: badge.urgent, isFocused: isFocused
    ).draw(in: rect, on: &grid, glyphs: state.theme.glyphs)
    if chart.series.allSatisfy({ $0.count == 0 }) {
      drawWaiting(run, state, in: inside, on: &grid)
    } else {
      // The plot takes presses and turns of the wheel.
      if let plot = chart.draw(in: inside, on: &grid) { grid.answer(plot, .canvas(pane.rawValue)) }
    }
  }

  /// The vertical range that was typed, else one that rare values do not stretch, else nil.
  private static func yRange(
    _ pane: TrainState.Pane, _ chart: LineChart, _ state: State
  ) -> ClosedRange<Double>? {
    if let typed = state.train.ranges[pane],
      chart.vertical == .linear || typed.lowerBound > 0
    {
      return typed
    }
    return state.train.isRobust ? RobustRange.find(chart) : nil
  }

  /// What a title ends with; so many of the first pieces are urgent.
  private static func badge(
    _ content: ChartContent, _ chart: LineChart, _ state: State
  ) -> (spans: [Panel.Span], urgent: Int) {
    var badge: [Panel.Span] = []
    if chart.gapCount > content.expectedGaps {
      badge.append(
        .init(" \(chart.gapCount - content.expectedGaps) NaN ", state.theme.badge(.bad)))
    }
    if let frozen = state.train.frozen {
      badge.append(
        .init(" FROZEN at \(NumberText.grouped(frozen.step)) ", state.theme.badge(.waiting)))
    }
    let urgent = badge.count
    let offScale = chart.yRange.map { RobustRange.countOutside($0, chart) } ?? 0
    if offScale > 0 {
      badge.append(
        .init((badge.isEmpty ? "" : " ") + "\(NumberText.grouped(offScale)) off scale", .dim))
    }
    return (badge, urgent)
  }

  /// The checkpoints that there are, on the horizontal axis.
  private static func flags(_ run: RunData, _ state: State) -> [LineChart.Flag] {
    let glyphs = state.theme.glyphs.checkpoint
    guard let places = state.chartPlaces, places.count > 0 else { return [] }
    let last = run.steps.step[places.count - 1]
    // The best lies above the others.
    let sorted = run.checkpoints.sorted { $0.kind != .best && $1.kind == .best }
    return sorted.compactMap { checkpoint in
      let index = run.steps.index(from: Double(checkpoint.step))
      guard Double(checkpoint.step) <= last, index < places.count else { return nil }
      let isBest = checkpoint.kind == .best
      return LineChart.Flag(
        x: places.position(index), glyph: isBest ? glyphs.best : glyphs.saved,
        style: isBest ? .bold : .plain)
    }
  }

  private static func drawWaiting(
    _ run: RunData, _ state: State, in rect: Rect, on grid: inout Grid
  ) {
    let message = run.heartbeat?.message ?? ""
    let text = message.isEmpty ? "waiting for the first step" : message
    let width = min(rect.width, CellText.width(text))
    grid.clipped(to: rect) {
      $0.text(
        text, x: rect.x + (rect.width - width) / 2, y: rect.y + rect.height / 2, width: rect.width,
        .dim)
    }
  }
}
