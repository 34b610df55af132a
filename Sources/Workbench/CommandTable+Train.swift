import Foundation
import Scales
import Session
import Terminal

extension CommandTable {
  /// Commands of the training screen.
  static let trainCommands: [Command] = controlCommands + chartCommands + runCommands

  /// What a trainer may be asked, and which pane has the keys.
  private static let controlCommands: [Command] = [
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
              + "checkpoint and ends. Nothing is lost; \"earsight train \(state.session.word)\" "
              + "goes on from there.",
            verb: "stop and save", refusal: "go on training",
            effect: .send(.stop, run: run.record.id))))
      return []
    },
    Command(
      "train.abort", "Stop training now, without saving",
      help: "Ends the trainer at once, after a question; what came after the last checkpoint is "
        + "lost.",
      keys: Command.keys("Q"), in: [.tab(.train)], obstacle: controlObstacle
    ) { state, _ in
      guard let run = state.run else { return [] }
      let kept = run.newestCheckpoint.map { "step \(NumberText.grouped($0.step))" } ?? "the start"
      state.overlays.append(
        .confirmation(
          Confirmation(
            title: "Stop \(run.record.name) without saving?",
            consequence: "The trainer ends at once. What it learned since \(kept) is lost; a "
              + "resumed training begins there.",
            verb: "stop now", refusal: "go on training",
            effect: .send(.abort, run: run.record.id))))
      return []
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
      "train.rate", "Set the learning rate",
      help: "Asks for a learning rate, says what it means, and sends it to the trainer.",
      keys: Command.keys("i"), in: [.tab(.train)],
      arguments: [
        Command.Argument(
          name: "learning rate", hint: "a positive number, as in 1e-4",
          problem: { text in
            guard let rate = Double(text), rate > 0, rate.isFinite else {
              return text.isEmpty ? "a number is needed" : "not a positive number"
            }
            return nil
          }, initial: { $0.baseRate.map(NumberText.scientific) ?? "" })
      ], label: "rate..", obstacle: controlObstacle
    ) { state, arguments in
      guard let run = state.run, let rate = arguments.first.flatMap(Double.init) else { return [] }
      state.overlays.append(
        .confirmation(
          Confirmation(
            title: "Learning rate \(NumberText.scientific(rate))?",
            consequence: state.consequence(ofRate: rate), verb: "set the rate",
            refusal: "keep \(state.baseRate.map(NumberText.scientific) ?? "the present one")",
            effect: .send(.learningRate(rate), run: run.record.id))))
      return []
    },
  ]

  /// Why a trainer cannot be asked for anything now.
  static let controlObstacle: @Sendable (State) -> String? = { state in
    if let obstacle = state.session.controlObstacle { return obstacle }
    guard let run = state.run else { return "there is no run yet" }
    if run.status.isAlive { return nil }
    switch run.status {
    case .waiting: return "no trainer has begun this run yet"
    case .stalled(_, processGone: true): return state.wayOn(from: run)
    case .stalled: return "the trainer does not answer: \(run.status.word)"
    default: return "the run is \(run.status.word); no trainer works on it"
    }
  }

  private static func moveFocus(by steps: Int, _ state: inout State) {
    let panes = TrainLayout.panes
    let place = panes.firstIndex(of: state.train.focus) ?? 0
    state.train.focus = panes[(place + steps + panes.count) % panes.count]
  }
}

extension State {
  /// The learning rate before its schedule: the last that was set, else that of the manifest.
  public var baseRate: Double? {
    guard let run else { return nil }
    let set = log.events.last {
      $0.run == run.record.id && $0.kind == "control" && $0.text.hasPrefix("lr=")
    }
    let word = set?.text.dropFirst(3).prefix { $0 != " " }
    return word.flatMap { Double($0) } ?? run.manifest["learningRate"].flatMap(Double.init)
      ?? run.steps.learningRate.last
  }

  /// What setting a learning rate means for the run that is trained.
  func consequence(ofRate rate: Double) -> String {
    let text = NumberText.scientific
    guard let run, let base = baseRate, base > 0 else {
      return "The trainer uses it from the next step on."
    }
    let manifest = run.manifest
    let schedule =
      manifest["cosine"] != nil ? "cosine schedule" : manifest["factor"].map { "decay by \($0)" }
    var words = "The trainer takes it after its present step, in place of \(text(base))."
    if let schedule, let present = run.steps.learningRate.last, present.isFinite {
      words += " Its \(schedule) goes on: at present it leaves "
      words += "\(NumberText.fixed(100 * present / base, 0)) %, which makes "
      words += "\(text(rate * present / base))."
    }
    return words + " The log tells at which step it was taken."
  }
}
