/// How a glyph is drawn: colours and attributes.
public struct Style: Hashable, Sendable {
  /// Attributes that terminals of every tier know.
  public struct Attributes: OptionSet, Hashable, Sendable {
    /// One bit for each attribute.
    public let rawValue: UInt8
    /// A set from its bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// Heavier strokes.
    public static let bold = Attributes(rawValue: 1)
    /// Fainter strokes.
    public static let dim = Attributes(rawValue: 2)
    /// Foreground and background exchanged.
    public static let reverse = Attributes(rawValue: 4)
    /// A line below.
    public static let underline = Attributes(rawValue: 8)
  }

  /// Colour of the strokes.
  public var foreground: Color
  /// Colour behind them.
  public var background: Color
  /// Bold, dim, reverse, underline.
  public var attributes: Attributes

  /// A style; without arguments the terminal's own.
  public init(
    _ foreground: Color = .standard, on background: Color = .standard, _ attributes: Attributes = []
  ) {
    self.foreground = foreground
    self.background = background
    self.attributes = attributes
  }

  /// The terminal's own colours, no attribute.
  public static let plain = Style()
  /// Heavier strokes in the terminal's own colours.
  public static let bold = Style(.standard, on: .standard, .bold)
  /// Fainter strokes in the terminal's own colours.
  public static let dim = Style(.standard, on: .standard, .dim)
  /// Reverse video in the terminal's own colours: a selection.
  public static let reverse = Style(.standard, on: .standard, .reverse)

  /// The same with more attributes.
  public func with(_ more: Attributes) -> Style {
    Style(foreground, on: background, attributes.union(more))
  }
}
