import Foundation
import Scales
import Session
import Terminal

extension CommandTable {
  /// How the charts of the training screen look, and where they are read.
  static let chartCommands: [Command] = [
    Command(
      "train.logarithmic", "Logarithmic loss axis", help: "Linear or logarithmic loss.",
      keys: Command.keys("y"), in: [.tab(.train)], label: "log y"
    ) { state, _ in
      state.train.isLogarithmic.toggle()
      // Below 120 columns the chart may be on another pane.
      state.say("The loss axis is \(state.train.isLogarithmic ? "logarithmic" : "linear").")
      return []
    },
    Command(
      "train.robust", "Robust axes",
      help: "Leaves rare extreme values off the scale, and says how many there are.",
      keys: Command.keys("Y"), in: [.tab(.train)]
    ) { state, _ in
      state.train.isRobust.toggle()
      state.say(
        state.train.isRobust
          ? "Axes fit all but the rarest values; the title counts those off the scale."
          : "Axes fit every value.")
      return []
    },
    Command(
      "train.axis", "Change the x axis", help: "Steps, pairs, time of training, or time of day.",
      keys: Command.keys("x"), in: [.tab(.train)], label: "x axis"
    ) { state, _ in
      state.setAxis(next(state.train.axis, in: TrainState.Axis.allCases))
      state.say("The charts' x axis: \(state.train.axis.rawValue).")
      return []
    },
    Command(
      "train.smoothing", "Change the smoothing",
      help: "Steps through none, 0.6, 0.9, 0.97, 0.99; the raw values stay, dimmed.",
      keys: Command.keys("s"), in: [.tab(.train)], label: "smooth"
    ) { state, _ in
      state.train.smoothing = next(state.train.smoothing, in: TrainState.smoothings)
      state.run?.steps.smooth(state.train.smoothing)
      return []
    },
    Command(
      "train.freeze", "Freeze the charts",
      help: "Charts stand still while training and numbers go on; again to follow.",
      keys: Command.keys("F"), in: [.tab(.train)], label: "freeze"
    ) { state, _ in
      if state.train.frozen != nil {
        state.train.frozen = nil
      } else if let run = state.run {
        let lastSteps = state.compared.map { ($0.row.record.id, $0.row.step) }
        state.train.frozen = TrainState.Frozen(
          steps: run.steps.count, validations: run.validations.count, step: run.step,
          lastSteps: Dictionary(lastSteps, uniquingKeysWith: { first, _ in first }),
          timeline: run.timeline)
      }
      return []
    },
    zoom(
      "in", "Zoom the charts in", "Shows half of the x axis: around the cursor, else the end.",
      Command.keys("+", "="), label: "zoom", 2),
    zoom(
      "out", "Zoom the charts out", "Shows twice as much of the x axis.", Command.keys("-"), 0.5),
    Command(
      "train.fit", "Show the whole x axis",
      help: "Fits the charts to all steps.", keys: Command.keys("0"), in: [.tab(.train)],
      label: "fit",
      obstacle: { $0.train.window == nil ? "the whole axis is shown already" : nil }
    ) { state, _ in
      state.train.window = nil
      return []
    },
    pan("left", "Pan the charts to the left", "H", -0.5),
    pan("right", "Pan the charts to the right", "L", 0.5),
    Command(
      "train.xRange", "Type the range of the x axis",
      help: "Shows from one step, pair or second to another; nothing typed shows all.",
      keys: Command.keys("X"), in: [.tab(.train)],
      arguments: [
        rangeArgument(label: { "x axis, \($0.train.axis.rawValue), from and to" }) {
          $0.train.window == nil ? nil : $0.chartRange
        }
      ],
      obstacle: { state in
        if state.train.axis == .clock { return "times of day cannot be typed: x changes the axis" }
        return state.wholeRange == nil ? "there is no step yet" : nil
      }
    ) { state, arguments in
      state.train.window = nil
      if let range = arguments.first.flatMap(range) {
        state.train.window = .init(
          span: range.upperBound - range.lowerBound, end: range.upperBound)
      }
      return []
    },
    Command(
      "train.yRange", "Type the range of the y axis",
      help: "Shows from one value to another on the chart that has the focus; nothing typed fits.",
      keys: Command.keys("a"), in: [.tab(.train)],
      arguments: [
        rangeArgument(label: { "y axis of \($0.focusedChart.rawValue), from and to" }) {
          $0.train.ranges[$0.focusedChart]
        }
      ]
    ) { state, arguments in
      state.train.ranges[state.focusedChart] = arguments.first.flatMap(range)
      return []
    },
    cursor("left", "Cursor to the left", Command.keys("h", "Left"), label: nil) {
      $0.moveCursor(cells: -1)
    },
    cursor("right", "Cursor to the right", Command.keys("l", "Right"), label: "cursor") {
      $0.moveCursor(cells: 1)
    },
    Command(
      "train.jump", "Read the charts at a step",
      help: "Asks for a step, places the cursor there and tells the values.",
      keys: Command.keys("t"), in: [.tab(.train)],
      arguments: [
        Command.Argument(
          name: "step", hint: "a step, as in 1200 or 12k",
          problem: { step($0) == nil ? "not the number of a step" : nil })
      ], label: "read at..", obstacle: hasNoSteps
    ) { state, arguments in
      guard let number = arguments.first.flatMap(step), let run = state.run else { return [] }
      if let last = run.steps.step.last, number > last {
        let (wanted, newest) = (grouped(number), grouped(last))
        state.say("There is no step \(wanted): \(run.record.name) is at \(newest).", .warning)
        return []
      }
      if !state.focusedPaneIsChart { state.train.focus = .loss }
      state.train.cursor = number
      guard let index = state.cursorIndex else { return [] }
      state.setCursor(index: index)
      let steps = run.steps
      var words = "step \(grouped(steps.step[index])): loss "
      words += NumberText.fraction(steps.smoothLoss.values[index])
      words += " (raw \(NumberText.fraction(steps.loss.values[index]))), accuracy "
      words += NumberText.fraction(steps.smoothAccuracy.values[index])
      state.say(words + " (raw \(NumberText.fraction(steps.accuracy.values[index])))")
      return []
    },
  ]

