import Experiments
import Foundation
import NeuralNet
import Scales
import Session
import Terminal

/// How many clips of each class lie in each cluster.
enum ClusterTableView {
  static func draw(
    _ board: ClusterBoard?, _ state: State, isFocused: Bool, in rect: Rect, on grid: inout Grid
  ) {
    let glyphs = state.theme.glyphs
    let figures = board?.summary.figures
    let classes = figures?.classes ?? []
    var badge: [Panel.Span] = []
    if let board, let chosen = board.chosen {
      badge.append(.init("c\(board.rows[chosen].cluster.number)", .bold))
      badge.append(.init(" of \(board.rows.count)", .dim))
    }
    let inside = Panel(
      title: [.init("Classes", .bold), .init(" in clusters", .dim)], badge: badge,
      isFocused: isFocused
    ).draw(in: rect, on: &grid, glyphs: glyphs)
    guard let board, let chosen = board.chosen, inside.height > 1 else { return }
    let summary = board.summary
    guard !classes.isEmpty else {
      grid.paragraph(
        "No clip has a label, so there are no classes to compare with.",
        in: inside.inset(columns: 1, rows: 0))
      return
    }
    let number = board.rows[chosen].cluster.number
    // All classes in the alphabet's order, or, of too many, those of the chosen cluster first.
    var order = Array(classes.indices)
    var room = inside.height - 1
    if order.count > room {
      room -= 1
      order.sort {
        (summary.count(ofClass: $1, in: number), $0) < (summary.count(ofClass: $0, in: number), $1)
      }
    }
    let shown = order.prefix(max(0, room))
    let nameWidth = min(16, max(5, shown.map { CellText.width(classes[$0]) }.max() ?? 5))
    let greatest = summary.figures.table.max() ?? 0
    // A number needs its digits and a gap; where they do not fit, ink tells the share of the class.
    let numberWidth =
      max(
        String(greatest).count, String(max(0, board.rows.count - 1)).count + 1) + 1
    let own = String(greatest).count + 1
    let left = inside.x + 1 + nameWidth + 1
    let available = inside.maxX - 1 - left
    let isNumeric = board.rows.count * numberWidth <= available
    let width = isNumeric ? numberWidth : board.rows.count * 2 <= available - own ? 2 : 1
    let columns = max(1, min(board.rows.count, (isNumeric ? available : available - own) / width))
    let first = min(max(0, chosen - columns / 2), board.rows.count - columns)
    grid.clipped(to: inside) { grid in
      for (column, row) in board.rows.dropFirst(first).prefix(columns).enumerated() {
        let isChosen = first + column == chosen
        let x = left + column * width
        if isNumeric {
          grid.text(
            "c\(row.cluster.number)", endingAt: x + width, y: inside.y, isChosen ? .bold : .dim)
        } else if isChosen {
          grid.text(
            "c\(number)", x: min(x, inside.maxX - 5 - own), y: inside.y, .bold)
        }
      }
      if !isNumeric, first > 0 {
        grid.text("\(first) more", x: inside.x + 1, y: inside.y, width: nameWidth, .dim)
      }
      for (line, index) in shown.enumerated() {
        let y = inside.y + 1 + line
        grid.text(
          classes[index], x: inside.x + 1, y: y, width: nameWidth)
        let total = board.rows.reduce(0) {
          $0 + summary.count(ofClass: index, in: $1.cluster.number)
        }
        for (column, row) in board.rows.dropFirst(first).prefix(columns).enumerated() {
          let count = summary.count(ofClass: index, in: row.cluster.number)
          let isChosen = first + column == chosen
          let x = left + column * width
          if isNumeric {
            let isMain = row.cluster.mainClass == classes[index]
            let text = count == 0 ? String(Character(glyphs.dot)) : NumberText.grouped(count)
            let style: Style = isChosen ? .reverse : count == 0 ? .dim : isMain ? .bold : .plain
            if isChosen {
              grid.fill(Rect(x: x + 1, y: y, width: width - 1, height: 1), Cell(" ", .reverse))
            }
            grid.text(text, endingAt: x + width, y: y, style)
          } else if count > 0 {
            let cell = state.theme.activation.cell(
              0.2 + 0.8 * Double(count) / Double(max(1, total)), tier: state.theme.tier)
            for part in 0..<width {
              grid.put(cell.glyph, x: x + part, y: y, cell.style)
            }
            if isChosen { grid.put("+", x: x, y: y, .reverse) }
          } else {
            grid.put(isChosen ? glyphs.axis.line : glyphs.dot, x: x, y: y, .dim)
          }
        }
        if !isNumeric {
          grid.text(
            "\(summary.count(ofClass: index, in: number))", endingAt: inside.maxX - 1, y: y, .bold)
        }
      }
      if shown.count < classes.count {
        grid.text(
          "+ \(classes.count - shown.count) classes with fewer clips in c\(number)",
          x: inside.x + 1, y: inside.maxY - 1, width: inside.width - 2, .dim)
      }
    }
  }
}

