import Terminal

/// The last row: the keys that work now, or those that go on after the ones that were pressed.
enum FooterView {
  /// A key and what it is called.
  private struct Entry {
    var key: String
    /// Empty where there is no room for words that are guessed without.
    var label: String
    var isGeneral: Bool
    /// What a click on it runs; nil where more keys must follow.
    var command: String?
    var width: Int { CellText.width(key) + (label.isEmpty ? 0 : 1 + CellText.width(label)) }
  }

  /// General keys that everyone knows by themselves.
  private static let wellKnown: Set<String> = ["palette", "help"]

  static func draw(_ state: State, in rect: Rect, on grid: inout Grid) {
    let entries = state.pending.isEmpty ? entries(state) : continuations(state)
    // General keys are always there, behind those of the screen that there is room for: what is done
    // most comes first.
    var general = entries.filter(\.isGeneral)
    if rect.width < 120 {
      for index in general.indices where wellKnown.contains(general[index].command ?? "") {
        general[index].label = ""
      }
    }
    let generalWidth = general.reduce(0) { $0 + $1.width + 2 }
    var x = rect.x + 1
    for entry in entries where !entry.isGeneral {
      guard x + entry.width + 2 <= rect.maxX - generalWidth else { break }
      x = draw(entry, x: x, y: rect.y, on: &grid) + 2
    }
    for entry in general where x + entry.width <= rect.maxX {
      x = draw(entry, x: x, y: rect.y, on: &grid) + 2
    }
  }

  private static func entries(_ state: State) -> [Entry] {
    var result: [Entry] = []
    for command in ordered(state) {
      // Esc is named only while it gives an outline up.
      let label = command.id == "back" && state.isOutlining ? "leave" : command.label
      guard let label, let keys = state.bindings.keys(of: command).first else { continue }
      let isGeneral = command.contexts.contains(.screens) && command.id != "back"
      // While an outline is drawn there are more urgent keys than those for the whole screen.
      if state.isOutlining, isGeneral, !["palette", "help", "quit"].contains(command.id) {
        continue
      }
      if keys.count > 1, let name = CommandTable.prefixLabels[keys[0]] {
        // Commands that begin alike have one entry, whichever of them can run.
        let entry = Entry(
          key: keys[0].name, label: name, isGeneral: isGeneral, command: nil)
        if !result.contains(where: { $0.key == entry.key }) { result.append(entry) }
      } else if command.obstacle(state) == nil {
        result.append(
          Entry(
            key: Command.name(keys), label: label, isGeneral: isGeneral, command: command.id))
      }
    }
    return result
  }

  /// The commands that can be reached, those that are used most on the screen in front first.
  private static func ordered(_ state: State) -> [Command] {
    let reachable = CommandTable.reachable(in: state)
    guard state.overlays.isEmpty else { return reachable }
    let first = state.isOutlining ? FooterOrder.outline : FooterOrder.of(state.tab)
    let places = Dictionary(uniqueKeysWithValues: first.enumerated().map { ($1, $0) })
    return reachable.filter { places[$0.id] != nil }
      .sorted { places[$0.id] ?? 0 < places[$1.id] ?? 0 }
      + reachable.filter { places[$0.id] == nil }
  }

  private static func continuations(_ state: State) -> [Entry] {
    CommandTable.reachable(in: state).flatMap { command in
      state.bindings.keys(of: command).compactMap { keys -> Entry? in
        guard keys.count > state.pending.count, keys.starts(with: state.pending),
          command.obstacle(state) == nil
        else { return nil }
        return Entry(
          key: Command.name(Array(keys.dropFirst(state.pending.count))),
          label: command.label ?? command.title, isGeneral: false, command: command.id)
      }
    }
  }

  private static func draw(_ entry: Entry, x: Int, y: Int, on grid: inout Grid) -> Int {
    var end = grid.text(entry.key, x: x, y: y, .bold)
    if !entry.label.isEmpty { end = grid.text(entry.label, x: end + 1, y: y, .dim) }
    if let command = entry.command {
      grid.answer(Rect(x: x, y: y, width: end - x, height: 1), .command(command, []))
    }
    return end
  }
}

/// What is done most on each screen, the most first; the rest follows in the order of the table.
package enum FooterOrder {
  /// The first commands of a screen's footer.
  package static func of(_ tab: Tab) -> [String] {
    switch tab {
    case .train:
      [
        "train.pause", "train.checkpoint", "train.stop", "train.nextPane", "train.cursorRight",
        "train.zoomIn", "train.smoothing", "train.logarithmic", "train.axis", "train.jump",
        "train.mark",
      ]
    case .units:
      [
        "units.open", "units.play", "units.nextPane", "notes.unit", "units.filter",
        "units.sort", "units.metric", "analysis.network", "units.previous", "units.companions",
        "analysis.modality",
      ]
    case .clip:
      [
        "clip.play", "clip.later", "clip.next", "clip.note", "clip.nextPane", "clip.previousUnit",
        "clip.zoomIn", "clip.range", "units.overlay", "analysis.network", "clip.follow",
        "notes.bookmark", "analysis.modality",
      ]
    case .embed:
      [
        "embed.open", "embed.nextNeighbour", "embed.nextPane", "embed.box", "embed.lasso",
        "embed.color", "embed.in", "analysis.network", "embed.run", "embed.isolate",
        "analysis.modality",
      ]
    case .clusters:
      [
        "clusters.open", "clusters.nextPane", "clusters.nextCluster", "clusters.sort",
        "clusters.members", "clusters.run", "analysis.network", "clusters.parameters",
      ]
    case .prefs: ["prefs.unit", "prefs.order", "prefs.run", "analysis.network"]
    case .jobs: ["jobs.open", "jobs.pause", "jobs.cancel", "jobs.again"]
    case .log: ["log.filter", "log.urgent", "log.follow"]
    case .pairs:
      [
        "pairs.picture", "pairs.sound", "pairs.play", "pairs.nextPane", "pairs.filter",
        "pairs.mistakes", "pairs.run",
      ]
    }
  }

  /// The first commands while a box or a lasso is drawn.
  package static let outline = [
    "outline.left", "outline.corner", "outline.take", "back", "outline.farLeft", "embed.in",
  ]
}
