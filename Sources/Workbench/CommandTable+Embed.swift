import NeuralNet
import Scales
import Session
import Terminal

extension CommandTable {
  /// Commands that look at layouts and choose among their points.
  static let embedCommands: [Command] =
    [
      Command(
        "embed.color", "Colour by label, cluster, prediction, selection or nothing",
        help: "What the points are coloured by.", keys: Command.keys("C"), in: [.tab(.embed)],
        label: "colour"
      ) { state, _ in
        state.embed.coloring = next(state.embed.coloring, in: EmbedState.Coloring.allCases)
        if case .category = state.embed.isolation { state.embed.isolation = nil }
        state.say("Coloured by \(state.embed.coloring.rawValue).")
        return []
      },
      Command(
        "embed.ink", "Dots, markers or density",
        help: "Draws points as dots, as their category's marker, or as how many there are.",
        keys: Command.keys("M"), in: [.tab(.embed)], label: "dots"
      ) { state, _ in
        state.embed.ink = next(EmbedMap.ink(state), in: ScatterPlot.Ink.allCases)
        state.say("Points as \(EmbedMap.ink(state).rawValue).")
        return []
      },
      Command(
        "embed.box", "Box select",
        help:
          "Begins a box at the point; move its corner, Enter selects. Removes what is selected.",
        keys: Command.keys("v"), in: [.tab(.embed)], label: "box", obstacle: hasNoLayout
      ) { state, _ in
        state.stepOutline(.box)
        return []
      },
      Command(
        "embed.lasso", "Lasso select",
        help: "Begins a lasso at the point; Space sets corners, Enter selects. Removes what is "
          + "selected.",
        keys: Command.keys("L"), in: [.tab(.embed)], label: "lasso", obstacle: hasNoLayout
      ) { state, _ in
        state.stepOutline(.lasso)
        return []
      },
      Command(
        "embed.mark", "Mark the selection or the point",
        help: "Marks the selected clips, or the point's, or takes the marks back.",
        keys: Command.keys("Space"), in: [.tab(.embed)], label: "mark", writes: true,
        obstacle: hasNoLayout
      ) { state, _ in state.markPoints() },
      Command(
        "embed.invert", "Invert the marks of what is shown",
        help: "Marks the points shown that are not marked, and takes the other marks back.",
        keys: Command.keys("*"), in: [.tab(.embed)], writes: true, obstacle: hasNoLayout
      ) { state, _ in state.invertMarks() },
      Command(
        "embed.name", "Name the selection",
        help: "Keeps the selection in the session under a name; an empty name forgets it.",
        keys: Command.keys("A"), in: [.tab(.embed)],
        arguments: [
          Command.Argument(
            name: "name of the selection", hint: "as in barks; empty forgets it; u undoes",
            problem: { $0.contains("/") ? "a name has no slash" : nil },
            known: { state in
              let notes = state.analysis.notes
              return notes.selections.map {
                ($0, "\(notes.marked(Notes.selection($0)).count) clip(s)")
              }
            },
            initial: { $0.embed.selectionName ?? "" })
        ], writes: true, obstacle: hasNoSelection
      ) { state, words in state.nameSelection(words.first ?? "") },
      Command(
        "embed.members", "List the selected clips",
        help: "Lists the clips of the selection; Enter shows one.", keys: Command.keys("s"),
        in: [.tab(.embed)], label: "selected", obstacle: hasNoSelection
      ) { state, _ in
        state.overlays.append(.places(state.selectedClips()))
        return []
      },
      play(
        .embed, "Play the point's clip",
        "Plays the middle second of the point's clip, or of the neighbour's that is looked at."),
      Command(
        "embed.isolate", "Isolate",
        help: "Shows the selection alone, or the point's category; again shows all.",
        keys: Command.keys("I"), in: [.tab(.embed)], label: "isolate", obstacle: hasNoLayout
      ) { state, _ in
        guard state.embed.isolation == nil else {
          state.embed.isolation = nil
          return []
        }
        if state.embed.outline?.isOpen == true { state.closeOutline() }
        if state.embed.selection != nil {
          state.embed.isolation = .selection
        } else if let map = state.maps.own, let row = map.chosenRow(state) {
          state.embed.isolation = .category(map.colors.categories[row])
        }
        return []
      },
      Command(
        "embed.beside", "Side by side",
        help: "Beside the layout: the other tower's, the random network's, nothing.",
        keys: Command.keys("S"), in: [.tab(.embed)], label: "beside"
      ) { state, _ in
        let beside = next(EmbedLayout.beside(state), in: EmbedState.Beside.allCases)
        if beside == .network { state.analysis.subject.isRandom = false }
        state.analysis.isDifference = beside == .network
        if beside != .network { state.embed.beside = beside }
        state.say(beside == .nothing ? "One layout." : "Beside it \(beside.rawValue).")
        return []
      },
      step("earlier", "Checkpoint before", Command.keys(","), -1),
      step("later", "Next checkpoint", Command.keys("."), 1, label: ", checkpoint"),
      Command(
        "embed.playCheckpoints", "Play the checkpoints",
        help: "Shows the checkpoints' layouts one after the other, a second each, or stops.",
        keys: Command.keys(">"), in: [.tab(.embed)], obstacle: hasNoSeries
      ) { state, _ in
        state.embed.isPlaying.toggle()
        return []
      },
      zoom("in", "Zoom in", Command.keys("+", "="), 1.5),
      zoom("out", "Zoom out", Command.keys("-"), 1 / 1.5),
      Command(
        "embed.fit", "See the whole layout", help: "Zoom and place as at first.",
        keys: Command.keys("0"), in: [.tab(.embed), .outline]
      ) { state, _ in
        state.embed.fit()
        return []
      },
      move(
        "right", "Point to the right", "Chooses the next point on the right.",
        Command.keys("l", "Right"), SIMD2(1, 0)),
      move(
        "left", "Point to the left", "Chooses the next point on the left.",
        Command.keys("h", "Left"), SIMD2(-1, 0)),
      move(
        "down", "Point below", "Chooses the next point below; in the legend the next row.",
        Command.keys("j", "Down"), SIMD2(0, 1)),
      move(
        "up", "Point above", "Chooses the next point above; in the legend the row before.",
        Command.keys("k", "Up"), SIMD2(0, -1)),
      neighbour("next", "Next neighbour", Command.keys("n"), 1, label: "neighbour"),
      neighbour("previous", "Neighbour before", Command.keys("N"), -1),
      Command(
        "embed.jump", "Move to the neighbour", help: "Chooses the neighbour that is looked at.",
        keys: Command.keys("J"), in: [.tab(.embed)],
        obstacle: { $0.embed.neighbour == nil ? "no neighbour is looked at: n takes one" : nil }
      ) { state, _ in
        guard let clip = state.embedClip else { return [] }
        state.chooseOnMap(clip)
        return []
      },
      Command(
        "embed.across", "Cross-modal neighbours",
        help: "Nearest frames of a sound, sounds of a frame; again those of the own modality.",
        keys: Command.keys("x"), in: [.tab(.embed)], label: "across"
      ) { state, _ in
        state.embed.isCross.toggle()
        state.embed.neighbour = nil
        state.say(
          state.embed.isCross
            ? "Neighbours in the other modality: n goes through them."
            : "Neighbours in its own modality.")
        return []
      },
      Command(
        "embed.open", "Open the clip",
        help: "Shows the point's clip, or its neighbour's, on 3; in the legend selects the row's "
          + "points.",
        keys: Command.keys("Enter"), in: [.tab(.embed)], label: "clip", obstacle: hasNoLayout
      ) { state, _ in
        if EmbedLayout.focus(state) == .legend {
          state.selectCategory()
          return []
        }
        guard let clip = state.embedClip else { return [] }
        state.open(clip: clip)
        return []
      },
      pane("next", "Next pane", Command.keys("Tab"), 1, label: "pane"),
      pane("previous", "Pane before", Command.keys("S-Tab"), -1),
    ]

