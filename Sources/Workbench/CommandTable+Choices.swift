import NeuralNet
import Session
import Terminal

extension CommandTable {
  /// Commands that choose whose embeddings and which results are looked at.
  static let choiceCommands: [Command] = [
    Command(
      "analysis.whose", "Choose run, split and checkpoint",
      help:
        "Lists the embeddings and results of all runs, splits and checkpoints; Enter takes one.",
      keys: Command.keys("W"), in: lookingTabs, label: "whose"
    ) { state, _ in
      state.overlays.append(.places(state.subjects()))
      return []
    },
    Command(
      "analysis.results", "Earlier results",
      help: "Lists the kept clusterings, layouts, preferences or pairs; Enter shows one.",
      keys: Command.keys("H"),
      in: [.tab(.embed), .tab(.clusters), .tab(.prefs), .tab(.pairs)], label: "earlier results",
      obstacle: { state in
        guard let kind = state.resultKind else { return "this screen shows no results" }
        return state.analysis.results(kind, of: state.shownSubject).isEmpty
          ? "nothing was kept yet: R makes it" : nil
      }
    ) { state, _ in
      state.overlays.append(.places(state.earlierResults()))
      return []
    },
    Command(
      "analysis.look", "Look at a run, split and checkpoint by name",
      help: "The run or - for that on Train, the split, the step or best, trained or random.",
      in: [.screens],
      arguments: [
        Command.Argument(
          name: "run", hint: "its name, or - for the run on Train", problem: { _ in nil },
          initial: { $0.analysis.subject.run ?? "-" }),
        word("split", Subject.Split.allCases.map(\.rawValue)) {
          $0.analysis.subject.split.rawValue
        },
        Command.Argument(
          name: "checkpoint", hint: "best, or a step",
          problem: { $0 == "best" || (Int($0) ?? -1) >= 0 ? nil : "neither best nor a step" },
          initial: { $0.analysis.subject.step.map(String.init) ?? "best" }),
        word("network", ["trained", "random"]) {
          $0.analysis.subject.isRandom ? "random" : "trained"
        },
      ]
    ) { state, words in
      guard words.count == 4, let split = Subject.Split(rawValue: words[1]) else { return [] }
      let name = words[0] == "-" ? nil : words[0]
      guard state.knows(run: name) else { return [] }
      var subject = state.analysis.subject.with(isRandom: words[3] == "random")
      (subject.run, subject.split, subject.step) = (name, split, Int(words[2]))
      state.visit(.subject(subject))
      return []
    },
    Command(
      "analysis.result", "Show a result by its number",
      help: "Shows a kept tsne, kmeans, prefer or hard by the number that Jobs tells.",
      in: [.screens],
      arguments: [
        word("kind", ["tsne", "kmeans", "prefer", "hard"]) { $0.resultKind ?? "tsne" },
        Command.Argument(
          name: "result", hint: "its number",
          problem: { (Int64($0) ?? -1) >= 0 ? nil : "not a number" }),
      ]
    ) { state, words in
      guard words.count == 2, let id = Int64(words[1]) else { return [] }
      guard state.analysis.results.contains(where: { $0.id == id && $0.kind == words[0] }) else {
        state.say("There is no \(words[0]) result \(id).", .warning)
        return []
      }
      state.visit(.result(words[0], id))
      return []
    },
    Command(
      "units.visit", "Go to a unit of a run and tower",
      help: "Shows a unit by its number, tower, network and run, - for the run on Train.",
      in: [.screens],
      arguments: [
        Command.Argument(
          name: "unit", hint: "its number",
          problem: { (0...1_000_000).contains(Int($0) ?? -1) ? nil : "not a number" },
          initial: { "\($0.analysis.unit)" }),
        word("tower", Modality.allCases.map(\.rawValue)) { $0.analysis.subject.modality.rawValue },
        word("network", ["trained", "random"]) {
          $0.analysis.subject.isRandom ? "random" : "trained"
        },
        Command.Argument(
          name: "run", hint: "its name, or - for the run on Train", problem: { _ in nil },
          initial: { $0.analysis.subject.run ?? "-" }),
      ]
    ) { state, words in
      guard words.count == 4, let unit = Int(words[0]), let modality = Modality(rawValue: words[1])
      else { return [] }
      let run = words[3] == "-" ? state.analysis.followed : words[3]
      guard state.knows(run: run) else { return [] }
      let subject =
        words[2] == "random"
        ? state.analysis.subject.with(modality, isRandom: true)
        : state.subject(ofRun: run, modality)
      state.visit(.unit(unit, subject))
      return []
    },
    Command(
      "clip.visit", "Go to a clip from anywhere", help: "Shows a clip by its number on 3.",
      in: [.screens],
      arguments: [
        Command.Argument(
          name: "clip", hint: "its number",
          problem: { (Int64($0) ?? -1) >= 0 ? nil : "not a number" })
      ]
    ) { state, words in
      if let clip = words.first.flatMap({ Int64($0) }) { state.visit(.clip(Moment(clip: clip))) }
      return []
    },
    Command(
      "embed.visit", "Go to a selection", help: "Selects again what was kept under a name, on 4.",
      in: [.screens],
      arguments: [
        Command.Argument(name: "selection", hint: "its name", problem: { _ in nil })
      ]
    ) { state, words in
      guard let name = words.first, state.analysis.notes.selections.contains(name) else {
        state.say("There is no such selection.", .warning)
        return []
      }
      state.visit(.selection(name))
      return []
    },
    step("earlier", "Embedded checkpoint before", "<", -1),
    step("later", "Next embedded checkpoint", ">", 1),
  ]