  private static let hasNoSteps: @Sendable (State) -> String? = {
    $0.run?.steps.count ?? 0 > 0 ? nil : "there is no step yet"
  }

  private static func zoom(
    _ verb: String, _ title: String, _ help: String, _ keys: [[Key]], label: String? = nil,
    _ factor: Double
  ) -> Command {
    Command(
      "train.zoom\(verb.capitalized)", title, help: help, keys: keys, in: [.tab(.train)],
      label: label, obstacle: hasNoSteps
    ) { state, _ in
      state.zoomCharts(by: factor)
      return []
    }
  }

  private static func pan(_ side: String, _ title: String, _ key: String, _ share: Double)
    -> Command
  {
    Command(
      "train.pan\(side.capitalized)", title,
      help: share < 0
        ? "Shows earlier steps: moves by half of what is shown of the x axis."
        : "Shows later steps, by half of what is shown; at the end it follows training.",
      keys: Command.keys(key), in: [.tab(.train)],
      obstacle: { $0.train.window == nil ? "the whole axis is shown: + zooms" : nil }
    ) { state, _ in
      state.panCharts(by: share)
      return []
    }
  }

  private static func cursor(
    _ side: String, _ title: String, _ keys: [[Key]], label: String?,
    _ move: @escaping @Sendable (inout State) -> Void
  ) -> Command {
    Command(
      "train.cursor\(side.capitalized)", title,
      help: "Reads the charts a column, at least a step, to the \(side); the first press reads the "
        + "newest step, Esc ends.",
      keys: keys, in: [.tab(.train)], label: label, obstacle: hasNoSteps
    ) { state, _ in
      move(&state)
      return []
    }
  }

  /// Two numbers, or nothing.
  private static func rangeArgument(
    label: @escaping @Sendable (State) -> String,
    _ present: @escaping @Sendable (State) -> ClosedRange<Double>?
  ) -> Command.Argument {
    Command.Argument(
      name: "from and to", hint: "two numbers, as in .2 .7; nothing for all",
      problem: { text in
        text.allSatisfy { $0 == " " } || range(text) != nil
          ? nil : "two numbers are needed, the smaller first"
      },
      initial: { state in
        present(state).map {
          NumberText.short($0.lowerBound) + " " + NumberText.short($0.upperBound)
        }
          ?? ""
      }, label: label)
  }

  /// Two numbers in ascending order: `.2 .7`, `1k 2.5k`, `1e-5 1e-3`.
  static func range(_ text: String) -> ClosedRange<Double>? {
    let numbers = text.split(separator: " ").map { number(String($0)) }
    guard numbers.count == 2, let low = numbers[0], let high = numbers[1], low < high else {
      return nil
    }
    return low...high
  }

  /// The number of a step: `1200`, `1,200`, `1.2k`.
  private static func step(_ text: String) -> Double? {
    guard let number = number(text), number >= 0, number < 1e15 else { return nil }
    return number
  }

  private static func grouped(_ step: Double) -> String {
    NumberText.grouped(Int(exactly: step.rounded()) ?? .max)
  }

  private static func number(_ text: String) -> Double? {
    var digits = text.replacing(",", with: "").lowercased()
    var factor = 1.0
    for (letter, size) in [("k", 1e3), ("m", 1e6)] where digits.hasSuffix(letter) {
      digits.removeLast()
      factor = size
    }
    if digits.hasPrefix(".") { digits = "0" + digits }
    return Double(digits).flatMap { $0.isFinite ? $0 * factor : nil }
  }

  private static func next<Value: Equatable>(_ value: Value, in all: [Value]) -> Value {
    guard let place = all.firstIndex(of: value) else { return all[0] }
    return all[(place + 1) % all.count]
  }
}

extension State {
  /// Whether the keys go to a chart.
  var focusedPaneIsChart: Bool { train.focus.isChart }
  /// The chart that has the focus, else the loss.
  var focusedChart: TrainState.Pane { train.focus.isChart ? train.focus : .loss }
}
