import Foundation
import Session
import Synchronization

/// A session as the source of the workbench: reads only what was added since the last time.
public final class SessionSource: WorkbenchSource {
  private struct Cursor {
    /// The run asked for; nil follows the newest.
    var wanted: Int64?
    var run: RunRecord?
    var pid: Int32?
    var step = -1
    var validation = -1
    var event: Int64 = 0
    /// When runs, checkpoints and viewers are read again, in seconds since 1970.
    var nextSlow = 0.0
    /// What told the database when all of it was last looked at from before; empty where there is more to
    /// read.
    var version = ""
    /// What was told last of what is read again and again.
    var told = Told()
    /// What told clips, and notes, at the last look from those before.
    var clipRevision = ""
    var notesRevision = ""
    /// What told jobs, results and indexes at the last look from those before.
    var revision = ""
    /// Whether analyses have changed since the best checkpoints were told.
    var mustTellBest = false
    /// When this viewer says again that it is there.
    var nextSign = 0.0
  }

  private struct Told {
    var runs: [RunRecord]?
    var summaries: [RunSummary]?
    var viewers: Int?
    var checkpoints: [CheckpointRecord]?
    var heartbeat: HeartbeatRecord?
    var validations: [ValidationRecord] = []
  }

  private let store: SessionStore
  private let tty: String
  private let launch: @Sendable ([String]) throws -> Void
  private let cursor: Mutex<Cursor>

  /// Rows of one kind that one call reads at most, so that a long run shows something soon.
  static let chunk = 50_000

  /// News of one run, or of the newest where none is named.
  ///
  /// - Parameters:
  ///   - tty: the terminal of this viewer, as in `pts/4`; empty where there is none.
  ///   - launch: starts a command line of the program in a process of its own.
  public init(
    _ store: SessionStore, run: Int64? = nil, tty: String = "",
    launch: @escaping @Sendable ([String]) throws -> Void = { _ in }
  ) {
    self.launch = launch
    self.store = store
    self.tty = tty
    cursor = Mutex(Cursor(wanted: run))
  }

  /// What is new since the last call.
  public func news() throws -> News {
    try cursor.withLock { cursor in
      // What a look that fails has read is read again by the next.
      var moved = cursor
      let news = try look(&moved)
      cursor = moved
      return news
    }
  }

  private func look(_ cursor: inout Cursor) throws -> News {
    var news = News()
    let now = Date().timeIntervalSince1970
    if now >= cursor.nextSign {
      cursor.nextSign = now + 4
      // A session on a full disk can be looked at all the same.
      try? store.registerViewer(tty: tty)
    }
    let isSlow = now >= cursor.nextSlow
    // An open database goes on without its file: nothing new would ever come.
    if isSlow, !store.location.exists { throw SessionGone(path: store.location.folder.path) }
    let version = try store.dataVersion()
    if version == cursor.version { return try stillness(&cursor, isSlow ? now + 1 : nil) }
    cursor.version = ""
    news.events = try store.events(after: cursor.event, limit: Self.chunk)
    cursor.event = news.events.last?.id ?? cursor.event
    let revision = try store.analysisRevision()
    if revision != cursor.revision {
      cursor.revision = revision
      news.jobs = try store.jobs()
      news.results = try store.results()
      news.indexes = try store.indexes()
      cursor.mustTellBest = true
    }
    let notesRevision = try store.notesRevision()
    if notesRevision != cursor.notesRevision {
      cursor.notesRevision = notesRevision
      news.notes = try store.notes()
      news.edits = try store.edits()
    }
    if isSlow {
      cursor.nextSlow = now + 1
      let runs = try store.runs()
      news.runs = Self.changed(runs, &cursor.told.runs)
      news.summaries = Self.changed(try store.runSummaries(), &cursor.told.summaries)
      if cursor.mustTellBest {
        cursor.mustTellBest = false
        news.bestSteps = try bestSteps(runs)
      }
      news.viewers = Self.changed(try store.viewers().count, &cursor.told.viewers)
      let clipRevision = try store.clipRevision()
      if clipRevision != cursor.clipRevision {
        cursor.clipRevision = clipRevision
        news.clips = try store.clips()
      }
      let chosen = try runs.first { $0.id == cursor.wanted } ?? store.latestRun()
      if chosen?.id != cursor.run?.id { Self.forget(&cursor, &news) }
      cursor.run = chosen
    }
    news.run = cursor.run
    defer {
      let isWhole = news.events.count < Self.chunk && news.steps.count < Self.chunk
      if isSlow, isWhole { cursor.version = version }
    }
    guard let run = cursor.run?.id else { return news }
    news.heartbeat = try store.heartbeat(run: run)
    news.status = RunStatus(heartbeat: news.heartbeat)
    // A resumed trainer takes back the steps after its checkpoint and takes them anew.
    let last = try store.lastStep(run: run)?.step ?? -1
    if last < cursor.step || (cursor.pid != nil && cursor.pid != news.heartbeat?.pid) {
      Self.forget(&cursor, &news)
    }
    cursor.pid = news.heartbeat?.pid
    news.steps = try store.steps(run: run, after: cursor.step, limit: Self.chunk)
    cursor.step = news.steps.last?.step ?? cursor.step
    // The test of a run has the step of its last validation and comes later: that step is read
    // again, and what is known of it is passed over.
    news.validations = try store.validations(run: run, after: cursor.validation - 1)
    cursor.validation = news.validations.last?.step ?? cursor.validation
    if news.isFresh { cursor.told.checkpoints = nil }
    if isSlow || news.isFresh {
      news.checkpoints = Self.changed(
        try store.checkpoints(run: run), &cursor.told.checkpoints)
    }
    (cursor.told.heartbeat, cursor.told.validations) = (news.heartbeat, news.validations)
    return news
  }

