import Experiments
import Foundation
import NeuralNet
import Session
import Terminal

/// What the analysis screens have in common: whose embeddings they look at, what was found, what was
/// said, and how pictures are drawn.
public struct AnalysisState: Sendable {
  /// Whose embeddings are looked at.
  public var subject = Subject() {
    didSet { if subject.isRandom { isDifference = false } }
  }
  /// Whether the random network is compared with the subject's trained one: trained minus random.
  public var isDifference = false
  /// What was fetched.
  public var shelf = Shelf()
  /// What the librarian was last asked for.
  var asked: [Inquiry] = []

  /// The session's clips, by number.
  public var clips: [Int64: ClipRecord] = [:]
  /// How often the clips were told.
  var clipNews = 0
  /// Its analyses, newest first.
  public var jobs: [JobRecord] = []
  /// What they found, newest first.
  public private(set) var results: [ResultRecord] = []
  /// What each result was computed from.
  public private(set) var sources: [Int64: Provenance] = [:]
  /// The results of each kind with their sources, newest first.
  private(set) var sourced: [String: [(result: ResultRecord, source: Provenance)]] = [:]
  /// What each clustering tells.
  public private(set) var clusterings: [Int64: ClusterSummary] = [:]
  /// The step of the best checkpoint of each run.
  var bestSteps: [String: Int] = [:]
  /// The run that the screen Train follows: the analyses follow it too unless another was chosen.
  public internal(set) var followed: String?
  /// The result of each kind that was chosen among earlier ones.
  public var chosen: [String: Int64] = [:]
  /// The embeddings that there are, newest first.
  public var indexes: [IndexRecord] = []
  /// What was said of units and clips.
  public var notes = Notes()
  /// Which clips are looked at.
  public var filter = ClipFilter()

  /// The chosen unit of each tower.
  public var units: [Modality: Int] = [.audio: 0, .vision: 0]
  /// The moment of a clip that the clip screen shows.
  public var moment: Moment?
  /// How strongly a unit's map covers what lies below, 0 to 1.
  public var overlay = 0.6
  /// Decibels below the loudest that spectrograms show.
  public var floor = 80.0
  /// Decibels that spectrograms are raised by.
  public var gain = 0.0
  /// Whether frequencies are spaced by their logarithm.
  public var isLogFrequency = false

  /// Before anything is known.
  public init() {}

  /// The chosen unit of the tower that is looked at.
  public var unit: Int {
    get { units[subject.modality] ?? 0 }
    set { units[subject.modality] = newValue }
  }

  /// The table of the subject's units: nil while it is fetched, or where there is no index.
  public var table: UnitTable? {
    guard let index, case .units(let table) = shelf[.units(subject.modality, index: index.name)]
    else { return nil }
    return table
  }

  /// Takes the session's results; what they come from is read once.
  mutating func take(_ results: [ResultRecord]) {
    self.results = results
    for result in results where sources[result.id] == nil {
      sources[result.id] = result.source
      if result.kind == "kmeans" {
        clusterings[result.id] = result.figures().map { ClusterSummary($0) }
      }
    }
    sourced = Dictionary(
      grouping: results.compactMap { result in
        sources[result.id].map { (result: result, source: $0) }
      }, by: \.result.kind)
  }

  /// The job that computes something of a kind at present.
  public func running(_ kind: String) -> JobRecord? {
    jobs.first { $0.kind == kind && $0.state.isActive && !$0.isLost }
  }

  /// The newest job at work, of any kind.
  var runningJob: JobRecord? { jobs.first { $0.state.isActive && !$0.isLost } }

  /// Why the newest job of a kind for the run that is looked at failed; nil where it did not.
  func lastFailure(_ kind: String) -> String? {
    let run = run(of: subject)
    let newest = jobs.first { job in
      guard job.kind == kind else { return false }
      guard let place = job.arguments.firstIndex(of: "--run") else { return true }
      return job.arguments.dropFirst(place + 1).first == run
    }
    return newest.flatMap { $0.state == .failed ? $0.message : nil }
  }

  /// Why there is nothing to see yet, and the key that changes that.
  public var absence: String {
    if let job = running("index") {
      let share = job.total > 0 ? " \(100 * job.done / job.total) %" : ""
      return "Embedding the clips:\(share) done."
    }
    let network =
      subject.isRandom ? "the random network" : run(of: subject) ?? "the best checkpoint"
    return "No embeddings of \(subject.split.clips) by \(network) yet: R makes them. "
      + "W lists those of other runs and splits."
  }
}