  static let hasNoLayout: @Sendable (State) -> String? = {
    $0.analysis.result("tsne", of: $0.analysis.subject) == nil
      ? "there is no layout yet: R makes one" : nil
  }

  private static let hasNoSelection: @Sendable (State) -> String? = {
    $0.embed.selection == nil ? "nothing is selected: v and L select" : nil
  }

  private static let hasNoSeries: @Sendable (State) -> String? = {
    $0.analysis.subject.isRandom || $0.analysis.series("tsne", of: $0.analysis.subject).count < 2
      ? "fewer than two checkpoints have a layout: X makes them" : nil
  }

  private static func step(
    _ name: String, _ title: String, _ keys: [[Key]], _ steps: Int, label: String? = nil
  ) -> Command {
    Command(
      "embed.\(name)Checkpoint", title,
      help: "\(title) that has a layout; layouts of a run are turned onto each other.", keys: keys,
      in: [.tab(.embed)], label: label, obstacle: hasNoSeries
    ) { state, _ in
      state.stepCheckpoint("tsne", by: steps)
      return []
    }
  }

  private static func next<Value: Equatable>(_ value: Value, in all: [Value]) -> Value {
    guard let place = all.firstIndex(of: value) else { return all[0] }
    return all[(place + 1) % all.count]
  }

