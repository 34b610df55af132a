import Printable
import Scales

/// Pictures and fields in rows and columns with words below each: the clips that excite a unit most,
/// as frame, frame under the unit's map, and spectrogram under it.
public struct ContactSheet: Figure {
  /// One place of the sheet.
  public struct Cell: Sendable {
    /// What is shown; nil: an empty frame.
    public var panel: FigurePanel?
    /// Lines below it: label, activation, clip.
    public var labels: [String]

    /// A place.
    public init(_ panel: FigurePanel?, labels: [String] = []) {
      self.panel = panel
      self.labels = labels
    }
  }

  /// Places beside each other.
  public struct Row: Sendable {
    /// What the row shows, at its left from the bottom up.
    public var title: String
    /// From the left.
    public var cells: [Cell]
    /// Height of the pictures by their width.
    public var proportion: Double

    /// A row.
    public init(_ title: String, _ cells: [Cell], proportion: Double = 1) {
      self.title = title
      self.cells = cells
      self.proportion = proportion
    }
  }

  /// Above everything; empty: none.
  public var title: String
  /// Below everything: where the figure comes from.
  public var caption: String
  /// The colours.
  public var theme: Theme
  /// Above the columns: `rank 1`; empty: none.
  public var headings: [String]
  /// From the top.
  public var rows: [Row]
  /// Width of a picture, in points; the size of the sheet follows.
  public var cellWidth: Double

  /// A sheet.
  public init(
    _ rows: [Row], headings: [String] = [], cellWidth: Double = 112, title: String = "",
    caption: String = "", theme: Theme = .light
  ) {
    self.rows = rows
    self.headings = headings
    self.cellWidth = cellWidth
    self.title = title
    self.caption = caption
    self.theme = theme
  }

  private static let gap = 8.0
  private static let line = FigurePage.smallSize + 3

  private var columns: Int { max(headings.count, rows.map(\.cells.count).max() ?? 0) }

  private var gutter: Double { rows.contains { !$0.title.isEmpty } ? 16 : 0 }

  private func height(of row: Row) -> Double {
    let lines = row.cells.map(\.labels.count).max() ?? 0
    return cellWidth * row.proportion + (lines > 0 ? Double(lines) * ContactSheet.line + 3 : 0)
  }

  /// The figure for `density` pixels a point.
  public func drawing(density: Double) -> Drawing {
    // Titles and captions need some width even over a single picture.
    let pictures = Double(columns) * (cellWidth + ContactSheet.gap) - ContactSheet.gap
    let width = max(260, 2 * FigurePage.margin + gutter + max(0, pictures))
    let heading = headings.isEmpty ? 0 : ContactSheet.line + 3
    let height =
      FigurePage.extraHeight(self, width: width) + heading
      + rows.reduce(0) { $0 + self.height(of: $1) + ContactSheet.gap } + (rows.isEmpty ? 40 : 0)
    var page = FigurePage(self, width: width, height: height)
    let left = page.body.x + gutter
    var y = page.body.y
    for (column, text) in headings.enumerated() {
      page.write(
        Typeface.fitted(
          printable(text), width: cellWidth, size: FigurePage.smallSize, isBold: true),
        at: Point(x(column, left) + cellWidth / 2, y + FigurePage.smallSize),
        size: FigurePage.smallSize, anchor: .middle, isBold: true)
    }
    y += heading
    for row in rows {
      draw(row, at: Point(left, y), density: density, on: &page)
      y += self.height(of: row) + ContactSheet.gap
    }
    if columns == 0 { page.writeEmpty("no data", in: page.body) }
    return page.drawing
  }

  private func x(_ column: Int, _ left: Double) -> Double {
    left + Double(column) * (cellWidth + ContactSheet.gap)
  }

  private func draw(_ row: Row, at corner: Point, density: Double, on page: inout FigurePage) {
    let height = cellWidth * row.proportion
    page.write(
      Typeface.fitted(printable(row.title), width: height, size: FigurePage.smallSize),
      at: Point(corner.x - 6, corner.y + height / 2), size: FigurePage.smallSize,
      color: theme.dimmed, anchor: .middle, isVertical: true)
    for (column, cell) in row.cells.enumerated() {
      let box = Box(x: x(column, corner.x), y: corner.y, width: cellWidth, height: height)
      if let panel = cell.panel {
        var place = box
        if case .picture(let picture) = panel.base, picture.width > 0, picture.height > 0 {
          place = box.fitting(width: Double(picture.width), height: Double(picture.height))
        }
        page.add(.clipped(place, panel.marks(in: place, density: density, theme: theme)))
      } else {
        page.add(.box(box, fill: nil, edge: Stroke(theme.grid, width: 0.8)))
        page.writeEmpty("none", in: box)
      }
      for (line, text) in cell.labels.enumerated() {
        page.write(
          Typeface.fitted(printable(text), width: cellWidth, size: FigurePage.smallSize),
          at: Point(box.x, box.maxY + Double(line + 1) * ContactSheet.line),
          size: FigurePage.smallSize, color: line == 0 ? theme.ink : theme.dimmed)
      }
    }
  }
}
