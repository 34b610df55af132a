import Session

/// Where the workbench gets its news and sends its wishes: a session, or a test.
///
/// All methods are called on one background thread, but for the first news, which may come earlier.
public protocol WorkbenchSource: Sendable {
  /// What is new since the last call.
  func news() throws -> News
  /// Hands a command to a run's trainer.
  func send(_ command: ControlCommand, run: Int64) throws
  /// Asks something of a job.
  func send(_ request: JobRecord.Request, job: Int64) throws
  /// Keeps what was said of a subject; nil takes it back.
  func annotate(_ kind: NoteRecord.Kind, of subject: String, _ text: String?) throws
  /// Keeps that a change of what was said is undone, or done again.
  func turn(_ edit: EditRecord, isUndone: Bool) throws
  /// Keeps parts of the view, JSON text by name.
  func keep(view: [String: String]) throws
  /// Adds lines to the journal.
  func record(_ lines: [ScriptLine]) throws
  /// Copies the session under a name, or to a path; returns what to say of it.
  func saveAs(_ name: String) throws -> String
  /// Finds the missing clips in a folder, or with nil takes that back; returns what to say of it.
  func relocate(_ folder: String?) throws -> String
  /// Starts this command line of the program in a process of its own.
  func start(_ arguments: [String]) throws
  /// Tells of another run from now on.
  func select(run: Int64)
  /// Says that the screen goes.
  func close()
}
