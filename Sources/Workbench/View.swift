import Session
import Terminal

/// Draws a state: the same state gives the same grid.
public func view(_ state: State) -> Grid {
  var state = state
  // What lies over a screen is made of cells: pixels would shine through.
  if !state.overlays.isEmpty { state.theme.showsPixels = false }
  var grid = Grid(state.size, ellipsis: state.theme.glyphs.ellipsis)
  guard !grid.bounds.isEmpty else { return grid }
  if state.isTooSmall {
    TooSmallView.draw(state, on: &grid)
  } else {
    let rows = grid.bounds.rows([.cells(1), .share(1), .cells(1), .cells(1)])
    HeaderView.draw(state, in: rows[0], on: &grid)
    switch state.tab {
    case .train: TrainView.draw(state, in: rows[1], on: &grid)
    case .units: UnitsView.draw(state, in: rows[1], on: &grid)
    case .clip: ClipView.draw(state, in: rows[1], on: &grid)
    case .embed: EmbedView.draw(state, in: rows[1], on: &grid)
    case .clusters: ClustersView.draw(state, in: rows[1], on: &grid)
    case .prefs: PrefsView.draw(state, in: rows[1], on: &grid)
    case .jobs: JobsView.draw(state, in: rows[1], on: &grid)
    case .log: LogView.draw(state, in: rows[1], on: &grid)
    case .pairs: PairsView.draw(state, in: rows[1], on: &grid)
    }
    // What lies over the screen has the mouse as it has the keys; the footer tells of it.
    if !state.overlays.isEmpty { grid.answer(grid.bounds, .nothing) }
    StatusView.draw(state, in: rows[2], on: &grid)
    FooterView.draw(state, in: rows[3], on: &grid)
  }
  for overlay in state.overlays {
    switch overlay {
    case .help(let scroll): HelpView.draw(state, scroll: scroll, on: &grid)
    case .palette(let palette): PaletteView.draw(state, palette, on: &grid)
    case .confirmation(let question): ConfirmationView.draw(question, state, on: &grid)
    case .places(let list): PlaceListView.draw(list, state, on: &grid)
    case .prompt(let prompt): PromptView.draw(prompt, state, on: &grid)
    case .sessions(let picker): SessionsView.draw(state, picker, on: &grid)
    }
  }
  return grid
}

/// What the screen in front needs and does not have, most wanted first.
func needs(_ state: State) -> [Inquiry] {
  var result = needsOfScreen(state)
  if case .sessions(let picker) = state.overlays.last { result = picker.needs + result }
  // Looking for every file takes its time: whatever a screen needs comes first.
  if !state.analysis.clips.isEmpty { result.append(.census(clips: state.analysis.clipNews)) }
  return result
}

private func needsOfScreen(_ state: State) -> [Inquiry] {
  guard !state.isTooSmall else { return [] }
  switch state.tab {
  case .units: return UnitsView.needs(state)
  case .clip: return ClipView.needs(state)
  case .embed: return EmbedView.needs(state)
  case .clusters: return ClustersView.needs(state)
  case .prefs: return PrefsView.needs(state)
  case .pairs: return PairsView.needs(state)
  case .train: return TrainView.needs(state)
  case .jobs: return JobsView.needs(state)
  case .log: return []
  }
}

/// What is drawn where a screen has no room for its panes.
enum TooSmallView {
  static func draw(_ state: State, on grid: inout Grid) {
    let least = State.smallestSize
    var lines: [(String, Style)] = [
      ("earsight needs \(least.width)x\(least.height)", .bold),
      ("this is \(state.size.width)x\(state.size.height)", .plain),
    ]
    if let run = state.run { lines.append((PlainLines.short(run), .plain)) }
    let canPause = CommandTable.command("train.pause")?.obstacle(state) == nil
    lines.append((": commands  \(canPause ? "P pause  " : "")q quit", .dim))
    let top = max(0, (grid.size.height - lines.count) / 2)
    for (index, line) in lines.enumerated() {
      let width = min(CellText.width(line.0), grid.size.width)
      grid.text(
        line.0, x: (grid.size.width - width) / 2, y: top + index, width: grid.size.width, line.1)
    }
    if let notice = state.notice {
      grid.text(
        notice.text, x: 0, y: grid.size.height - 1, width: grid.size.width)
    }
  }
}
