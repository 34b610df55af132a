import Scales
import Terminal

/// The checkpoints of a run on a line, the one that is looked at among them, and NMI over them.
enum CheckpointBar {
  static func draw(_ kind: String, _ state: State, in rect: Rect, on grid: inout Grid) {
    let glyphs = state.theme.glyphs
    guard let (steps, place) = state.checkpoints(kind) else { return }
    let agreements = state.agreements()
    let inside = Panel(
      title: [
        .init("Checkpoints", .bold),
        .init(kind == "tsne" ? "  layouts turned onto the best's" : "  of the same k", .dim),
      ],
      badge: [
        .init(state.embed.isPlaying && kind == "tsne" ? "playing  " : "", .bold),
        .init("step \(NumberText.grouped(steps[place]))", .bold),
        .init(", \(place + 1) of \(steps.count)", .dim),
      ], urgentCount: 2
    ).draw(in: rect, on: &grid, glyphs: glyphs)
    guard inside.height > 0, let first = steps.first, let last = steps.last else { return }
    let nmi = agreements.isEmpty ? "NMI: X on screen 5" : "NMI " + words(state, steps[place])
    grid.clipped(to: inside) { grid in
      let end = grid.text(
        NumberText.grouped(first), x: inside.x + 1, y: inside.y, .dim)
      let right = grid.text(nmi, endingAt: inside.maxX - 1, y: inside.y)
      let tail = grid.text(NumberText.grouped(last), endingAt: right - 2, y: inside.y, .dim)
      let width = tail - 1 - (end + 1)
      guard width >= 2 else { return }
      for x in 0..<width { grid.put(glyphs.baseline.line, x: end + 1 + x, y: inside.y, .dim) }
      // Equal ways from one to the next: steps may lie close together.
      for (index, _) in steps.enumerated() {
        let x = end + 1 + (steps.count > 1 ? index * (width - 1) / (steps.count - 1) : 0)
        let isHere = index == place
        grid.put(
          isHere ? "O" : glyphs == .unicode ? "┼" : "+", x: x, y: inside.y,
          isHere ? Style.reverse.with(.bold) : .plain)
      }
      guard inside.height > 1 else { return }
      let keys =
        kind == "tsne"
        ? ", before   . next   > play   X lays out what is missing"
        : ", before   . next   X clusters what is missing"
      grid.text(
        (state.analysis.subject.step == nil ? "" : "Esc the best   ") + keys, x: inside.x + 1,
        y: inside.y + 1,
        width: inside.width - 2, .dim)
    }
  }

  /// NMI over the checkpoints: that of the first, a bar for each, that of the last, and that of the
  /// one that is looked at.
  static func words(_ state: State, _ step: Int) -> String {
    let agreements = state.agreements()
    guard let first = agreements.first, let last = agreements.last else { return "-" }
    let bars = Sparkline.text(
      agreements.map(\.nmi), from: state.clusterFloor, state.theme.glyphs)
    let here = agreements.first { $0.step == step }
      .map { ", here \(NumberText.fraction($0.nmi))" }
    return "\(NumberText.fraction(first.nmi)) \(bars) \(NumberText.fraction(last.nmi))"
      + (here ?? "")
  }
}

/// Values in a row of cells, a bar each, from a floor to the greatest.
enum Sparkline {
  static func text(_ values: [Double], from floor: Double?, _ glyphs: GlyphSet) -> String {
    let range = range(values, from: floor)
    let inks: [Unicode.Scalar] =
      glyphs == .unicode ? ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] : Array(Ramp.inks.dropFirst())
    return CellText.string(
      values.map { value in
        inks[min(inks.count - 1, Int((share(value, in: range) * Double(inks.count - 1)).rounded()))]
      })
  }

  /// From the floor, where it lies below, to the greatest value.
  static func range(_ values: [Double], from floor: Double?) -> ClosedRange<Double> {
    let finite = values.filter(\.isFinite)
    let low = min(floor.flatMap { $0.isFinite ? $0 : nil } ?? 0, finite.min() ?? 0)
    return low...max(finite.max() ?? 1, low)
  }

  /// How far a value lies into a range, 0 to 1; all of it where the range has no extent.
  static func share(_ value: Double, in range: ClosedRange<Double>) -> Double {
    guard value.isFinite else { return 0 }
    let extent = range.upperBound - range.lowerBound
    return extent > 1e-12 ? min(1, max(0, (value - range.lowerBound) / extent)) : 1
  }
}
