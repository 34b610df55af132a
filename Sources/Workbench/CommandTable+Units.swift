import NeuralNet
import Session
import Terminal

extension CommandTable {
  /// Commands of the screen of units, and those that the screen of a clip shares.
  static let unitsCommands: [Command] =
    [
      Command(
        "units.open", "Open the clip under the cursor",
        help: "Shows the chosen clip of the unit's top on the screen Clip.",
        keys: Command.keys("Enter"), in: [.tab(.units)], label: "clip", obstacle: unitObstacle
      ) { state, _ in
        guard let moment = state.chosenPlace else { return [] }
        state.drillIn(to: .clip)
        state.analysis.moment = moment
        return []
      },
      Command(
        "units.metric", "Shade the map by another metric",
        help: "Selectivity, entropy, maximum, dead, preference.", keys: Command.keys("M"),
        in: [.tab(.units)], label: "metric"
      ) { state, _ in
        state.units.metric = state.units.metric.stepped(by: 1)
        state.say("The map is shaded by \(state.units.metric.rawValue).")
        return []
      },
      Command(
        "units.sort", "Sort the list otherwise",
        help: "By selectivity, preference, maximum, entropy, difference, name, class, number.",
        keys: Command.keys("o"), in: [.tab(.units)], label: "sort"
      ) { state, _ in
        repeat {
          state.units.order = state.units.order.stepped(by: 1)
        } while state.units.order == .difference && !state.analysis.isDifference
        return []
      },
    ] + filterCommands(.units) + [
      focus("units.nextPane", "Next pane of units", 1, Command.keys("Tab"), label: "pane"),
      focus("units.previousPane", "Previous pane of units", -1, Command.keys("S-Tab")),
      move("down", "Down", "The next unit of the list, or the row below on the map.", "j", "Down") {
        $0.moveUnit(columns: 0, rows: 1)
      },
      move("up", "Up", "The unit before in the list, or the row above on the map.", "k", "Up") {
        $0.moveUnit(columns: 0, rows: -1)
      },
      move(
        "right", "Right", "The next unit on the map; else the next clip of the top.", "l", "Right"
      ) {
        $0.moveUnit(columns: 1, rows: 0)
      },
      move("left", "Left", "The unit before on the map; else the clip before.", "h", "Left") {
        $0.moveUnit(columns: -1, rows: 0)
      },
      move("halfDown", "Half a page of units on", "Half a screen of the list on.", "^d") {
        $0.stepUnit($0.size.height / 2)
      },
      move("halfUp", "Half a page of units back", "Half a screen of the list back.", "^u") {
        $0.stepUnit(-$0.size.height / 2)
      },
      move("first", "First unit", "The first unit of the list.", "g g", "Home") {
        $0.stepUnit(-1_000_000)
      },
      move("last", "Last unit", "The last unit of the list.", "G", "End") {
        $0.stepUnit(1_000_000)
      },
      place(
        "nextPlace", "Next clip of the top",
        "Chooses the next of the unit's five clips; while they are played goes on with it.", ".", 1),
      place(
        "previousPlace", "Previous clip of the top",
        "Chooses the clip before of the five; while they are played goes back to it.", ",", -1),
      play(
        .units, "Play the unit's five seconds",
        "Plays the clips of the unit's top one after the other, or stops."),
    ] + sharedCommands

  private static let both: Set<Command.Context> = [.tab(.units), .tab(.clip)]

