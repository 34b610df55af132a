import Experiments
import Foundation
import NeuralNet
import Scales
import Terminal

/// The screen of a clip: a second of it as the towers see it, and where units answer.
enum ClipView {
  static func draw(_ state: State, in body: Rect, on grid: inout Grid) {
    guard let moment = state.clipMoment else {
      let inside = Panel(title: [.init("Clip", .bold)], isFocused: true).draw(
        in: body, on: &grid, glyphs: state.theme.glyphs)
      let text =
        state.analysis.clips.isEmpty
        ? "No clips in this session yet: earsight new SESSION --videos FOLDER makes one with clips."
        : state.analysis.absence
      for (row, line) in TextWrap.lines(text, width: inside.width - 4).enumerated()
      where row < inside.height - 1 {
        grid.text(line, x: inside.x + 2, y: inside.y + 1 + row)
      }
      return
    }
    for (part, rect) in ClipLayout.places(state, in: body) {
      if let pane = part.pane { grid.answer(rect, .pane(pane.rawValue)) }
      grid.clipped(to: rect) { grid in
        switch part {
        case .spectrum: drawSpectrum(state, moment, in: rect, on: &grid)
        case .wave: drawWave(state, moment, in: rect, on: &grid)
        case .notes: ClipNotesView.draw(state, in: rect, on: &grid)
        case .frame: drawFrame(state, moment, in: rect, on: &grid)
        case .units: FiringUnitsView.draw(state, moment, in: rect, on: &grid)
        case .readout: ReadoutView.draw(state, moment, in: rect, on: &grid)
        }
      }
    }
  }

  /// What the screen needs, most wanted first: the second, the maps, what units are called, and then
  /// what the next steps in time and clips will show.
  static func needs(_ state: State) -> [Inquiry] {
    guard let moment = state.clipMoment else { return UnitsView.needs(state) }
    let analysis = state.analysis
    let modality = analysis.subject.modality
    var result: [Inquiry] = [.window(moment), .maps(moment, analysis.mapSubject())]
    if let index = analysis.index {
      result += [
        .units(modality, index: index.name), .unitMatches(modality, index: index.name),
      ]
    }
    result.append(.maps(moment, analysis.mapSubject(modality == .audio ? .vision : .audio)))
    for step in [1, -1] {
      if let near = state.momentLater(0.1 * Double(step)), near != moment {
        result.append(.window(near))
      }
    }
    if let near = state.clipAfter(1) { result.append(.window(near)) }
    return result + analysis.filterNeeds.filter { !result.contains($0) }
  }

  /// Says why there is no picture yet, where there is none.
  private static func window(
    _ state: State, _ moment: Moment, in rect: Rect, on grid: inout Grid
  ) -> ClipWindow? {
    if let window = state.analysis.window(moment) { return window }
    let text = state.analysis.failure(.window(moment)) ?? "reading the clip ..."
    for (row, line) in TextWrap.lines(text, width: rect.width - 2).enumerated() {
      grid.text(line, x: rect.x + 1, y: rect.y + row)
    }
    return nil
  }

  /// `u209 overlay 60 %`, or why there is none.
  private static func overlayText(
    _ state: State, _ modality: Modality, _ moment: Moment
  ) -> String {
    let analysis = state.analysis
    guard let unit = analysis.shownUnit(modality) else {
      return "no matching unit"
    }
    let twin = modality == analysis.subject.modality ? "" : " (match)"
    if analysis.overlay == 0 { return "u\(unit)\(twin) overlay off" }
    let inquiry = Inquiry.maps(moment, analysis.mapSubject(modality))
    if analysis.failure(inquiry) != nil { return "u\(unit)\(twin) no map" }
    if analysis.map(modality, at: moment) == nil { return "u\(unit)\(twin) map ..." }
    return "u\(unit)\(twin) overlay \(Int((analysis.overlay * 100).rounded())) %"
  }

