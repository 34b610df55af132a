import Scales
import Session
import Terminal

/// The first row: screens at the left; run, state and time left at the right.
enum HeaderView {
  static func draw(_ state: State, in rect: Rect, on grid: inout Grid) {
    var x = rect.x
    for tab in Tab.allCases {
      let isActive = tab == state.tab
      // A narrow screen has the name of the one in front only.
      let name = rect.width >= 120 ? "\(tab.digit)\(tab.rawValue)" : "\(tab.digit)"
      let start = x
      x =
        isActive
        ? grid.text(
          " \(tab.digit) \(tab.rawValue) ", x: x, y: rect.y, Style.reverse.with(.bold))
        : grid.text(" \(name)", x: x, y: rect.y)
      grid.answer(
        Rect(x: start, y: rect.y, width: x - start, height: 1),
        .command("show.\(tab.rawValue.lowercased())", []))
    }
    x += 1
    var right: [Panel.Span] = []
    if let failure = state.failure {
      right = [.init(" NO DATA ", state.theme.badge(.bad)), .init(" " + failure)]
    } else if let run = state.run {
      right = [
        .init(run.record.name, .bold), .init("  "),
        .init(" \(run.status.word) ", state.theme.badge(badge(run.status))),
        .init("  step "), .init(NumberText.grouped(run.step), .bold),
      ]
      if let target = run.targetSteps { right.append(.init("/" + NumberText.grouped(target))) }
      if let left = run.remainingSeconds {
        right.append(.init("  ETA "))
        right.append(.init(NumberText.duration(left), .bold))
      }
    } else {
      right = [.init("no run yet", .dim)]
    }
    // What it goes towards is on the screen as well.
    if Panel.width(right) > rect.maxX - x - 1 { right.removeAll { $0.text.hasPrefix("/") } }
    // The end matters more than the name of the run: names are cut first.
    let room = rect.maxX - x - 1
    var excess = Panel.width(right) - room
    for index in right.indices where excess > 0 {
      let count = CellText.width(right[index].text)
      guard index == 0 || state.failure != nil, count > 4 else { continue }
      let kept = max(4, count - excess)
      let cut = CellText.fitted(
        right[index].text, width: kept, ellipsis: state.theme.glyphs.ellipsis)
      right[index].text = CellText.string(cut)
      excess -= count - kept
    }
    var column = max(x, rect.maxX - 1 - Panel.width(right))
    for span in right {
      column = grid.text(
        span.text, x: column, y: rect.y, width: max(0, rect.maxX - column), span.style,
        ellipsis: state.theme.glyphs.ellipsis)
    }
  }

  /// How urgent a state of a run is.
  static func badge(_ status: RunStatus) -> Theme.Badge {
    switch status {
    case .running: .good
    case .saving, .starting: .busy
    case .waiting, .paused, .stopped: .waiting
    case .stalled: .warning
    case .failed: .bad
    case .done: .good
    }
  }
}

/// The last row: the keys that work now, or those that go on after the ones that were pressed.
enum FooterView {
  /// A key and what it is called.
  private struct Entry {
    var key: String
    var label: String
    var isGeneral: Bool
    /// What a click on it runs; nil where more keys must follow.
    var command: String?
    var width: Int { key.count + 1 + label.count }
  }

  static func draw(_ state: State, in rect: Rect, on grid: inout Grid) {
    let entries = state.pending.isEmpty ? entries(state) : continuations(state)
    // General keys stay at the right; those of the screen fill what is left of the row.
    let general = entries.filter(\.isGeneral)
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
    for command in CommandTable.reachable(in: state) {
      guard let label = command.label, let keys = state.bindings.keys(of: command).first else {
        continue
      }
      let isGeneral = command.contexts.contains(.screens)
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
    end = grid.text(entry.label, x: end + 1, y: y, .dim)
    if let command = entry.command {
      grid.answer(Rect(x: x, y: y, width: end - x, height: 1), .command(command, []))
    }
    return end
  }
}
