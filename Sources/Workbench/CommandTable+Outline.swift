import Terminal

extension CommandTable {
  /// Keys of a box or a lasso while it is drawn.
  static let outlineCommands: [Command] = [
    corner("left", "Corner to the left", "h", "Left", SIMD2(-1, 0), label: "j k l corner"),
    corner("down", "Corner down", "j", "Down", SIMD2(0, 1)),
    corner("up", "Corner up", "k", "Up", SIMD2(0, -1)),
    corner("right", "Corner to the right", "l", "Right", SIMD2(1, 0)),
    far("Left", "Corner far to the left", "H", SIMD2(-1, 0), label: "J K L far"),
    far("Down", "Corner far down", "J", SIMD2(0, 1)),
    far("Up", "Corner far up", "K", SIMD2(0, -1)),
    far("Right", "Corner far to the right", "L", SIMD2(1, 0)),
    Command(
      "outline.corner", "Set a corner of the lasso", help: "Sets a corner where the cursor is.",
      keys: Command.keys("Space"), in: [.outline], label: "corner",
      obstacle: { state in
        isNotDrawn(state)
          ?? (state.embed.outline?.shape == .box
            ? "a box is done with its other corner: Enter" : nil)
      }
    ) { state, _ in
      state.setCorner()
      return []
    },
    Command(
      "outline.take", "Select what lies in the outline",
      help: "Selects the points that lie inside.",
      keys: Command.keys("Enter", "v"), in: [.outline], label: "take", obstacle: isNotDrawn
    ) { state, _ in
      state.closeOutline()
      return []
    },
  ]

  private static let isNotDrawn: @Sendable (State) -> String? = {
    $0.isOutlining ? nil : "no box or lasso is drawn: v and L on Embed begin one"
  }

  private static func corner(
    _ name: String, _ title: String, _ key: String, _ arrow: String, _ way: SIMD2<Double>,
    label: String? = nil
  ) -> Command {
    Command(
      "outline.\(name)", title, help: "Moves the corner \(name) by a row or two columns.",
      keys: Command.keys(key, arrow), in: [.outline], label: label, obstacle: isNotDrawn
    ) { state, _ in
      state.moveOnMap(way)
      return []
    }
  }

  private static func far(
    _ name: String, _ title: String, _ key: String, _ way: SIMD2<Double>, label: String? = nil
  ) -> Command {
    Command(
      "outline.far\(name)", title,
      help: "Moves the corner \(name.lowercased()) by a quarter of the pane.",
      keys: Command.keys(key), in: [.outline], label: label, obstacle: isNotDrawn
    ) { state, _ in
      // A step is four dots either way; a cell has two by four of them.
      let size = EmbedLayout.canvas(state)
      state.moveOnMap(way * SIMD2(Double(size.width) / 8, Double(size.height) / 4))
      return []
    }
  }
}

extension State {
  /// Whether a box or a lasso is being drawn on the screen in front.
  var isOutlining: Bool { tab == .embed && embed.outline?.isOpen == true }

  /// Chooses another row of the legend.
  mutating func moveInLegend(by rows: Int) {
    let count = maps.own?.entries(self).count ?? 0
    embed.legendRow = max(0, min(count - 1, embed.legendRow + rows))
  }

  /// Selects the points of the category in the chosen row of the legend.
  mutating func selectCategory() {
    guard let map = maps.own else { return }
    let entries = map.entries(self)
    guard !entries.isEmpty else { return }
    let entry = entries[max(0, min(entries.count - 1, embed.legendRow))]
    let clips = NumberSet(
      map.layout.clips.indices.lazy.filter {
        map.shown.categories[$0] == entry.category
      }.map { map.layout.clips[$0] })
    dropSelection()
    embed.selection = clips
    say(
      "\(clips.count) of \(CellText.clean(entry.name)) selected: A names, Space marks, s lists them."
    )
  }
}
