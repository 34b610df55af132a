import NeuralNet
import Scales
import Session
import Terminal

/// The screen of units: a map of all, a list, and the clips that excite the chosen one most.
enum UnitsView {
  static func draw(_ state: State, in body: Rect, on grid: inout Grid) {
    guard let rows = UnitRows(state) else { return drawAbsence(state, in: body, on: &grid) }
    if body.width < 120 {
      PaneStrip.draw(
        UnitsState.Pane.allCases.map(\.rawValue), chosen: state.units.focus.rawValue,
        in: Rect(x: body.x, y: body.y, width: body.width, height: 1), on: &grid)
    }
    for (part, rect) in UnitsLayout.places(state, in: body) {
      if let pane = part.pane { grid.answer(rect, .pane(pane.rawValue)) }
      grid.clipped(to: rect) { grid in
        switch part {
        case .map: UnitMapView.draw(state, rows, in: rect, on: &grid)
        case .list: UnitListView.draw(state, rows, in: rect, on: &grid)
        case .unit: UnitView.draw(state, rows, in: rect, on: &grid)
        case .facts:
          let inside = Panel(title: [.init("About it", .bold)]).draw(
            in: rect, on: &grid, glyphs: state.theme.glyphs)
          UnitFactsView.draw(state, rows, in: inside.inset(columns: 1, rows: 0), on: &grid)
        }
      }
    }
  }

  /// What the screen needs, most wanted first: the table, the chosen unit's clips and maps, what it
  /// goes with, the random network, and the clips of the next units.
  static func needs(_ state: State) -> [Inquiry] {
    let analysis = state.analysis
    guard let index = analysis.index else { return [] }
    let modality = analysis.subject.modality
    var result: [Inquiry] = [.units(modality, index: index.name)]
    guard let table = analysis.table, table.metrics.indices.contains(analysis.unit) else {
      return result
    }
    let moments = table.top(of: analysis.unit).map { Moment(clip: $0.clip.id, time: $0.time) }
    result += moments.map { .window($0) }
    result += moments.map { .maps($0, analysis.mapSubject()) }
    if let other = analysis.comparison { result.append(.units(modality, index: other.name)) }
    if state.analysis.isDifference, let other = analysis.comparedTable,
      other.metrics.indices.contains(analysis.unit)
    {
      let beside = other.top(of: analysis.unit).map { Moment(clip: $0.clip.id, time: $0.time) }
      result += beside.map { .window($0) } + beside.map { .maps($0, analysis.comparedSubject()) }
    }
    result.append(.unitMatches(modality, index: index.name))
    result.append(.spread(analysis.unit, modality, index: index.name))
    if let rows = UnitRows(state) {
      for steps in [1, -1] {
        let near = rows.unit(steps, from: analysis.unit)
        guard near != analysis.unit else { continue }
        result += table.top(of: near).map { .window(Moment(clip: $0.clip.id, time: $0.time)) }
      }
    }
    return result
  }

  /// What stands where there are no units yet: why, and what to do.
  static func drawAbsence(_ state: State, in body: Rect, on grid: inout Grid) {
    let inside = Panel(
      title: [.init("Units", .bold), .init("  " + state.analysis.subject.title, .dim)],
      isFocused: true
    ).draw(in: body, on: &grid, glyphs: state.theme.glyphs)
    grid.paragraph(state.absenceOfUnits, in: inside.inset(columns: 2, rows: 1))
  }
}

extension State {
  /// Why there are no units to look at, and what is done about it.
  var absenceOfUnits: String {
    // While they are made again, how far that is.
    guard failure == nil, analysis.running("index") == nil, let index = analysis.index else {
      return absence(analysis.absence)
    }
    if let lost = analysis.failure(.units(analysis.subject.modality, index: index.name)) {
      return "\(lost). Here R does that."
    }
    return "Ranking \(NumberText.grouped(index.rows)) clips for every unit ..."
  }
}

extension AnalysisState {
  /// The embeddings by the other kind of network: random beside trained, trained beside random.
  var comparison: IndexRecord? { index(of: subject.with(isRandom: !subject.isRandom)) }

  /// The network of the index in few words: `seed-2 step 2,100`, `random network`.
  var networkName: String {
    guard let index else { return "no index" }
    return index.isTrained
      ? "\(index.run) step \(NumberText.grouped(index.step))" : "random network"
  }
}
