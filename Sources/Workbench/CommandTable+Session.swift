import Session
import Terminal

extension CommandTable {
  /// Commands about the session as a whole.
  static let sessionCommands: [Command] = [
    Command(
      "session.open", "Open another session",
      help: "Lists the sessions with their clips, runs and notes; Enter shows one here.",
      keys: Command.keys("^o"), in: [.screens]
    ) { state, _ in
      state.overlays.append(.sessions(SessionPicker(opened: Int(state.now))))
      return []
    },
    Command(
      "session.saveAs", "Save the session as",
      help: "Copies the session under another name, as it is now; what runs goes on in this one.",
      keys: Command.keys("^s"), in: [.screens],
      arguments: [
        Command.Argument(
          name: "save a copy as", hint: "a name for a new session, or the path of a new folder",
          problem: { text in
            do {
              let place = try SessionLocation(naming: text)
              return place.exists ? "there is a session \(place.name) already" : nil
            } catch { return (error as? SessionError)?.message ?? "\(error)" }
          })
      ]
    ) { state, words in
      state.say("Copying the session to \(CellText.clean(words.first ?? "")) ...")
      return words.first.map { [.saveAs($0)] } ?? []
    },
    Command(
      "session.relocate", "Find clips that were moved",
      help: "Asks for a folder and looks in it for the clips whose files are missing, by name and "
        + "size.",
      in: [.screens],
      arguments: [
        Command.Argument(
          name: "folder with the videos", hint: "the path of a folder; what is in it is searched",
          problem: { text in text.hasPrefix("/") ? nil : "expected a path that begins with /" })
      ], obstacle: readOnly
    ) { state, words in
      state.say("Looking for the missing clips ...")
      return words.first.map { [.relocate(folder: $0)] } ?? []
    },
    Command(
      "session.unrelocate", "Undo finding moved clips",
      help: "Tells the index again where the clips were before they were last found.",
      in: [.screens], obstacle: readOnly
    ) { _, _ in [.relocate(folder: nil)] },
    choose("sessions.next", "Next session", Command.keys("Down", "^n", "Tab")) { $0 + 1 },
    choose("sessions.previous", "Previous session", Command.keys("Up", "^p", "S-Tab")) { $0 - 1 },
    Command(
      "sessions.open", "Open", help: "Shows the chosen session here; this one is left as it is.",
      keys: Command.keys("Enter"), in: [.sessions], label: "open"
    ) { state, _ in
      guard case .sessions(let picker) = state.overlays.last,
        let listed = picker.listed, !listed.isEmpty
      else { return [] }
      let listing = listed[picker.place(in: listed)]
      if let problem = listing.problem {
        state.say(CellText.clean(problem), .error)
        return []
      }
      state.overlays.removeLast()
      if listing.path == state.session.path {
        state.say("This is the session \(CellText.clean(listing.name)).")
        return []
      }
      return [.open(path: listing.path)]
    },
  ]

  private static let readOnly: @Sendable (State) -> String? = {
    $0.session.isReadOnly ? "the session is read-only" : nil
  }

  private static func choose(
    _ id: String, _ title: String, _ keys: [[Key]],
    _ change: @escaping @Sendable (Int) -> Int
  ) -> Command {
    Command(id, title, help: title + " of the list.", keys: keys, in: [.sessions]) { state, _ in
      guard case .sessions(var picker) = state.overlays.last else { return [] }
      picker.choose(change)
      state.overlays[state.overlays.count - 1] = .sessions(picker)
      return []
    }
  }
}
