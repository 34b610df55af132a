import Foundation
import Scales
import Session
import Terminal

extension CommandTable {
  /// Commands of the training screen.
  static let trainCommands: [Command] = [
    Command(
      "train.pause", "Pause or resume training",
      help: "Pauses after the present step, keeping everything in memory, or goes on.",
      keys: Command.keys("P"), in: [.tab(.train)], label: "pause", isEssential: true,
      obstacle: controlObstacle
    ) { state, _ in
      guard let run = state.run else { return [] }
      if run.status == .paused {
        state.say("Resume asked: training goes on at once.")
        return [.send(.resume, run: run.record.id)]
      }
      state.say("Pause asked: the trainer waits after this step; P goes on.")
      return [.send(.pause, run: run.record.id)]
    },
    Command(
      "train.checkpoint", "Save a checkpoint now",
      help: "Saves after the present step and goes on.", keys: Command.keys("K"),
      in: [.tab(.train)], label: "checkpoint", obstacle: controlObstacle
    ) { state, _ in
      guard let run = state.run else { return [] }
      state.say("Checkpoint asked: saved after this step, training goes on.")
      return [.send(.checkpoint, run: run.record.id)]
    },
    Command(
      "train.stop", "Stop training and save",
      help: "Finishes the present step, saves and ends the trainer, after a question.",
      keys: Command.keys("S"), in: [.tab(.train)], label: "stop..", obstacle: controlObstacle
    ) { state, _ in
      guard let run = state.run else { return [] }
      state.overlays.append(
        .confirmation(
          Confirmation(
            title: "Stop \(run.record.name)?",
            consequence: "The trainer finishes step \(NumberText.grouped(run.step + 1)), saves a "
              + "checkpoint and ends. Nothing is lost; \"earsight train \(state.session.name)\" "
              + "goes on from there.",
            verb: "stop and save", effect: .send(.stop, run: run.record.id))))
      return []
    },
    Command(
      "train.abort", "Stop training now, without saving",
      help: "Ends the trainer at once, after a question; what came after the last checkpoint is "
        + "lost.",
      in: [.tab(.train)], obstacle: controlObstacle
    ) { state, _ in
      guard let run = state.run else { return [] }
      let kept = run.newestCheckpoint.map { "step \(NumberText.grouped($0.step))" } ?? "the start"
      state.overlays.append(
        .confirmation(
          Confirmation(
            title: "Stop \(run.record.name) without saving?",
            consequence: "The trainer ends at once. What it learned since \(kept) is lost; a "
              + "resumed training begins there.",
            verb: "stop now", effect: .send(.abort, run: run.record.id))))
      return []
    },
    Command(
      "train.rate", "Set the learning rate",
      help: "Asks for a learning rate, used from the next step on.",
      keys: Command.keys("i"), in: [.tab(.train)],
      arguments: [
        Command.Argument(
          name: "learning rate", hint: "a positive number, as in 1e-4",
          problem: { text in
            guard let rate = Double(text), rate > 0, rate.isFinite else {
              return text.isEmpty ? "a number is needed" : "not a positive number"
            }
            return nil
          })
      ], obstacle: controlObstacle
    ) { state, arguments in
      guard let run = state.run, let rate = arguments.first.flatMap(Double.init) else { return [] }
      state.say("Learning rate \(NumberText.scientific(rate)) asked, from the next step on.")
      return [.send(.learningRate(rate), run: run.record.id)]
    },
    Command(
      "train.nextPane", "Next pane", help: "Moves the focus to the next pane.",
      keys: Command.keys("Tab"), in: [.tab(.train)], label: "pane"
    ) { state, _ in
      moveFocus(by: 1, &state)
      return []
    },
    Command(
      "train.previousPane", "Previous pane", help: "Moves the focus to the pane before.",
      keys: Command.keys("S-Tab"), in: [.tab(.train)]
    ) { state, _ in
      moveFocus(by: -1, &state)
      return []
    },
    Command(
      "train.logarithmic", "Logarithmic loss axis", help: "Linear or logarithmic loss.",
      keys: Command.keys("y"), in: [.tab(.train)], label: "log y"
    ) { state, _ in
      state.train.isLogarithmic.toggle()
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
      state.train.axis = next(state.train.axis, in: TrainState.Axis.allCases)
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
        state.train.frozen = TrainState.Frozen(
          steps: run.steps.count, validations: run.validations.count, step: run.step)
      }
      return []
    },
    Command(
      "train.previousRun", "Previous run", help: "Shows the run before this one.",
      keys: Command.keys("["), in: [.tab(.train)],
      obstacle: { neighbour(-1, $0) == nil ? "there is no run before this one" : nil }
    ) { state, _ in neighbour(-1, state).map { [.select(run: $0)] } ?? [] },
    Command(
      "train.nextRun", "Next run", help: "Shows the run after this one.",
      keys: Command.keys("]"), in: [.tab(.train)],
      obstacle: { neighbour(1, $0) == nil ? "there is no run after this one" : nil }
    ) { state, _ in neighbour(1, state).map { [.select(run: $0)] } ?? [] },
  ]

  /// Why a trainer cannot be asked for anything now.
  static let controlObstacle: @Sendable (State) -> String? = { state in
    if let obstacle = state.session.controlObstacle { return obstacle }
    guard let run = state.run else { return "there is no run yet" }
    if run.status.isAlive { return nil }
    switch run.status {
    case .waiting: return "no trainer has begun this run yet"
    case .stalled: return "the trainer does not answer: \(run.status.word)"
    default: return "the run is \(run.status.word); no trainer works on it"
    }
  }

  private static func next<Value: Equatable>(_ value: Value, in all: [Value]) -> Value {
    guard let place = all.firstIndex(of: value) else { return all[0] }
    return all[(place + 1) % all.count]
  }

  private static func moveFocus(by steps: Int, _ state: inout State) {
    let panes = TrainLayout.panes(for: state.size)
    let place = panes.firstIndex(of: state.train.focus) ?? 0
    state.train.focus = panes[(place + steps + panes.count) % panes.count]
  }

  private static func neighbour(_ distance: Int, _ state: State) -> Int64? {
    guard let place = state.runs.firstIndex(where: { $0.id == state.run?.record.id }),
      state.runs.indices.contains(place + distance)
    else { return nil }
    return state.runs[place + distance].id
  }
}
