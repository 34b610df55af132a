import Session
import Terminal

/// What happens to the workbench.
public enum Message: Sendable {
  /// A key was pressed.
  case key(Key)
  /// Something was done with the mouse, on what answers to it in the picture that is seen.
  case mouse(Mouse, on: HitArea?)
  /// A command is to run, by its id, with its arguments.
  case command(String, [String])
  /// The screen has a new size.
  case resize(Size)
  /// The clock, in seconds since 1970.
  case tick(Double)
  /// News of the session.
  case news(News)
  /// The session could not be read.
  case failed(String)
  /// A command was handed to the trainer, or could not be.
  case sent(ControlCommand, problem: String?)
  /// A photograph was painted.
  case painted(Painting, [Cell])
  /// Something that was needed was found.
  case found(Inquiry, Finding)
  /// The session has a change of what was said, or never will.
  case settled
  /// What could not be kept in the session so far, or nil when it was after all.
  case owed(Arrears?)
  /// Something that was asked of the world did not succeed.
  case refused(String)
  /// A sound is over, or why it could not be heard.
  case silent(problem: String?)
  /// Something that was asked of the world was done.
  case done(String)
}

/// What the workbench asks the world to do.
public enum Effect: Sendable, Equatable {
  /// Hand a command to the trainer of a run.
  case send(ControlCommand, run: Int64)
  /// Follow another run.
  case select(run: Int64)
  /// Fetch these, and forget what was to be fetched before.
  case fetch([Inquiry])
  /// Start this command line of the program in a process of its own.
  case start([String])
  /// Ask something of a job.
  case request(JobRecord.Request, job: Int64)
  /// Keep in the session what was said of a subject, or, with nil, that it was taken back.
  case annotate(NoteRecord.Kind, of: String, String?)
  /// Keep in the session that a change of what was said is undone.
  case undo(EditRecord)
  /// Keep in the session that a change that was undone is done again.
  case redo(EditRecord)
  /// Keep these parts of the view, JSON text by name.
  case keep(view: [String: String])
  /// Add these lines to the session's journal.
  case record([ScriptLine])
  /// Play a sound of 48,000 samples a second, in [-1, 1].
  case play([Float])
  /// End the sound that is played.
  case hush
  /// Write a file from what a screen shows.
  case export(Export)
  /// Draw everything anew.
  case repaint
  /// Ask the terminal for reports of the mouse, or leave the mouse to it.
  case mouse(Bool)
  /// Give the terminal to the shell until continued.
  case suspend
  /// Copy the session under a name, or to a path.
  case saveAs(String)
  /// Find the missing clips in a folder, or with nil take back where they were last found.
  case relocate(folder: String?)
  /// End the workbench.
  case quit
  /// Leave this session and show that of a folder.
  case open(path: String)
}

/// What is new in a session since the last time.
public struct News: Sendable {
  /// All runs, when their list or their states may have changed.
  public var runs: [RunRecord]?
  /// How far each run is, when that may have changed.
  public var summaries: [RunSummary]?
  /// The run that the rest is about; nil where there is none.
  public var run: RunRecord?
  /// Whether everything known of that run is to be forgotten first: another run, or steps that a
  /// resumed trainer took back.
  public var isFresh = false
  /// Steps after those told before.
  public var steps: [StepRecord] = []
  /// Validations after those told before.
  public var validations: [ValidationRecord] = []
  /// Events after those told before, of all runs.
  public var events: [EventRecord] = []
  /// The newest sign of life.
  public var heartbeat: HeartbeatRecord?
  /// What may be said of the run now.
  public var status: RunStatus = .waiting
  /// All checkpoints of the run, when they may have changed.
  public var checkpoints: [CheckpointRecord]?
  /// The step of each run's best checkpoint, when analyses may have changed.
  public var bestSteps: [String: Int]?
  /// How many screens are attached, when that may have changed.
  public var viewers: Int?
  /// The clips, when they may have changed.
  public var clips: [ClipRecord]?
  /// Jobs, when they may have changed.
  public var jobs: [JobRecord]?
  /// Results without their arrays, when they may have changed.
  public var results: [ResultRecord]?
  /// Indexes, when they may have changed.
  public var indexes: [IndexRecord]?
  /// What was said, when it may have changed.
  public var notes: [NoteRecord]?
  /// The changes of what was said, oldest first, when they may have changed.
  public var edits: [EditRecord]?

  /// No news.
  public init() {}

  /// Whether they tell nothing that other news did not tell before: then no picture changes.
  func isSilent(after before: News) -> Bool {
    run == before.run && heartbeat == before.heartbeat && status == before.status && !isFresh
      && steps.isEmpty && validations == before.validations && events.isEmpty
      && runs == nil && summaries == nil && checkpoints == nil && viewers == nil && clips == nil
      && jobs == nil && results == nil && indexes == nil && notes == nil && edits == nil
  }
}
