import Foundation
import Scales
import Session
import Terminal

/// The numbers of a run.
enum RunView {
  /// Rows of its content.
  static let rows = 12

  static func draw(
    _ run: RunData, _ state: State, isFocused: Bool, in rect: Rect, on grid: inout Grid
  ) {
    let inside = Panel(title: [.init("Run", .bold)], isFocused: isFocused)
      .draw(in: rect, on: &grid, glyphs: state.theme.glyphs)
    grid.clipped(to: inside) { grid in
      for (index, line) in lines(run, state).enumerated() {
        let y = inside.y + index
        grid.text(line.name, x: inside.x + 1, y: y, .dim)
        grid.text(
          line.value, x: inside.x + 10, y: y, width: inside.width - 11, line.style)
      }
      let y = inside.y + rows - 1
      let percent = " " + NumberText.fixed(run.progress * 100, 0) + "%"
      Gauge.draw(
        run.progress, x: inside.x + 1, y: y, width: inside.width - 3 - percent.count, on: &grid,
        glyphs: state.theme.glyphs, state.theme.curve(.train))
      grid.text(percent, endingAt: inside.maxX - 1, y: y, .bold)
    }
  }

  /// A training and a validation value side by side.
  static func pair(_ train: Double?, _ validation: Double?) -> String {
    (train.map(NumberText.fraction) ?? "-") + " / " + (validation.map(NumberText.fraction) ?? "-")
  }

  /// The share of a test's pairs that were answered rightly, half its 95 % interval, their number.
  static func test(_ test: ValidationRecord, _ state: State) -> String {
    guard test.accuracy.isFinite else { return "NaN, n \(NumberText.grouped(test.count))" }
    return NumberText.fraction(test.accuracy)
      + error(Binomial.interval(share: test.accuracy, count: test.count), state)
      + "  n \(NumberText.grouped(test.count))"
  }

  /// Half of a 95 % interval.
  private static func error(_ interval: ClosedRange<Double>, _ state: State) -> String {
    (state.theme.glyphs == .unicode ? " ±" : " +-")
      + NumberText.fraction((interval.upperBound - interval.lowerBound) / 2)
  }

  private static func measured(_ train: Double?, _ validation: Double?) -> String {
    "train " + (train.map(NumberText.fraction) ?? "-") + "  val "
      + (validation.map(NumberText.fraction) ?? "-")
  }

  private struct Line {
    var name: String
    var value: String
    var style: Style = .plain
  }

  private static func lines(_ run: RunData, _ state: State) -> [Line] {
    let steps = run.steps
    let manifest = run.manifest
    func told(_ names: [(String, String)]) -> String {
      let parts = names.compactMap { label, key in
        manifest[key].map { label.isEmpty ? $0 : "\(label) \($0)" }
      }
      return parts.isEmpty ? "-" : parts.joined(separator: "  ")
    }
    var accuracy = measured(steps.smoothAccuracy.values.last, run.validations.accuracy.last)
    if let interval = run.validations.intervals.last,
      run.validations.accuracy.last?.isFinite == true
    {
      accuracy += error(interval, state)
    }
    let newest = run.newestCheckpoint.map { checkpoint in
      let age = max(0, state.now - checkpoint.time.timeIntervalSince1970)
      return "step \(NumberText.grouped(checkpoint.step)), \(NumberText.duration(age)) ago"
    }
    let best = run.best.map { checkpoint in
      (checkpoint.validationAccuracy.map(NumberText.fraction) ?? "-")
        + " at step \(NumberText.grouped(checkpoint.step))"
    }
    let beat = run.heartbeat.map { beat in
      let age = max(0, state.now - beat.time.timeIntervalSince1970)
      return "\(NumberText.duration(age)) ago, pid \(beat.pid) on \(beat.host)"
    }
    let trained = steps.seconds.last.map(NumberText.duration)
    let speed = steps.pairsPerSecond.map { NumberText.short($0) + " pairs/s" } ?? "-"
    var rate =
      (steps.learningRate.last.map(NumberText.scientific) ?? "-") + "  gradient "
      + (steps.gradientNorm.last.map(NumberText.short) ?? "-")
    if case .learningRate(let asked) = state.train.asked?.command {
      rate =
        (steps.learningRate.last.map(NumberText.scientific) ?? "-")
        + "  asked \(NumberText.scientific(asked))"
    }
    let pairs =
      NumberText.grouped(run.pairs)
      + (run.targetPairs > 0 ? " of \(NumberText.grouped(run.targetPairs))" : "")
    return [
      Line(name: "name", value: run.record.name, style: .bold),
      Line(
        name: "network",
        value: told([("width", "width"), ("stride", "stride"), ("seed", "seed")])),
      Line(
        name: "setup", value: told([("batch", "batch"), ("", "engine"), ("", "precision")])),
      Line(
        name: "loss", value: measured(steps.smoothLoss.values.last, run.validations.loss.last)),
      Line(name: "accuracy", value: accuracy, style: .bold),
      Line(name: "lr now", value: rate),
      Line(name: "speed", value: speed + (trained.map { " for " + $0 } ?? "")),
      Line(name: "pairs", value: pairs),
      Line(name: "saved", value: newest ?? "nothing yet"),
      Line(name: "best", value: best ?? "-"),
      // Who listens for the heart of a run that has its test?
      run.test.map { Line(name: "test", value: test($0, state), style: .bold) }
        ?? Line(name: "beat", value: beat ?? "none yet"),
    ]
  }
}
