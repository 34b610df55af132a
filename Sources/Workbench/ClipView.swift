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
        ? state.absence(
          "No clips in this session yet: earsight new SESSION --videos FOLDER makes one with clips."
        )
        : state.absenceOfUnits
      grid.paragraph(text, in: inside.inset(columns: 2, rows: 1))
      return
    }
    if state.size.width < 120 {
      PaneStrip.draw(
        ClipState.Pane.allCases.map(\.rawValue), chosen: state.clip.focus.rawValue,
        in: Rect(x: body.x, y: body.y, width: body.width, height: 1), on: &grid)
    }
    // The sound lies below the same times of the spectrogram, which is drawn first.
    var plot = Rect(x: 0, y: 0, width: 0, height: 0)
    for (part, rect) in ClipLayout.places(state, in: body) {
      if let pane = part.pane { grid.answer(rect, .pane(pane.rawValue)) }
      grid.clipped(to: rect) { grid in
        switch part {
        case .spectrum: plot = drawSpectrum(state, moment, in: rect, on: &grid)
        case .wave: WaveView.draw(state, moment, below: plot, in: rect, on: &grid)
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
    var result = [.window(moment)] + analysis.mapInquiries(modality, at: moment)
    if let index = analysis.index {
      result += [
        .units(modality, index: index.name), .unitMatches(modality, index: index.name),
      ]
    }
    result += analysis.mapInquiries(modality == .audio ? .vision : .audio, at: moment)
    for step in [1, -1] {
      if let near = state.momentLater(0.1 * Double(step)), near != moment {
        result.append(.window(near))
      }
    }
    if let near = state.clipAfter(1) { result.append(.window(near)) }
    return result + analysis.filterNeeds.filter { !result.contains($0) }
  }

  /// Says why there is no picture yet, where there is none.
  static func window(
    _ state: State, _ moment: Moment, in rect: Rect, on grid: inout Grid
  ) -> ClipWindow? {
    if let window = state.analysis.window(moment) { return window }
    let text = state.analysis.failure(.window(moment)) ?? "reading the clip ..."
    grid.paragraph(text, in: rect.inset(columns: 1, rows: 0))
    return nil
  }

  /// `u209 overlay 60 %`, `u209 diff 60 %`, or why there is none.
  private static func overlayText(
    _ state: State, _ modality: Modality, _ moment: Moment
  ) -> String {
    let analysis = state.analysis
    guard let unit = analysis.shownUnit(modality) else {
      return "no matching unit"
    }
    let twin = modality == analysis.subject.modality ? "" : " (match)"
    if analysis.overlay == 0 { return "u\(unit)\(twin) overlay off" }
    let isLost = analysis.mapInquiries(modality, at: moment).contains {
      analysis.failure($0) != nil
    }
    if isLost { return "u\(unit)\(twin) no map" }
    if analysis.maps(modality, at: moment) == nil { return "u\(unit)\(twin) map ..." }
    guard analysis.map(modality, at: moment) != nil else { return "u\(unit)\(twin) no map" }
    let what = analysis.isDifference ? "diff" : "overlay"
    return "u\(unit)\(twin) \(what) \(Int((analysis.overlay * 100).rounded())) %"
  }

  /// Draws the spectrogram, or what is seen of it, and the cursor; returns where its field lies.
  private static func drawSpectrum(
    _ state: State, _ moment: Moment, in rect: Rect, on grid: inout Grid
  ) -> Rect {
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
      ] + state.remarkSpans,
      badge: [
        .init(
          state.clip.zoom > 1 ? "zoom \(NumberText.short(state.clip.zoom))x  " : "", .bold),
        .init(analysis.isDifference ? Difference.legend(state.theme) + "  " : ""),
        .init(analysis.isLogFrequency ? "log-f  " : "linear-f  ", .dim),
        .init(
          WindowPainter(state).isWhole && analysis.map(.audio, at: moment) != nil
            ? "activation" : "-\(Int(analysis.floor))..0 dB\(gain)", .dim),
      ], isFocused: state.clip.focus == .spectrum
    ).draw(in: rect, on: &grid, glyphs: state.theme.glyphs)
    guard let window = window(state, moment, in: inside, on: &grid) else {
      return Rect(x: inside.x, y: inside.y, width: inside.width, height: 0)
    }
    let painter = WindowPainter(state)
    let part = SpectrumPart(of: window, painter.frequencies, state.seenOfSpectrum)
    let plot = painter.drawSpectrum(
      window, part, under: analysis.map(.audio, at: moment), in: inside, on: &grid)
    ClipNotesView.drawRanges(state, part.times, in: plot, on: &grid)
    guard !plot.isEmpty else { return plot }
    // What is seen always has the cursor in it; below the lowest of logarithmic frequencies it stands on that.
    let share = min(1, max(0, part.times.share(of: window.soundStart + 0.5 + state.clip.seconds)))
    let hertz = max(state.clip.hertz, part.frequencies.range.lowerBound)
    let height = min(1, max(0, part.frequencies.share(of: hertz)))
    let x = plot.x + min(plot.width - 1, Int(share * Double(plot.width)))
    let y = plot.y + min(plot.height - 1, Int((1 - height) * Double(plot.height)))
    grid.put(state.theme.glyphs == .unicode ? "╋" : "+", x: x, y: y, Style.reverse.with(.bold))
    return plot
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
}
