import Experiments
import Foundation
import NeuralNet
import Scales
import Terminal

/// The clips that excite the chosen unit most: what they look and sound like, and where it answers.
enum UnitView {
  static func draw(_ state: State, _ rows: UnitRows, in rect: Rect, on grid: inout Grid) {
    let analysis = state.analysis
    let glyphs = state.theme.glyphs
    guard rows.all.indices.contains(analysis.unit), let table = analysis.table else { return }
    let row = rows.all[analysis.unit]
    var title: [Panel.Span] = [.init(row.title, .bold)]
    if let name = row.name { title.append(.init(" \"\(name)\"", .bold)) }
    title.append(.init("  " + analysis.subject.modality.rawValue, .dim))
    if state.analysis.isDifference { title.append(.init("  difference", .bold)) }
    if row.isMarked { title.append(.init("  marked")) }
    if row.isBookmarked { title.append(.init("  bookmarked")) }
    title += state.remarkSpans
    let inside = Panel(
      title: title, badge: [.init(analysis.networkName, .dim)],
      isFocused: state.units.focus == .unit
    ).draw(in: rect, on: &grid, glyphs: glyphs).inset(columns: 1, rows: 0)
    // On the widest screens the facts have a column of their own.
    let ownsFacts = state.isZoomed || state.size.width < 180
    let isDifference = state.analysis.isDifference
    let factRows =
      ownsFacts ? min(UnitFactsView.rows, max(0, inside.height - (isDifference ? 30 : 10))) : 0
    let parts = inside.rows([.share(1), .cells(factRows)])
    if isDifference {
      drawBoth(row, table, state, in: parts[0], on: &grid)
    } else {
      UnitTopView(unit: analysis.unit, subject: analysis.mapSubject(), chosen: state.units.place)
        .draw(table.top(of: analysis.unit), state, in: parts[0], on: &grid)
    }
    if factRows > 0 { UnitFactsView.draw(state, rows, in: parts[1], on: &grid) }
  }

  /// The unit in the trained network above the unit of that number in the random one.
  private static func drawBoth(
    _ row: UnitRow, _ table: UnitTable, _ state: State, in rect: Rect, on grid: inout Grid
  ) {
    let analysis = state.analysis
    let halves = rect.rows([.share(1), .share(1)])
    let other = analysis.comparedTable
    for (half, name) in ["trained", "random"].enumerated() {
      let place = halves[half]
      let isOther = half == 1
      let metrics = isOther ? row.other?.metrics : row.metrics
      let preferred = isOther ? row.other?.preferred : row.preferred
      var words = name
      if let metrics {
        words += "  selectivity " + (metrics.selectivity.map { NumberText.fraction($0) } ?? "-")
        if isOther {
          let difference = row.difference(.selectivity)
          words += " (difference \(UnitMapView.signed(difference, .selectivity)))"
        }
        if let preferred { words += "  \(preferred.count)/5 \(preferred.name)" }
        words += "  max " + NumberText.short(Double(metrics.maximum))
        if metrics.isDead { words += "  DEAD" }
      } else {
        words += analysis.comparison == nil ? "  not embedded: R does it" : "  ..."
      }
      grid.text(
        words, x: place.x, y: place.y, width: place.width, .bold)
      guard let shown = isOther ? other : table, shown.metrics.indices.contains(row.unit) else {
        continue
      }
      UnitTopView(
        unit: row.unit, subject: isOther ? analysis.comparedSubject() : analysis.mapSubject(),
        chosen: state.units.place / 5 == half ? state.units.place % 5 : nil, firstPlace: 5 * half
      ).draw(
        shown.top(of: row.unit), state,
        in: Rect(x: place.x, y: place.y + 1, width: place.width, height: place.height - 1),
        on: &grid)
    }
  }
}

/// What is known of the chosen unit in words and numbers.
enum UnitFactsView {
  /// Rows that it fills.
  static let rows = 8

