import Terminal

extension CommandTable {
  /// Commands of the screen of hardest pairs.
  static let pairsCommands: [Command] =
    [
      Command(
        "pairs.run", "Find the hardest pairs",
        help: "Judges 2048 pairs of the split and keeps the hundred of highest loss.",
        keys: Command.keys("R"), in: [.tab(.pairs)], label: "run",
        writes: true,
        obstacle: { $0.analysis.running("hard") == nil ? nil : "it is being done already" }
      ) { state, _ in
        state.say("judging pairs in a process of its own; 7 shows it")
        return [
          .start(
            ["hard", state.session.path, "--top", "100"]
              + state.analysis.arguments(of: state.showNewest()))
        ]
      },
      Command(
        "pairs.mistakes", "Mistakes only",
        help: "Leaves out right judgements of little confidence, or not.",
        keys: Command.keys("!"), in: [.tab(.pairs)], label: "mistakes only"
      ) { state, _ in
        state.pairs.isMistakesOnly.toggle()
        return []
      },
    ] + filterCommands(.pairs) + [
      Command(
        "pairs.picture", "Open the clip that is seen",
        help: "Shows the clip of the frame at its time.", keys: Command.keys("Enter"),
        in: [.tab(.pairs)], label: "clip seen", obstacle: none
      ) { state, _ in
        if let pair = state.chosenPair {
          state.drillIn(to: .clip)
          state.analysis.moment = Moment(clip: pair.pictureClip, time: pair.frameTime)
        }
        return []
      },
      Command(
        "pairs.sound", "Open the clip that is heard",
        help: "Shows the clip of the sound at its time.", keys: Command.keys("s"),
        in: [.tab(.pairs)], label: "clip heard", obstacle: none
      ) { state, _ in
        if let pair = state.chosenPair {
          state.drillIn(to: .clip)
          state.analysis.moment = Moment(clip: pair.soundClip, time: pair.soundStart + 0.5)
        }
        return []
      },
      play(
        .pairs, "Play the second that is heard",
        "Plays the sound of the chosen pair through this machine, or stops it."),
      pane("next", "Next pane of pairs", Command.keys("Tab"), 1, label: "pane"),
      pane("previous", "Previous pane of pairs", Command.keys("S-Tab"), -1),
    ]
    + moves(.pairs, \.pairCursor) { state in
      PairsLayout.focus(state) == .classes
        ? state.hardest?.classes.count ?? 0 : state.listedPairs.count
    }

  private static func pane(
    _ name: String, _ title: String, _ keys: [[Key]], _ step: Int, label: String? = nil
  ) -> Command {
    Command(
      "pairs.\(name)Pane", title,
      help: step > 0
        ? "Moves the focus on: the list, the pair that is seen and heard, accuracy and loss by class."
        : "Moves the focus back.", keys: keys,
      in: [.tab(.pairs)], label: label
    ) { state, _ in
      let panes = PairsLayout.panes(state)
      let place = panes.firstIndex(of: PairsLayout.focus(state)) ?? 0
      state.pairs.focus = panes[(place + step + panes.count) % panes.count]
      return []
    }
  }

  private static func none(_ state: State) -> String? {
    state.chosenPair == nil ? "there are no pairs yet" : nil
  }
}
