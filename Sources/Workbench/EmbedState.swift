import Terminal

/// How the embedding screen looks at layouts.
public struct EmbedState: Codable, Sendable, Equatable {
  /// A pane of the screen.
  public enum Pane: String, CaseIterable, Codable, Sendable {
    case map = "layout"
    case other = "beside"
    case point = "point"
    case legend = "legend"
    case run = "run"
  }

  /// What points are coloured by.
  public enum Coloring: String, CaseIterable, Codable, Sendable {
    case label = "label"
    case cluster = "cluster"
    case prediction = "prediction"
    case selection = "selection"
    case nothing = "nothing"
  }

  /// What stands beside the layout.
  public enum Beside: String, CaseIterable, Codable, Sendable {
    case nothing
    /// The same clips by the other tower.
    case tower = "the other tower"
    /// The same clips by the random network: the difference of this screen.
    case network = "the random network"
  }

  /// A box or a lasso about points: places as shares of the layout's extent (x to the right, y
  /// upwards), so that it stays while the layout grows.
  public struct Outline: Codable, Sendable, Equatable {
    /// Its shape.
    public enum Shape: String, Codable, Sendable { case box, lasso }
    /// Its shape.
    public var shape: Shape
    /// The corner where a box was begun; a lasso's corners so far.
    public var corners: [SIMD2<Double>]
    /// The corner that moves.
    public var cursor: SIMD2<Double>
    /// Whether it still moves; then nothing is selected by it yet.
    public var isOpen = true
    /// Whether the mouse draws it: it is done when the button is let go.
    public var isDragged = false

    /// The corners of its edge, one after the other.
    var edge: [SIMD2<Double>] {
      let start = corners.first ?? cursor
      switch shape {
      case .box:
        return [start, SIMD2(cursor.x, start.y), cursor, SIMD2(start.x, cursor.y)]
      case .lasso: return isOpen ? corners + [cursor] : corners
      }
    }
  }

  /// What alone is shown.
  public enum Isolation: Codable, Sendable, Equatable {
    /// The points of a category.
    case category(Int32)
    /// The selected points.
    case selection
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
  /// The box or lasso that is being drawn, or that the selection was made by; nil where there is none.
  public var outline: Outline?
  /// The selected clips; nil where nothing is selected.
  public var selection: NumberSet?
  /// What the selection is called; nil where it has no name.
  public var selectionName: String?
  /// What stands beside the layout; nil: the other tower, where the screen is wide.
  public var beside: Beside?
  /// Whether the checkpoints' layouts are shown one after the other, once a second.
  public var isPlaying = false
  /// What alone is shown; nil for everything.
  public var isolation: Isolation?
  /// The chosen row of the legend.
  public var legendRow = 0
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

  /// Closes what is being drawn, the isolation, the selection, the neighbour. False where nothing was.
  mutating func stepBack() -> Bool {
    if outline?.isOpen == true {
      outline = nil
    } else if isolation != nil {
      isolation = nil
    } else if outline != nil || selection != nil {
      (outline, selection, selectionName) = (nil, nil, nil)
    } else if isPlaying {
      isPlaying = false
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