  static func draw(_ state: State, _ rows: UnitRows, in rect: Rect, on grid: inout Grid) {
    let analysis = state.analysis
    guard rows.all.indices.contains(analysis.unit), rect.height > 0 else { return }
    let row = rows.all[analysis.unit]
    let metrics = row.metrics
    var lines: [[Panel.Span]] = []
    var first: [Panel.Span] = [
      .init("selectivity ", .dim),
      .init(metrics.selectivity.map { NumberText.fraction($0) } ?? "- (no labels)", .bold),
    ]
    if let label = row.label { first.append(.init(" for \(label)")) }
    lines.append(first)
    lines.append([
      .init("\(analysis.subject.isRandom ? "trained" : "random") network's u\(row.unit) ", .dim),
      .init(compared(row.unit, analysis), .bold),
    ])
    lines.append([
      .init("top 5: ", .dim),
      .init(row.preferred.map { "\($0.count)/5 \($0.name)" } ?? "no labels", .bold),
      .init(metrics.isDead ? "  DEAD" : ""),
    ])
    lines.append([
      .init("max ", .dim), .init(NumberText.short(Double(metrics.maximum))),
      .init("  mean ", .dim), .init(NumberText.short(metrics.mean)),
      .init("  entropy ", .dim), .init(NumberText.fraction(metrics.entropy)),
    ])
    lines.append(histogram(metrics.histogram, metrics.maximum, state.theme))
    lines.append(spread(row.unit, analysis))
    lines += matches(row.unit, analysis)
    if let note = row.note { lines.append([.init("note ", .dim), .init(note)]) }
    // Short facts share a row where the screen is wide and low.
    if rect.width >= 76 { lines = joined(lines, width: rect.width) }
    for (index, spans) in lines.prefix(rect.height).enumerated() {
      var x = rect.x
      for span in spans {
        x = grid.text(
          span.text, x: x, y: rect.y + index, width: max(0, rect.maxX - x), span.style)
      }
    }
  }

  /// Lines that fit side by side become one.
  private static func joined(_ lines: [[Panel.Span]], width: Int) -> [[Panel.Span]] {
    var result: [[Panel.Span]] = []
    for line in lines {
      if let last = result.last, Panel.width(last) + 3 + Panel.width(line) <= width {
        result[result.count - 1] += [.init("   ")] + line
      } else {
        result.append(line)
      }
    }
    return result
  }

  private static func compared(_ unit: Int, _ analysis: AnalysisState) -> String {
    guard let other = analysis.comparison else { return "not embedded; R does" }
    guard
      case .units(let table) = analysis.shelf[.units(analysis.subject.modality, index: other.name)]
    else { return "..." }
    guard table.metrics.indices.contains(unit) else { return "has no such unit" }
    return table.metrics[unit].selectivity.map { NumberText.fraction($0) } ?? "-"
  }

  /// The clips by activation, each bin the logarithm of its count: most clips are in the first.
  private static func histogram(_ counts: [Int], _ maximum: Float, _ theme: Theme) -> [Panel.Span] {
    let top = max(1, counts.max() ?? 1)
    let inks: [Unicode.Scalar] =
      theme.glyphs == .unicode
      ? [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] : Ramp.inks
    let bars = counts.map { count -> Unicode.Scalar in
      guard count > 0 else { return inks[0] }
      let share = log2(Double(count) + 1) / log2(Double(top) + 1)
      return inks[min(inks.count - 1, max(1, Int((share * Double(inks.count - 1)).rounded())))]
    }
    return [
      .init("0 ", .dim), .init(CellText.string(bars)),
      .init(" \(NumberText.short(Double(maximum)))", .dim),
    ]
  }

  /// Clips, how many of them do not excite it, and what the strongest hundredth exceeds.
  private static func spread(_ unit: Int, _ analysis: AnalysisState) -> [Panel.Span] {
    guard let index = analysis.index,
      case .spread(let spread) = analysis.shelf[
        .spread(unit, analysis.subject.modality, index: index.name)]
    else { return [.init("clips ", .dim), .init("...")] }
    return [
      .init("clips ", .dim), .init(NumberText.grouped(spread.count)),
      .init(", zero ", .dim), .init("\(NumberText.fixed(100 * spread.zeroShare, 0)) %"),
      .init(", p99 ", .dim), .init(NumberText.short(spread.high)),
    ]
  }

  private static func matches(_ unit: Int, _ analysis: AnalysisState) -> [[Panel.Span]] {
    guard let matches = analysis.matches, matches.similar.indices.contains(unit) else {
      let failed = analysis.index.flatMap {
        analysis.failure(.unitMatches(analysis.subject.modality, index: $0.name))
      }
      return [[.init("similar ", .dim), .init(failed ?? "...")]]
    }
    let similar = matches.similar[unit]
      .map { "u\($0.unit) \(NumberText.fraction(Double($0.correlation)))" }
      .joined(separator: "  ")
    let other = analysis.subject.modality == .audio ? "vision" : "audio"
    let twin = matches.across[unit].map {
      "u\($0.unit) r \(NumberText.fraction(Double($0.correlation)))"
    }
    return [
      [.init("similar ", .dim), .init(similar.isEmpty ? "none" : similar)],
      [.init("\(other)'s match ", .dim), .init(twin ?? "none", .bold)],
    ]
  }
}
