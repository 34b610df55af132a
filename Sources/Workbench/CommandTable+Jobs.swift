import Session
import Terminal

extension CommandTable {
  /// Commands of the screen of jobs.
  static let jobsCommands: [Command] =
    [
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
