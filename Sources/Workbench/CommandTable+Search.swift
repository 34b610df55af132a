import Terminal

extension CommandTable {
  /// Commands that look for rows of a list and hide none.
  static let searchCommands: [Command] = [
    find(
      "find", "Find a row", "Moves the cursor to a row that matches and hides none",
      Command.keys("^f"), narrowed),
    find(
      "search", "Search the list", "Moves the cursor to the rows that match",
      Command.keys("/", "^f"), whole),
    next(
      "next", "Next row found", "Goes on to the next row that matches", "n", 1, label: "N found"),
    next("previous", "Row found before", "Goes back to the row before that matches", "N", -1),
  ]

  /// Screens whose `/` filters.
  private static let narrowed: [Tab] = [.train, .units, .log, .pairs]
  /// Screens whose lists are never narrowed.
  private static let whole: [Tab] = [.clusters, .prefs, .jobs]

  private static func find(
    _ name: String, _ title: String, _ help: String, _ keys: [[Key]], _ tabs: [Tab]
  ) -> Command {
    Command(
      "rows.\(name)", title, help: help + "; then n and N go on. The words are those of filters.",
      keys: keys, in: Set(tabs.map { .tab($0) }),
      accepts: [
        Command.Argument(
          name: "words", hint: "words   field:value   -word   a | b", problem: { _ in nil })
      ], label: name,
      obstacle: { $0.hasSearchedList ? nil : "nothing is listed" }
    ) { state, words in
      guard let list = state.searchedList else { return [] }
      if let text = words.first {
        state.showHit(of: text, from: list.chosen)
        state.sought = text
        state.tellHit()
        return []
      }
      state.overlays.append(
        .prompt(
          Prompt(
            purpose: .search(from: list.chosen), label: "find in the \(list.noun)",
            hint: "words   field:value   -word   a | b", line: TypedLine())))
      return []
    }
  }

  private static func next(
    _ name: String, _ title: String, _ help: String, _ key: String, _ direction: Int,
    label: String? = nil
  ) -> Command {
    Command(
      "rows.\(name)", title,
      help: help + " what was looked for last; beyond an end comes the other.",
      keys: Command.keys(key), in: Set((narrowed + whole).map { .tab($0) }), label: label,
      obstacle: { state in
        guard state.hasSearchedList else { return "nothing is listed" }
        return state.sought.isEmpty ? "nothing was looked for yet: ^F does it" : nil
      }
    ) { state, _ in
      state.goToHit(direction)
      return []
    }
  }
}