  private static func step(
    _ name: String, _ title: String, _ key: String, _ steps: Int
  ) -> Command {
    Command(
      "units.\(name)Checkpoint", title, help: "\(title), of those there are.",
      keys: Command.keys(key), in: [.tab(.units), .tab(.clip)],
      obstacle: { state in
        state.analysis.embeddedSteps(of: state.analysis.subject).count < 2
          ? "fewer than two checkpoints are embedded; X on 4 or 5 does it" : nil
      }
    ) { state, _ in
      state.stepEmbeddings(by: steps)
      return []
    }
  }

  private static func word(
    _ name: String, _ words: [String], initial: @escaping @Sendable (State) -> String
  ) -> Command.Argument {
    let list = words.joined(separator: ", ")
    return Command.Argument(
      name: name, hint: list,
      problem: { words.contains($0) ? nil : "\(name) is none of \(list)" }, initial: initial)
  }
}

extension State {
  /// Whether there is a run of this name; says so where there is not. Nil is the one that is followed.
  fileprivate mutating func knows(run name: String?) -> Bool {
    guard let name, !runs.contains(where: { $0.name == name }),
      !analysis.indexes.contains(where: { $0.run == name })
    else { return true }
    say("There is no run \(CellText.clean(name)).", .warning)
    return false
  }
}

extension PlaceList.Target {
  /// The command that goes there, in the words of a script.
  var line: ScriptLine {
    func network(_ subject: Subject) -> String { subject.isRandom ? "random" : "trained" }
    switch self {
    case .unit(let unit, let subject):
      return ScriptLine(
        "units.visit",
        ["\(unit)", subject.modality.rawValue, network(subject), subject.run ?? "-"])
    case .clip(let moment): return ScriptLine("clip.visit", ["\(moment.clip)"])
    case .selection(let name): return ScriptLine("embed.visit", [name])
    case .subject(let subject):
      return ScriptLine(
        "analysis.look",
        [
          subject.run ?? "-", subject.split.rawValue, subject.step.map { "\($0)" } ?? "best",
          network(subject),
        ])
    case .result(let kind, let id): return ScriptLine("analysis.result", [kind, "\(id)"])
    }
  }
}
