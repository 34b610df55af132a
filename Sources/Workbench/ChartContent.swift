import Foundation
import Scales
import Session
import Terminal

/// What the chart of a pane shows: a measure of the followed run, and of those compared with it.
struct ChartContent {
  var title: String
  var subtitle: [Panel.Span]
  var chart: LineChart
  /// Names of the compared runs, and of the followed one.
  var legend: [[Panel.Span]] = []
  /// What is read at the cursor.
  var cursor: LineChart.Cursor?
  /// Values that are missing by their nature: the speed of the first step.
  var expectedGaps = 0

  /// What a measure is called, where its values are and how they are written.
  private struct Measure {
    var smooth: SmoothedSeries?
    var raw: Samples
    var curve = Theme.Curve.train
    var validation: Samples?
    var intervals: [ClosedRange<Double>]?
    /// The values of a run that is compared.
    var others: KeyPath<RunCurves, Samples> & Sendable
    var otherValidation: (KeyPath<ValidationColumns, Samples> & Sendable)?
    var text: (Double) -> String
  }

  /// What a pane shows of a run.
  init(_ pane: TrainState.Pane, _ run: RunData, _ state: State) {
    let theme = state.theme
    let steps = run.steps
    let measure: Measure
    chart = LineChart(
      series: [], horizontal: ChartContent.horizontal(state), glyphs: theme.glyphs)
    subtitle = []
    switch pane {
    case .accuracy:
      title = "Accuracy"
      measure = Measure(
        smooth: steps.smoothAccuracy, raw: steps.accuracy, validation: run.validations.accuracy,
        intervals: run.validations.intervals, others: \.accuracy,
        otherValidation: \ValidationColumns.accuracy,
        text: NumberText.fraction)
      chart.references = [.init(0.5, label: "chance")]
      if let test = run.test, test.accuracy.isFinite {
        chart.references.append(
          .init(test.accuracy, label: "test \(NumberText.fraction(test.accuracy))"))
      }
      subtitle = ChartContent.keys(theme)
    case .gradient:
      title = "Gradient norm"
      measure = Measure(
        smooth: steps.smoothGradientNorm, raw: steps.gradientNorm, curve: .gradient,
        others: \.gradientNorm, text: NumberText.short)
      chart.vertical = .logarithmic
      subtitle = [
        .init(steps.gradientNorm.last.map(NumberText.short) ?? ""), .init("  log y", .dim),
      ]
    case .learningRate:
      title = "Learning rate"
      measure = Measure(
        raw: steps.learningRate, curve: .learningRate, others: \.learningRate,
        text: NumberText.scientific)
      subtitle = [.init(steps.learningRate.last.map(NumberText.scientific) ?? "")]
    case .speed:
      title = "Pairs per second"
      measure = Measure(
        smooth: steps.smoothSpeed, raw: steps.speed, curve: .speed, others: \.speed,
        text: NumberText.short)
      subtitle = [.init(steps.pairsPerSecond.map(NumberText.short) ?? "")]
      expectedGaps = steps.speed.count > 0 ? 1 : 0
    default:
      title = "Loss"
      measure = Measure(
        smooth: steps.smoothLoss, raw: steps.loss, validation: run.validations.loss,
        others: \.loss, otherValidation: \ValidationColumns.loss, text: NumberText.fraction)
      chart.vertical = state.train.isLogarithmic ? .logarithmic : .linear
      // The loss of answering 1/2 to every pair.
      chart.references = [.init(log(2), label: "ln 2")]
      subtitle =
        ChartContent.keys(theme) + [.init("  " + ChartContent.settings(state), .dim)]
    }
    let own = ownSeries(measure, run, state)
    let others = state.compared.compactMap { row, place in
      ChartContent.series(measure, row, place, state).map { (row: row, place: place, curve: $0) }
    }
    chart.series = others.map(\.curve) + own
    if !state.compared.isEmpty {
      let stroke = String(Character(theme.glyphs.stroke))
      legend =
        [[.init(stroke, theme.curve(.train)), .init(" " + CellText.clean(run.record.name))]]
        + state.compared.map { row, place in
          let look = theme.compared(place)
          let isThere = others.contains { $0.place == place }
          return [
            .init(String(Character(look.mark)), look.style), .init(" " + row.name),
            .init(isThere ? "" : ChartContent.absence(row, state), .dim),
          ]
        }
    }
    cursor = readout(measure, own, others.map { ($0.row, $0.place, $0.curve) }, run, state)
  }

  /// Why a compared run has no curve yet.
  private static func absence(_ row: RunRow, _ state: State) -> String {
    switch state.analysis.shelf.curves(ofRun: row.record.id) {
    case .failed(let reason): "  \(CellText.clean(reason))"
    case nil: "  reading"
    default: state.train.compared == .validation ? "  no validation yet" : "  no step yet"
    }
  }

  private static func keys(_ theme: Theme) -> [Panel.Span] {
    let stroke = String(Character(theme.glyphs.stroke))
    let point = String(Character(theme.glyphs.point))
    return [
      .init(stroke + stroke, theme.curve(.train)), .init(" train  "),
      .init(point, theme.curve(.validation)), .init(" validation"),
    ]
  }

