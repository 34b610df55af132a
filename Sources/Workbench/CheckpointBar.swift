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
    let values = agreements.map(\.nmi)
    let bars = Sparkline.text(values, glyphs)
    let newest = agreements.first { $0.step == steps[place] }?.nmi
    let nmi =
      values.isEmpty
      ? "NMI: X on screen 5" : "NMI \(bars) \(newest.map { NumberText.fraction($0) } ?? "-")"
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
      grid.text(
        kind == "tsne"
          ? ", before   . next   > play   X lays out what is missing"
          : ", before   . next   X clusters what is missing", x: inside.x + 1, y: inside.y + 1,
        width: inside.width - 2, .dim, ellipsis: glyphs.ellipsis)
    }
  }
}

/// Values in a row of cells, a bar each, from 0 to the greatest.
enum Sparkline {
  static func text(_ values: [Double], _ glyphs: GlyphSet) -> String {
    let top = max(values.max() ?? 1, 1e-9)
    let inks: [Unicode.Scalar] =
      glyphs == .unicode ? ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] : Array(Ramp.inks.dropFirst())
    return CellText.string(
      values.map { value in
        let share = value.isFinite ? min(1, max(0, value / top)) : 0
        return inks[min(inks.count - 1, Int((share * Double(inks.count - 1)).rounded()))]
      })
  }
}
