/// Paints pictures into cells: each cell in the two colours and the glyph that come nearest.
public struct PicturePainter: Sendable {
  /// How cells are divided.
  public var mosaic: Mosaic
  /// Colours that there are.
  public var tier: ColorTier

  /// A painter; in ASCII only ink is left, without colours dots, of which a cell has the most.
  public init(mosaic: Mosaic = .half, tier: ColorTier, glyphs: GlyphSet = .unicode) {
    let mosaic = mosaic.available(with: glyphs)
    self.mosaic = tier == .monochrome && mosaic != .ascii ? .braille : mosaic
    self.tier = tier
  }

  /// Where a picture of so many pixels lies in `rect` when it fills as much of it as its shape
  /// allows, in the middle; cells are taken for twice as high as wide.
  public static func place(width: Int, height: Int, in rect: Rect) -> Rect {
    guard width > 0, height > 0, !rect.isEmpty else {
      return Rect(x: rect.x, y: rect.y, width: 0, height: 0)
    }
    let scale = min(
      Double(rect.width) / Double(width), Double(rect.height) * 2 / Double(height))
    return rect.centered(
      width: max(1, Int((Double(width) * scale).rounded())),
      height: max(1, Int((Double(height) * scale / 2).rounded())))
  }

  /// Parts of cells that a picture in `rect` has.
  public func parts(of rect: Rect) -> Size {
    Size(width: rect.width * mosaic.columns, height: rect.height * mosaic.rows)
  }

  /// Paints a picture over the whole of `rect`.
  public func draw(_ picture: Raster, in rect: Rect, on grid: inout Grid) {
    var colors = picture.resampled(
      width: rect.width * mosaic.columns, height: rect.height * mosaic.rows)
    guard !colors.isEmpty else { return }
    if tier == .monochrome { PicturePainter.stretch(&colors) }
    for row in 0..<rect.height {
      for column in 0..<rect.width {
        var parts: [SIMD3<Float>] = []
        for y in 0..<mosaic.rows {
          for x in 0..<mosaic.columns {
            let px = column * mosaic.columns + x
            let py = row * mosaic.rows + y
            var color = colors[py * rect.width * mosaic.columns + px]
            if tier.paletteSize < 256, mosaic != .ascii {
              color += PicturePainter.dither(px, py, tier)
            }
            parts.append(color)
          }
        }
        let cell = cell(parts)
        grid.put(cell.glyph, x: rect.x + column, y: rect.y + row, cell.style)
      }
    }
  }

  /// The cell that shows these parts best.
  func cell(_ parts: [SIMD3<Float>]) -> Cell {
    if tier == .monochrome || mosaic == .ascii { return ink(parts) }
    let mask = mosaic == .braille ? brightParts(parts) : bestParts(parts)
    var inside = SIMD3<Float>.zero
    var outside = SIMD3<Float>.zero
    for (index, part) in parts.enumerated() {
      if mask & (1 << index) != 0 { inside += part } else { outside += part }
    }
    let count = Float(mask.nonzeroBitCount)
    let rest = Float(parts.count) - count
    let background = PicturePainter.color(rest > 0 ? outside / rest : inside / count, tier)
    let foreground = count > 0 ? PicturePainter.color(inside / count, tier) : background
    if foreground == background { return Cell(" ", Style(.standard, on: background)) }
    return Cell(mosaic.glyph(mask), Style(foreground, on: background))
  }

  /// Without colours: glyphs whose ink grows with brightness, or parts where dithering says so.
  private func ink(_ parts: [SIMD3<Float>]) -> Cell {
    if mosaic == .ascii {
      let mean = parts.reduce(SIMD3<Float>.zero, +) / Float(parts.count)
      // A ground in the right colour reads on every terminal, ink only on a dark one.
      if tier.paletteSize >= 256 {
        return Cell(" ", Style(.standard, on: PicturePainter.color(mean, tier)))
      }
      let level = Double(parts.reduce(0) { $0 + PicturePainter.lightness($1) }) / 255
      let share = min(1, max(0, level / Double(parts.count)))
      let index = min(Ramp.inks.count - 1, Int(share * Double(Ramp.inks.count)))
      guard tier != .monochrome, index > 0 else { return Cell(Ramp.inks[index]) }
      // Ink already tells how bright it is; the colour tells the rest.
      let bright = mean * (255 / max(1, mean.max()))
      return Cell(Ramp.inks[index], Style(PicturePainter.color(bright, tier)))
    }
    var mask = 0
    for (index, part) in parts.enumerated() where PicturePainter.lightness(part) >= 128 {
      mask |= 1 << index
    }
    return Cell(mosaic.glyph(mask))
  }

  /// The parts that make one of two groups with the least squared distance from their two means:
  /// the split with the greatest |sum|^2 / count of both groups together. All splits are tried.
  private func bestParts(_ parts: [SIMD3<Float>]) -> Int {
    var total = SIMD3<Float>.zero
    for part in parts { total += part }
    var best = (score: -Float.infinity, mask: 0)
    // The first part is always outside, as every split has a twin with the groups exchanged.
    for half in 0..<(1 << (parts.count - 1)) {
      let mask = half << 1
      var inside = SIMD3<Float>.zero
      for (index, part) in parts.enumerated() where mask & (1 << index) != 0 { inside += part }
      let count = Float(mask.nonzeroBitCount)
      let outside = total - inside
      let score =
        (count > 0 ? (inside * inside).sum() / count : 0)
        + (outside * outside).sum() / (Float(parts.count) - count)
      // A finer split has to be worth it, or noise would flicker.
      if score > best.score + 1 { best = (score, mask) }
    }
    return best.mask
  }

  /// The parts brighter than the middle between the darkest and the brightest.
  private func brightParts(_ parts: [SIMD3<Float>]) -> Int {
    let levels = parts.map(PicturePainter.lightness)
    guard let low = levels.min(), let high = levels.max(), high - low > 4 else { return 0 }
    var mask = 0
    for (index, level) in levels.enumerated() where level > (low + high) / 2 { mask |= 1 << index }
    return mask
  }

  /// Spreads the lightness of a picture over all that there is: one bit shows little contrast.
  private static func stretch(_ colors: inout [SIMD3<Float>]) {
    let levels = colors.map(lightness)
    guard let low = levels.min(), let high = levels.max(), high - low > 8 else { return }
    for place in colors.indices {
      colors[place] = (colors[place] - low) * (255 / (high - low))
    }
  }

  /// Luma of ITU-R BT.709 from gamma-coded components, 0 to 255.
  private static func lightness(_ color: SIMD3<Float>) -> Float {
    0.2126 * color.x + 0.7152 * color.y + 0.0722 * color.z
  }

  private static func color(_ color: SIMD3<Float>, _ tier: ColorTier) -> Color {
    func byte(_ value: Float) -> UInt8 { UInt8(min(255, max(0, value.rounded()))) }
    return Color.rgb(byte(color.x), byte(color.y), byte(color.z)).adapted(to: tier)
  }

  /// Ordered dithering (Bayer 1973, 4x4): the same offset for all components, half the distance
  /// between two levels of the tier at most.
  private static func dither(_ x: Int, _ y: Int, _ tier: ColorTier) -> SIMD3<Float> {
    let order: [Float] = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]
    let spread: Float = tier == .monochrome ? 255 : 120
    return SIMD3(repeating: ((order[(y & 3) * 4 + (x & 3)] + 0.5) / 16 - 0.5) * spread)
  }
}
