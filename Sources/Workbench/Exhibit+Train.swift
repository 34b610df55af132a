import Figures
import Foundation
import Glibc
import Scales
import Session
import Terminal

extension State {
  /// The chart that has the focus, else the loss, and all measures of the run.
  var trainExhibit: Exhibit {
    guard let run else { return Exhibit("train", missing: "no run yet") }
    let pane: TrainState.Pane =
      switch train.focus {
      case .accuracy, .gradient, .learningRate, .speed: train.focus
      case .loss, .run, .runs, .stages, .events: .loss
      }
    let name = Exhibit.name("train", pane.rawValue, run.record.name, "step\(run.step)")
    guard run.steps.count > 0 else {
      return Exhibit(name, missing: "no step was taken yet")
    }
    return Exhibit(
      name, figure: .made { self.curves(pane, of: run) }, table: .made { self.measures(of: run) })
  }

  /// Where the curves of a run come from.
  private func caption(of run: RunData) -> String {
    var parts = [run.record.name]
    if let seed = run.manifest["seed"] { parts.append("seed \(seed)") }
    if let width = run.manifest["width"] { parts.append("width \(width)") }
    parts.append(
      "\(NumberText.grouped(run.step)) steps, \(NumberText.grouped(run.pairs)) pairs, "
        + run.status.word.lowercased())
    if let count = run.validations.counts.last {
      parts.append("validation n = \(NumberText.grouped(count))")
    }
    if let test = run.test {
      parts.append(
        "test accuracy \(NumberText.fixed(test.accuracy, 3)), n = \(NumberText.grouped(test.count))"
      )
    }
    if train.smoothing > 0 {
      parts.append("curves smoothed by \(NumberText.short(train.smoothing)), values dimmed")
    }
    parts.append("session \(session.name)")
    return parts.joined(separator: "; ")
  }

  private func curves(_ pane: TrainState.Pane, of run: RunData) -> CurveFigure {
    let steps = run.steps
    let count = train.frozen?.steps ?? steps.count
    let (x, unit) = places(of: run)
    func series(
      _ name: String, _ values: Samples, smooth: Samples?
    ) -> (CurveFigure.Series, LineChart.Series) {
      let places = x(nil)
      return (
        CurveFigure.Series(
          name, x: Array(places.prefix(count)), y: Array(values.values.prefix(count)),
          smoothing: smooth == nil ? 0 : train.smoothing),
        LineChart.Series(
          x: places, y: smooth ?? values, raw: smooth == nil ? nil : values, count: count,
          style: .plain)
      )
    }
    let validations = run.validations
    let shown = train.frozen?.validations ?? validations.count
    func validation(
      _ values: Samples, _ errors: [ClosedRange<Double>?]
    ) -> (CurveFigure.Series, LineChart.Series) {
      let places = x(validations)
      return (
        CurveFigure.Series(
          "validation", x: Array(places.prefix(shown)), y: Array(values.values.prefix(shown)),
          hasPoints: true, errors: Array(errors.prefix(shown))),
        LineChart.Series(x: places, y: values, count: shown, style: .plain)
      )
    }
    var curves: [(CurveFigure.Series, LineChart.Series)]
    var references: [FigureReference] = []
    var isLogarithmic = false
    let title: String
    switch pane {
    case .accuracy:
      title = "accuracy"
      curves = [
        series("train", steps.accuracy, smooth: steps.smoothAccuracy.samples),
        validation(validations.accuracy, validations.intervals),
      ]
      references = [FigureReference(0.5, "chance")]
      if let test = run.test, test.accuracy.isFinite {
        references.append(
          FigureReference(test.accuracy, "test \(NumberText.fixed(test.accuracy, 3))"))
      }
    case .gradient:
      title = "gradient norm"
      isLogarithmic = true
      curves = [
        series("gradient norm", steps.gradientNorm, smooth: steps.smoothGradientNorm.samples)
      ]
    case .learningRate:
      title = "learning rate"
      curves = [series("learning rate", steps.learningRate, smooth: nil)]
    case .speed:
      title = "pairs per second"
      curves = [series("pairs per second", steps.speed, smooth: steps.smoothSpeed.samples)]
    default:
      title = "loss"
      isLogarithmic = train.isLogarithmic
      curves = [
        series("train", steps.loss, smooth: steps.smoothLoss.samples),
        validation(validations.loss, []),
      ]
      references = [FigureReference(Glibc.log(2), "ln 2, chance")]
    }
    var caption = caption(of: run)
    if pane == .accuracy { caption += "; bars: 95 % of a binomial (Wilson)" }
    var chart = LineChart(
      series: curves.map(\.1), vertical: isLogarithmic ? .logarithmic : .linear)
    chart.xRange = chartRange
    let robust = train.ranges[pane] ?? (train.isRobust ? RobustRange.find(chart) : nil)
    if let robust {
      let count = RobustRange.countOutside(robust, chart)
      if count > 0 { caption += "; \(NumberText.grouped(count)) values off scale" }
    }
    return CurveFigure(
      curves.map(\.0), references: references, xTitle: unit,
      yTitle: pane == .loss ? "loss (nats)" : title, yRange: robust,
      isLogarithmicY: isLogarithmic, title: "\(title.prefix(1).uppercased() + title.dropFirst())",
      caption: caption)
  }