/// What was said of units and clips, and how to take it back.
///
/// The session has it too, and is right: another screen may have said something since. Only while a
/// change of this screen is on its way there does this value know more.
public struct Notes: Sendable {
  private var words: [String: [NoteRecord.Kind: String]] = [:]
  /// The numbers that subjects of marks hold.
  private var sets: [String: NumberSet] = [:]
  /// Grows with every change.
  private(set) var revision = 0
  /// Changes that can be undone, the last last.
  public private(set) var done: [EditRecord] = []
  /// Changes that were undone, the last last.
  public private(set) var undone: [EditRecord] = []
  /// Changes on their way to the session.
  private var waiting = 0
  /// Changes that this screen made by one command, which are undone by one.
  private var joined: [[EditRecord]] = []

  /// Nothing was said.
  public init() {}

  /// What was said of a subject.
  public subscript(subject: String, kind: NoteRecord.Kind) -> String? { words[subject]?[kind] }

  /// The numbers that a subject of marks holds.
  public func marked(_ subject: String) -> NumberSet { sets[subject] ?? NumberSet() }

  /// All subjects of which something of this sort was said.
  public func subjects(_ kind: NoteRecord.Kind) -> [String] {
    words.filter { $0.value[kind] != nil }.keys.sorted()
  }

  /// Takes what the session holds, unless a change is on its way there: the session tells of it
  /// again when it has arrived.
  public mutating func take(_ records: [NoteRecord], edits: [EditRecord]) {
    guard waiting == 0 else { return }
    words = [:]
    sets = [:]
    revision += 1
    for record in records {
      words[record.subject, default: [:]][record.kind] = record.text
      if record.kind == .mark { sets[record.subject] = NumberSet(text: record.text) }
    }
    done = edits.filter { !$0.isUndone }
    // Here they are told apart by where they stand.
    undone = edits.filter(\.isUndone).reversed().map { edit in
      var edit = edit
      edit.isUndone = false
      return edit
    }
  }

  /// A change has arrived.
  mutating func settle() { waiting = max(0, waiting - 1) }

  /// Says something, or with nil takes it back; returns what the session is to be told.
  public mutating func say(
    _ kind: NoteRecord.Kind, of subject: String, _ text: String?
  ) -> [Effect] {
    let edit = EditRecord(subject: subject, kind: kind, before: self[subject, kind], after: text)
    guard edit.before != edit.after else { return [] }
    done.append(edit)
    // What was undone can not be done again, together or not.
    joined.removeAll { $0.allSatisfy(undone.contains) }
    undone = []
    apply(edit.after, edit)
    return [.annotate(kind, of: subject, text)]
  }

  /// Says several things of a subject, which are undone together.
  mutating func say(
    _ things: [(kind: NoteRecord.Kind, text: String?)], of subject: String
  ) -> [Effect] {
    let count = done.count
    let effects = things.flatMap { say($0.kind, of: subject, $0.text) }
    let edits = Array(done.suffix(done.count - count))
    if edits.count > 1 { joined.append(edits) }
    return effects
  }

  /// A way through what was said: back, or on again.
  public enum Turn: Sendable { case undo, redo }

  /// The changes that are turned next, in that order: so many, or those of one command.
  func next(_ turn: Turn, _ count: Int? = nil) -> [EditRecord] {
    let changes = turn == .undo ? done : undone
    if let count { return changes.suffix(count).reversed() }
    let commands = joined.map { turn == .undo ? $0.reversed() : $0 }
    return commands.first { changes.suffix($0.count).reversed() == $0 } ?? changes.suffix(1)
  }

  /// Undoes the last changes, or does them again.
  public mutating func turn(_ turn: Turn, _ count: Int? = nil) -> [Effect] {
    next(turn, count).map { edit in
      switch turn {
      case .undo:
        undone.append(done.removeLast())
        apply(edit.before, edit)
        return .undo(edit)
      case .redo:
        done.append(undone.removeLast())
        apply(edit.after, edit)
        return .redo(edit)
      }
    }
  }

  private mutating func apply(_ text: String?, _ edit: EditRecord) {
    words[edit.subject, default: [:]][edit.kind] = text
    if edit.kind == .mark { sets[edit.subject] = text.map { NumberSet(text: $0) } }
    revision += 1
    waiting += 1
  }

  /// The subject that a unit's notes go by: a unit of a run, whatever its checkpoint.
  public static func unit(_ unit: Int, _ subject: Subject, run: String) -> String {
    "unit/\(subject.isRandom ? "random" : run)/\(subject.modality.rawValue)/\(unit)"
  }

  /// The subject that a clip's notes go by.
  public static func clip(_ clip: Int64) -> String { "clip/\(clip)" }
}
