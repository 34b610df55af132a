import Corpus
import Experiments
import Foundation
import Scales
import Session
import Terminal

/// A note about some seconds of a clip.
struct TimedNote: Equatable {
  /// What the session knows it by, `clip/17/7.500-7.710`.
  var subject: String
  /// From when to when, in seconds of the file.
  var range: ClosedRange<Double>
  /// The words.
  var text: String
}

extension Notes {
  /// The subject of a note about some seconds of a clip.
  static func clip(_ clip: Int64, _ range: ClosedRange<Double>) -> String {
    func text(_ seconds: Double) -> String { NumberText.fixed(seconds, 3) }
    return "\(Notes.clip(clip))/\(text(range.lowerBound))-\(text(range.upperBound))"
  }

  /// The notes about seconds of a clip, by time.
  func timed(_ clip: Int64) -> [TimedNote] {
    let start = Notes.clip(clip) + "/"
    return subjects(.note).compactMap { subject -> TimedNote? in
      guard subject.hasPrefix(start), let text = self[subject, .note] else { return nil }
      let ends = subject.dropFirst(start.count).split(separator: "-").compactMap { Double($0) }
      guard ends.count == 2, ends[0].isFinite, ends[1].isFinite, ends[0] <= ends[1] else {
        return nil
      }
      return TimedNote(subject: subject, range: ends[0]...ends[1], text: text)
    }.sorted { ($0.range.lowerBound, $0.subject) < ($1.range.lowerBound, $1.subject) }
  }
}

extension State {
  /// The notes about seconds of the clip that is shown.
  var clipNotes: [TimedNote] { clipMoment.map { analysis.notes.timed($0.clip) } ?? [] }

  /// The time under the cursor, in seconds of the file; nil where no clip is known.
  var cursorTime: Double? {
    soundStart.map { (1_000 * ($0 + 0.5 + clip.seconds)).rounded() / 1_000 }
  }

  /// Where the second of sound that is shown begins: half a second before its moment, as far as the
  /// clip allows. That is known before the sound is read.
  private var soundStart: Double? {
    guard let moment = clipMoment else { return nil }
    if let window = analysis.window(moment) { return window.soundStart }
    guard let clip = analysis.clips[moment.clip] else { return nil }
    // Without a time the middle of what is used of it.
    let middle = moment.time ?? clip.start + min(clip.duration, Clip.usedSeconds) / 2
    return min(max(middle - 0.5, clip.start), max(clip.start, clip.start + clip.duration - 1))
  }

  /// The seconds that a new note is about: the range that was begun, else those under the cursor.
  var notedRange: ClosedRange<Double>? {
    guard let now = cursorTime else { return nil }
    guard let start = clip.rangeStart, start.clip == clipMoment?.clip else { return now...now }
    return min(start.seconds, now)...max(start.seconds, now)
  }

  /// The note that `d` deletes: that of the list, else the first that holds the cursor's time.
  var chosenNote: TimedNote? {
    let notes = clipNotes
    if clip.focus == .notes { return notes.isEmpty ? nil : notes[min(clip.note, notes.count - 1)] }
    guard let now = cursorTime else { return nil }
    return notes.first { ($0.range.lowerBound - 0.006...$0.range.upperBound + 0.006).contains(now) }
  }
}

/// The notes about seconds of a clip.
enum ClipNotesView {
  static func draw(_ state: State, in rect: Rect, on grid: inout Grid) {
    let notes = state.clipNotes
    let glyphs = state.theme.glyphs
    let isFocused = state.clip.focus == .notes
    var title: [Panel.Span] = [.init("Notes", .bold)]
    if state.clip.rangeStart != nil, let range = state.notedRange {
      title.append(.init("  range \(text(range)) s"))
    }
    let inside = Panel(
      title: title, badge: [.init("v range  A add  d delete  u undo", .dim)],
      isFocused: isFocused
    ).draw(in: rect, on: &grid, glyphs: glyphs)
    guard inside.height > 0 else { return }
    grid.clipped(to: inside) { grid in
      if notes.isEmpty {
        grid.text(
          "None yet: A writes one about the time under the cursor.", x: inside.x + 1, y: inside.y,
          width: inside.width - 2, .dim)
      }
      let chosen = state.chosenNote
      let place = notes.firstIndex { $0 == chosen } ?? 0
      let top = min(max(0, place - inside.height / 2), max(0, notes.count - inside.height))
      for (line, note) in notes.dropFirst(top).prefix(inside.height).enumerated() {
        let y = inside.y + line
        let isChosen = note == chosen
        if isChosen { grid.put(glyphs.pointer, x: inside.x, y: y, .bold) }
        let end = grid.text(text(note.range), x: inside.x + 1, y: y, .bold)
        grid.text(
          note.text, x: max(end, inside.x + 12) + 2, y: y,
          width: inside.maxX - max(end, inside.x + 12) - 3)
        if isChosen, isFocused {
          grid.choose(Rect(x: inside.x, y: y, width: inside.width, height: 1))
        }
      }
    }
  }

  /// `7.50-7.71`, or a moment.
  static func text(_ range: ClosedRange<Double>) -> String {
    let start = NumberText.fixed(range.lowerBound, 2)
    let end = NumberText.fixed(range.upperBound, 2)
    return start == end ? start : "\(start)-\(end)"
  }

  /// Says under a spectrogram which seconds notes are about, and which are being chosen.
  static func drawRanges(
    _ state: State, _ times: FieldAxis, in plot: Rect, on grid: inout Grid
  ) {
    guard !plot.isEmpty else { return }
    func columns(_ range: ClosedRange<Double>) -> ClosedRange<Int>? {
      let (from, to) = (times.share(of: range.lowerBound), times.share(of: range.upperBound))
      guard to >= 0, from <= 1 else { return nil }
      let last = plot.width - 1
      let start = min(last, max(0, Int(from * Double(plot.width))))
      return start...max(start, min(last, Int(to * Double(plot.width))))
    }
    for note in state.clipNotes {
      guard let columns = columns(note.range) else { continue }
      for x in columns {
        grid.put(
          state.theme.glyphs == .unicode ? "▁" : "_", x: plot.x + x, y: plot.maxY - 1,
          Style.reverse)
      }
      grid.put("n", x: plot.x + columns.lowerBound, y: plot.maxY - 1, Style.reverse.with(.bold))
    }
    if state.clip.rangeStart != nil, let range = state.notedRange, let columns = columns(range) {
      for x in columns { grid.put("v", x: plot.x + x, y: plot.y, Style.reverse.with(.bold)) }
    }
  }
}
