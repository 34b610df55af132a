import Experiments
import Foundation
import NeuralNet
import Scales
import Session
import Terminal

extension CommandTable {
  /// Commands of the screen Clip.
  static let clipCommands: [Command] = [
    play(
      .clip, "Play the second", "Plays the sound that is shown through this machine, or stops it."),
    step("later", "A tenth of a second on", "Shows the clip 0.1 s later.", ".", label: ", time") {
      $0.analysis.moment = $0.momentLater(0.1)
    },
    step("earlier", "A tenth of a second back", "Shows the clip 0.1 s earlier.", ",") {
      $0.analysis.moment = $0.momentLater(-0.1)
    },
    step("next", "Next clip", "Shows the next clip of the split.", "n", label: "N clip") {
      $0.analysis.moment = $0.clipAfter(1)
    },
    step("previous", "Previous clip", "Shows the clip before in the split.", "N") {
      $0.analysis.moment = $0.clipAfter(-1)
    },
    Command(
      "clip.follow", "Follow the unit under the cursor",
      help: "Chooses the unit of the list, so that its map is shown.",
      keys: Command.keys("Enter"), in: [.tab(.clip)], label: "follow unit",
      obstacle: { state in
        state.clip.focus != .units
          ? "Tab leads to the list of units" : state.firingUnit == nil ? "no unit answers" : nil
      }
    ) { state, _ in
      if let unit = state.firingUnit, unit != state.analysis.unit {
        state.leaveTrail()
        state.choose(unit: unit)
      }
      return []
    },
    Command(
      "clip.range", "Begin a range of time",
      help: "Begins a range at the cursor; v again drops it.",
      keys: Command.keys("v"), in: [.tab(.clip)], label: "range", obstacle: clipObstacle
    ) { state, _ in
      guard state.clip.rangeStart == nil, let moment = state.clipMoment,
        let now = state.cursorTime
      else {
        state.clip.rangeStart = nil
        return []
      }
      state.clip.rangeStart = ClipState.RangeStart(clip: moment.clip, seconds: now)
      state.say(
        "A range from \(NumberText.fixed(now, 2)) s: move the cursor, A writes a note on it.")
      return []
    },
    Command(
      "clip.note", "Write a note about these seconds",
      help: "Keeps a note about the range, or about the time under the cursor.",
      keys: Command.keys("A"), in: [.tab(.clip)],
      arguments: [
        Command.Argument(
          name: "note", hint: "u takes it back",
          problem: { $0.allSatisfy { $0 == " " } ? "a few words are needed" : nil },
          initial: { state in
            // The note that is there already is written on.
            guard let moment = state.clipMoment, let range = state.notedRange else { return "" }
            return state.analysis.notes[Notes.clip(moment.clip, range), .note] ?? ""
          },
          label: { state in state.notedRange.map { "note on \(ClipNotesView.text($0)) s" } })
      ], label: "note", writes: true, obstacle: clipObstacle
    ) { state, words in
      guard let moment = state.clipMoment, let range = state.notedRange, let text = words.first
      else { return [] }
      state.clip.rangeStart = nil
      return state.analysis.notes.say(
        .note, of: Notes.clip(moment.clip, range), CellText.clean(text))
    },
    Command(
      "clip.delete", "Delete the note",
      help: "Deletes the chosen note of the list, or the one at the cursor's time; u undoes.",
      keys: Command.keys("d"), in: [.tab(.clip)],
      writes: true,
      obstacle: { $0.chosenNote == nil ? "no note is at the cursor; Tab leads to the list" : nil }
    ) { state, _ in
      guard let note = state.chosenNote else { return [] }
      state.say("Deleted \(ClipNotesView.text(note.range)) s; u takes that back.")
      return state.analysis.notes.say(.note, of: note.subject, nil)
    },
    focus("clip.nextPane", "Next pane of the clip", 1, Command.keys("Tab"), label: "pane"),
    focus("clip.previousPane", "Previous pane of the clip", -1, Command.keys("S-Tab")),
    step(
      "zoomIn", "Zoom into the spectrogram", "Shows half of the times and of the frequencies.", "+",
      "=", label: "zoom"
    ) { $0.zoomSpectrum(by: 2) },
    step(
      "zoomOut", "Zoom out of the spectrogram", "Shows twice as much of times and frequencies.", "-"
    ) { $0.zoomSpectrum(by: 0.5) },
    step("fit", "See the whole spectrogram", "Shows all times and frequencies.", "0") {
      $0.zoomSpectrum(by: 0)
    },
    unit(
      "previousUnit", "Previous unit firing here", "The next stronger unit.", "[", -1,
      label: "] unit"),
    unit("nextUnit", "Next unit firing here", "The next weaker unit.", "]", 1),
    step("down", "Down in the clip", "Lower frequencies; in the list the next unit.", "j", "Down") {
      $0.moveCursor(seconds: 0, up: -1)
    },
    step("up", "Up in the clip", "Higher frequencies; in the list the unit before.", "k", "Up") {
      $0.moveCursor(seconds: 0, up: 1)
    },
    step("right", "Cursor on in time", "Moves the cursor by 10 ms on.", "l", "Right") {
      $0.moveCursor(seconds: 0.01, up: 0)
    },
    step("left", "Cursor back in time", "Moves the cursor by 10 ms back.", "h", "Left") {
      $0.moveCursor(seconds: -0.01, up: 0)
    },
  ]

