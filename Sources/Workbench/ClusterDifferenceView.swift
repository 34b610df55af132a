import Scales
import Terminal

/// How much purer the classes lie in the clusters than in the random network's, the class that gained
/// most first.
enum ClusterDifferenceView {
  /// A class in both clusterings.
  struct Row: Equatable {
    var name: String
    var clips: Int
    var trained: Double
    var random: Double
    /// What training added.
    var difference: Double { trained - random }
  }

  /// The classes; nil where the random network's clusters are missing.
  static func rows(_ board: ClusterBoard, _ state: State) -> [Row]? {
    guard let other = state.analysis.randomClusters(beside: board.result) else { return nil }
    let rows = board.summary.figures.classes.compactMap { name -> Row? in
      guard let own = board.summary.share(ofClass: name), let random = other.share(ofClass: name)
      else { return nil }
      return Row(name: name, clips: own.clips, trained: own.share, random: random.share)
    }
    return rows.enumerated()
      .sorted { ($1.element.difference, $0.offset) < ($0.element.difference, $1.offset) }
      .map(\.element)
  }

  static func draw(
    _ board: ClusterBoard?, _ state: State, isFocused: Bool, in rect: Rect, on grid: inout Grid
  ) {
    let glyphs = state.theme.glyphs
    let inside = Panel(
      title: [.init("Classes", .bold), .init(" \(Difference.title)")],
      badge: [.init("share of a clip's class in its cluster", .dim)], isFocused: isFocused
    ).draw(in: rect, on: &grid, glyphs: glyphs)
    guard let board, inside.height > 0 else { return }
    let rows = rows(board, state) ?? []
    guard let first = rows.first, let last = rows.last else {
      let text =
        board.summary.figures.classes.isEmpty
        ? "No clip has a label, so there are no classes to compare."
        : "No \(board.rows.count) clusters by the random network yet: R makes them."
      for (line, words) in TextWrap.lines(text, width: inside.width - 2).enumerated() {
        grid.text(words, x: inside.x + 1, y: inside.y + line)
      }
      return
    }
    let greatest = max(abs(first.difference), abs(last.difference))
    let isCut = rows.count > inside.height - 1
    let shown = rows.prefix(max(0, inside.height - (isCut ? 2 : 1)))
    let width = min(16, max(5, shown.map { CellText.width($0.name) }.max() ?? 5))
    let x = inside.x + 1 + width
    let ends = [x + 7, x + 16, x + 25, x + 34]
    grid.clipped(to: inside) { grid in
      for (title, end) in zip(["clips", "trained", "random", "diff"], ends) {
        grid.text(title, endingAt: end, y: inside.y, .dim)
      }
      for (line, row) in shown.enumerated() {
        let y = inside.y + 1 + line
        grid.text(row.name, x: inside.x + 1, y: y, width: width)
        grid.text(NumberText.grouped(row.clips), endingAt: ends[0], y: y)
        grid.text(NumberText.fraction(row.trained), endingAt: ends[1], y: y)
        grid.text(NumberText.fraction(row.random), endingAt: ends[2], y: y)
        grid.text(Difference.text(row.difference), endingAt: ends[3], y: y, .bold)
        Difference.drawBar(
          row.difference, of: greatest, x: ends[3] + 2, y: y,
          width: min(24, inside.maxX - 1 - ends[3] - 2), state.theme, on: &grid)
      }
      if isCut {
        grid.text(
          "+ \(rows.count - shown.count) classes that gained less", x: inside.x + 1,
          y: inside.maxY - 1, width: inside.width - 2, .dim)
      }
    }
  }
}
