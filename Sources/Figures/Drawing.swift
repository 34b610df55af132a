import Scales

/// What a figure looks like, whatever file it goes to: marks in the order in which they are laid
/// down. Lengths are points (1/72 inch; one pixel of a PNG at scale 1), y grows downwards.
public struct Drawing: Sendable {
  /// Size in points.
  public let width, height: Double
  /// Colour of the whole sheet.
  public let background: RGB
  /// The file's title, for readers that show one.
  public let title: String
  /// From the lowest up.
  package var marks: [Mark] = []

  package init(width: Double, height: Double, background: RGB, title: String) {
    self.width = width
    self.height = height
    self.background = background
    self.title = title
  }
}

/// One thing on a drawing.
package enum Mark: Sendable {
  case box(Box, fill: Ink?, edge: Stroke?)
  /// An open line through these places.
  case line([Point], Stroke)
  /// What lies within these corners.
  case area([Point], Ink)
  case text(TextMark)
  /// A picture stretched over a box.
  case image(Pixels, Box, isSmooth: Bool)
  case markers(Markers)
  /// Marks of which only what lies in the box is seen.
  case clipped(Box, [Mark])
}

/// A place on a drawing.
package struct Point: Hashable, Sendable {
  package var x, y: Double

  package init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// A part of a drawing with straight sides.
package struct Box: Hashable, Sendable {
  package var x, y, width, height: Double

  package init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  package var maxX: Double { x + width }
  package var maxY: Double { y + height }
  package var midX: Double { x + width / 2 }
  package var midY: Double { y + height / 2 }

  /// The box without a strip at each side; never of negative size.
  package func inset(left: Double = 0, top: Double = 0, right: Double = 0, bottom: Double = 0)
    -> Box
  {
    Box(
      x: x + left, y: y + top, width: max(0, width - left - right),
      height: max(0, height - top - bottom))
  }

  /// The largest box of these proportions inside this one, in its middle.
  package func fitting(width: Double, height: Double) -> Box {
    guard width > 0, height > 0 else { return self }
    let scale = min(self.width / width, self.height / height)
    return Box(
      x: midX - width * scale / 2, y: midY - height * scale / 2, width: width * scale,
      height: height * scale)
  }
}

/// A colour with its opacity, 0 to 1.
package struct Ink: Hashable, Sendable {
  package var color: RGB
  package var alpha: Double

  package init(_ color: RGB, alpha: Double = 1) {
    self.color = color
    self.alpha = alpha
  }
}

/// How a line is drawn: width and dashes (on, off, ...) in points.
package struct Stroke: Hashable, Sendable {
  package var ink: Ink
  package var width: Double
  package var dashes: [Double]

  package init(_ color: RGB, alpha: Double = 1, width: Double = 1, dashes: [Double] = []) {
    self.ink = Ink(color, alpha: alpha)
    self.width = width
    self.dashes = dashes
  }
}

/// A line of text.
package struct TextMark: Hashable, Sendable {
  /// Which part of the text lies at its place.
  package enum Anchor: String, Sendable { case start, middle, end }

  package var text: String
  /// On the baseline.
  package var at: Point
  package var size: Double
  package var isBold = false
  package var color: RGB
  package var anchor: Anchor = .start
  /// Turned by a quarter so that it reads from the bottom up.
  package var isVertical = false
  /// Set in letters of one breadth that together are so wide; nil: in the figure's own.
  package var monospacedWidth: Double?
}

/// Many small marks, drawn in this order.
package struct Markers: Sendable {
  package var points: [Point]
  /// For each point which of `styles` it has.
  package var kinds: [Int]
  package var styles: [MarkerStyle]
  /// In points.
  package var radius: Double
  package var alpha: Double
  /// For each point what a browser says when the pointer rests on it; empty: nothing.
  package var tips: [String] = []
}

/// A picture, as cairo wants it: `width * height` words of alpha, red, green, blue (alpha in the
/// highest byte), the colours multiplied by alpha.
package struct Pixels: Hashable, Sendable {
  package let width, height: Int
  package var words: [UInt32]

  package init(width: Int, height: Int, words: [UInt32]) {
    precondition(words.count == width * height, "\(width)x\(height) pixels, \(words.count) words")
    self.width = width
    self.height = height
    self.words = words
  }

  /// The word of a colour.
  package static func word(_ color: RGB, alpha: Double = 1) -> UInt32 {
    let share = min(1, max(0, alpha))
    func part(_ value: UInt8) -> UInt32 { UInt32((Double(value) * share).rounded()) }
    return UInt32((share * 255).rounded()) << 24 | part(color.red) << 16 | part(color.green) << 8
      | part(color.blue)
  }
}
