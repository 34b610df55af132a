import Experiments
import NeuralNet
import Scales
import Terminal

/// The screen of unit preferences: classes covered beside chance, and class by class the best unit.
enum PrefsView {
  static func draw(_ state: State, in body: Rect, on grid: inout Grid) {
    guard let found = state.preferences else {
      let inside = Panel(title: [.init("Unit preferences", .bold)], isFocused: true).draw(
        in: body, on: &grid, glyphs: state.theme.glyphs)
      let text =
        state.analysis.running("prefer").map { "Computing: \($0.stage) \($0.done)/\($0.total)." }
        ?? "No preferences of \(state.analysis.subject.title) yet: R computes them. They need "
        + "labels. W lists other runs and splits."
      grid.paragraph(state.absence(text), in: inside.inset(columns: 1, rows: 0), .dim)
      return
    }
    let columns =
      showsUnits(state) ? body.columns([.cells(tableWidth), .share(1)]) : [body]
    let parts = columns[0].rows([.cells(state.isZoomed ? 0 : 8), .share(1)])
    drawCoverage(found, state, in: parts[0], on: &grid)
    drawClasses(found, state, in: parts[1], on: &grid)
    guard columns.count > 1 else { return }
    let halves = columns[1].rows([.share(1), .share(1)])
    for (modality, rect) in zip(Modality.allCases, halves) {
      drawUnit(bestUnit(modality, found, state), modality, state, in: rect, on: &grid)
    }
  }

  /// Columns of the table, borders included.
  private static let tableWidth = 92

  /// Whether there is room for the chosen class's units beside the table.
  private static func showsUnits(_ state: State) -> Bool {
    state.size.width >= 180 && !state.isZoomed
  }

  /// The unit of a tower whose top five hold most clips of the chosen class.
  private static func bestUnit(
    _ modality: Modality, _ found: PreferenceExperiment, _ state: State
  ) -> (unit: Int, count: Int, name: String)? {
    let order = state.orderedClasses(found)
    guard !order.isEmpty else { return nil }
    let label = order[state.prefs.cursor.row(of: order.count)]
    let side = state.analysis.subject.isRandom ? found.random : found.trained
    guard let best = side[modality.rawValue]?.classes[label], let unit = best.unit else {
      return nil
    }
    return (unit, best.count, found.names[label])
  }

  /// What the best unit of the chosen class sees or hears.
  private static func drawUnit(
    _ best: (unit: Int, count: Int, name: String)?, _ modality: Modality, _ state: State,
    in rect: Rect, on grid: inout Grid
  ) {
    let analysis = state.analysis
    var title: [Panel.Span] = [.init(modality.rawValue, .bold)]
    if let best {
      title.append(.init(" u\(best.unit)", .bold))
      title.append(.init("  \(best.count)/5 \(best.name)", .dim))
    }
    let inside = Panel(title: title).draw(in: rect, on: &grid, glyphs: state.theme.glyphs)
      .inset(columns: 1, rows: 0)
    guard let best else {
      grid.text("No unit's top five hold this class.", x: inside.x, y: inside.y, .dim)
      return
    }
    let subject = analysis.subject.with(modality)
    guard let index = analysis.index(of: subject),
      case .units(let table) = analysis.shelf[.units(modality, index: index.name)],
      table.metrics.indices.contains(best.unit)
    else {
      grid.text("...", x: inside.x, y: inside.y, .dim)
      return
    }
    grid.clipped(to: inside) { grid in
      UnitTopView(
        unit: best.unit, subject: analysis.mapSubject(modality), chosen: nil, firstPlace: nil
      ).draw(table.top(of: best.unit), state, in: inside, on: &grid)
    }
  }

