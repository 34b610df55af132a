import Terminal

/// How the embedding screen looks at layouts.
public struct EmbedState: Codable, Sendable, Equatable {
  /// A pane of the screen.
  public enum Pane: String, CaseIterable, Codable, Sendable {
    case map = "layout"
    case other = "other tower"
    case point = "point"
    case legend = "legend"
    case run = "run"
  }

  /// What points are coloured by.
  public enum Coloring: String, CaseIterable, Codable, Sendable {
    case label = "label"
    case cluster = "cluster"
    case nothing = "nothing"
  }

  /// A rectangle of the layout: two corners, as shares of the layout's extent (x to the right, y
  /// upwards), so that it stays while the layout grows.
  public struct Box: Codable, Sendable, Equatable {
    /// The corner where it was begun.
    public var start: SIMD2<Double>
    /// The corner that moves.
    public var end: SIMD2<Double>
    /// Whether the moving corner still moves.
    public var isOpen: Bool
  }

  /// What alone is shown.
  public enum Isolation: Codable, Sendable, Equatable {
    /// The points of a category.
    case category(Int32)
    /// The points of the box.
    case box
  }

  /// The pane that has the focus.
  public var focus = Pane.map
  /// What points are coloured by.
  public var coloring = Coloring.label
  /// How cells show points; nil: dots where there are many points and colours.
  public var ink: ScatterPlot.Ink?
  /// Times the size at which all is seen.
  public var zoom = 1.0
  /// What lies in the middle of the pane, as shares of the layout's extent.
  public var center = SIMD2(0.5, 0.5)
  /// The clip of the chosen point; nil takes the point nearest to the middle.
  public var clip: Int64?
  /// The box; nil where there is none.
  public var box: Box?
  /// What alone is shown; nil for everything.
  public var isolation: Isolation?
  /// The neighbour that is looked at; nil for the point itself.
  public var neighbour: Int?
  /// Whether neighbours are of the other modality.
  public var isCross = false
  /// Perplexity of the next layout; nil leaves it to the number of clips.
  public var perplexity: Double?
  /// Steps of the next layout.
  public var iterations = 1000

  /// As it is at first.
  public init() {}

  /// Looks at everything again.
  mutating func fit() {
    zoom = 1
    center = SIMD2(0.5, 0.5)
  }

  /// Closes the box, the isolation, the neighbour: the last opened first. False where nothing was.
  mutating func stepBack() -> Bool {
    if isolation != nil {
      isolation = nil
    } else if box != nil {
      box = nil
    } else if neighbour != nil {
      neighbour = nil
    } else {
      return false
    }
    return true
  }

  /// The greatest zoom (our choice: a few points of a million on the screen).
  static let greatestZoom = 4096.0
}
