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
      // The clip that is looked at stays, also where it was the unit's.
      if state.tab == .clip { state.analysis.moment = state.clipMoment }
      state.analysis.subject.modality =
        state.analysis.subject.modality == .audio ? .vision : .audio
      return []
    },
    Command(
      "analysis.network", "Trained, difference, random",
      help: "Looks at the trained network, at trained minus random (on Embed at both layouts), at "
        + "the random network.",
      keys: Command.keys("D"), in: analysisTabs, label: "compare",
      obstacle: { $0.comparisonObstacle }
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
    turn(
      .undo, "undo", "Undo",
      "Takes back what the last command said: names, notes, bookmarks, marks, selections, also of "
        + "an earlier screen.", "u", nothing: "nothing was said that could be undone"
    ) { "undone: \($0); ^R does it again" },
    turn(
      .redo, "redo", "Redo", "Says again what was undone last.", "^r",
      nothing: "nothing was undone"
    ) { "done again: \($0)" },
  ]

  /// The command that takes back what was said, or says it again.
  private static func turn(
    _ turn: Notes.Turn, _ id: String, _ title: String, _ help: String, _ key: String,
    nothing: String, told: @escaping @Sendable (String) -> String
  ) -> Command {
    Command(
      id, title, help: help, keys: Command.keys(key), in: [.screens], accepts: [changes],
      writes: true, obstacle: { $0.analysis.notes.next(turn).isEmpty ? nothing : nil }
    ) { state, words in
      let count = words.first.flatMap { Int($0) }
      let edits = state.analysis.notes.next(turn, count)
      state.say(told(Notes.title(of: edits)))
      return state.analysis.notes.turn(turn, count)
    }
  }

  /// How many changes; the journal tells it, as a session does not know which one command made.
  private static let changes = Command.Argument(
    name: "changes", hint: "how many, from 1",
    problem: { (Int($0) ?? 0) >= 1 ? nil : "changes is not a number from 1" })
}

extension State {
  /// Trained, then both compared, then random; preferences stand side by side as they are.
  mutating func nextNetwork() {
    if !analysis.subject.isRandom, !analysis.isDifference, tab != .prefs {
      analysis.isDifference = true
      let what =
        switch tab {
        case .units: "Trained minus random: o sorts by difference"
        case .embed: "Trained, and random beside it"
        default: "Trained minus random"
        }
      say("\(what); D goes on to the random network.")
      return
    }
    analysis.subject.isRandom.toggle()
    units.place = min(4, units.place)
    if units.order == .difference { units.order = .selectivity }
    say(analysis.subject.isRandom ? "The random network." : "The trained network.")
  }

  /// Why the trained network cannot be compared with the random one; nil where it can.
  var comparisonObstacle: String? {
    guard !analysis.subject.isRandom, !analysis.isDifference else { return nil }
    switch tab {
    case .units:
      return analysis.index != nil && analysis.comparison == nil
        ? "the random network's embeddings are missing: R makes them" : nil
    case .clip: return clipMoment == nil ? "no clip is shown" : nil
    case .clusters:
      guard let result = analysis.result("kmeans", of: analysis.subject),
        analysis.clusterSummary(result)?.figures.agreement != nil,
        analysis.randomNetwork(beside: result) == nil
      else { return nil }
      return "the random network's clusters are missing: R makes them beside these"
    default: return nil
    }
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
