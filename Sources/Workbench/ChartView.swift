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
    let content = content(pane, run, state)
    var chart = content.chart
    var offScale = 0
    if state.train.isRobust, chart.yRange == nil,
      let (range, count) = RobustRange.find(chart.series, vertical: chart.vertical)
    {
      chart.yRange = range
      offScale = count
    }
    var badge: [Panel.Span] = []
    if chart.gapCount > content.expectedGaps {
      badge.append(
        .init(" \(chart.gapCount - content.expectedGaps) NaN ", state.theme.badge(.bad)))
    }
    if let frozen = state.train.frozen {
      badge.append(
        .init(" FROZEN at \(NumberText.grouped(frozen.step)) ", state.theme.badge(.waiting)))
    }
    let urgentCount = badge.count
    if offScale > 0 {
      badge.append(
        .init((badge.isEmpty ? "" : " ") + "\(NumberText.grouped(offScale)) off scale", .dim))
    }
    let inside = Panel(
      title: [.init(content.title, .bold), .init("  ")] + content.legend, badge: badge,
      urgentCount: urgentCount, isFocused: isFocused
    ).draw(in: rect, on: &grid, glyphs: state.theme.glyphs)
    if chart.series.allSatisfy({ $0.count == 0 }) {
      drawWaiting(run, state, in: inside, on: &grid)
    } else {
      chart.draw(in: inside, on: &grid)
    }
  }

  private struct Content {
    var title: String
    var legend: [Panel.Span]
    var chart: LineChart
    /// Values that are missing by their nature: the speed of the first step.
    var expectedGaps = 0
  }

  private static func content(
    _ pane: TrainState.Pane, _ run: RunData, _ state: State
  ) -> Content {
    let theme = state.theme
    let stroke = String(Character(theme.glyphs.stroke))
    let point = String(Character(theme.glyphs.point))
    let settings = settings(state)
    let both: [Panel.Span] = [
      .init(stroke + stroke, theme.curve(.train)), .init(" train  "),
      .init(point, theme.curve(.validation)), .init(" validation"), .init("  " + settings, .dim),
    ]
    switch pane {
    case .accuracy:
      var chart = chart(state)
      chart.series = [
        validation(run.validations.accuracy, run.validations.intervals, run, state),
        train(run.steps.smoothAccuracy, raw: run.steps.accuracy, run, state),
      ]
      chart.references = [.init(0.5, label: "chance")]
      if let test = run.test, test.accuracy.isFinite {
        chart.references.append(
          .init(test.accuracy, label: "test \(NumberText.fraction(test.accuracy))"))
      }
      return Content(title: "Accuracy", legend: Array(both.dropLast()), chart: chart)
    case .gradient:
      var chart = chart(state)
      chart.vertical = .logarithmic
      chart.series = [
        train(run.steps.smoothGradientNorm, raw: run.steps.gradientNorm, run, state, .gradient)
      ]
      return Content(
        title: "Gradient norm",
        legend: [
          .init(run.steps.gradientNorm.last.map(NumberText.short) ?? ""), .init("  log y", .dim),
        ],
        chart: chart)
    case .learningRate:
      var chart = chart(state)
      chart.series = [
        LineChart.Series(
          x: x(run.steps, state), timeline: timeline(run, state), y: run.steps.learningRate,
          count: state.train.frozen?.steps, style: theme.curve(.learningRate))
      ]
      return Content(
        title: "Learning rate",
        legend: [.init(run.steps.learningRate.last.map(NumberText.scientific) ?? "")], chart: chart)
    case .speed:
      var chart = chart(state)
      chart.series = [train(run.steps.smoothSpeed, raw: run.steps.speed, run, state, .speed)]
      return Content(
        title: "Pairs per second",
        legend: [.init(run.steps.pairsPerSecond.map(NumberText.short) ?? "")], chart: chart,
        expectedGaps: run.steps.speed.count > 0 ? 1 : 0)
    default:
      var chart = chart(state)
      chart.vertical = state.train.isLogarithmic ? .logarithmic : .linear
      chart.series = [
        validation(run.validations.loss, nil, run, state),
        train(run.steps.smoothLoss, raw: run.steps.loss, run, state),
      ]
      // The loss of answering 1/2 to every pair.
      chart.references = [.init(log(2), label: "ln 2")]
      return Content(title: "Loss", legend: both, chart: chart)
    }
  }

  private static func settings(_ state: State) -> String {
    var parts = ["x \(state.train.axis.rawValue)"]
    if state.train.smoothing > 0 {
      parts.append("smooth \(NumberText.fixed(state.train.smoothing, 2))")
    }
    if state.train.isLogarithmic { parts.append("log y") }
    return parts.joined(separator: "  ")
  }

  private static func chart(_ state: State) -> LineChart {
    let horizontal: LineChart.Horizontal =
      switch state.train.axis {
      case .step, .pairs: .number
      case .time: .duration
      case .clock: .clock(offset: state.zone)
      }
    return LineChart(series: [], horizontal: horizontal, glyphs: state.theme.glyphs)
  }

  private static func x(_ steps: StepColumns, _ state: State) -> [Double] {
    switch state.train.axis {
    case .step: steps.step
    case .pairs: steps.pairs
    case .time, .clock: steps.seconds
    }
  }

  private static func timeline(_ run: RunData, _ state: State) -> Timeline? {
    state.train.axis == .clock ? run.timeline : nil
  }

  private static func train(
    _ smooth: SmoothedSeries, raw: Samples, _ run: RunData, _ state: State,
    _ curve: Theme.Curve = .train
  ) -> LineChart.Series {
    LineChart.Series(
      x: x(run.steps, state), timeline: timeline(run, state), y: smooth.samples,
      raw: smooth.weight > 0 ? raw : nil, count: state.train.frozen?.steps,
      style: state.theme.curve(curve), rawStyle: state.theme.raw(curve))
  }

  private static func validation(
    _ values: Samples, _ intervals: [ClosedRange<Double>]?, _ run: RunData, _ state: State
  ) -> LineChart.Series {
    let columns = run.validations
    let x =
      switch state.train.axis {
      case .step: columns.step
      case .pairs: columns.pairs
      case .time, .clock: run.steps.seconds(atSteps: columns.step)
      }
    return LineChart.Series(
      x: x, timeline: timeline(run, state), y: values, intervals: intervals,
      count: state.train.frozen?.validations,
      style: state.theme.curve(.validation), mark: state.theme.glyphs.point)
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
        .dim, ellipsis: state.theme.glyphs.ellipsis)
    }
  }
}

