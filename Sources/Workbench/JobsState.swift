import Session

/// How the screen of jobs looks.
public struct JobsState: Codable, Sendable, Equatable {
  /// The chosen job, by its place.
  public var cursor = ListCursor()

  /// The newest job.
  public init() {}
}

extension State {
  /// The chosen job; nil where there is none.
  var chosenJob: JobRecord? {
    analysis.jobs.isEmpty ? nil : analysis.jobs[jobs.cursor.row(of: analysis.jobs.count)]
  }
}
