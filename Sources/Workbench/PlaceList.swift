import NeuralNet
import Scales
import Session

/// Places to choose from, over the screen: bookmarks, units that go together, selections and what
/// is in them, runs with their embeddings, earlier results.
public struct PlaceList: Sendable, Equatable {
  /// Where a row leads.
  public enum Target: Sendable, Equatable {
    case unit(Int, Subject)
    case clip(Moment)
    case selection(String)
    case subject(Subject)
    case result(String, Int64)
  }

  /// What the rows are found anew from when the session has news.
  public enum Source: Sendable, Equatable {
    /// They stay as they are.
    case fixed
    case bookmarks, subjects, results
  }

  /// Something that was said, which `d` takes back.
  public struct Said: Sendable, Equatable {
    /// The sort of thing.
    public var kind: NoteRecord.Kind
    /// What it was said of.
    public var subject: String
  }

  /// A row.
  public struct Row: Sendable, Equatable {
    /// What it is called.
    public var name: String
    /// What else is known of it.
    public var detail: String
    /// Where it leads.
    public var target: Target
    /// What `d` takes back; nil where there is nothing.
    public var said: Said?
  }

  /// What the rows are.
  public var title: String
  /// The rows.
  public var rows: [Row]
  /// What is said where there are none.
  public var absence: String
  /// The chosen row.
  public var cursor = ListCursor()
  /// Where the rows are from.
  public var source = Source.fixed

  /// The chosen row; nil where there is none.
  var chosen: Row? { rows.isEmpty ? nil : rows[cursor.row(of: rows.count)] }
}

extension State {
  /// Everything that is bookmarked or has a name, and the selections.
  func bookmarks() -> PlaceList {
    let notes = analysis.notes
    var rows = notes.selections.map { name in
      PlaceList.Row(
        name: name, detail: "selection of \(notes.marked(Notes.selection(name)).count) clip(s)",
        target: .selection(name),
        said: PlaceList.Said(kind: .mark, subject: Notes.selection(name)))
    }
    let bookmarked = Set(notes.subjects(.bookmark))
    for subject in bookmarked.union(notes.subjects(.name)).sorted() {
      guard let target = target(ofNotes: subject) else { continue }
      let words = [
        notes[subject, .name].map { "\"\($0)\"" }, notes[subject, .note],
        bookmarked.contains(subject) ? nil : "named",
      ].compactMap { $0 }
      rows.append(
        PlaceList.Row(
          name: title(of: target), detail: words.joined(separator: "  "), target: target,
          said: PlaceList.Said(
            kind: bookmarked.contains(subject) ? .bookmark : .name, subject: subject)))
    }
    return PlaceList(
      title: "Bookmarks", rows: rows,
      absence: "Nothing is bookmarked: b marks a unit or a clip, A names it.", source: .bookmarks)
  }

  /// Finds the rows of an open list anew; the chosen one stays chosen where it is still there.
  mutating func refreshPlaces() {
    guard case .places(let old) = overlays.last else { return }
    var list: PlaceList
    switch old.source {
    case .fixed: return
    case .bookmarks: list = bookmarks()
    case .subjects: list = subjects()
    case .results: list = earlierResults()
    }
    list.cursor = old.cursor
    if let target = old.chosen?.target,
      let row = list.rows.firstIndex(where: { $0.target == target })
    {
      list.cursor.row = row
    }
    overlays[overlays.count - 1] = .places(list)
  }

  /// The units that go with the chosen one.
  func companions() -> PlaceList {
    let unit = analysis.unit
    let subject = analysis.subject
    func row(_ unit: Int, _ correlation: Float, _ subject: Subject) -> PlaceList.Row {
      let name = analysis.notes[notes(ofUnit: unit, subject), .name].map { "\"\($0)\"  " } ?? ""
      let isOwn = subject == analysis.subject
      let label = isOwn ? analysis.table?.selectiveClass(of: unit) ?? "" : "the best match"
      return PlaceList.Row(
        name: title(of: .unit(unit, subject)),
        detail: "r \(NumberText.fraction(Double(correlation)))  \(name)\(label)",
        target: .unit(unit, subject))
    }
    var rows: [PlaceList.Row] = []
    if let matches = analysis.matches, matches.similar.indices.contains(unit) {
      rows = matches.similar[unit].map { row($0.unit, $0.correlation, subject) }
      let other: Modality = subject.modality == .audio ? .vision : .audio
      if let twin = matches.across[unit] {
        rows.append(row(twin.unit, twin.correlation, subject.with(other)))
      }
    }
    return PlaceList(
      title: "Units that go with u\(unit)", rows: rows, absence: "None is known to go with it.")
  }

  private func notes(ofUnit unit: Int, _ subject: Subject) -> String {
    Notes.unit(unit, subject, run: analysis.index?.run ?? analysis.run(of: subject) ?? "")
  }

  /// Where a subject of notes is: `unit/seed-2/audio/209`, `clip/17`, `clip/17/7.50-7.71`.
  private func target(ofNotes subject: String) -> PlaceList.Target? {
    let words = subject.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    switch words.first {
    case "clip":
      guard words.count >= 2, let clip = Int64(words[1]) else { return nil }
      return .clip(Moment(clip: clip))
    case "unit":
      guard words.count == 4, let modality = Modality(rawValue: words[2]),
        let unit = Int(words[3])
      else { return nil }
      return .unit(
        unit,
        words[1] == "random"
          ? analysis.subject.with(modality, isRandom: true)
          : self.subject(ofRun: words[1], modality))
    default: return nil
    }
  }

  /// A tower of a run, over the clips that are looked at where that run embedded them, else over some
  /// that it did.
  func subject(ofRun run: String?, _ modality: Modality) -> Subject {
    var subject = analysis.subject.with(modality, isRandom: false)
    if analysis.run(of: subject) == run { return subject }
    (subject.run, subject.step) = (run == analysis.followed ? nil : run, nil)
    if analysis.index(of: subject) == nil,
      let split = analysis.indexes.first(where: { $0.run == run && $0.windows == 1 })?.split
    {
      subject.split = Subject.Split(rawValue: split) ?? subject.split
    }
    return subject
  }

  private func title(of target: PlaceList.Target) -> String {
    switch target {
    case .unit(let unit, let subject):
      let network =
        subject.isRandom
        ? ", random network"
        : runs.count > 1 ? analysis.run(of: subject).map { ", \($0)" } ?? "" : ""
      return "u\(unit) \(subject.modality.rawValue)\(network)"
    case .clip(let moment):
      let label = analysis.clips[moment.clip]?.label.map { " \($0)" } ?? ""
      return "clip \(moment.clip)\(label)"
    case .selection(let name): return name
    case .subject(let subject): return subject.title
    case .result(let kind, let id): return "\(kind) \(id)"
    }
  }

  /// Goes where a row leads.
  mutating func visit(_ target: PlaceList.Target) {
    switch target {
    case .unit(let unit, let subject):
      drillIn(to: tab == .clip ? .clip : .units)
      analysis.subject = subject
      choose(unit: unit)
    case .clip(let moment):
      drillIn(to: .clip)
      analysis.moment = moment
    case .selection(let name):
      drillIn(to: .embed)
      select(analysis.notes.marked(Notes.selection(name)), named: name)
    case .subject(let subject):
      leaveTrail()
      analysis.subject = subject
      isZoomed = false
    case .result(let kind, let id):
      show(result: id, kind: kind)
      isZoomed = false
    }
  }
}
