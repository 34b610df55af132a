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

extension JobRecord {
  /// What a search may ask of jobs.
  static let fields = FilterFields<JobRecord>(
    [
      FilterField("kind", help: "what is computed: tsne, kmeans, index") { .text($0.kind) },
      FilterField("state", help: "as a word: running, done, failed") { .text($0.word) },
      FilterField("found", sign: .inside, help: "what it said last") { .text($0.message) },
      FilterField("job", help: "its number") { .number(Double($0.id)) },
    ],
    words: { job in
      ([job.title, job.kind, job.word, job.message] + job.arguments).joined(separator: " ")
    })
}
