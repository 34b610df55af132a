import Terminal

extension CommandTable {
  /// Keys that edit a line, wherever one is typed.
  static let lineCommands: [Command] = [
    edit("left", "Cursor left", "Left") { $0.moveLeft() },
    edit("right", "Cursor right", "Right") { $0.moveRight() },
    edit("start", "Cursor to the start", "Home", "^a") { $0.moveToStart() },
    edit("end", "Cursor to the end", "End", "^e") { $0.moveToEnd() },
    edit("backspace", "Delete the letter before the cursor", "Backspace") { $0.deleteBackward() },
    edit("delete", "Delete the letter under the cursor", "Delete") { $0.deleteForward() },
    edit("word", "Delete the word before the cursor", "^w") { $0.deleteWord() },
    edit("clear", "Delete the line", "^u") { $0 = TypedLine() },
  ]

  private static func edit(
    _ name: String, _ title: String, _ keys: String...,
    change: @escaping @Sendable (inout TypedLine) -> Void
  ) -> Command {
    Command(
      "edit.\(name)", title, help: title + ".", keys: keys.flatMap { Command.keys($0) },
      in: [.palette, .prompt, .sessions]
    ) { state, _ in
      state.editLine(change)
      return []
    }
  }
}

extension State {
  /// Changes the line that is being typed and what follows from its text.
  mutating func editLine(_ change: (inout TypedLine) -> Void) {
    guard let last = overlays.last else { return }
    switch last {
    case .palette(var palette):
      let text = palette.line.text
      change(&palette.line)
      if palette.line.text != text { palette.selection = 0 }
      overlays[overlays.count - 1] = .palette(palette)
    case .prompt(var prompt):
      let text = prompt.line.text
      change(&prompt.line)
      prompt.selection = nil
      if prompt.line.text != text { prompt.problem = nil }
      overlays[overlays.count - 1] = .prompt(prompt)
      switch prompt.purpose {
      case .filter(let list, _): setFilter(prompt.line.text, of: list)
      case .search(let start): showHit(of: prompt.line.text, from: start)
      case .argument: break
      }
    case .sessions(var picker):
      let text = picker.line.text
      change(&picker.line)
      if picker.line.text != text { picker.chooseFirst() }
      overlays[overlays.count - 1] = .sessions(picker)
    case .help, .confirmation, .places: break
    }
  }
}
