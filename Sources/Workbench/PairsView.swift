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
        ?? "No pairs of \(state.analysis.subject.split.clips) were judged yet: R does it, W lists "
        + "others."
      grid.paragraph(state.absence(text), in: inside.inset(columns: 1, rows: 0), .dim)
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
    let list = inside.rows([.cells(1), .share(1)])[1]
    let chosen = state.pairs.cursor.row(of: listed.count)
    grid.clipped(to: inside) { grid in
      let hasTimes = listed.contains { timed($0, state, width: inside.width - 35) != nil }
      grid.text(
        "  loss  p(pair)  truth    judged  seen, heard" + (hasTimes ? ", at seconds" : ""),
        x: inside.x, y: inside.y, .dim)
      if !state.pairs.filterText.isEmpty {
        grid.fill(
          Rect(x: inside.x, y: inside.y, width: inside.width, height: 1), Cell(" ", .plain))
        grid.text(
          "filter " + state.pairs.filterText, x: inside.x + 1, y: inside.y,
          width: inside.width - 2, .bold)
      }
      if listed.isEmpty {
        let words =
          state.pairs.filterText.isEmpty
          ? "no mistakes among them" : "No pair passes the filter; \\ clears it."
        grid.text(
          words, x: inside.x + 1, y: inside.y + 1, width: inside.width - 2)
      }
      grid.list(
        listed.count, chosen: chosen, of: PairsState.Pane.list.rawValue, in: list
      ) { grid, place, rect in
        let (pair, y) = (listed[place], rect.y)
        grid.text(NumberText.fixed(pair.loss, 3), endingAt: inside.x + 6, y: y)
        grid.text(NumberText.fixed(pair.probability, 3), endingAt: inside.x + 15, y: y)
        grid.text(pair.corresponds ? "pair" : "no pair", x: inside.x + 17, y: y)
        grid.text(
          pair.isMistake ? "wrong" : "right", x: inside.x + 26, y: y,
          pair.isMistake ? .bold : .dim)
        grid.text(
          timed(pair, state, width: inside.width - 35)
            ?? "\(name(pair.pictureClip, state)), \(name(pair.soundClip, state))",
          x: inside.x + 34, y: y, width: inside.width - 35)
      }
    }
  }

  /// What is seen and what is heard, each with its time in the clip; nil where that is too wide.
  private static func timed(
    _ pair: HardPairs.JudgedPair, _ state: State, width: Int
  ) -> String? {
    let parts = [(pair.pictureClip, pair.frameTime), (pair.soundClip, pair.soundStart)]
    let text = parts.map { "\(name($0, state)) \(NumberText.fixed($1, 2))" }
      .joined(separator: ", ")
    return CellText.width(text) <= width ? text : nil
  }

  /// A clip's file name, and its class where that does not begin it.
  private static func name(_ clip: Int64, _ state: State) -> String {
    guard let record = state.analysis.clips[clip] else { return "clip \(clip)" }
    let file = URL(filePath: record.path, directoryHint: .notDirectory)
      .deletingPathExtension().lastPathComponent
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

  /// The frame and the sound of the chosen pair, side by side where they are alone and wide enough; on
  /// a wide screen each clip beside the other, with the half of it that the network did not get.
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
    func panel(_ title: [Panel.Span], isFocused: Bool, in rect: Rect) -> Rect {
      Panel(title: title, isFocused: isFocused).draw(
        in: rect, on: &grid, glyphs: state.theme.glyphs)
    }
    var parts =
      rect.width >= 2 * rect.height
      ? rect.columns([.share(1), .share(1)]) : rect.rows([.share(1), .share(1)])
    if PairsLayout.showsBoth(state) {
      let clips = rect.columns([.share(1), .share(1)]).map { $0.rows([.share(1), .share(1)]) }
      let ownSound = panel(
        [.init("Not heard", .bold), .init("  its own sound then", .dim)], isFocused: false,
        in: clips[0][1])
      WindowView.drawSpectrum(seen, state, in: ownSound, on: &grid)
      let ownFrame = panel(
        [.init("Not seen", .bold), .init("  its own frame then", .dim)], isFocused: false,
        in: clips[1][0])
      WindowView.drawFrame(heard, state, in: ownFrame, on: &grid)
      parts = [clips[0][0], clips[1][1]]
    }
    let frame = panel(
      [
        .init("Seen", .bold), .init("  \(name(pair.pictureClip, state))", .plain),
        .init("  at \(NumberText.fixed(pair.frameTime, 2)) s", .dim),
      ], isFocused: isFocused, in: parts[0])
    WindowView.drawFrame(seen, state, in: frame, on: &grid)
    let sound = panel(
      [
        .init("Heard", .bold), .init("  \(name(pair.soundClip, state))", .plain),
        .init("  from \(NumberText.fixed(pair.soundStart, 2)) s", .dim),
      ], isFocused: isFocused, in: parts[1])
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