  /// Steps through the units that answer here, the strongest first.
  private static func unit(
    _ name: String, _ title: String, _ help: String, _ key: String, _ steps: Int,
    label: String? = nil
  ) -> Command {
    Command(
      "clip.\(name)", title, help: help + " Chooses it, so that its map is shown.",
      keys: Command.keys(key), in: [.tab(.clip)], label: label,
      obstacle: { $0.firingUnit == nil ? "no unit answers, or the maps are not there yet" : nil }
    ) { state, _ in
      state.stepFiringUnit(steps)
      return []
    }
  }

  private static let clipObstacle: @Sendable (State) -> String? = { state in
    state.clipMoment == nil ? "no clip is shown" : nil
  }

  private static func focus(
    _ id: String, _ title: String, _ steps: Int, _ keys: [[Key]], label: String? = nil
  ) -> Command {
    Command(
      id, title,
      help: steps > 0
        ? "Moves the focus on: spectrogram, frame, units, notes."
        : "Moves the focus back: notes, units, frame, spectrogram.", keys: keys,
      in: [.tab(.clip)], label: label
    ) { state, _ in
      state.clip.focus = state.clip.focus.stepped(by: steps)
      return []
    }
  }

  private static func step(
    _ name: String, _ title: String, _ help: String, _ keys: String..., label: String? = nil,
    by change: @escaping @Sendable (inout State) -> Void
  ) -> Command {
    Command(
      "clip.\(name)", title, help: help, keys: keys.flatMap { Command.keys($0) },
      in: [.tab(.clip)], label: label, obstacle: clipObstacle
    ) { state, _ in
      change(&state)
      return []
    }
  }
}

extension State {
  /// The moment that the screen of a clip shows: what was chosen, else the clip that excites the
  /// chosen unit most, else the first of the split.
  package var clipMoment: Moment? {
    analysis.moment ?? chosenPlace ?? splitClips.first.map { Moment(clip: $0) }
  }

  /// What is read of it.
  var clipWindow: ClipWindow? { clipMoment.flatMap { analysis.window($0) } }

  /// The clips of the split that is looked at, by number; all where it has none.
  private var splitClips: [Int64] {
    let chosen = analysis.clips.values.filter(analysis.subject.split.holds).map(\.id)
    return (chosen.isEmpty ? Array(analysis.clips.keys) : chosen).sorted()
  }

  /// Those of them that pass the filter.
  var listedClips: [Int64] {
    guard let passing = analysis.filter.passing else { return splitClips }
    return splitClips.filter { passing.contains($0) }
  }

  /// The middle of the clip so many clips on, from the first again after the last.
  func clipAfter(_ steps: Int) -> Moment? {
    let clips = listedClips
    guard let moment = clipMoment, !clips.isEmpty else { return clipMoment }
    guard let place = clips.firstIndex(of: moment.clip) else {
      // The clip that is shown does not pass the filter: on from where it would stand.
      let next = clips.firstIndex { $0 > moment.clip } ?? 0
      return Moment(clip: clips[((next + min(0, steps)) % clips.count + clips.count) % clips.count])
    }
    return Moment(clip: clips[((place + steps) % clips.count + clips.count) % clips.count])
  }

  /// The same clip some seconds later, as far as it has a whole second.
  func momentLater(_ seconds: Double) -> Moment? {
    guard let moment = clipMoment else { return nil }
    guard let clip = analysis.clips[moment.clip] else { return moment }
    let first = clip.start + 0.5
    let last = max(first, clip.start + clip.duration - 0.5)
    let now =
      moment.time ?? analysis.window(moment)?.time ?? clip.start + clip.duration / 2
    // Whole milliseconds: the same moment has the same name however it was come to.
    let time = ((now + seconds) * 1_000).rounded() / 1_000
    return Moment(clip: moment.clip, time: min(last, max(first, time)))
  }

  /// The unit under the cursor of the list.
  var firingUnit: Int? {
    guard let moment = clipMoment, let units = FiringUnitsView.strongest(self, moment),
      !units.isEmpty
    else { return nil }
    return units[min(clip.row, units.count - 1)].unit
  }

  /// Chooses the unit so many places on in the list of those that answer; the strongest where the
  /// chosen one is not among them.
  mutating func stepFiringUnit(_ steps: Int) {
    guard let moment = clipMoment, let units = FiringUnitsView.strongest(self, moment),
      !units.isEmpty
    else { return }
    // A clip that was shown as the top of a unit stays when another unit is chosen.
    analysis.moment = moment
    let place = units.firstIndex { $0.unit == analysis.unit }
    clip.row = place.map { max(0, min(units.count - 1, $0 + steps)) } ?? 0
    choose(unit: units[clip.row].unit)
  }

  /// Moves the cursor of the spectrogram, or in the list of units.
  mutating func moveCursor(seconds: Double, up: Int) {
    if clip.focus == .notes, up != 0 {
      let notes = clipNotes
      clip.note = max(0, min(notes.count - 1, clip.note - up))
      return
    }
    if clip.focus == .units {
      let count = clipMoment.flatMap { FiringUnitsView.strongest(self, $0)?.count } ?? 0
      clip.row = max(0, min(count - 1, clip.row - up))
      return
    }
    clip.seconds = min(0.495, max(-0.495, clip.seconds + seconds))
    // Four bands, or a sixth of an octave.
    let hertz =
      analysis.isLogFrequency
      ? max(WindowPainter.lowest, clip.hertz) * pow(2, Double(up) / 6)
      : clip.hertz + 375 * Double(up)
    clip.hertz = min(
      WindowPainter.highest, max(analysis.isLogFrequency ? WindowPainter.lowest : 0, hertz))
    lookAtCursor()
  }
}
