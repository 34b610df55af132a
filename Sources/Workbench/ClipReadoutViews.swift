import Experiments
import Foundation
import NeuralNet
import Scales
import Terminal

/// The units that answer most to the second that is shown.
enum FiringUnitsView {
  /// Units by activation, the strongest first, or by how much the networks differ in it; nil before
  /// the maps are there.
  static func strongest(_ state: State, _ moment: Moment) -> [(unit: Int, value: Double)]? {
    let analysis = state.analysis
    guard let (own, random) = analysis.maps(analysis.subject.modality, at: moment) else {
      return nil
    }
    let values =
      random.map { zip(own.activations, $0.activations).map { $0 - $1 } } ?? own.activations
    let sizes = random == nil ? values : values.map(abs)
    let order = sizes.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
    return order.filter { sizes[$0] > 0 }.map { ($0, Double(values[$0])) }
  }

  /// Why there are no maps; nil where they are on their way.
  private static func failure(_ state: State, _ moment: Moment) -> String? {
    state.analysis.mapInquiries(state.analysis.subject.modality, at: moment)
      .lazy.compactMap { state.analysis.failure($0) }.first
  }

  static func draw(_ state: State, _ moment: Moment, in rect: Rect, on grid: inout Grid) {
    let analysis = state.analysis
    let isFocused = state.clip.focus == .units
    let isDifference = analysis.isDifference
    let units = strongest(state, moment)
    let inside = Panel(
      title: [.init(isDifference ? "Units, \(Difference.title)" : "Units firing here", .bold)],
      badge: [
        .init(analysis.subject.modality.rawValue, .dim),
        .init(units.map { "  \($0.count)" } ?? "", .dim),
      ], isFocused: isFocused
    ).draw(in: rect, on: &grid, glyphs: state.theme.glyphs)
    guard inside.height > 0 else { return }
    guard let units, let first = units.first else {
      let text =
        units == nil
        ? failure(state, moment) ?? "computing the maps ..."
        : isDifference ? "Both networks' units answer alike." : "No unit answers."
      grid.paragraph(text, in: inside.inset(columns: 1, rows: 0))
      return
    }
    let row = min(state.clip.row, units.count - 1)
    let top = min(max(0, row - inside.height / 2), max(0, units.count - inside.height))
    let bar = max(4, min(16, inside.width / 3))
    for (line, entry) in units.dropFirst(top).prefix(inside.height).enumerated() {
      let y = inside.y + line
      grid.answer(
        Rect(x: inside.x, y: y, width: inside.width, height: 1),
        .row(top + line, of: ClipState.Pane.units.rawValue))
      if entry.unit == analysis.unit {
        grid.put(state.theme.glyphs.pointer, x: inside.x, y: y, .bold)
      }
      grid.text(
        "u\(entry.unit)", x: inside.x + 1, y: y, entry.unit == analysis.unit ? .bold : .plain)
      if isDifference {
        grid.text(
          Difference.text(entry.value, NumberText.short), endingAt: inside.x + 13, y: y)
        Difference.drawBar(
          entry.value, of: abs(first.value), x: inside.x + 14, y: y, width: bar, state.theme,
          on: &grid)
      } else {
        grid.text(NumberText.short(entry.value), endingAt: inside.x + 13, y: y)
        Gauge.draw(
          entry.value / first.value, x: inside.x + 14, y: y, width: bar, on: &grid,
          glyphs: state.theme.glyphs, state.theme.curve(.train))
      }
      let x = inside.x + 15 + bar
      let said = analysis.notes[analysis.notesSubject(ofUnit: entry.unit), .name]
      let words = said.map { "\"\($0)\"" } ?? analysis.table?.preferred(of: entry.unit)?.name ?? ""
      grid.text(
        words, x: x, y: y, width: max(0, inside.maxX - x), said == nil ? .plain : .bold)
      if isFocused, top + line == row {
        grid.choose(Rect(x: inside.x, y: y, width: inside.width, height: 1))
      }
    }
  }
}

/// What is at the cursor, and which clip this is.
enum ReadoutView {
  static func draw(_ state: State, _ moment: Moment, in rect: Rect, on grid: inout Grid) {
    let inside = Panel(title: [.init("Readout", .bold)]).draw(
      in: rect, on: &grid, glyphs: state.theme.glyphs)
    let lines = cursor(state, moment) + clip(state, moment)
    for (row, line) in lines.prefix(inside.height).enumerated() {
      grid.text(
        line, x: inside.x + 1, y: inside.y + row, width: inside.width - 2)
    }
  }

  /// Time, frequency, level and activation under the cursor.
  static func cursor(_ state: State, _ moment: Moment) -> [String] {
    let analysis = state.analysis
    guard let window = analysis.window(moment) else {
      // Why is said where the pictures would be.
      return [analysis.failure(.window(moment)) == nil ? "..." : "-  the clip cannot be read"]
    }
    let field = window.spectrumField
    let times = WindowPainter.times(window)
    let time = window.soundStart + 0.5 + state.clip.seconds
    let column = place(times.share(of: time) * Double(field.width - 1), field.width)
    let row = place(
      state.clip.hertz / WindowPainter.highest * Double(field.height - 1), field.height)
    let level = Double(field.values[row * field.width + column])
    let hertz = state.clip.hertz
    let frequency =
      hertz < 1_000
      ? "\(NumberText.fixed(hertz, 0)) Hz" : "\(NumberText.fixed(hertz / 1_000, 2)) kHz"
    var lines = [
      "t \(NumberText.fixed(time, 3)) s  f \(frequency)  \(NumberText.fixed(level, 1)) dB"
    ]
    if let map = analysis.map(.audio, at: moment) {
      let there = map.place(x: times.share(of: time), y: state.clip.hertz / WindowPainter.highest)
      let value =
        map.isDifference
        ? Difference.text(there.value, NumberText.short) : NumberText.short(there.value)
      lines.append(
        "u\(map.unit) \(value) at r\(there.row) c\(there.column)"
          + "  (\(map.isDifference ? "most" : "max") \(NumberText.short(map.top)))")
    } else {
      lines.append("no map of a sound unit here")
    }
    return lines
  }

  private static func place(_ value: Double, _ count: Int) -> Int {
    min(count - 1, max(0, Int(value.rounded())))
  }

  private static func clip(_ state: State, _ moment: Moment) -> [String] {
    let analysis = state.analysis
    guard let record = analysis.clips[moment.clip] else { return ["clip #\(moment.clip)"] }
    let subject = Notes.clip(moment.clip)
    let isMarked = analysis.notes.marked(Notes.clipMarks).contains(moment.clip)
    let mark =
      (isMarked ? "  marked" : "")
      + (analysis.notes[subject, .bookmark] == nil ? "" : "  bookmarked")
    let name = analysis.notes[subject, .name].map { "  \"\($0)\"" } ?? ""
    let length = NumberText.fixed(record.duration, 1)
    let file = record.path.split(separator: "/").last.map(String.init) ?? record.path
    var lines = [
      "#\(record.id)  \(record.label ?? "no label")\(name)\(mark)",
      "\(record.split.rawValue)  \(length) s  \(file)",
    ]
    if let note = analysis.notes[subject, .note] { lines.append(note) }
    return lines
  }
}
