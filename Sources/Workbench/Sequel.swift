import Session

/// What a screen does once the training that it shows is done: `demo` goes on to the analyses of what
/// it trained and shows its units.
public struct Sequel: Sendable, Equatable {
  /// Command lines, each the words of a job; they wait for each other's embeddings.
  public var jobs: [[String]]
  /// The screen that is shown then, unless the person has gone elsewhere.
  public var tab: Tab

  /// Jobs and a screen.
  public init(jobs: [[String]], tab: Tab) {
    self.jobs = jobs
    self.tab = tab
  }
}

extension State {
  /// Begins the sequel when the run is done, once; jobs only where the run has no embeddings yet.
  mutating func beginSequel() -> [Effect] {
    guard let sequel, let run, run.status == .done else { return [] }
    self.sequel = nil
    if tab == .train {
      leaveTrail()
      tab = sequel.tab
    }
    if analysis.indexes.contains(where: { $0.isTrained && $0.run == run.record.name }) { return [] }
    say("Trained. Embedding, clustering and laying out its test clips: 7 shows the jobs.")
    return sequel.jobs.map { .start($0) }
  }
}
