import Terminal

extension CommandTable {
  /// Commands of every screen.
  static let generalCommands: [Command] =
    Tab.allCases.map { tab in
      Command(
        "show.\(tab.rawValue.lowercased())", "Show \(tab.rawValue)",
        help: "Goes to the screen \(tab.rawValue).", keys: [[.character(tab.digit)]],
        in: [.screens]
      ) { state, _ in
        show(tab, &state)
        return []
      }
    } + [
      Command(
        "show.previous", "Show the previous place",
        help: "Goes back to the screen, unit or clip before, from place to place.",
        keys: Command.keys("'"), in: [.screens],
        obstacle: { $0.trail.isEmpty ? "no other place was shown yet" : nil }
      ) { state, _ in
        state.goBack()
        return []
      },
      Command(
        "pane.zoom", "Zoom the pane", help: "Gives the focused pane the whole screen, and back.",
        keys: Command.keys("z"), in: [.screens], label: "full"
      ) { state, _ in
        state.isZoomed.toggle()
        return []
      },
      Command(
        "pane.focus", "Go to a pane", help: "Gives the keys to the pane of this name.",
        in: [.screens], arguments: [paneArgument]
      ) { state, words in
        if let name = words.first { state.focus(pane: name) }
        return []
      },
      Command(
        "row.choose", "Choose a row by its number",
        help: "Puts the cursor of a pane's list on a row.", in: [.screens],
        arguments: [
          paneArgument,
          Command.Argument(
            name: "row", hint: "its number, from 1",
            problem: { (Int($0) ?? 0) >= 1 ? nil : "not a number from 1" }),
        ]
      ) { state, words in
        guard words.count == 2, let row = Int(words[1]) else { return [] }
        state.focus(pane: words[0])
        state.choose(row: row - 1)
        return []
      },
      Command(
        "mouse", "Mouse on or off",
        help: "Off leaves the mouse to the terminal, which selects and copies text with it.",
        in: [.screens]
      ) { state, _ in
        state.isMouseOn.toggle()
        state.say(
          state.isMouseOn
            ? "mouse on: click, drag and wheel work here"
            : "mouse off: the terminal selects text with it")
        return [.mouse(state.isMouseOn)]
      },
      Command(
        "back", "Back",
        help: "Closes what is open, one thing at a time, then leads back to where this was opened "
          + "from; never quits.",
        keys: Command.keys("Esc"), in: [.screens], isEssential: true
      ) { state, _ in
        if state.isZoomed {
          state.isZoomed = false
        } else if !state.stepBack() {
          // What was opened on the way first, then another checkpoint.
          state.notice = nil
          if !state.stepOut() { _ = state.returnToBest() }
        }
        return []
      },
      Command(
        "glyphs", "Glyphs of pictures",
        help:
          "Half blocks, quadrants, sextants, symbols, braille where there are pictures, and ASCII.",
        keys: Command.keys("r"), in: [.screens],
        obstacle: { $0.canShowUnicode ? nil : "the locale of this terminal is not UTF-8" }
      ) { state, _ in
        state.nextGlyphs()
        return []
      },
      Command(
        "colours", "Colours of the field in front",
        help: "Spectrogram or activations in viridis, magma or cividis.",
        keys: Command.keys("c"),
        in: [.tab(.units), .tab(.clip), .tab(.embed), .tab(.clusters), .tab(.pairs)],
        obstacle: {
          $0.theme.tier.paletteSize >= 256 ? nil : "this terminal has too few colours for them"
        }
      ) { state, _ in
        state.nextRamp()
        return []
      },
      Command(
        "theme", "Dark or light theme",
        help: "Colours for a dark ground, for a light one, or for either.", in: [.screens]
      ) { state, _ in
        let all = Theme.Ground.allCases
        let place = all.firstIndex(of: state.theme.ground) ?? 0
        state.theme.ground = all[(place + 1) % all.count]
        state.chosenGround = state.theme.ground
        state.say(
          "colours for \(state.theme.ground == .either ? "any" : "a \(state.theme.ground.rawValue)") ground"
        )
        return []
      },
      Command(
        "palette", "Command palette", help: "Searches all commands; disabled ones say why.",
        keys: Command.keys(":", "^p"), in: [.screens], label: "palette", isEssential: true
      ) { state, _ in
        state.overlays.append(.palette(Palette(disabled: disabled(in: state))))
        return []
      },
      Command(
        "help", "Keys of this screen", help: "Lists the keys that work here.",
        keys: Command.keys("?"), in: [.screens], label: "help"
      ) { state, _ in
        state.overlays.append(.help(scroll: 0))
        return []
      },
      Command(
        "cancel", "Cancel the foreground job",
        help: "Ends the job that this screen waits for; what is done is kept.",
        keys: Command.keys("^c"), in: [.always], isEssential: true
      ) { state, _ in
        guard state.overlays.isEmpty else {
          state.closeOverlay()
          return []
        }
        guard let job = state.foregroundJob else {
          state.say("No job runs in this screen. q leaves it; training goes on.")
          return []
        }
        if state.session.isReadOnly {
          state.say("Cancel: \(SessionInfo.readOnlyObstacle).", .warning)
          return []
        }
        state.say("\(job.title): asked to end; what is done is kept.")
        return [.request(.cancel, job: job.id)]
      },
      Command(
        "repaint", "Redraw the screen",
        help: "Draws everything anew after something wrote over it.",
        keys: Command.keys("^l"), in: [.always], isEssential: true
      ) { _, _ in [.repaint] },
      Command(
        "suspend", "Suspend", help: "Gives the terminal back to the shell; fg returns here.",
        keys: Command.keys("^z"), in: [.always], isEssential: true
      ) { _, _ in [.suspend] },
      Command(
        "quit", "Quit", help: "Leaves the screen. Training goes on.", keys: Command.keys("q"),
        in: [.screens], label: "quit", isEssential: true
      ) { _, _ in [.quit] },
    ]