  /// Commands of the screens of units and of a clip.
  private static let sharedCommands: [Command] = [
    Command(
      "units.next", "Next unit", help: "The next unit of the list.", keys: Command.keys("]"),
      in: [.tab(.units)], obstacle: unitObstacle
    ) { state, _ in
      state.stepUnit(1)
      return []
    },
    Command(
      "units.previous", "Previous unit", help: "The unit before in the list.",
      keys: Command.keys("["), in: [.tab(.units)], label: "] unit", obstacle: unitObstacle
    ) { state, _ in
      state.stepUnit(-1)
      return []
    },
    Command(
      "units.overlay", "Strength of the overlay",
      help: "Lays the unit's map over frame and spectrogram by 0, 30, 60 or 100 %.",
      keys: Command.keys("V"), in: both, label: "overlay"
    ) { state, _ in
      let steps = [0, 0.3, 0.6, 1]
      let place = steps.firstIndex(of: state.analysis.overlay) ?? 0
      state.analysis.overlay = steps[(place + 1) % steps.count]
      state.say("overlay \(Int((state.analysis.overlay * 100).rounded())) %")
      return []
    },
    Command(
      "units.frequency", "Linear or logarithmic frequency",
      help: "Spaces frequencies evenly or by their logarithm.", keys: Command.keys("f"), in: both,
      label: "lin/log"
    ) { state, _ in
      state.analysis.isLogFrequency.toggle()
      return []
    },
    level("floorDown", "Show quieter sound", "Ten decibels more below the loudest.", "{") {
      $0.floor = min(160, $0.floor + 10)
    },
    level("floorUp", "Show louder sound only", "Ten decibels fewer below the loudest.", "}") {
      $0.floor = max(20, $0.floor - 10)
    },
    level("gainDown", "Less gain", "Darkens spectrograms by three decibels.", "(") {
      $0.gain = max(-60, $0.gain - 3)
    },
    level("gainUp", "More gain", "Brightens spectrograms by three decibels.", ")") {
      $0.gain = min(60, $0.gain + 3)
    },
    Command(
      "units.index", "Embed the clips anew",
      help: "Embeds the split by the trained and by the random network, as a job.",
      keys: Command.keys("R"), in: both, label: "embed", writes: true,
      obstacle: { $0.analysis.running("index") == nil ? nil : "it is being done already" }
    ) { state, _ in state.startIndex() },
    Command(
      "units.companions", "Units that go with this one",
      help: "Lists the most similar units and the other tower's best match; Enter follows one.",
      keys: Command.keys("s"), in: both, label: "similar", obstacle: matchObstacle
    ) { state, _ in
      state.overlays.append(.places(state.companions()))
      return []
    },
    Command(
      "units.twin", "Follow the match in the other tower",
      help: "Shows the unit of the other tower that answers most like this one.",
      keys: Command.keys("t"), in: both, label: "twin", obstacle: matchObstacle
    ) { state, _ in
      guard let unit = state.analysis.matches?.across[state.analysis.unit]?.unit else {
        state.say("The other tower has no unit that goes with this one.")
        return []
      }
      let subject = state.analysis.subject
      state.visit(.unit(unit, subject.with(subject.modality == .audio ? .vision : .audio)))
      return []
    },
  ]

  private static let unitObstacle: @Sendable (State) -> String? = { state in
    state.analysis.table == nil ? "the units are not known yet" : nil
  }

  private static let listObstacle: @Sendable (State) -> String? = { state in
    guard state.units.focus == .list, let rows = UnitRows(state) else { return unitObstacle(state) }
    return rows.listed.isEmpty ? "no unit passes the filter" : nil
  }

  private static let matchObstacle: @Sendable (State) -> String? = { state in
    guard let matches = state.analysis.matches,
      matches.similar.indices.contains(state.analysis.unit)
    else { return "which units go together is not known yet" }
    return nil
  }

  private static func focus(
    _ id: String, _ title: String, _ steps: Int, _ keys: [[Key]], label: String? = nil
  ) -> Command {
    Command(
      id, title,
      help: steps > 0
        ? "Moves the focus on: list, unit, map." : "Moves the focus back: map, unit, list.",
      keys: keys,
      in: [.tab(.units)], label: label
    ) { state, _ in
      state.units.focus = state.units.focus.stepped(by: steps)
      return []
    }
  }

  private static func move(
    _ name: String, _ title: String, _ help: String, _ keys: String...,
    by change: @escaping @Sendable (inout State) -> Void
  ) -> Command {
    Command(
      "units.\(name)", "\(title) in units", help: help, keys: keys.flatMap { Command.keys($0) },
      in: [.tab(.units)], obstacle: listObstacle
    ) { state, _ in
      change(&state)
      return []
    }
  }

  private static func place(
    _ name: String, _ title: String, _ help: String, _ key: String, _ steps: Int
  ) -> Command {
    Command(
      "units.\(name)", "\(title) in units", help: help, keys: Command.keys(key),
      in: [.tab(.units)], obstacle: listObstacle
    ) { state, _ in
      state.stepPlace(steps)
      return state.playing == .units ? state.play(from: state.units.place % 5) : []
    }
  }

  private static func level(
    _ name: String, _ title: String, _ help: String, _ key: String,
    _ change: @escaping @Sendable (inout AnalysisState) -> Void
  ) -> Command {
    Command("units.\(name)", title, help: help, keys: Command.keys(key), in: both) { state, _ in
      change(&state.analysis)
      let gain = Int(state.analysis.gain)
      state.say("\(Int(state.analysis.floor)) dB below the loudest, gain \(gain) dB")
      return []
    }
  }
}
