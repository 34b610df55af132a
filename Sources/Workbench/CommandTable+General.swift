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
        "show.previous", "Show the previous screen", help: "Goes back to the screen before.",
        keys: Command.keys("'"), in: [.screens],
        obstacle: { $0.previousTab == nil ? "no other screen was shown yet" : nil }
      ) { state, _ in
        if let tab = state.previousTab { show(tab, &state) }
        return []
      },
      Command(
        "pane.zoom", "Zoom the pane", help: "Gives the focused pane the whole screen, and back.",
        keys: Command.keys("z"), in: [.screens], label: "zoom"
      ) { state, _ in
        state.isZoomed.toggle()
        return []
      },
      Command(
        "back", "Back", help: "Closes what is open, one thing at a time; never quits.",
        keys: Command.keys("Esc"), in: [.screens], isEssential: true
      ) { state, _ in
        if state.isZoomed {
          state.isZoomed = false
        } else if state.tab != .embed || !state.embed.stepBack() {
          state.notice = nil
        }
        return []
      },
      Command(
        "glyphs", "Switch between Unicode and ASCII glyphs",
        help: "Also half blocks, quadrants, sextants where there are pictures.",
        keys: Command.keys("r"),
        in: [.screens],
        obstacle: { $0.canShowUnicode ? nil : "the locale of this terminal is not UTF-8" }
      ) { state, _ in
        state.nextGlyphs()
        return []
      },
      Command(
        "palette", "Command palette", help: "Searches all commands; disabled ones say why.",
        keys: Command.keys(":", "^p"), in: [.screens], label: "palette", isEssential: true
      ) { state, _ in
        state.overlays.append(.palette(Palette()))
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

  static func show(_ tab: Tab, _ state: inout State) {
    guard tab != state.tab else { return }
    state.previousTab = state.tab
    state.tab = tab
    state.isZoomed = false
  }
}

extension State {
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
    default: theme.glyphs = .ascii
    }
    if hasPictures {
      say("pictures: " + (theme.glyphs == .ascii ? "ASCII" : theme.mosaic.rawValue))
    }
  }
}