  private static func settings(_ state: State) -> String {
    var parts = ["x \(state.train.axis.rawValue)"]
    if let window = state.train.window, let whole = state.wholeRange, window.span > 0 {
      let times = (whole.upperBound - whole.lowerBound) / window.span
      parts.append("zoom \(NumberText.short(times))")
    }
    if state.train.smoothing > 0 {
      parts.append("smooth \(NumberText.fixed(state.train.smoothing, 2))")
    }
    if state.train.isLogarithmic { parts.append("log y") }
    if !state.compared.isEmpty { parts.append("compared by \(state.train.compared.rawValue)") }
    return parts.joined(separator: "  ")
  }

  static func horizontal(_ state: State) -> LineChart.Horizontal {
    switch state.train.axis {
    case .step, .pairs: .number
    case .time: .duration
    case .clock: .clock(offset: state.zone)
    }
  }

  private func ownSeries(
    _ measure: Measure, _ run: RunData, _ state: State
  ) -> [LineChart.Series] {
    guard let places = state.chartPlaces else { return [] }
    let theme = state.theme
    // Beside other runs the noise of one would hide their curves.
    let showsRaw = (measure.smooth?.weight ?? 0) > 0 && state.compared.isEmpty
    let training = LineChart.Series(
      x: places.x, timeline: places.timeline, y: measure.smooth?.samples ?? measure.raw,
      raw: showsRaw ? measure.raw : nil, count: places.count, style: theme.curve(measure.curve),
      rawStyle: theme.raw(measure.curve))
    guard let values = measure.validation else { return [training] }
    let columns = run.validations
    let x =
      switch state.train.axis {
      case .step: columns.step
      case .pairs: columns.pairs
      case .time, .clock: run.steps.seconds(atSteps: columns.step)
      }
    let validation = LineChart.Series(
      x: x, timeline: places.timeline, y: values, intervals: measure.intervals,
      count: state.train.frozen?.validations, style: theme.curve(.validation),
      mark: theme.glyphs.point)
    return [validation, training]
  }

  /// The curve of a compared run; nil where it has none yet.
  private static func series(
    _ measure: Measure, _ row: RunRow, _ place: Int, _ state: State
  ) -> LineChart.Series? {
    guard case .curves(let curves) = state.analysis.shelf.curves(ofRun: row.record.id) else {
      return nil
    }
    let axis = state.train.axis
    let look = state.theme.compared(place)
    var curve = LineChart.Series(
      x: curves.x(axis), timeline: axis == .clock ? curves.timeline : nil,
      y: curves[keyPath: measure.others], style: look.style, mark: look.mark)
    if state.train.compared == .validation, let path = measure.otherValidation {
      curve = LineChart.Series(
        x: curves.validationX(axis), timeline: curve.timeline, y: curves.validations[keyPath: path],
        style: look.style, mark: look.mark)
    }
    curve.markOffset = place * 3 + 3
    return curve.count > 0 ? curve : nil
  }

  /// The step under the cursor, when it was, and the values there.
  private func readout(
    _ measure: Measure, _ own: [LineChart.Series],
    _ others: [(row: RunRow, place: Int, curve: LineChart.Series)], _ run: RunData, _ state: State
  ) -> LineChart.Cursor? {
    guard let index = state.cursorIndex, let x = state.cursorPlace else { return nil }
    let seconds = run.steps.seconds[index]
    let when =
      state.train.axis == .clock
      ? NumberText.clock(x, offset: state.zone) : NumberText.duration(seconds)
    let step = Int(exactly: run.steps.step[index]) ?? .max
    var lines: [[Panel.Span]] = [
      [.init("step \(NumberText.grouped(step))", .bold), .init("  \(when)")]
    ]
    let raw = measure.text(measure.raw.values[index])
    var values = [Panel.Span(raw, .bold)]
    if let smooth = measure.smooth {
      values = [.init(measure.text(smooth.values[index]), .bold), .init(" (raw \(raw))")]
    }
    if measure.validation != nil { values.insert(.init("train "), at: 0) }
    if measure.validation != nil, let validation = own.first {
      // The newest that was known at that step.
      let before = validation.index(from: x.nextUp) - 1
      values.append(.init("  val "))
      values.append(
        .init(before >= 0 ? measure.text(validation.y.values[before]) : "-", .bold))
    }
    lines.append(values)
    for (row, place, curve) in others {
      let look = state.theme.compared(place)
      let at = curve.index(from: x.nextUp) - 1
      let isPast = at == curve.count - 1 && (at < 0 || curve.position(at) < x)
      lines.append([
        .init(String(Character(look.mark)), look.style),
        .init(" " + (at >= 0 && !isPast ? measure.text(curve.y.values[at]) : "-"), .bold),
        .init(" " + row.name),
      ])
    }
    return LineChart.Cursor(x: x, lines: lines)
  }
}

extension Theme {
  /// The marker and the style of a run that is compared: colours of the categories that are neither
  /// that of training nor that of validation; where they come again, the markers are others.
  func compared(_ place: Int) -> (mark: Unicode.Scalar, style: Style) {
    let colors =
      switch tier {
      case .monochrome: [0]
      case .palette8, .palette16: [2, 3, 4, 5, 6]
      case .palette256, .trueColor: [6, 2, 3, 4]
      }
    let marks = "+x#*%&@$=^~vabcdefghijkl".unicodeScalars.map { $0 }
    return (marks[place % marks.count], category(colors[place % colors.count]))
  }
}
