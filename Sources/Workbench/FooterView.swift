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
      guard let label, let keys = state.bindings.keys(of: command).first,
        !FooterOrder.isIdle(command.id, state)
      else { continue }
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
    let first = state.isOutlining ? FooterOrder.outline : FooterOrder.of(state)
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