  /// Where steps, or with an argument validations, lie on the chosen axis, and what it is called.
  private func places(of run: RunData) -> ((ValidationColumns?) -> [Double], String) {
    func seconds(_ validations: ValidationColumns?) -> [Double] {
      validations.map { run.steps.seconds(atSteps: $0.step) } ?? run.steps.seconds
    }
    // Hours of long runs, seconds of short ones.
    let last = run.steps.seconds.last ?? 0
    let (divisor, unit): (Double, String) =
      last > 10_800 ? (3_600, "h") : last > 600 ? (60, "min") : (1, "s")
    switch train.axis {
    case .step: return ({ $0?.step ?? run.steps.step }, "step")
    case .pairs: return ({ $0?.pairs ?? run.steps.pairs }, "pairs seen")
    case .time: return ({ seconds($0).map { $0 / divisor } }, "training time (\(unit))")
    case .clock:
      let timeline = run.timeline
      let start = run.record.created.timeIntervalSince1970
      return (
        { seconds($0).map { ((timeline.time(atSeconds: $0) ?? start) - start) / divisor } },
        "time since the start, pauses counted (\(unit))"
      )
    }
  }

  /// A row a step, with the validation after it where there was one.
  private func measures(of run: RunData) -> ExhibitTable {
    let steps = run.steps
    var table = ExhibitTable(rows: steps.count)
    table.add("step", .integers(steps.step.map { Int($0) }))
    table.add("pairs", .integers(steps.pairs.map { Int($0) }))
    table.add("wall_seconds", .numbers(steps.seconds))
    table.add("learning_rate", .numbers(steps.learningRate.values))
    table.add("loss", .numbers(steps.loss.values))
    table.add("accuracy", .numbers(steps.accuracy.values))
    table.add("gradient_norm", .numbers(steps.gradientNorm.values))
    // The first step has no speed.
    table.add("pairs_per_second", .numbers(steps.speed.values.map { $0.isFinite ? $0 : nil }))
    let validations = run.validations
    let rows = Dictionary(
      validations.step.enumerated().map { ($1, $0) }, uniquingKeysWith: { _, last in last })
    func measured(_ values: Samples) -> ExhibitTable.Values {
      .numbers(steps.step.map { step in rows[step].map { values.values[$0] } })
    }
    table.add("validation_loss", measured(validations.loss))
    table.add("validation_accuracy", measured(validations.accuracy))
    return table
  }
}
