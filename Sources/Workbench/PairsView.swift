import Experiments
import Foundation
import Scales
import Terminal

/// The screen of hardest pairs: the list, and what the chosen pair looks and sounds like.
enum PairsView {
  static func draw(_ state: State, in body: Rect, on grid: inout Grid) {
    guard let found = state.hardest else {
      let inside = Panel(title: [.init("Hardest pairs", .bold)], isFocused: true).draw(
        in: body, on: &grid, glyphs: state.theme.glyphs)
      let text =
        state.analysis.running("hard").map { "Judging pairs: \($0.done) of \($0.total)." }
        ?? "No pairs of \(state.analysis.subject.title) were judged yet: R does it, W lists others."
      grid.text(
        text, x: inside.x + 1, y: inside.y, width: inside.width - 2, .dim,
        ellipsis: state.theme.glyphs.ellipsis)
      return
    }
    let focus = PairsLayout.focus(state)
    if state.size.width < 120 {
      PaneStrip.draw(
        PairsLayout.panes(state).map(\.rawValue), chosen: focus.rawValue,
        in: Rect(x: body.x, y: body.y, width: body.width, height: 1), on: &grid)
    }
    for (pane, rect) in PairsLayout.places(in: body, state) {
      grid.answer(rect, .pane(pane.rawValue))
      let isFocused = pane == focus
      switch pane {
      case .list: drawList(found, state, isFocused: isFocused, in: rect, on: &grid)
      case .pair: drawPair(state, isFocused: isFocused, in: rect, on: &grid)
      case .classes:
        PairClassesView.draw(found, state, isFocused: isFocused, in: rect, on: &grid)
      }
    }
  }

  private static func drawList(
    _ found: HardPairs.Result, _ state: State, isFocused: Bool, in rect: Rect,
    on grid: inout Grid
  ) {
    let listed = state.listedPairs
    let inside = Panel(
      title: [
        .init("Hardest pairs", .bold),
        .init(
          "  accuracy \(NumberText.fixed(100 * found.accuracy, 1)) % of "
            + "\(NumberText.grouped(found.count))", .dim),
      ] + state.remarkSpans,
      badge: [
        .init(state.pairs.isMistakesOnly ? "mistakes only  " : "", .bold),
        .init("\(listed.count)/\(found.pairs.count)", .dim),
      ], urgentCount: state.pairs.isMistakesOnly ? 1 : 0, isFocused: isFocused
    ).draw(in: rect, on: &grid, glyphs: state.theme.glyphs)
    let height = max(0, inside.height - 1)
    let top = state.pairs.cursor.top(height: height, count: listed.count)
    grid.clipped(to: inside) { grid in
      grid.text("  loss  p(pair)  truth    judged  seen, heard", x: inside.x, y: inside.y, .dim)
      if !state.pairs.filterText.isEmpty {
        grid.fill(
          Rect(x: inside.x, y: inside.y, width: inside.width, height: 1), Cell(" ", .plain))
        grid.text(
          "filter " + state.pairs.filterText, x: inside.x + 1, y: inside.y,
          width: inside.width - 2, .bold, ellipsis: state.theme.glyphs.ellipsis)
      }
      if listed.isEmpty {
        let words =
          state.pairs.filterText.isEmpty
          ? "no mistakes among them" : "No pair passes the filter; \\ clears it."
        grid.text(
          words, x: inside.x + 1, y: inside.y + 1, width: inside.width - 2,
          ellipsis: state.theme.glyphs.ellipsis)
      }
      for line in 0..<min(height, listed.count - top) {
        let pair = listed[top + line]
        let y = inside.y + 1 + line
        grid.answer(
          Rect(x: inside.x, y: y, width: inside.width, height: 1),
          .row(top + line, of: PairsState.Pane.list.rawValue))
        grid.text(NumberText.fixed(pair.loss, 3), endingAt: inside.x + 6, y: y)
        grid.text(NumberText.fixed(pair.probability, 3), endingAt: inside.x + 15, y: y)
        grid.text(pair.corresponds ? "pair" : "no pair", x: inside.x + 17, y: y)
        grid.text(
          pair.isMistake ? "wrong" : "right", x: inside.x + 26, y: y,
          pair.isMistake ? .bold : .dim)
        grid.text(
          "\(name(pair.pictureClip, state)), \(name(pair.soundClip, state))", x: inside.x + 34,
          y: y, width: inside.maxX - inside.x - 35, ellipsis: state.theme.glyphs.ellipsis)
        if top + line == state.pairs.cursor.row(of: listed.count) {
          grid.choose(Rect(x: inside.x, y: y, width: inside.width, height: 1))
        }
      }
    }
  }

  /// A clip's file name, and its class where that does not begin it.
  private static func name(_ clip: Int64, _ state: State) -> String {
    guard let record = state.analysis.clips[clip] else { return "clip \(clip)" }
    let file = URL(fileURLWithPath: record.path).deletingPathExtension().lastPathComponent
    guard let label = record.label, !file.hasPrefix(label) else { return file }
    return "\(label) \(file)"
  }

  static func moments(_ pair: HardPairs.JudgedPair) -> (seen: Moment, heard: Moment) {
    (
      // The window around a frame near the clip's end would reach beyond it.
      Moment(clip: pair.pictureClip, time: pair.frameTime),
      Moment(clip: pair.soundClip, time: pair.soundStart + 0.5)
    )
  }

  /// The frame and the sound of the chosen pair, side by side where they are alone and wide enough.
  private static func drawPair(
    _ state: State, isFocused: Bool, in rect: Rect, on grid: inout Grid
  ) {
    guard let pair = state.chosenPair else {
      let inside = Panel(title: [.init("Pair", .bold)], isFocused: isFocused)
        .draw(in: rect, on: &grid, glyphs: state.theme.glyphs)
      grid.text("No pair is listed.", x: inside.x + 1, y: inside.y, .dim)
      return
    }
    let (seen, heard) = moments(pair)
    let isWide = rect.width >= 2 * rect.height
    let parts =
      isWide
      ? rect.columns([.share(1), .share(1)]) : rect.rows([.share(1), .share(1)])
    let frame = Panel(
      title: [
        .init("Seen", .bold), .init("  \(name(pair.pictureClip, state))", .plain),
        .init("  at \(NumberText.fixed(pair.frameTime, 2)) s", .dim),
      ], isFocused: isFocused
    ).draw(in: parts[0], on: &grid, glyphs: state.theme.glyphs)
    WindowView.drawFrame(seen, state, in: frame, on: &grid)
    let sound = Panel(
      title: [
        .init("Heard", .bold), .init("  \(name(pair.soundClip, state))", .plain),
        .init("  from \(NumberText.fixed(pair.soundStart, 2)) s", .dim),
      ], isFocused: isFocused
    ).draw(in: parts[1], on: &grid, glyphs: state.theme.glyphs)
    WindowView.drawSpectrum(heard, state, in: sound, on: &grid)
  }

  /// What the screen needs: the chosen pair, and its neighbours in the list.
  static func needs(_ state: State) -> [Inquiry] {
    guard PairsLayout.showsPair(state) else {
      // Where there is no room for pictures the sound can still be heard.
      return state.chosenPair.map { [.window(moments($0).heard)] } ?? []
    }
    let listed = state.listedPairs
    let row = state.pairs.cursor.row(of: listed.count)
    return [row, row + 1, row - 1].filter { listed.indices.contains($0) }.flatMap { place in
      let (seen, heard) = moments(listed[place])
      return [Inquiry.window(seen), .window(heard)]
    }
  }
}