  private static func drawCoverage(
    _ found: PreferenceExperiment, _ state: State, in rect: Rect, on grid: inout Grid
  ) {
    guard rect.height > 2 else { return }
    let result = state.analysis.result("prefer", of: state.analysis.subject.with(isRandom: false))
    let source = result.flatMap { state.analysis.sources[$0.id] }
    let inside = Panel(
      title: [
        .init("Classes covered", .bold), .init("  of \(found.names.count)", .dim),
      ] + state.remarkSpans + [.init("  \(source?.line ?? "")", .dim)]
    ).draw(in: rect, on: &grid, glyphs: state.theme.glyphs)
    grid.clipped(to: inside) { grid in
      grid.text(
        "                  4 of 5   by chance      3 of 5   by chance", x: inside.x + 1,
        y: inside.y,
        .dim)
      var y = inside.y + 1
      for (name, side) in [("trained", found.trained), ("random", found.random)] {
        for modality in Modality.allCases {
          guard let coverage = side[modality.rawValue] else { continue }
          let isShown =
            modality == state.analysis.subject.modality
            && (name == "random") == state.analysis.subject.isRandom
          grid.text(
            "\(name) \(modality.rawValue)", x: inside.x + 1, y: y, isShown ? .bold : .plain)
          func numbers(_ covered: Int, _ expected: Double, _ deviation: Double, x: Int) {
            grid.text(String(covered), endingAt: inside.x + x, y: y, .bold)
            grid.text(
              "\(NumberText.fixed(expected, 1)) \(state.theme.glyphs == .unicode ? "±" : "+-") "
                + NumberText.fixed(deviation, 1), endingAt: inside.x + x + 13, y: y, .dim)
          }
          numbers(
            coverage.atFour, coverage.expectedAtFour, coverage.deviationAtFour, x: 25)
          numbers(
            coverage.atThree, coverage.expectedAtThree, coverage.deviationAtThree, x: 48)
          y += 1
        }
      }
    }
  }

  private static func drawClasses(
    _ found: PreferenceExperiment, _ state: State, in rect: Rect, on grid: inout Grid
  ) {
    let inside = Panel(
      title: [
        .init("Class by class", .bold),
        .init("  the best unit's top five, by \(state.prefs.order.rawValue)", .dim),
      ], isFocused: true
    ).draw(in: rect, on: &grid, glyphs: state.theme.glyphs)
    let columns: [(title: String, side: PreferenceExperiment.Coverage?)] = [
      ("trained vision", found.trained["vision"]), ("trained audio", found.trained["audio"]),
      ("random vision", found.random["vision"]), ("random audio", found.random["audio"]),
    ]
    let nameWidth = min(20, max(8, inside.width - 4 * 15 - 8))
    func x(_ column: Int) -> Int { inside.x + nameWidth + 8 + column * 15 }
    let order = state.orderedClasses(found)
    let parts = inside.rows([.cells(1), .share(1)])
    let chosen = state.prefs.cursor.row(of: order.count)
    grid.clipped(to: inside) { grid in
      grid.text("class", x: inside.x + 1, y: inside.y, .dim)
      grid.text("clips", endingAt: inside.x + nameWidth + 7, y: inside.y, .dim)
      for (index, column) in columns.enumerated() {
        grid.text(column.title, x: x(index), y: inside.y, width: 14, .dim)
      }
      grid.list(order.count, chosen: chosen, in: parts[1]) { grid, place, rect in
        let (label, y) = (order[place], rect.y)
        grid.text(
          found.names[label], x: inside.x + 1, y: y, width: nameWidth)
        grid.text(String(found.counts[label]), endingAt: inside.x + nameWidth + 7, y: y, .dim)
        for (index, column) in columns.enumerated() {
          guard let best = column.side?.classes[label], let unit = best.unit else {
            grid.text("-", x: x(index), y: y, .dim)
            continue
          }
          Gauge.draw(
            Double(best.count) / 5, x: x(index), y: y, width: 5, on: &grid,
            glyphs: state.theme.glyphs, state.theme.curve(.train))
          grid.text(
            "\(best.count)/5 u\(unit)", x: x(index) + 6, y: y, best.count >= 4 ? .bold : .plain)
        }
      }
    }
  }

  /// What the screen needs: where there is room for them, the tops of the chosen class's units.
  static func needs(_ state: State) -> [Inquiry] {
    guard showsUnits(state), let found = state.preferences else { return [] }
    let analysis = state.analysis
    var tables: [Inquiry] = []
    var windows: [Inquiry] = []
    var maps: [Inquiry] = []
    for modality in Modality.allCases {
      guard let index = analysis.index(of: analysis.subject.with(modality)) else { continue }
      let inquiry = Inquiry.units(modality, index: index.name)
      tables.append(inquiry)
      guard let best = bestUnit(modality, found, state),
        case .units(let table) = analysis.shelf[inquiry], table.metrics.indices.contains(best.unit)
      else { continue }
      let moments = table.top(of: best.unit).map { Moment(clip: $0.clip.id, time: $0.time) }
      windows += moments.map { .window($0) }
      maps += moments.map { .maps($0, analysis.mapSubject(modality)) }
    }
    return tables + windows + maps
  }
}
