import Experiments
import Foundation
import NeuralNet
import Scales
import Session
import Terminal

/// The screen of clusters: k-means of the embeddings, how much its clusters say about classes, and
/// what lies in them.
enum ClustersView {
  static func draw(_ state: State, in body: Rect, on grid: inout Grid) {
    if state.size.width < 120 {
      PaneStrip.draw(
        ClustersState.Pane.allCases.map(\.rawValue), chosen: state.clusters.focus.rawValue,
        in: Rect(x: body.x, y: body.y, width: body.width, height: 1), on: &grid)
    }
    let board = ClusterBoard(state)
    for (pane, rect) in ClustersLayout.places(in: body, state, isZoomed: state.isZoomed) {
      let isFocused = pane == state.clusters.focus
      grid.answer(rect, .pane(pane.rawValue))
      switch pane {
      case .list: drawList(board, state, isFocused: isFocused, in: rect, on: &grid)
      case .table:
        state.analysis.isDifference
          ? ClusterDifferenceView.draw(board, state, isFocused: isFocused, in: rect, on: &grid)
          : ClusterTableView.draw(board, state, isFocused: isFocused, in: rect, on: &grid)
      case .members:
        ClusterMembersView.draw(board, state, isFocused: isFocused, in: rect, on: &grid)
      case .figures:
        ClusterFiguresView.draw(board, state, isFocused: isFocused, in: rect, on: &grid)
      }
    }
    if let rect = ClustersLayout.bar(in: body, state) {
      CheckpointBar.draw("kmeans", state, in: rect, on: &grid)
    }
  }

  /// What the screen needs, most wanted first.
  static func needs(_ state: State) -> [Inquiry] {
    guard let result = state.analysis.result("kmeans", of: state.analysis.subject) else {
      return []
    }
    var needed = [Inquiry.clusters(result: result.id, updated: result.updated)]
    guard let board = ClusterBoard(state), let tiles = ClustersLayout.shownTiles(state) else {
      return needed
    }
    let first = ClusterMembersView.first(board, state, tiles: tiles.count)
    // Those that are shown, then as many after them.
    for place in first..<first + 2 * tiles.count {
      guard let clip = board.clip(ofMember: place) else { break }
      needed.append(.window(Moment(clip: clip)))
    }
    return needed
  }

  private static func drawList(
    _ board: ClusterBoard?, _ state: State, isFocused: Bool, in rect: Rect, on grid: inout Grid
  ) {
    let glyphs = state.theme.glyphs
    let inside = Panel(
      title: [
        .init("Clusters", .bold),
        .init(" \(state.analysis.subject.title)\(state.analysis.isDifference ? ", trained" : "")"),
      ]
        + state.remarkSpans,
      badge: [.init("by \(state.clusters.order.rawValue)", .dim)], isFocused: isFocused
    ).draw(in: rect, on: &grid, glyphs: glyphs)
    guard let board else {
      drawAbsence(state, in: inside, on: &grid)
      return
    }
    let hasClasses = !board.summary.figures.classes.isEmpty
    let largest = max(1, board.rows.map(\.size).max() ?? 1)
    grid.clipped(to: inside) { grid in
      grid.text("cluster  clips", x: inside.x + 1, y: inside.y, .dim)
      if hasClasses {
        grid.text("purity  class", x: inside.x + 25, y: inside.y, width: inside.width - 26, .dim)
      }
      let list = Rect(
        x: inside.x, y: inside.y + 1, width: inside.width, height: inside.height - 1)
      grid.list(board.rows.count, chosen: board.chosen, in: list) { grid, place, rect in
        let (row, y) = (board.rows[place], rect.y)
        if place == board.chosen { grid.put(glyphs.pointer, x: list.x, y: y, .bold) }
        grid.text("c\(row.cluster.number)", x: list.x + 1, y: y, .bold)
        grid.text(NumberText.grouped(row.size), endingAt: list.x + 15, y: y)
        Gauge.draw(
          Double(row.size) / Double(largest), x: list.x + 16, y: y, width: 8, on: &grid,
          glyphs: glyphs, state.theme.curve(.train))
        if hasClasses {
          grid.text(
            row.cluster.purity.map(NumberText.fraction) ?? "-", endingAt: list.x + 31, y: y)
          grid.text(
            row.cluster.mainClass ?? "no label", x: list.x + 33, y: y, width: list.width - 34,
            row.cluster.mainClass == nil ? .dim : .plain)
        }
      }
    }
  }

  /// Why there are no clusters, and what is done about it.
  private static func drawAbsence(_ state: State, in inside: Rect, on grid: inout Grid) {
    let subject = state.analysis.subject
    var lines: [(String, Style)] = [
      ("No clusters of \(subject.title) yet.", .bold), ("", .plain),
      (
        "R makes \(state.nextClusterCount) (i changes that), X those of every checkpoint. Where the "
          + "clips are not embedded yet, that is done first. W lists other runs and splits.", .plain
      ),
    ]
    var y = inside.y
    grid.clipped(to: inside) { grid in
      if let job = state.analysis.running("kmeans") ?? state.analysis.running("index") {
        JobLine.draw(job, state, x: inside.x + 1, y: y, width: inside.width - 2, on: &grid)
        y += 1
        lines = [(job.title, .plain)]
      } else if state.failure != nil {
        lines = [(state.absence(""), .plain)]
      }
      for (text, style) in lines {
        let rest = Rect(x: inside.x + 1, y: y, width: inside.width - 2, height: inside.maxY - y)
        y += max(1, grid.paragraph(text, in: rest, style))
      }
    }
  }
}

extension State {
  /// Clusters of the next run: what was asked for, else as many as are shown, else 64 as in LLL 4.4,
  /// or one for every eight clips where there are few (our choice).
  var nextClusterCount: Int {
    if let count = clusters.count { return count }
    if let shown = analysis.result("kmeans", of: analysis.subject).flatMap(analysis.clusterSummary)
    {
      return shown.figures.clusters
    }
    let clips =
      analysis.index?.clips ?? analysis.clips.values.count(where: analysis.subject.split.holds)
    return clips > 0 ? min(64, max(2, clips / 8)) : 64
  }

  /// Why so many clusters cannot be made.
  var clusterCountObstacle: String? {
    guard let clips = analysis.index?.clips, nextClusterCount > clips else { return nil }
    return "\(nextClusterCount) clusters of \(clips) clips cannot be: i asks for fewer"
  }
}
