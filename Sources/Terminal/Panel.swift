/// A bordered area with a title: heavy lines where the focus is, light ones elsewhere.
public struct Panel: Sendable {
  /// A piece of a title with its style.
  public struct Span: Sendable {
    /// What is written.
    public var text: String
    /// How it looks.
    public var style: Style

    /// A piece of text in one style.
    public init(_ text: String, _ style: Style = .plain) {
      self.text = text
      self.style = style
    }
  }

  /// Written into the top line, at the left.
  public var title: [Span]
  /// Written into the top line, at the right: as many of the first pieces as there is room for.
  public var badge: [Span]
  /// So many pieces of the badge are worth more than the end of the title.
  public var urgentCount: Int
  /// Whether the keys go here.
  public var isFocused: Bool
  /// Style of the lines.
  public var lineStyle: Style

  /// A panel; the lines of one without focus are dim.
  public init(
    title: [Span], badge: [Span] = [], urgentCount: Int = 0, isFocused: Bool = false,
    lineStyle: Style? = nil
  ) {
    self.urgentCount = urgentCount
    self.title = title
    self.badge = badge
    self.isFocused = isFocused
    self.lineStyle = lineStyle ?? (isFocused ? .plain : .dim)
  }

  /// Draws the border and clears the inside; returns the inside.
  @discardableResult
  public func draw(in rect: Rect, on grid: inout Grid, glyphs: GlyphSet) -> Rect {
    guard rect.width >= 2, rect.height >= 2 else {
      return Rect(x: rect.x, y: rect.y, width: 0, height: 0)
    }
    let lines = glyphs.border(focused: isFocused)
    let inside = rect.inset(columns: 1, rows: 1)
    grid.fill(inside)
    let right = rect.maxX - 1
    let bottom = rect.maxY - 1
    for x in inside.x..<max(inside.x, inside.maxX) {
      grid.put(lines.top, x: x, y: rect.y, lineStyle)
      grid.put(lines.bottom, x: x, y: bottom, lineStyle)
    }
    for y in inside.y..<max(inside.y, inside.maxY) {
      grid.put(lines.side, x: rect.x, y: y, lineStyle)
      grid.put(lines.side, x: right, y: y, lineStyle)
    }
    grid.put(lines.topLeft, x: rect.x, y: rect.y, lineStyle)
    grid.put(lines.topRight, x: right, y: rect.y, lineStyle)
    grid.put(lines.bottomLeft, x: rect.x, y: bottom, lineStyle)
    grid.put(lines.bottomRight, x: right, y: bottom, lineStyle)
    drawTitles(in: rect, on: &grid, glyphs: glyphs)
    return inside
  }

  private func drawTitles(in rect: Rect, on grid: inout Grid, glyphs: GlyphSet) {
    // " title " after one piece of line, " badge " before one piece of line.
    let room = rect.width - 4
    guard room > 2 else { return }
    let wanted = Panel.width(title)
    var badge = badge
    while badge.count > urgentCount, wanted + Panel.width(badge) + 4 > room { badge.removeLast() }
    // Half of the line is the title's in any case.
    let badgeWidth = Panel.width(badge)
    let isCrowded = badgeWidth > 0 && wanted + badgeWidth + 4 > room
    let titleRoom = isCrowded ? max(room / 2, room - badgeWidth - 3) : room
    var x = rect.x + 2
    if wanted > 0 {
      grid.put(" ", x: x, y: rect.y)
      x += 1
      var left = titleRoom - 2
      for span in title where left > 0 {
        let end = grid.text(
          span.text, x: x, y: rect.y, width: left, span.style)
        left -= end - x
        x = end
      }
      grid.put(" ", x: x, y: rect.y)
      x += 1
    }
    let start = max(x + 1, rect.maxX - 3 - badgeWidth)
    let end = rect.maxX - 3
    guard badgeWidth > 0, end - start >= min(badgeWidth, 5) else { return }
    grid.put(" ", x: start - 1, y: rect.y)
    var column = start
    for span in badge where column < end {
      column = grid.text(
        span.text, x: column, y: rect.y, width: end - column, span.style)
    }
    grid.put(" ", x: column, y: rect.y)
  }

  /// Cells that spans take in a row.
  public static func width(_ spans: [Span]) -> Int {
    spans.reduce(0) { $0 + CellText.width($1.text) }
  }
}
