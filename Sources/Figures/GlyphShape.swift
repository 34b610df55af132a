/// How a glyph of a terminal is drawn: blocks, borders and braille as shapes that meet at the edges of
/// cells, all others as letters.
enum GlyphShape {
  case blank
  /// Parts of the cell, in its points, and how much of the ink they take.
  case boxes([Box], alpha: Double)
  /// Dots of braille, in points of the cell.
  case dots([Point])
  case letter

  private static let (width, height) = (CellSheet.width, CellSheet.height)

  /// The shape of a scalar.
  init(_ glyph: Unicode.Scalar) {
    let value = Int(glyph.value)
    switch value {
    case 0, 0x20, 0xA0: self = .blank
    case 0x2580...0x259F: self = Self.block(value)
    case 0x2800...0x28FF: self = .dots(Self.braille(value - 0x2800))
    case 0x1FB00...0x1FB3B:
      // The masks in order, without 21 and 42, which are half blocks.
      let place = value - 0x1FB00 + 1
      let mask = place + (place >= 21 ? 1 : 0) + (place + 1 >= 42 ? 1 : 0)
      self = .boxes(Self.parts(mask, across: 2, down: 3), alpha: 1)
    default:
      if let arms = Self.arms[glyph] {
        self = .boxes(Self.lines(arms), alpha: 1)
      } else if let dashes = Self.dashes[glyph] {
        self = .boxes(dashes, alpha: 1)
      } else {
        self = .letter
      }
    }
  }

  // MARK: - Blocks

  private static func block(_ value: Int) -> GlyphShape {
    func part(_ x: Double, _ y: Double, _ across: Double, _ down: Double) -> GlyphShape {
      .boxes(
        [Box(x: x * width, y: y * height, width: across * width, height: down * height)], alpha: 1)
    }
    switch value {
    case 0x2580: return part(0, 0, 1, 0.5)
    case 0x2581...0x2588:
      let share = Double(value - 0x2580) / 8
      return part(0, 1 - share, 1, share)
    case 0x2589...0x258F: return part(0, 0, Double(0x2590 - value) / 8, 1)
    case 0x2590: return part(0.5, 0, 0.5, 1)
    case 0x2591...0x2593:
      return .boxes(
        [Box(x: 0, y: 0, width: width, height: height)], alpha: Double(value - 0x2590) / 4)
    case 0x2594: return part(0, 0, 1, 0.125)
    case 0x2595: return part(0.875, 0, 0.125, 1)
    default:
      // Quadrants: upper left 1, upper right 2, lower left 4, lower right 8.
      let masks = [4, 8, 1, 13, 9, 7, 11, 2, 6, 14]
      return .boxes(parts(masks[value - 0x2596], across: 2, down: 2), alpha: 1)
    }
  }

  /// The parts of a cell whose bits are set, row after row from the upper left.
  private static func parts(_ mask: Int, across: Int, down: Int) -> [Box] {
    // Thirds of a cell are whole half points, so that parts meet without a seam.
    let edges = (0...down).map { (Double($0) * height / Double(down) * 2).rounded() / 2 }
    return (0..<across * down).filter { mask & (1 << $0) != 0 }.map { part in
      let (row, column) = part.quotientAndRemainder(dividingBy: across)
      return Box(
        x: Double(column) * width / Double(across), y: edges[row],
        width: width / Double(across), height: edges[row + 1] - edges[row])
    }
  }

  /// Braille's bits, row after row: 1 and 8, 2 and 16, 4 and 32, 64 and 128.
  private static func braille(_ pattern: Int) -> [Point] {
    let bits = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]
    return bits.indices.filter { pattern & bits[$0] != 0 }.map { part in
      Point((Double(part % 2) + 0.5) * width / 2, (Double(part / 2) + 0.5) * height / 4)
    }
  }

  // MARK: - Lines

  /// Strokes from the middle of a cell: 0 none, 1 light, 2 heavy.
  private struct Arms {
    var up, right, down, left: Int
    init(_ up: Int, _ right: Int, _ down: Int, _ left: Int) {
      (self.up, self.right, self.down, self.left) = (up, right, down, left)
    }
  }

  private static let arms: [Unicode.Scalar: Arms] = [
    "─": Arms(0, 1, 0, 1), "━": Arms(0, 2, 0, 2), "│": Arms(1, 0, 1, 0), "┃": Arms(2, 0, 2, 0),
    "┌": Arms(0, 1, 1, 0), "┏": Arms(0, 2, 2, 0), "┐": Arms(0, 0, 1, 1), "┓": Arms(0, 0, 2, 2),
    "└": Arms(1, 1, 0, 0), "┗": Arms(2, 2, 0, 0), "┘": Arms(1, 0, 0, 1), "┛": Arms(2, 0, 0, 2),
    "├": Arms(1, 1, 1, 0), "┣": Arms(2, 2, 2, 0), "┤": Arms(1, 0, 1, 1), "┫": Arms(2, 0, 2, 2),
    "┬": Arms(0, 1, 1, 1), "┳": Arms(0, 2, 2, 2), "┴": Arms(1, 1, 0, 1), "┻": Arms(2, 2, 0, 2),
    "┼": Arms(1, 1, 1, 1), "╋": Arms(2, 2, 2, 2), "╴": Arms(0, 0, 0, 1), "╵": Arms(1, 0, 0, 0),
    "╶": Arms(0, 1, 0, 0), "╷": Arms(0, 0, 1, 0),
  ]

  private static func breadth(_ weight: Int) -> Double { weight == 2 ? 2 : 1 }

  private static func lines(_ arms: Arms) -> [Box] {
    let (x, y) = (width / 2, height / 2)
    var boxes: [Box] = []
    if arms.left > 0 {
      let t = breadth(arms.left)
      boxes.append(Box(x: 0, y: y - t / 2, width: x + t / 2, height: t))
    }
    if arms.right > 0 {
      let t = breadth(arms.right)
      boxes.append(Box(x: x - t / 2, y: y - t / 2, width: x + t / 2, height: t))
    }
    if arms.up > 0 {
      let t = breadth(arms.up)
      boxes.append(Box(x: x - t / 2, y: 0, width: t, height: y + t / 2))
    }
    if arms.down > 0 {
      let t = breadth(arms.down)
      boxes.append(Box(x: x - t / 2, y: y - t / 2, width: t, height: y + t / 2))
    }
    return boxes
  }

  private static let dashes: [Unicode.Scalar: [Box]] = {
    func across(_ count: Int) -> [Box] {
      let step = width / Double(count)
      return (0..<count).map {
        Box(x: (Double($0) + 0.2) * step, y: height / 2 - 0.5, width: 0.6 * step, height: 1)
      }
    }
    func down(_ count: Int) -> [Box] {
      let step = height / Double(count)
      return (0..<count).map {
        Box(x: width / 2 - 0.5, y: (Double($0) + 0.2) * step, width: 1, height: 0.6 * step)
      }
    }
    return [
      "╌": across(2), "┄": across(3), "┈": across(4), "╎": down(2), "┆": down(3), "┊": down(4),
    ]
  }()
}