  /// What there is to tell when nothing was written since the last look, and so only time has passed;
  /// with `next`, of other runs and screens too, and again from then on.
  private func stillness(_ cursor: inout Cursor, _ next: Double?) throws -> News {
    var news = News()
    news.run = cursor.run
    news.heartbeat = cursor.told.heartbeat
    news.status = RunStatus(heartbeat: news.heartbeat)
    news.validations = cursor.told.validations
    if let next {
      cursor.nextSlow = next
      news.summaries = Self.changed(try store.runSummaries(), &cursor.told.summaries)
      news.viewers = Self.changed(try store.viewers().count, &cursor.told.viewers)
    }
    return news
  }

  /// A value, where it is another one than was told before.
  private static func changed<Value: Equatable>(_ value: Value, _ told: inout Value?) -> Value? {
    defer { told = value }
    return value == told ? nil : value
  }

  /// The step of each run's best checkpoint.
  private func bestSteps(_ runs: [RunRecord]) throws -> [String: Int] {
    var steps: [String: Int] = [:]
    for run in runs {
      steps[run.name] = try store.checkpoints(run: run.id).last { $0.kind == .best }?.step
    }
    return steps
  }

  /// Hands a command to a run's trainer.
  public func send(_ command: ControlCommand, run: Int64) throws {
    try store.send(command, run: run)
  }

  /// Asks something of a job.
  public func send(_ request: JobRecord.Request, job: Int64) throws {
    try store.send(request, job: job)
  }

  /// Starts this command line of the program in a process of its own.
  public func start(_ arguments: [String]) throws {
    try launch(arguments)
    cursor.withLock { $0.nextSlow = 0 }
  }

  /// Keeps what was said of a subject.
  public func annotate(_ kind: NoteRecord.Kind, of subject: String, _ text: String?) throws {
    try store.annotate(kind, of: subject, to: text)
  }

  /// Keeps that a change of what was said is undone, or done again.
  public func turn(_ edit: EditRecord, isUndone: Bool) throws {
    if isUndone { try store.undo(edit) } else { try store.redo(edit) }
  }

  /// Copies the session under a name, or to a path.
  public func saveAs(_ name: String) throws -> String {
    let target = try SessionLocation(naming: name)
    try store.copy(to: target)
    // The list of sessions has those of one folder.
    let isListed = SessionLocation.list().contains { $0.folder.path == target.folder.path }
    return "Saved in \(target.folder.path); "
      + (isListed ? "^O opens it." : "earsight open \(target.word) shows it.")
  }

  /// Finds the missing clips in a folder, or takes that back.
  public func relocate(_ folder: String?) throws -> String {
    guard let folder else {
      guard let count = try store.undoRelocation() else { return "No clips were ever found anew." }
      return "\(count) clip(s) are again where they were looked for before."
    }
    let found = try store.relocation(searching: folder)
    try store.apply(found, title: "searched \(folder)")
    if found.moves.isEmpty, found.missing.isEmpty { return "No clip is missing." }
    let rest = found.missing.first.map {
      "; \(found.missing.count) still missing, \($0.clip.fileName): \($0.reason)"
    }
    return "\(found.moves.count) clip(s) found in \(folder)" + (rest ?? ", none is missing now")
      + "."
  }

  /// Keeps parts of the view.
  public func keep(view: [String: String]) throws { try store.setViewState(view) }

  /// Adds lines to the journal; a session that is read-only has none.
  public func record(_ lines: [ScriptLine]) throws {
    if store.isReadOnly { return }
    try store.appendJournal(lines.map { ($0.command, $0.arguments) })
  }

  /// Tells of another run from the next call on.
  public func select(run: Int64) {
    cursor.withLock {
      $0.wanted = run
      $0.nextSlow = 0
      $0.version = ""
    }
  }

  /// Says that the screen goes.
  public func close() {
    // Other screens drop it by themselves after a while: nothing is lost when this fails.
    try? store.removeViewer()
  }

  private static func forget(_ cursor: inout Cursor, _ news: inout News) {
    cursor.step = -1
    cursor.validation = -1
    cursor.pid = nil
    news.isFresh = true
  }
}

/// A session that was deleted or moved while it was watched.
struct SessionGone: Error, CustomStringConvertible {
  let path: String
  var description: String {
    "\(path) is gone, deleted or moved; what is shown is from before. q leaves"
  }
}