  private static let paneArgument = Command.Argument(
    name: "pane", hint: "its name, as above its border", problem: { _ in nil },
    known: { state in state.paneNames.map { ($0, "") } })

  /// Goes to a screen.
  static func show(_ tab: Tab, _ state: inout State) {
    guard tab != state.tab else { return }
    state.leaveTrail()
    state.way = []
    state.tab = tab
    state.isZoomed = false
  }
}

extension State {
  /// Drops the cursor, the range, the outline or the like that is open on the screen in front; false
  /// where nothing is.
  fileprivate mutating func stepBack() -> Bool {
    switch tab {
    case .train where train.cursor != nil: train.cursor = nil
    case .clip where clip.rangeStart != nil: clip.rangeStart = nil
    case .embed: return embed.stepBack()
    default: return false
    }
    return true
  }

  /// The next way to draw: finer pictures on screens that have some, then ASCII.
  mutating func nextGlyphs() {
    let hasPictures: Bool =
      switch tab {
      case .units, .clip, .embed, .clusters, .pairs: true
      case .train, .prefs, .jobs, .log: false
      }
    switch (theme.glyphs, theme.mosaic) {
    case (.ascii, _):
      theme.glyphs = .unicode
      theme.mosaic = .half
    case (_, .half) where hasPictures: theme.mosaic = .quadrant
    case (_, .quadrant) where hasPictures: theme.mosaic = .sextant
    case (_, .sextant) where hasPictures: theme.mosaic = .symbols
    case (_, .symbols) where hasPictures: theme.mosaic = .braille
    default: theme.glyphs = .ascii
    }
    if hasPictures {
      say("pictures: " + (theme.glyphs == .ascii ? "ASCII" : theme.mosaic.rawValue))
    }
  }

  /// The next colours for the field in front: the spectrogram, or what is computed of it.
  mutating func nextRamp() {
    let isSpectrogram =
      switch tab {
      case .clip: clip.focus == .spectrum
      case .units: units.focus != .map && analysis.subject.modality == .audio
      case .clusters: clusters.focus != .table
      default: true
      }
    let ramps = Ramp.allCases.filter { !$0.isDiverging }
    func next(_ ramp: Ramp) -> Ramp {
      ramps[((ramps.firstIndex(of: ramp) ?? 0) + 1) % ramps.count]
    }
    if isSpectrogram {
      theme.spectrogram = next(theme.spectrogram)
      say("spectrograms: \(theme.spectrogram.rawValue)")
    } else {
      theme.activation = next(theme.activation)
      say("activations: \(theme.activation.rawValue)")
    }
  }
}
