import Session
import Terminal

extension CommandTable {
  /// Keys of a list of places over the screen.
  static let placeListCommands: [Command] = [
    Command(
      "places.go", "Go there", help: "Shows what the chosen row is.",
      keys: Command.keys("Enter"), in: [.places], label: "go there"
    ) { state, _ in
      guard case .places(let list) = state.overlays.last, let row = list.chosen else { return [] }
      state.overlays.removeLast()
      // By the command that goes there, so that a replay goes there too.
      let line = row.target.line
      return run(line.command, line.arguments, &state)
    },
    Command(
      "places.forget", "Forget", help: "Takes back the bookmark, name or selection; u undoes.",
      keys: Command.keys("d"), in: [.places], label: "forget", writes: true
    ) { state, _ in
      guard case .places(let list) = state.overlays.last, let said = list.chosen?.said else {
        return []
      }
      // Likewise.
      let effects = start(forget, &state, given: [said.kind.rawValue, said.subject])
      state.refreshPlaces()
      return effects
    },
    forget,
    move("down", "Next place", Command.keys("j", "Down")) { _ in 1 },
    move("up", "Place before", Command.keys("k", "Up")) { _ in -1 },
    move("halfDown", "Half a page of places on", Command.keys("^d", "PgDn")) { _ in 10 },
    move("halfUp", "Half a page of places back", Command.keys("^u", "PgUp")) { _ in -10 },
    move("first", "First place", Command.keys("g g", "Home")) { -$0 },
    move("last", "Last place", Command.keys("G", "End")) { $0 },
  ]

  private static let forget = Command(
    "notes.forget", "Take back what was said of a subject",
    help: "Takes back what was said of a subject, as in bookmark clip/17.", in: [.screens],
    arguments: [
      Command.Argument(
        name: "kind", hint: "name, note, bookmark or mark",
        problem: {
          NoteRecord.Kind(rawValue: $0) == nil ? "not name, note, bookmark or mark" : nil
        }),
      Command.Argument(
        name: "subject", hint: "as in clip/17",
        problem: { $0.isEmpty ? "a subject is needed" : nil }),
    ], writes: true
  ) { state, words in
    guard words.count == 2, let kind = NoteRecord.Kind(rawValue: words[0]) else { return [] }
    return state.analysis.notes.say(kind, of: words[1], nil)
  }

  private static func move(
    _ name: String, _ title: String, _ keys: [[Key]],
    by rows: @escaping @Sendable (Int) -> Int
  ) -> Command {
    Command("places.\(name)", title, help: title + ".", keys: keys, in: [.places]) { state, _ in
      guard case .places(var list) = state.overlays.last else { return [] }
      list.cursor.move(by: rows(list.rows.count), of: list.rows.count)
      state.overlays[state.overlays.count - 1] = .places(list)
      return []
    }
  }
}