  private static func drawSpectrum(
    _ state: State, _ moment: Moment, in rect: Rect, on grid: inout Grid
  ) {
    let analysis = state.analysis
    let gain =
      analysis.gain == 0 ? "" : " gain \(analysis.gain > 0 ? "+" : "")\(Int(analysis.gain))"
    let inside = Panel(
      title: [
        .init("Spectrogram", .bold),
        .init("  " + overlayText(state, .audio, moment)),
        .init(
          state.analysis.filter.passing.map { _ in
            "  filter \(state.analysis.filter.text), \(state.listedClips.count)"
          }
            ?? "", .bold),
      ],
      badge: [
        .init(analysis.isLogFrequency ? "log-f  " : "linear-f  ", .dim),
        .init("-\(Int(analysis.floor))..0 dB\(gain)", .dim),
      ], isFocused: state.clip.focus == .spectrum
    ).draw(in: rect, on: &grid, glyphs: state.theme.glyphs)
    guard let window = window(state, moment, in: inside, on: &grid) else { return }
    let painter = WindowPainter(state)
    let plot = painter.drawSpectrum(
      window, under: analysis.map(.audio, at: moment), in: inside, on: &grid)
    ClipNotesView.drawRanges(state, window, in: plot, on: &grid)
    let share = WindowPainter.times(window).share(of: window.soundStart + 0.5 + state.clip.seconds)
    let height = painter.frequencies.share(of: state.clip.hertz)
    guard !plot.isEmpty, (0...1).contains(share), (0...1).contains(height) else { return }
    let x = plot.x + min(plot.width - 1, Int(share * Double(plot.width)))
    let y = plot.y + min(plot.height - 1, Int((1 - height) * Double(plot.height)))
    grid.put(state.theme.glyphs == .unicode ? "╋" : "+", x: x, y: y, Style.reverse.with(.bold))
  }

  private static func drawFrame(
    _ state: State, _ moment: Moment, in rect: Rect, on grid: inout Grid
  ) {
    let inside = Panel(
      title: [
        .init("Frame", .bold), .init("  " + overlayText(state, .vision, moment)),
      ], isFocused: state.clip.focus == .frame
    ).draw(in: rect, on: &grid, glyphs: state.theme.glyphs)
    guard let window = window(state, moment, in: inside, on: &grid) else { return }
    WindowPainter(state).drawFrame(
      window, under: state.analysis.map(.vision, at: moment), in: inside, on: &grid)
  }

  /// The sound, from the least to the greatest sample of each column of dots.
  private static func drawWave(
    _ state: State, _ moment: Moment, in rect: Rect, on grid: inout Grid
  ) {
    let window = state.analysis.window(moment)
    let peak = window.map { $0.sound.reduce(Float(0)) { max($0, abs($1)) } } ?? 0
    var badge: [Panel.Span] = []
    if peak > 0 {
      badge.append(.init("peak \(NumberText.fixed(20 * log10(Double(peak)), 1)) dB of full", .dim))
    }
    let inside = Panel(
      title: [.init("Waveform", .bold), .init("  1 s at 48 kHz", .dim)], badge: badge
    ).draw(in: rect, on: &grid, glyphs: state.theme.glyphs)
    guard let window = Self.window(state, moment, in: inside, on: &grid), !inside.isEmpty else {
      return
    }
    guard peak > 0 else {
      grid.text("silence", x: inside.x + 1, y: inside.y, .dim)
      return
    }
    var canvas = DotCanvas(Size(width: inside.width, height: inside.height))
    let count = window.sound.count
    let style = state.theme.curve(.train)
    for x in 0..<canvas.width {
      let range =
        x * count
        / canvas.width..<max(
          x * count / canvas.width + 1, (x + 1) * count / canvas.width)
      var (low, high) = (Float.infinity, -Float.infinity)
      for sample in window.sound[range.clamped(to: 0..<count)] where sample.isFinite {
        low = min(low, sample)
        high = max(high, sample)
      }
      guard low <= high else { continue }
      func row(_ value: Float) -> Int {
        Int((Double(canvas.height - 1) * Double(1 - value / peak) / 2).rounded())
      }
      canvas.column(x: x, from: row(high), to: row(low), style)
    }
    canvas.draw(x: inside.x, y: inside.y, on: &grid, glyphs: state.theme.glyphs)
  }
}
