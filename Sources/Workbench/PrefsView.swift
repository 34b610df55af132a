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
        ?? "No preferences of \(state.analysis.subject.split.rawValue) yet: R computes them. They "
        + "need labels."
      for (line, words) in TextWrap.lines(text, width: inside.width - 2).enumerated() {
        grid.text(words, x: inside.x + 1, y: inside.y + line, .dim)
      }
      return
    }
    let parts = body.rows([.cells(state.isZoomed ? 0 : 8), .share(1)])
    drawCoverage(found, state, in: parts[0], on: &grid)
    drawClasses(found, state, in: parts[1], on: &grid)
  }

  private static func drawCoverage(
    _ found: PreferenceExperiment, _ state: State, in rect: Rect, on grid: inout Grid
  ) {
    guard rect.height > 2 else { return }
    let result = state.analysis.result("prefer", of: state.analysis.subject.with(isRandom: false))
    let source = result.flatMap { state.analysis.sources[$0.id] }
    let inside = Panel(
      title: [
        .init("Classes covered", .bold),
        .init("  of \(found.names.count), \(source?.line ?? "")", .dim),
      ]
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
    let height = max(0, inside.height - 1)
    let top = state.prefs.cursor.top(height: height, count: order.count)
    grid.clipped(to: inside) { grid in
      grid.text("class", x: inside.x + 1, y: inside.y, .dim)
      grid.text("clips", endingAt: inside.x + nameWidth + 7, y: inside.y, .dim)
      for (index, column) in columns.enumerated() {
        grid.text(column.title, x: x(index), y: inside.y, width: 14, .dim)
      }
      for line in 0..<min(height, order.count - top) {
        let label = order[top + line]
        let y = inside.y + 1 + line
        grid.answer(
          Rect(x: inside.x, y: y, width: inside.width, height: 1), .row(top + line))
        grid.text(
          found.names[label], x: inside.x + 1, y: y, width: nameWidth,
          ellipsis: state.theme.glyphs.ellipsis)
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
        if top + line == state.prefs.cursor.row(of: order.count) {
          grid.choose(Rect(x: inside.x, y: y, width: inside.width, height: 1))
        }
      }
    }
  }

  /// What the screen needs: nothing that is not in the news.
  static func needs(_ state: State) -> [Inquiry] { [] }
}
