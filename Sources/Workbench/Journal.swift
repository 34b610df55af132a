import Terminal

/// A cursor that has a command to go where it stands: the journal tells that instead of each step.
struct Place: Sendable {
  /// The command that goes there.
  let command: String
  /// Its arguments for where the cursor is; nil where it is nowhere.
  let arguments: @Sendable (State) -> [String]?

  /// Where all cursors stand.
  static func all(of state: State) -> [String: [String]] {
    var result: [String: [String]] = [:]
    for place in CommandTable.places { result[place.command] = place.arguments(state) }
    return result
  }
}

extension State {
  /// Tells the journal of a command that ran, unless it only moved cursors: where those stand is told
  /// before the next command that does something.
  ///
  /// - Parameters:
  ///   - before: the state before it ran.
  ///   - effects: what it asked the world to do.
  mutating func journal(
    _ command: Command, _ arguments: [String], before: State, _ effects: [Effect]
  ) -> [Effect] {
    guard memory.isOn, command.isJournalled else { return [] }
    if overlays.count > before.overlays.count {
      // What is asked for is told when it is there, a question when it is answered.
      if case .confirmation = overlays.last {
        memory.question = ScriptLine(command.id, arguments)
      }
      return []
    }
    let isOutward = effects.contains(where: \.isOutward)
    if !isOutward, overlays == before.overlays {
      let view = ViewState(self)
      if view == ViewState(before) { return [] }
      if view == ViewState(before.moved(to: Place.all(of: self))) { return [] }
    }
    var lines = journalPlaces(of: before)
    if case .confirmation = before.overlays.last, let question = memory.question {
      lines.append(question)
    }
    let turns = effects.count(where: \.isTurn)
    lines.append(ScriptLine(command.id, turns > 0 ? ["\(turns)"] : arguments))
    memory.places = Place.all(of: self)
    memory.told = ViewState(self)
    if effects.contains(where: { if case .start = $0 { true } else { false } }) {
      memory.mustWait = true
    }
    return [.record(lines)]
  }

  /// The lines that bring a replay to the size, the view and the cursors of a state, from where the
  /// journal has them. The view as a whole is told at first, and where no command tells its change.
  mutating func journalPlaces(of state: State) -> [ScriptLine] {
    var lines: [ScriptLine] = []
    if memory.size != state.size {
      memory.size = state.size
      lines.append(ScriptLine("size", ["\(state.size.width)x\(state.size.height)"]))
    }
    if memory.mustWait, analysis.runningJob == nil {
      memory.mustWait = false
      lines.append(ScriptLine("wait"))
    }
    if let beginning = memory.beginning {
      lines.append(beginning)
      memory.beginning = nil
    }
    if !state.isReached(from: memory.told) {
      lines.append(ViewState(state).line)
      memory.places = Place.all(of: state)
    }
    for place in CommandTable.places {
      guard let here = place.arguments(state), here != memory.places[place.command] else {
        continue
      }
      memory.places[place.command] = here
      lines.append(ScriptLine(place.command, here))
    }
    return lines
  }

  /// Whether moving cursors alone leads from a view to this state's.
  private func isReached(from view: ViewState) -> Bool {
    let mine = ViewState(self)
    if mine == view { return true }
    var there = self
    _ = there.restore(view)
    return ViewState(there.moved(to: Place.all(of: self))) == mine
  }

  /// The state with its cursors where they are said to be.
  private func moved(to places: [String: [String]]) -> State {
    var result = self
    let mine = Place.all(of: self)
    for place in CommandTable.places {
      guard let there = places[place.command], there != mine[place.command],
        let command = CommandTable.command(place.command)
      else { continue }
      _ = command.run(&result, there)
    }
    return result
  }
}

extension ViewState {
  /// The line of a script that looks at a session so.
  var line: ScriptLine {
    let kept = parts(unlike: ViewState()).sorted { $0.key < $1.key }
    return ScriptLine("view", kept.flatMap { [$0.key, $0.value] })
  }
}

extension Command {
  /// Whether a replay needs it: all but those that steer what lies over a screen, except answers.
  fileprivate var isJournalled: Bool { isInPalette || contexts == [.confirmation] }
}

extension Effect {
  /// Whether it undoes a change or does it again.
  fileprivate var isTurn: Bool {
    switch self {
    case .undo, .redo: true
    default: false
    }
  }

  /// Whether it reaches the session or the world, and not this screen alone.
  fileprivate var isOutward: Bool {
    switch self {
    // A copy of the session is no part of it, and a sound changes nothing.
    case .play, .hush, .fetch, .repaint, .mouse, .suspend, .quit, .open, .saveAs, .keep, .record:
      false
    default: true
    }
  }
}
