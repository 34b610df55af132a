import Session
import Terminal

extension CommandTable {
  /// Commands that say something of the unit or the clip that is looked at.
  static let notesCommands: [Command] = [
    Command(
      "notes.bookmark", "Bookmark",
      help: "Puts the unit, where clips are shown the clip, into the list of B, or takes it out.",
      keys: Command.keys("b"), in: tabs, label: "bookmark", writes: true, obstacle: obstacle
    ) { state, _ in
      guard let subject = state.notedSubject else { return [] }
      let isMarked = state.analysis.notes[subject, .bookmark] != nil
      let title = Notes.title(of: subject)
      state.say(isMarked ? "\(title) is no bookmark any more" : "\(title) bookmarked: B lists")
      return state.analysis.notes.say(.bookmark, of: subject, isMarked ? nil : "")
    },
    Command(
      "notes.mark", "Mark",
      help: "Adds the unit, where clips are shown the clip, to the marked ones that filters and * "
        + "know, or takes it out.",
      keys: Command.keys("Space"), in: tabs.subtracting([.tab(.embed)]), label: "mark",
      writes: true, obstacle: obstacle
    ) { state, _ in
      guard let (subject, number, _) = state.markable else { return [] }
      var marked = state.analysis.notes.marked(subject)
      let isMarked = marked.contains(number)
      if isMarked { marked.remove(number) } else { marked.insert(number) }
      // Not every screen shows marks.
      if let title = state.notedSubject.map({ Notes.title(of: $0) }) {
        state.say(isMarked ? "\(title) is not marked any more" : "\(title) marked")
      }
      return state.analysis.notes.mark(marked, as: subject)
    },
    Command(
      "notes.invert", "Invert the marks",
      help: "Marks what is listed and not marked, and takes the marks of the rest back.",
      keys: Command.keys("*"), in: [.tab(.units), .tab(.clip)], writes: true, obstacle: obstacle
    ) { state, _ in
      guard let (subject, _, all) = state.markable else { return [] }
      let marked = state.analysis.notes.marked(subject)
      return state.analysis.notes.mark(
        marked.subtracting(all).union(all.subtracting(marked)), as: subject)
    },
    annotate(
      "notes.unit", "Name and note", "Gives the unit a name and a note.", "A",
      in: [.tab(.units)], label: "name"),
    annotate(
      "notes.clip", "Name and note of the clip", "Gives the clip a name and a note.", "a",
      in: tabs.subtracting([.tab(.units)]), label: nil),
    Command(
      "notes.delete", "Delete name, note or mark",
      help: "Takes name and note of the unit or clip back; without any its bookmark, else mark.",
      keys: Command.keys("d"), in: tabs.subtracting([.tab(.clip)]), writes: true,
      obstacle: { state in
        obstacle(state) ?? (state.saidLast.isEmpty ? "nothing was said of it" : nil)
      }
    ) { state, _ in state.takeBackSaid() },
  ]

  /// Screens that show a unit or a clip.
  private static let tabs: Set<Command.Context> = [
    .tab(.units), .tab(.clip), .tab(.embed), .tab(.clusters), .tab(.pairs),
  ]

  private static let obstacle: @Sendable (State) -> String? = { state in
    if state.notedSubject != nil { return nil }
    return state.looksAtClip ? "no clip is shown" : "the units are not known yet"
  }

  private static func annotate(
    _ id: String, _ title: String, _ help: String, _ key: String,
    in contexts: Set<Command.Context>, label: String?
  ) -> Command {
    Command(
      id, title, help: help, keys: Command.keys(key), in: contexts,
      arguments: [said("name", .name), said("note", .note)], label: label, writes: true,
      keepsEach: true, obstacle: obstacle
    ) { state, words in
      guard let subject = state.notedSubject, words.count == 2 else { return [] }
      func text(_ word: String) -> String? {
        let clean = CellText.clean(word)
        return clean.allSatisfy { $0 == " " } ? nil : clean
      }
      return state.analysis.notes.say(
        [(.name, text(words[0])), (.note, text(words[1]))], of: subject)
    }
  }

  private static func said(_ name: String, _ kind: NoteRecord.Kind) -> Command.Argument {
    Command.Argument(
      name: name, hint: "empty takes it back; u undoes", problem: { _ in nil },
      known: { state in kind == .name ? state.namesGiven : [] },
      initial: { state in state.notedSubject.flatMap { state.analysis.notes[$0, kind] } ?? "" },
      label: { state in state.notedSubject.map { "\(name) of \(Notes.title(of: $0))" } })
  }
}

extension State {
  /// Whether a clip is looked at on the screen in front; elsewhere it is the unit.
  fileprivate var looksAtClip: Bool { [.clip, .embed, .clusters, .pairs].contains(tab) }

  /// The clip that is looked at, on screens of clips.
  var notedClip: Int64? {
    switch tab {
    case .clip: clipMoment?.clip
    case .embed: embedClip
    case .clusters:
      ClusterBoard(self).flatMap { board in
        board.member(self).flatMap { board.clip(ofMember: $0) }
      }
    case .pairs: chosenPair?.pictureClip
    case .train, .units, .prefs, .jobs, .log: nil
    }
  }

  /// What notes, names and bookmarks are about here: the unit, or the clip that is looked at.
  var notedSubject: String? {
    if looksAtClip { return notedClip.map { Notes.clip($0) } }
    // Its number is known before the units are ranked.
    return analysis.index == nil ? nil : analysis.notesSubject(ofUnit: analysis.unit)
  }

  /// What marks are set on: the set that it belongs to, its number there, and what is listed.
  var markable: (subject: String, number: Int64, all: NumberSet)? {
    if looksAtClip {
      return notedClip.map { (Notes.clipMarks, $0, NumberSet(listedClips)) }
    }
    return UnitRows(self).map { rows in
      (
        analysis.unitMarks, Int64(analysis.unit),
        NumberSet(rows.listed.map { Int64($0.unit) })
      )
    }
  }

  /// What is said of the unit or clip and goes first: its name and note, else its bookmark, else its
  /// mark.
  fileprivate var saidLast: [NoteRecord.Kind] {
    guard let subject = notedSubject, let markable else { return [] }
    let words = [NoteRecord.Kind.name, .note].filter { analysis.notes[subject, $0] != nil }
    if !words.isEmpty { return words }
    if analysis.notes[subject, .bookmark] != nil { return [.bookmark] }
    return analysis.notes.marked(markable.subject).contains(markable.number) ? [.mark] : []
  }

  fileprivate mutating func takeBackSaid() -> [Effect] {
    guard let subject = notedSubject, let markable else { return [] }
    let kinds = saidLast
    say("\(kinds.map(\.rawValue).joined(separator: " and ")) taken back; u brings it back")
    if kinds == [.mark] {
      var marked = analysis.notes.marked(markable.subject)
      marked.remove(markable.number)
      return analysis.notes.mark(marked, as: markable.subject)
    }
    return analysis.notes.say(kinds.map { ($0, nil) }, of: subject)
  }
}
