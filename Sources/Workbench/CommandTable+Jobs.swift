import NeuralNet
import Session
import Terminal

extension CommandTable {
  /// Commands of the screen of jobs.
  static let jobsCommands: [Command] =
    [
      Command(
        "jobs.open", "Show what the job found",
        help: "Goes to the screen of what the job computes, and to its result where there is one.",
        keys: Command.keys("Enter"), in: [.tab(.jobs)], label: "result",
        obstacle: { state in
          guard let job = state.chosenJob else { return "there is no job" }
          return State.tab(ofJob: job.kind) == nil ? "no screen shows \(job.kind)" : nil
        }
      ) { state, _ in
        if let job = state.chosenJob { state.show(job) }
        return []
      },
      Command(
        "jobs.pause", "Pause or resume the job",
        help: "The job waits and keeps everything in memory, or goes on.",
        keys: Command.keys("P"), in: [.tab(.jobs)], label: "pause", writes: true, obstacle: ended
      ) { state, _ in
        guard let job = state.chosenJob else { return [] }
        return [.request(job.state == .paused ? .resume : .pause, job: job.id)]
      },
      Command(
        "jobs.cancel", "Cancel the job",
        help: "The job ends within a second and keeps what is done.", keys: Command.keys("S"),
        in: [.tab(.jobs)], label: "cancel", writes: true, obstacle: ended
      ) { state, _ in
        guard let job = state.chosenJob else { return [] }
        return [.request(.cancel, job: job.id)]
      },
      Command(
        "jobs.again", "Run the job again", help: "Starts the same command line once more.",
        keys: Command.keys("R"), in: [.tab(.jobs)], label: "run again",
        writes: true,
        obstacle: { state in
          guard let job = state.chosenJob else { return "there is no job" }
          return job.arguments.isEmpty ? "its command line is not known" : nil
        }
      ) { state, _ in
        guard let job = state.chosenJob else { return [] }
        state.say("started again: \(job.title)")
        return [.start(job.arguments)]
      },
    ] + moves(.jobs, \.jobs.cursor) { $0.analysis.jobs.count }

  private static func ended(_ state: State) -> String? {
    guard let job = state.chosenJob else { return "there is no job" }
    return job.state.isActive && !job.isLost ? nil : "the job has ended: \(job.word)"
  }
}

extension State {
  /// The screen of what a kind of job computes; nil where none shows it.
  static func tab(ofJob kind: String) -> Tab? {
    switch kind {
    case "tsne": .embed
    case "kmeans": .clusters
    case "prefer": .prefs
    case "hard": .pairs
    case "index", "units": .units
    default: nil
    }
  }

  /// Goes to the screen of what a job computes, and looks at what it found, or at whose it will be.
  fileprivate mutating func show(_ job: JobRecord) {
    guard let tab = State.tab(ofJob: job.kind) else { return }
    drillIn(to: tab)
    guard let result = analysis.results.first(where: { $0.job == job.id }),
      let source = analysis.sources[result.id]
    else { return look(at: job.arguments) }
    look(
      atRun: source.network.isTrained ? source.network.run : nil, split: source.split,
      tower: source.modality, isRandom: !source.network.isTrained)
    show(result: result.id, kind: result.kind)
  }

  /// Looks at whose embeddings a command line means.
  private mutating func look(at words: [String]) {
    func value(_ option: String) -> String? {
      words.firstIndex(of: option).flatMap { words.indices.contains($0 + 1) ? words[$0 + 1] : nil }
    }
    look(
      atRun: value("--run"), split: value("--split") ?? "test", tower: value("--modality") ?? "",
      isRandom: words.contains("--random"))
  }

  private mutating func look(
    atRun run: String?, split: String, tower: String, isRandom: Bool
  ) {
    let split = Subject.Split(rawValue: split) ?? analysis.subject.split
    analysis.subject.modality = Modality(rawValue: tower) ?? analysis.subject.modality
    (analysis.subject.split, analysis.subject.isRandom) = (split, isRandom)
    analysis.subject.step = nil
    if let run { analysis.subject.run = run == analysis.followed ? nil : run }
  }
}
