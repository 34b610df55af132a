import Terminal

extension CommandTable {
  /// Commands of the log.
  static let logCommands: [Command] =
    filterCommands(.log) + [
      Command(
        "log.urgent", "Warnings and errors only", help: "Leaves out events of level info, or not.",
        keys: Command.keys("!"), in: [.tab(.log)], label: "warnings only"
      ) { state, _ in
        state.log.setUrgentOnly(!state.log.isUrgentOnly)
        return []
      },
      move("down", "Next event", "One event on.", Command.keys("j", "Down")) { _ in 1 },
      move("up", "Previous event", "One event back.", Command.keys("k", "Up")) { _ in -1 },
      move("halfDown", "Half a page on", "Half a screen of events on.", Command.keys("^d")) {
        $0.size.height / 2
      },
      move("halfUp", "Half a page back", "Half a screen of events back.", Command.keys("^u")) {
        -$0.size.height / 2
      },
      move("pageDown", "A page on", "A screen of events on.", Command.keys("PgDn")) {
        $0.size.height - 8
      },
      move("pageUp", "A page back", "A screen of events back.", Command.keys("PgUp")) {
        8 - $0.size.height
      },
      move("first", "First event", "The oldest event.", Command.keys("g g", "Home")) {
        -$0.log.events.count
      },
      Command(
        "log.follow", "Follow the newest", help: "The newest event, and those that come.",
        keys: Command.keys("G", "End"), in: [.tab(.log)], label: "follow"
      ) { state, _ in
        state.log.selected = nil
        state.say("The newest event is followed.")
        return []
      },
    ]

  private static func move(
    _ name: String, _ title: String, _ help: String, _ keys: [[Key]],
    _ rows: @escaping @Sendable (State) -> Int
  ) -> Command {
    Command("log.\(name)", title, help: help, keys: keys, in: [.tab(.log)]) { state, _ in
      state.log.move(by: rows(state))
      return []
    }
  }
}
