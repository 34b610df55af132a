/// Paints shares of a range, 0 to 1, into cells.
struct FieldPainter {
  let ramp: Ramp
  let mosaic: Mosaic
  let tier: ColorTier

  /// A painter. Where there are no colours for two parts of a cell, a cell has one part.
  init(ramp: Ramp, mosaic: Mosaic, tier: ColorTier, glyphs: GlyphSet) {
    self.ramp = ramp
    self.mosaic = tier.paletteSize < 256 ? .ascii : mosaic.available(with: glyphs)
    self.tier = tier
  }

  /// The cell of these parts; those that are not finite stay blank.
  func cell(_ parts: [Float]) -> Cell {
    let known = parts.filter(\.isFinite)
    guard let low = known.min(), let high = known.max() else { return Cell() }
    if parts.count == 1 { return ramp.cell(Double(high), tier: tier) }
    // Beside blank parts there is one colour only.
    let hasBlank = known.count < parts.count
    let limit = hasBlank ? -Float.infinity : threshold(known.sorted())
    var mask = 0
    var below = low
    for (index, part) in parts.enumerated() where part.isFinite {
      if part > limit { mask |= 1 << index } else { below = max(below, part) }
    }
    // Each group in the colour of its greatest value: a peak keeps its own.
    let background = hasBlank ? .standard : color(below)
    let foreground = color(high)
    if mask == 0 || foreground == background { return Cell(" ", Style(.standard, on: foreground)) }
    return Cell(mosaic.glyph(mask), Style(foreground, on: background))
  }

  private func color(_ level: Float) -> Color { ramp.color(Double(level), tier: tier) }

  /// The value that splits ascending values into two groups with the least squared distances from
  /// their means; those equal to it belong to the lower group. All in one group where all are equal.
  private func threshold(_ sorted: [Float]) -> Float {
    let total = sorted.reduce(0, +)
    var lower: Float = 0
    var best = (score: -Float.infinity, value: sorted[sorted.count - 1])
    for count in 1..<max(1, sorted.count) {
      lower += sorted[count - 1]
      guard sorted[count] > sorted[count - 1] else { continue }
      let upper = total - lower
      let score = lower * lower / Float(count) + upper * upper / Float(sorted.count - count)
      if score > best.score { best = (score, sorted[count - 1]) }
    }
    return best.value
  }
}
