import Printable
import Scales

/// The sheet that every figure begins with: title above, caption below, and what is left between.
struct FigurePage {
  /// Space at the edge of a sheet, in points.
  static let margin = 14.0
  /// Sizes of letters, in points.
  static let titleSize = 13.0
  static let textSize = 10.0
  static let smallSize = 8.5

  var drawing: Drawing
  let theme: Theme
  /// What is left for the figure's own matter.
  var body: Box

  /// A sheet of a fixed size with its texts.
  init(_ figure: some Figure, width: Double, height: Double) {
    theme = figure.theme
    // Whole points: a PNG's last row of pixels is covered as the others are.
    let (width, height) = (max(1, width.rounded(.up)), max(1, height.rounded(.up)))
    drawing = Drawing(
      width: width, height: height, background: figure.theme.background,
      title: printable(figure.title))
    let (title, caption) = FigurePage.lines(figure, width: width)
    var y = FigurePage.margin
    for line in title {
      y += FigurePage.titleSize
      drawing.marks.append(
        .text(
          TextMark(
            text: line, at: Point(FigurePage.margin, y), size: FigurePage.titleSize, isBold: true,
            color: theme.ink)))
      y += 4
    }
    if !title.isEmpty { y += 6 }
    var base = height - FigurePage.margin - 2
    for line in caption.reversed() {
      drawing.marks.append(
        .text(
          TextMark(
            text: line, at: Point(FigurePage.margin, base), size: FigurePage.smallSize,
            color: theme.dimmed)))
      base -= FigurePage.smallSize + 3
    }
    if !caption.isEmpty { base -= 2 }
    body = Box(
      x: FigurePage.margin, y: y, width: max(0, width - 2 * FigurePage.margin),
      height: max(0, base - y))
  }

  /// The height that title, caption and margins of a figure take.
  static func extraHeight(_ figure: some Figure, width: Double) -> Double {
    let (title, caption) = lines(figure, width: width)
    return 2 * margin + 2 + Double(title.count) * (titleSize + 4) + (title.isEmpty ? 0 : 6)
      + Double(caption.count) * (smallSize + 3) + (caption.isEmpty ? 0 : 2)
  }

  private static func lines(_ figure: some Figure, width: Double) -> ([String], [String]) {
    let room = max(0, width - 2 * margin)
    return (
      Typeface.wrapped(
        printable(figure.title), width: room, size: titleSize, isBold: true, atMost: 2),
      Typeface.wrapped(printable(figure.caption), width: room, size: smallSize, atMost: 5)
    )
  }

  /// Lays down a mark.
  mutating func add(_ mark: Mark) { drawing.marks.append(mark) }

  /// Lays down a line of text, ink and size of the body where nothing else is said.
  mutating func write(
    _ text: String, at point: Point, size: Double = FigurePage.textSize, color: RGB? = nil,
    anchor: TextMark.Anchor = .start, isVertical: Bool = false, isBold: Bool = false
  ) {
    guard !text.isEmpty else { return }
    add(
      .text(
        TextMark(
          text: text, at: point, size: size, isBold: isBold, color: color ?? theme.ink,
          anchor: anchor, isVertical: isVertical)))
  }

  /// Says in the middle of a box why there is nothing in it.
  mutating func writeEmpty(_ text: String, in box: Box) {
    write(
      Typeface.fitted(text, width: box.width, size: FigurePage.textSize),
      at: Point(box.midX, box.midY + 4), color: theme.dimmed, anchor: .middle)
  }
}
