import Printable
import Scales

/// A screen of cells as a terminal draws it: grounds, letters of one breadth, and the glyphs that
/// pictures, charts and borders are made of as shapes, whatever typefaces there are.
public struct CellSheet: Figure {
  /// One place of the screen.
  public struct Cell: Hashable, Sendable {
    /// What stands there; a blank where there is nothing.
    public var glyph: Unicode.Scalar
    /// Colour of its strokes; nil: the theme's.
    public var ink: RGB?
    /// Colour behind it; nil: the sheet's.
    public var ground: RGB?
    /// Whether the strokes are fainter, heavier, underlined.
    public var isDim, isBold, isUnderlined: Bool
    /// Columns that the glyph takes: 1 or 2, 0 for what is behind one of two.
    public var columns: Int

    /// A place.
    public init(
      _ glyph: Unicode.Scalar, ink: RGB? = nil, ground: RGB? = nil, isDim: Bool = false,
      isBold: Bool = false, isUnderlined: Bool = false, columns: Int = 1
    ) {
      self.glyph = glyph
      self.ink = ink
      self.ground = ground
      self.isDim = isDim
      self.isBold = isBold
      self.isUnderlined = isUnderlined
      self.columns = columns
    }
  }

  /// The file's title; nothing is written above the cells.
  public var title: String
  /// Not drawn.
  public var caption: String { "" }
  /// The terminal's own colours.
  public var theme: Theme
  /// Rows of equal length, from the top.
  public var rows: [[Cell]]

  /// A sheet.
  public init(_ rows: [[Cell]], title: String, theme: Theme = .dark) {
    self.rows = rows
    self.title = title
    self.theme = theme
  }

  /// Size of a cell, in points: whole ones, so that the edges of shapes are edges of pixels.
  static let (width, height) = (8.0, 16.0)
  /// Size of the letters that are so wide (DejaVu Sans Mono: 0.602 of its size), and the height of
  /// their baseline.
  private static let (letters, baseline) = (13.25, 12.3)
  private static let margin = 8.0

  /// The sheet; its density makes no difference.
  public func drawing(density: Double) -> Drawing {
    let columns = rows.map(\.count).max() ?? 0
    var drawing = Drawing(
      width: Double(columns) * CellSheet.width + 2 * CellSheet.margin,
      height: Double(rows.count) * CellSheet.height + 2 * CellSheet.margin,
      background: theme.background, title: printable(title))
    var dots: [RGB: [Point]] = [:]
    for (index, row) in rows.enumerated() {
      let top = CellSheet.margin + Double(index) * CellSheet.height
      drawing.marks += marks(of: row, top: top, dots: &dots)
    }
    for (color, points) in dots.sorted(by: {
      ($0.value[0].y, $0.value[0].x) < ($1.value[0].y, $1.value[0].x)
    }) {
      drawing.marks.append(
        .markers(
          Markers(
            points: points, kinds: Array(repeating: 0, count: points.count),
            styles: [MarkerStyle(shape: .circle, color: color)], radius: 1.5, alpha: 1)))
    }
    return drawing
  }

  private func color(of cell: Cell) -> RGB {
    let ink = cell.ink ?? theme.ink
    return cell.isDim ? ink.mixed(with: cell.ground ?? theme.background, 0.4) : ink
  }

  private func marks(of row: [Cell], top: Double, dots: inout [RGB: [Point]]) -> [Mark] {
    var grounds = Strip()
    var shapes = Strip()
    var texts: [Mark] = []
    var word = Word()
    for (column, cell) in row.enumerated() {
      let place = Box(
        x: CellSheet.margin + Double(column) * CellSheet.width, y: top, width: CellSheet.width,
        height: CellSheet.height)
      if let ground = cell.ground { grounds.add(place, Ink(ground)) }
      guard cell.columns > 0 else { continue }
      let color = color(of: cell)
      if cell.isUnderlined {
        shapes.add(Box(x: place.x, y: place.maxY - 2, width: place.width, height: 1), Ink(color))
      }
      switch GlyphShape(cell.glyph) {
      case .blank: word.space()
      case .boxes(let boxes, let alpha):
        texts += word.end()
        for box in boxes { shapes.add(box.moved(to: place), Ink(color, alpha: alpha)) }
      case .dots(let centres):
        texts += word.end()
        for centre in centres {
          dots[color, default: []].append(Point(place.x + centre.x, place.y + centre.y))
        }
      case .letter:
        let looks = (color, cell.isBold)
        if cell.glyph.isASCII, word.continues(looks) {
          word.add(cell.glyph)
        } else {
          texts += word.end()
          word = Word(
            cell.glyph, looks, at: Point(place.x, place.y + CellSheet.baseline),
            columns: cell.columns)
          if !cell.glyph.isASCII { texts += word.end() }
        }
      }
    }
    texts += word.end()
    return grounds.marks + shapes.marks + texts
  }

  /// Letters of one look beside each other.
  private struct Word {
    private var text = ""
    private var blanks = 0
    private var color = RGB(0)
    private var isBold = false
    private var start = Point(0, 0)
    private var columns = 0

    init() {}

    init(_ glyph: Unicode.Scalar, _ looks: (RGB, Bool), at start: Point, columns: Int) {
      text = String(Character(glyph))
      (color, isBold) = looks
      self.start = start
      self.columns = columns
    }

    func continues(_ looks: (RGB, Bool)) -> Bool {
      !text.isEmpty && color == looks.0 && isBold == looks.1
    }

    mutating func add(_ glyph: Unicode.Scalar) {
      text += String(repeating: " ", count: blanks) + String(Character(glyph))
      columns += blanks + 1
      blanks = 0
    }

    mutating func space() { if !text.isEmpty { blanks += 1 } }

    mutating func end() -> [Mark] {
      defer { self = Word() }
      guard !text.isEmpty else { return [] }
      return [
        .text(
          TextMark(
            text: text, at: start, size: CellSheet.letters, isBold: isBold, color: color,
            monospacedWidth: Double(columns) * CellSheet.width))
      ]
    }
  }

  /// Boxes of a row; those that touch and look alike become one.
  private struct Strip {
    private var boxes: [(box: Box, ink: Ink)] = []

    mutating func add(_ box: Box, _ ink: Ink) {
      // What may be continued lies among the last few: the parts of the cell before.
      for index in boxes.indices.suffix(8).reversed() {
        let last = boxes[index]
        guard last.ink == ink, last.box.y == box.y, last.box.height == box.height,
          box.x <= last.box.maxX, box.x >= last.box.x
        else { continue }
        boxes[index].box.width = max(last.box.maxX, box.maxX) - last.box.x
        return
      }
      boxes.append((box, ink))
    }

    var marks: [Mark] { boxes.map { .box($0.box, fill: $0.ink, edge: nil) } }
  }
}

extension Box {
  /// The box within a place instead of within the sheet.
  fileprivate func moved(to place: Box) -> Box {
    Box(x: place.x + x, y: place.y + y, width: width, height: height)
  }
}
