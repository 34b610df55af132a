import Experiments
import Scales
import Session
import Terminal

/// How much the clusters say about the classes: beside the random network and chance, and over the
/// checkpoints.
enum ClusterFiguresView {
  /// Rows of the pane: checkpoints have one each, up to eight (our choice).
  static func rows(_ state: State) -> Int {
    let count = state.agreements().count
    return 11 + (count > 1 && count <= mostCheckpoints ? count : 0)
      + (state.remark == nil ? 0 : 1)
  }

  private static let mostCheckpoints = 8

  static func draw(
    _ board: ClusterBoard?, _ state: State, isFocused: Bool, in rect: Rect, on grid: inout Grid
  ) {
    let glyphs = state.theme.glyphs
    let inside = Panel(title: [.init("Agreement with the classes", .bold)], isFocused: isFocused)
      .draw(in: rect, on: &grid, glyphs: glyphs)
    grid.clipped(to: inside) { grid in
      var y = inside.y
      func line(_ text: String, _ style: Style = .plain) {
        guard y < inside.maxY else { return }
        grid.text(
          text, x: inside.x + 1, y: y, width: inside.width - 2, style)
        y += 1
      }
      if let job = state.analysis.running("kmeans"), board != nil {
        JobLine.draw(job, state, x: inside.x + 1, y: y, width: inside.width - 2, on: &grid)
        y += 1
      }
      if let remark = state.remark { line(" \(remark) ", state.theme.badge(.warning)) }
      if let board {
        if board.summary.figures.agreement == nil {
          line("No clip has a label: nothing to agree with.")
        } else {
          y = drawAgreement(board, state, from: y, in: inside, on: &grid)
          // What has to stand below them.
          y = drawCheckpoints(board, state, from: y, room: inside.maxY - y - 3, in: inside, &grid)
        }
        let figures = board.summary.figures
        line(
          "k \(figures.clusters), \(NumberText.grouped(figures.n)) clips, "
            + "\(NumberText.grouped(figures.labelled)) labelled, best of \(figures.restarts)", .dim)
        if let source = state.analysis.sources[board.result.id] {
          line("\(source.network.title), seed \(source.seed)", .dim)
        }
        if !board.result.isComplete { line("PARTIAL: ended before the last restart", .bold) }
      }
      if let failure = state.analysis.lastFailure("kmeans") { line("failed: \(failure)", .bold) }
      line("next: k \(state.nextClusterCount)   R run  i edit", .bold)
    }
  }

  /// NMI, AMI and purity of the clusters and of the random network's, then of random ones, or what
  /// training added; returns the row below.
  private static func drawAgreement(
    _ board: ClusterBoard, _ state: State, from y: Int, in inside: Rect, on grid: inout Grid
  ) -> Int {
    func values(_ agreement: ClusterExperiment.Agreement?, _ purity: Double?) -> [Double?] {
      [agreement?.nmi, agreement?.ami, purity]
    }
    let figures = board.summary.figures
    let own = values(figures.agreement, board.summary.purity)
    let random = values(
      state.analysis.randomNetwork(beside: board.result),
      state.analysis.randomClusters(beside: board.result)?.purity)
    func texts(_ values: [Double?]) -> [String?] { values.map { $0.map(NumberText.fraction) } }
    let isDifference = state.analysis.isDifference
    let rows: [(name: String, texts: [String?], style: Style)] =
      isDifference
      ? [
        ("trained network", texts(own), .plain), ("random network", texts(random), .plain),
        (
          Difference.title,
          zip(own, random).map { own, random in
            own.flatMap { own in random.map { Difference.text(own - $0) } }
          }, .bold
        ),
      ]
      : [
        ("these clusters", texts(own), .bold), ("random network", texts(random), .plain),
        ("random assignment", texts(values(figures.randomAssignment, nil)), .plain),
      ]
    let ends = [26, 34, 42].map { inside.x + $0 }
    for (title, end) in zip(["NMI", "AMI", "purity"], ends) {
      grid.text(title, endingAt: end, y: y, .dim)
    }
    for (place, row) in rows.enumerated() {
      let y = y + 1 + place
      grid.text(row.name, x: inside.x + 1, y: y, row.style)
      for (text, end) in zip(row.texts, ends) {
        grid.text(text ?? "-", endingAt: end, y: y, row.style)
      }
    }
    return y + 1 + rows.count
  }

  /// NMI of each checkpoint, a row each where there is room, else in one; returns the row below.
  private static func drawCheckpoints(
    _ board: ClusterBoard, _ state: State, from y: Int, room: Int, in inside: Rect,
    _ grid: inout Grid
  ) -> Int {
    let glyphs = state.theme.glyphs
    let over = state.agreements()
    let shown = state.analysis.sources[board.result.id]?.network
    func line(_ text: String) {
      grid.text(
        text, x: inside.x + 1, y: y, width: inside.width - 2, .dim)
    }
    guard over.count > 1, let first = over.first, let last = over.last else {
      line("X: every checkpoint, NMI over them")
      return y + 1
    }
    let range = Sparkline.range(over.map(\.nmi), from: state.clusterFloor)
    guard room > over.count else {
      line(
        "NMI \(CheckpointBar.words(state, shown?.step ?? -1))  steps "
          + "\(NumberText.grouped(first.step)) to \(NumberText.grouped(last.step))")
      return y + 1
    }
    line(
      "NMI over checkpoints, bars from \(NumberText.fraction(range.lowerBound))"
        + (state.clusterFloor == range.lowerBound ? ", random" : ""))
    for (place, (step, nmi)) in over.enumerated() {
      let y = y + 1 + place
      let style: Style = step == shown?.step ? .bold : .plain
      if step == shown?.step { grid.put(glyphs.pointer, x: inside.x + 1, y: y, .bold) }
      grid.text(NumberText.grouped(step), endingAt: inside.x + 10, y: y, style)
      grid.text(NumberText.fraction(nmi), endingAt: inside.x + 16, y: y, style)
      Gauge.draw(
        Sparkline.share(nmi, in: range), x: inside.x + 17, y: y, width: max(0, inside.width - 23),
        on: &grid, glyphs: glyphs, state.theme.curve(.train))
      if let run = shown?.run, state.analysis.bestSteps[run] == step {
        grid.text("best", endingAt: inside.maxX - 1, y: y, .dim)
      }
    }
    return y + 1 + over.count
  }
}

extension AnalysisState {
  /// What the random network's clusters say about the classes, beside those of a result.
  func randomNetwork(beside result: ResultRecord) -> ClusterExperiment.Agreement? {
    guard let source = sources[result.id], let figures = clusterSummary(result)?.figures else {
      return nil
    }
    let others = sourced["kmeans", default: []].lazy.compactMap { other, source in
      clusterSummary(other).map { (source: source, figures: $0.figures) }
    }
    return ClusterExperiment.randomNetwork(beside: figures, of: source, among: others)
  }
}

extension State {
  /// NMI of the random network's clusters: what that of checkpoints stands above.
  var clusterFloor: Double? {
    analysis.result("kmeans", of: analysis.subject)
      .flatMap { analysis.randomNetwork(beside: $0) }?.nmi
  }
}
