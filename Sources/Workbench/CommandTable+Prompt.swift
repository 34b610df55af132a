import Terminal

extension CommandTable {
  /// Keys of a line that is being typed.
  static let promptCommands: [Command] = [
    Command(
      "prompt.accept", "Accept", help: "Takes the chosen row, else what was typed.",
      keys: Command.keys("Enter"), in: [.prompt], label: "accept"
    ) { state, _ in
      guard case .prompt(let prompt) = state.overlays.last else { return [] }
      if prompt.selection != nil { return take(nil, &state) }
      return accept(prompt, &state)
    },
    Command(
      "prompt.take", "Complete", help: "Puts the chosen row, else the first, into the line.",
      keys: Command.keys("Tab"), in: [.prompt], label: "complete", obstacle: nothingToTake
    ) { state, _ in take(nil, &state) },
    choose("prompt.next", "Next row", Command.keys("Down", "^n"), label: "choose") {
      chosen, count in
      chosen.map { ($0 + 1) % count } ?? 0
    },
    choose("prompt.previous", "Row before", Command.keys("Up", "^p", "S-Tab")) { chosen, count in
      ((chosen ?? 0) + count - 1) % count
    },
    Command(
      "prompt.pick", "Take a row", help: "Puts a row into the line, by its number.",
      in: [.prompt],
      arguments: [Command.Argument(name: "row", hint: "from 1") { _ in nil }]
    ) { state, words in take(words.first.flatMap { Int($0) }.map { $0 - 1 }, &state) },
  ]

  private static let nothingToTake: @Sendable (State) -> String? = { state in
    guard case .prompt(let prompt) = state.overlays.last else { return nil }
    return prompt.suggestions.isEmpty ? "nothing that is known begins so" : nil
  }

  /// Puts a row into the line: that one, else the chosen one, else the first.
  private static func take(_ row: Int?, _ state: inout State) -> [Effect] {
    guard case .prompt(let prompt) = state.overlays.last else { return [] }
    let found = prompt.suggestions
    let row = row ?? prompt.selection ?? 0
    guard found.indices.contains(row) else { return [] }
    let taken = found[row].line
    state.editLine { line in
      // An argument is one of those that are known; filters are made of terms.
      if case .argument = prompt.purpose { line = TypedLine(taken) } else { line.complete(taken) }
    }
    return []
  }

  /// Does what the line is for.
  private static func accept(_ prompt: Prompt, _ state: inout State) -> [Effect] {
    switch prompt.purpose {
    case .filter(let list, _):
      state.overlays.removeLast()
      if let problem = state.problem(of: prompt.line.text, in: list) {
        state.say(problem, .warning)
      } else if list == .units, !prompt.line.text.isEmpty, let rows = UnitRows(state) {
        // The list may be in a pane that is not shown.
        state.say(
          "\(rows.listed.count) of \(rows.all.count) units", rows.listed.isEmpty ? .warning : .plain
        )
      }
      state.chooseListed(in: list)
      if !prompt.line.text.isEmpty { state.sought = prompt.line.text }
      return []
    case .search:
      state.overlays.removeLast()
      if !prompt.line.text.isEmpty { state.sought = prompt.line.text }
      if !state.sought.isEmpty { state.tellHit() }
      return []
    case .argument(let id, let given):
      guard let command = command(id), given.count < command.arguments.count else { return [] }
      if let problem = command.arguments[given.count].problem(prompt.line.text) {
        var prompt = prompt
        prompt.problem = problem
        state.overlays[state.overlays.count - 1] = .prompt(prompt)
        return []
      }
      state.overlays.removeLast()
      // The trainer may have ended while the person typed.
      if let obstacle = command.obstacle(state) {
        state.say("\(command.title): \(obstacle).", .warning)
        return []
      }
      return keep(command, &state, given + [prompt.line.text])
        + start(command, &state, given: given + [prompt.line.text])
    }
  }

  /// Where a command keeps each argument as soon as it is typed: what is given by now, the rest as it
  /// is.
  private static func keep(
    _ command: Command, _ state: inout State, _ given: [String]
  ) -> [Effect] {
    let rest = command.arguments.dropFirst(given.count)
    guard command.keepsEach, !rest.isEmpty else { return [] }
    return perform(command, &state, given + rest.map { $0.initial(state) })
  }

  private static func choose(
    _ id: String, _ title: String, _ keys: [[Key]], label: String? = nil,
    _ change: @escaping @Sendable (_ chosen: Int?, _ count: Int) -> Int
  ) -> Command {
    Command(
      id, title, help: "\(title) of those below the line; Tab takes it.", keys: keys, in: [.prompt],
      label: label, obstacle: nothingToTake
    ) { state, _ in
      guard case .prompt(var prompt) = state.overlays.last else { return [] }
      let count = prompt.suggestions.count
      guard count > 0 else { return [] }
      prompt.selection = change(prompt.selection, count)
      state.overlays[state.overlays.count - 1] = .prompt(prompt)
      return []
    }
  }
}
