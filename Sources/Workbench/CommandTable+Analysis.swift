import NeuralNet
import Session
import Terminal

extension CommandTable {
  /// Screens that look at embeddings.
  static let analysisTabs: Set<Command.Context> = [
    .tab(.units), .tab(.clip), .tab(.embed), .tab(.clusters), .tab(.prefs),
  ]

  /// Screens that look at what was computed from embeddings or pairs.
  static let lookingTabs = analysisTabs.union([.tab(.pairs)])

  /// Commands that several analysis screens share.
  static let analysisCommands = sharedAnalysisCommands + choiceCommands

  private static let sharedAnalysisCommands: [Command] = [
    Command(
      "analysis.modality", "Audio or vision", help: "Looks at the other tower.",
      keys: Command.keys("m"), in: analysisTabs, label: "audio/vision"
    ) { state, _ in
      state.analysis.subject.modality =
        state.analysis.subject.modality == .audio ? .vision : .audio
      return []
    },
    Command(
      "analysis.network", "Trained or random network",
      help: "Looks at the random network instead of the trained one; on Units first at both.",
      keys: Command.keys("D"), in: analysisTabs, label: "random"
    ) { state, _ in
      state.nextNetwork()
      return []
    },
    Command(
      "analysis.index", "Embed the clips",
      help: "Embeds the split by the best checkpoint and by the random network.",
      in: analysisTabs,
      writes: true,
      obstacle: { $0.analysis.running("index") == nil ? nil : "it is being done already" }
    ) { state, _ in state.startIndex() },
    Command(
      "analysis.best", "Back to the best checkpoint",
      help: "Looks at the best checkpoint and the newest result again, as Esc does.",
      in: lookingTabs,
      obstacle: {
        $0.analysis.subject.step == nil && !$0.showsEarlierResult
          ? "it is looked at already" : nil
      }
    ) { state, _ in
      _ = state.returnToBest()
      return []
    },
    Command(
      "analysis.bookmarks", "Bookmarks and selections",
      help: "Lists what is bookmarked, named or selected under a name; Enter goes there.",
      keys: Command.keys("B"), in: lookingTabs
    ) { state, _ in
      state.overlays.append(.places(state.bookmarks()))
      return []
    },
    Command(
      "undo", "Undo",
      help: "Takes back what the last command said: names, notes, bookmarks, marks, selections, "
        + "also of an earlier screen.",
      keys: Command.keys("u"), in: [.screens], accepts: [changes], writes: true,
      obstacle: { $0.analysis.notes.done.isEmpty ? "nothing was said that could be undone" : nil }
    ) { state, words in
      let before = state.analysis.notes
      let effects = state.analysis.notes.undo(words.first.flatMap { Int($0) })
      let edits = before.done.suffix(effects.count)
      state.say("undone: \(Notes.title(of: Array(edits))); ^R does it again")
      return effects
    },
    Command(
      "redo", "Redo", help: "Says again what was undone last.", keys: Command.keys("^r"),
      in: [.screens], accepts: [changes], writes: true,
      obstacle: { $0.analysis.notes.undone.isEmpty ? "nothing was undone" : nil }
    ) { state, words in
      let before = state.analysis.notes
      let effects = state.analysis.notes.redo(words.first.flatMap { Int($0) })
      let edits = before.undone.suffix(effects.count)
      state.say("done again: \(Notes.title(of: Array(edits)))")
      return effects
    },
  ]

  /// How many changes; the journal tells it, as a session does not know which one command made.
  private static let changes = Command.Argument(
    name: "changes", hint: "how many, from 1",
    problem: { (Int($0) ?? 0) >= 1 ? nil : "changes is not a number from 1" })
}

extension State {
  /// Trained, on the screen of units the difference, random, and trained again.
  mutating func nextNetwork() {
    if tab == .units, !analysis.subject.isRandom, !units.isDifference {
      units.isDifference = true
      say("Trained minus random: o sorts by difference, D goes on to the random network.")
      return
    }
    analysis.subject.isRandom = units.isDifference || !analysis.subject.isRandom
    units.isDifference = false
    units.place = min(4, units.place)
    if units.order == .difference { units.order = .selectivity }
    say(analysis.subject.isRandom ? "The random network." : "The trained network.")
  }

  /// The job that the screen in front waits for: what it shows, or the embeddings for that.
  var foregroundJob: JobRecord? {
    let kinds: [String]
    switch tab {
    case .train, .log, .jobs: kinds = []
    case .units, .clip: kinds = ["index"]
    case .embed: kinds = ["tsne", "index"]
    case .clusters: kinds = ["kmeans", "index"]
    case .prefs: kinds = ["prefer", "index"]
    case .pairs: kinds = ["hard"]
    }
    return kinds.lazy.compactMap { analysis.running($0) }.first
  }

  /// Starts the job that embeds the subject's split, by both networks.
  mutating func startIndex() -> [Effect] {
    let words = analysis.arguments(of: analysis.subject)
    showNewest()
    say("embedding \(analysis.subject.split.clips) in a process of its own; 7 shows it")
    return [
      .start(["index", session.path] + words),
      .start(["index", session.path, "--random"] + words),
    ]
  }
}
