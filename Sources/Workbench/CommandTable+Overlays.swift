import Terminal

extension CommandTable {
  /// Keys of what lies over a screen.
  static let overlayCommands: [Command] = [
    Command(
      "overlay.close", "Close", help: "Closes this and changes nothing.",
      keys: Command.keys("Esc"),
      in: [.help, .palette, .confirmation, .prompt, .places, .sessions],
      label: "close",
      isEssential: true
    ) { state, _ in
      state.closeOverlay()
      return []
    },
    Command(
      "help.close", "Close the help", help: "Back to the screen.", keys: Command.keys("?", "q"),
      in: [.help]
    ) { state, _ in
      state.closeOverlay()
      return []
    },
    scroll("help.down", "Scroll on", Command.keys("j", "Down")) { row, _ in row + 1 },
    scroll("help.up", "Scroll back", Command.keys("k", "Up")) { row, _ in row - 1 },
    scroll("help.halfDown", "Half a page on", Command.keys("^d", "PgDn", "Space")) { $0 + $1 / 2 },
    scroll("help.halfUp", "Half a page back", Command.keys("^u", "PgUp")) { $0 - $1 / 2 },
    scroll("help.first", "To the beginning", Command.keys("g g", "Home")) { _, _ in 0 },
    scroll("help.last", "To the end", Command.keys("G", "End")) { _, _ in .max },
    choose("palette.next", "Next", Command.keys("Down", "^n", "Tab"), label: "next") { $0 + 1 },
    choose("palette.previous", "Previous", Command.keys("Up", "^p", "S-Tab")) { $0 - 1 },
    Command(
      "palette.run", "Run", help: "Runs the chosen command.", keys: Command.keys("Enter"),
      in: [.palette], label: "run"
    ) { state, _ in runChosen(&state) },
    Command(
      "palette.pick", "Run a row", help: "Runs the command in a row of the palette.",
      in: [.palette],
      arguments: [Command.Argument(name: "row", hint: "from 1") { _ in nil }]
    ) { state, words in
      guard case .palette(var palette) = state.overlays.last,
        let row = words.first.flatMap({ Int($0) })
      else { return [] }
      palette.selection = row - 1
      state.overlays[state.overlays.count - 1] = .palette(palette)
      return runChosen(&state)
    },
    Command(
      "confirmation.yes", "Yes", help: "Does it.", keys: Command.keys("y", "Enter"),
      in: [.confirmation], label: "yes"
    ) { state, _ in
      guard case .confirmation(let question) = state.overlays.last else { return [] }
      state.overlays.removeLast()
      state.say("Asked: \(question.verb).")
      return [question.effect]
    },
    Command(
      "confirmation.no", "No", help: "Changes nothing.", keys: Command.keys("n"),
      in: [.confirmation], label: "no"
    ) { state, _ in
      state.closeOverlay()
      return []
    },
  ]

  /// Runs the chosen command of the palette.
  private static func runChosen(_ state: inout State) -> [Effect] {
    guard case .palette(let palette) = state.overlays.last else { return [] }
    let found = search(palette.query, in: state)
    guard found.indices.contains(palette.selection) else { return [] }
    let command = found[palette.selection]
    var below = state
    below.overlays.removeLast()
    if let obstacle = command.obstacle(below) {
      state.say("\(command.title): \(obstacle).", .warning)
      return []
    }
    state.overlays.removeLast()
    // A command of another screen runs there, where its effect is seen.
    if let tab = command.tab { show(tab, &state) }
    return start(command, &state)
  }

  /// Runs a command, or asks for its first argument.
  static func start(_ command: Command, _ state: inout State, given: [String] = []) -> [Effect] {
    guard given.count < command.arguments.count else { return perform(command, &state, given) }
    let argument = command.arguments[given.count]
    state.overlays.append(
      .prompt(
        Prompt(
          purpose: .argument(command: command.id, given: given),
          label: argument.label(state) ?? argument.name,
          hint: argument.hint, line: TypedLine(argument.initial(state)))))
    return []
  }

  /// Runs a command with all its arguments, and tells the journal.
  static func perform(
    _ command: Command, _ state: inout State, _ arguments: [String]
  ) -> [Effect] {
    guard state.memory.isOn else { return command.run(&state, arguments) }
    let before = state
    let effects = command.run(&state, arguments)
    return effects + state.journal(command, arguments, before: before, effects)
  }

  /// Why a command cannot run with these arguments; nil when it can. Of a command of another screen
  /// that is told as it would be there.
  public static func problem(
    of command: Command, _ arguments: [String], in state: State
  ) -> String? {
    var there = state
    if state.overlays.isEmpty {
      if let tab = command.tab { show(tab, &there) }
    } else if command.contexts.isDisjoint(with: contexts(of: state)) {
      return "something is open over the screen: confirmation.yes or overlay.close comes first"
    }
    let needed = command.arguments.count
    let all = command.arguments + command.accepts
    guard (needed...all.count).contains(arguments.count) else {
      let names = all.map(\.name).joined(separator: ", ")
      return all.isEmpty
        ? "it takes no arguments, and \(arguments.count) are there"
        : "it takes \(needed == all.count ? "" : "\(needed) to ")\(all.count) (\(names)), and "
          + "\(arguments.count) are there"
    }
    for (argument, text) in zip(all, arguments) {
      if let problem = argument.problem(text) { return problem }
    }
    return command.obstacle(there)
  }

  /// Runs a command by its id, on the screen where it works.
  static func run(_ id: String, _ arguments: [String], _ state: inout State) -> [Effect] {
    guard let command = command(id) else {
      state.say("There is no command \(CellText.clean(id)).", .warning)
      return []
    }
    if let problem = problem(of: command, arguments, in: state) {
      state.say("\(command.title): \(problem).", .warning)
      return []
    }
    if let tab = command.tab { show(tab, &state) }
    return perform(command, &state, arguments)
  }

  /// Scrolls the help: from its first row and the rows that are seen to the row that is first then.
  private static func scroll(
    _ id: String, _ title: String, _ keys: [[Key]],
    _ change: @escaping @Sendable (_ row: Int, _ seen: Int) -> Int
  ) -> Command {
    Command(id, title, help: title + ".", keys: keys, in: [.help]) { state, _ in
      guard case .help(let rows) = state.overlays.last else { return [] }
      let (limit, seen) = HelpView.scrollLimit(state)
      let row = min(limit, max(0, change(rows, seen)))
      state.overlays[state.overlays.count - 1] = .help(scroll: row)
      return []
    }
  }

  private static func choose(
    _ id: String, _ title: String, _ keys: [[Key]], label: String? = nil,
    _ change: @escaping @Sendable (Int) -> Int
  ) -> Command {
    Command(id, title, help: title + " command.", keys: keys, in: [.palette], label: label) {
      state, _ in
      guard case .palette(var palette) = state.overlays.last else { return [] }
      let count = search(palette.query, in: state).count
      guard count > 0 else { return [] }
      palette.selection = (change(palette.selection) + count) % count
      state.overlays[state.overlays.count - 1] = .palette(palette)
      return []
    }
  }
}