extension StepColumns {
  /// Seconds of training at step numbers in ascending order, as measured at the last step that is
  /// not after each.
  func seconds(atSteps wanted: [Double]) -> [Double] {
    var low = 0
    return wanted.map { step in
      var high = self.step.count
      while low < high {
        let middle = (low + high) / 2
        if self.step[middle] <= step { low = middle + 1 } else { high = middle }
      }
      return low > 0 ? seconds[low - 1] : 0
    }
  }
}

/// A vertical range that rare extreme raw values do not stretch.
enum RobustRange {
  /// The range of the smoothed curves and of all raw values between their 1st and 99th percentile,
  /// and how many raw values lie outside; nil where nothing is to be left out.
  static func find(
    _ series: [LineChart.Series], vertical: LineChart.Vertical
  ) -> (ClosedRange<Double>, Int)? {
    let positiveOnly = vertical == .logarithmic
    var core: [Double] = []
    for curve in series {
      let isLong = curve.count >= 50
      let whole = isLong || curve.raw == nil ? curve.y : curve.raw
      if let extent = whole?.extent(count: curve.count, positiveOnly: positiveOnly) {
        core += [extent.lowerBound, extent.upperBound]
      }
      guard isLong, let raw = curve.raw else { continue }
      // Two thousand values tell percentiles well enough.
      let count = min(curve.count, raw.count)
      let sample = stride(from: 0, to: count, by: max(1, count / 2_000))
        .map { raw.values[$0] }.filter { usable($0, vertical) }.sorted()
      guard !sample.isEmpty else { continue }
      core.append(sample[sample.count / 100])
      core.append(sample[sample.count - 1 - sample.count / 100])
    }
    guard let low = core.min(), let high = core.max() else { return nil }
    let range = LineChart.roomy(low...high, vertical)
    var outside = 0
    for curve in series where curve.count >= 50 {
      guard let raw = curve.raw else { continue }
      // Groups that lie inside need no look at their values.
      for group in 0..<raw.groupCount(for: curve.count) {
        let summary = raw.groups[group]
        if summary.low >= range.lowerBound && summary.high <= range.upperBound { continue }
        let first = group * raw.groupSize
        for index in first..<min(first + raw.groupSize, raw.count) {
          let value = raw.values[index]
          if usable(value, vertical) && !range.contains(value) { outside += 1 }
        }
      }
    }
    return outside > 0 ? (range, outside) : nil
  }

  private static func usable(_ value: Double, _ vertical: LineChart.Vertical) -> Bool {
    value.isFinite && (vertical == .linear || value > 0)
  }
}