/// The clips of the chosen cluster as they look and sound.
enum ClusterMembersView {
  static func draw(
    _ board: ClusterBoard?, _ state: State, isFocused: Bool, in rect: Rect, on grid: inout Grid
  ) {
    let glyphs = state.theme.glyphs
    var title: [Panel.Span] = [.init("Members", .bold)]
    var badge: [Panel.Span] = []
    if let board, let chosen = board.chosen {
      let cluster = board.rows[chosen].cluster
      title.append(.init(" of c\(cluster.number)"))
      if let name = cluster.mainClass { title.append(.init("  \(name)")) }
      if let member = board.member(state) {
        badge.append(.init("\(member + 1) of \(NumberText.grouped(board.members.count))"))
      }
      if board.found?.distances.isEmpty == false {
        badge.append(
          .init(state.clusters.isOutwards ? "  outliers first" : "  typical first", .dim))
      }
    }
    let inside = Panel(title: title, badge: badge, isFocused: isFocused)
      .draw(in: rect, on: &grid, glyphs: glyphs)
    guard let board else { return }
    grid.clipped(to: inside) { grid in
      guard let chosen = board.member(state) else {
        let text = board.failure ?? (board.found == nil ? "..." : "no clip lies in this cluster")
        grid.paragraph(text, in: inside.inset(columns: 1, rows: 0), .dim)
        return
      }
      let size = Size(width: inside.width, height: inside.height)
      let (across, down, tile) = ClustersLayout.tiles(state, in: size)
      let first = Self.first(board, state, tiles: across * down)
      for place in 0..<across * down {
        guard let clip = board.clip(ofMember: first + place) else { break }
        drawTile(
          clip,
          distance: board.found.flatMap { found in
            found.distances.isEmpty ? nil : found.distances[board.members[first + place]]
          }, isChosen: first + place == chosen, state,
          in: Rect(
            x: inside.x + place % across * tile.width, y: inside.y + place / across * tile.height,
            width: tile.width, height: tile.height), on: &grid)
      }
    }
  }

  /// The first member that is shown: pages, so that tiles stay where they are.
  static func first(_ board: ClusterBoard, _ state: State, tiles: Int) -> Int {
    guard let chosen = board.member(state), tiles > 0 else { return 0 }
    return chosen / tiles * tiles
  }

  private static func drawTile(
    _ clip: Int64, distance: Float?, isChosen: Bool, _ state: State, in rect: Rect,
    on grid: inout Grid
  ) {
    var text = "\(clip)"
    if let label = state.analysis.clips[clip]?.label { text += " \(label)" }
    if let distance { text += " d \(NumberText.short(Double(distance)))" }
    let isPair = state.analysis.subject.modality == .audio
    ClipTile(rows: rect.height - 2, pictures: isPair ? [.vision, .audio] : [.vision], words: 1)
      .draw(
        clip, [text], isChosen ? .reverse : .plain, state, x: rect.x, y: rect.y,
        width: rect.width - 1, on: &grid)
  }
}