  private static func zoom(
    _ name: String, _ title: String, _ keys: [[Key]], _ factor: Double
  ) -> Command {
    Command(
      "embed.\(name)", title, help: "\(title) about the chosen point.", keys: keys,
      in: [.tab(.embed), .outline], label: factor > 1 ? "zoom" : nil
    ) { state, _ in
      state.zoomMap(by: factor)
      return []
    }
  }

  private static func move(
    _ name: String, _ title: String, _ help: String, _ keys: [[Key]], _ step: SIMD2<Double>
  ) -> Command {
    Command(
      "embed.\(name)", title, help: help, keys: keys, in: [.tab(.embed)]
    ) { state, _ in
      if EmbedLayout.focus(state) == .legend, step.y != 0 {
        state.moveInLegend(by: Int(step.y))
      } else {
        state.moveOnMap(step)
      }
      return []
    }
  }

  private static func neighbour(
    _ name: String, _ title: String, _ keys: [[Key]], _ step: Int, label: String? = nil
  ) -> Command {
    Command(
      "embed.\(name)Neighbour", title,
      help: step > 0
        ? "Looks at the next nearest of the point's neighbours; its digit on the map is reversed."
        : "Looks at the neighbour before, and at the point again before the first.",
      keys: keys, in: [.tab(.embed)], label: label, obstacle: hasNoLayout
    ) { state, _ in
      guard let map = state.maps.own else { return [] }
      let count = EmbedView.neighbours(map, state).count
      guard count > 0 else { return [] }
      let place = (state.embed.neighbour ?? (step > 0 ? -1 : count)) + step
      state.embed.neighbour = (0..<count).contains(place) ? place : nil
      return []
    }
  }

  private static func pane(
    _ name: String, _ title: String, _ keys: [[Key]], _ step: Int, label: String? = nil
  ) -> Command {
    Command(
      "embed.\(name)Pane", title,
      help: step > 0
        ? "Moves the focus on: layout, point, legend, run." : "Moves the focus back.", keys: keys,
      in: [.tab(.embed)], label: label
    ) { state, _ in
      let panes = EmbedLayout.panes(for: state)
      let place = panes.firstIndex(of: state.embed.focus) ?? 0
      state.embed.focus = panes[(place + step + panes.count) % panes.count]
      return []
    }
  }
}
