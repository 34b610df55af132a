import Scales

/// A picture of pixels, as frames of video are: red, green and blue in a byte each.
public struct FigurePicture: Hashable, Sendable {
  /// Size in pixels.
  public let width, height: Int
  /// `3 * width * height` bytes, row after row from the top.
  public let bytes: [UInt8]

  /// A picture; traps when the number of bytes is not that of its pixels.
  public init(width: Int, height: Int, bytes: [UInt8]) {
    precondition(
      width >= 0 && height >= 0 && bytes.count == 3 * width * height,
      "a picture of \(width)x\(height) has \(3 * width * height) bytes, not \(bytes.count)")
    self.width = width
    self.height = height
    self.bytes = bytes
  }
}

/// Numbers on a rectangle and how they are coloured.
public struct FieldLayer: Sendable {
  /// The numbers; one that is not finite is drawn in the theme's grey.
  public var field: ScalarField
  /// Their colours.
  public var palette: Palette
  /// The values at the two ends of the palette, those beyond are taken to the nearer end; nil: the
  /// field's own.
  public var range: ClosedRange<Double>?
  /// What the numbers are, beside the colour bar: `level`, `activation`.
  public var quantity: String
  /// Their unit: `dB`; empty: none.
  public var unit: String

  /// A field with its colours.
  public init(
    _ field: ScalarField, palette: Palette, range: ClosedRange<Double>? = nil,
    quantity: String = "", unit: String = ""
  ) {
    self.field = field
    self.palette = palette
    self.range = range
    self.quantity = quantity
    self.unit = unit
  }

  /// The range that is shown; 0 to 1 where the field has no finite value.
  public var shown: ClosedRange<Double> { range ?? field.extent ?? 0...1 }

  /// `activation (dB)`.
  var label: String { FigureAxis.label(quantity, unit) }
}

/// A field laid over a picture or over another field, stretched over all of it.
public struct FieldOverlay: Sendable {
  /// How the places of a coarse field become those of a fine one.
  public enum Interpolation: Sendable {
    /// Between the centres of the places; at the edge the outermost value.
    case bilinear
    /// Each place a rectangle of its own.
    case nearest
  }

  /// The numbers: an activation map of 16x12 or 14x14.
  public var layer: FieldLayer
  /// Opacity of the highest value, 0 to 1.
  public var alpha: Double
  /// How it is enlarged.
  public var interpolation: Interpolation
  /// Whether low values let through what lies below (opacity grows with the level), or all values
  /// cover it alike.
  public var fades: Bool

  /// An overlay.
  public init(
    _ layer: FieldLayer, alpha: Double = 0.7, interpolation: Interpolation = .bilinear,
    fades: Bool = true
  ) {
    self.layer = layer
    self.alpha = min(1, max(0, alpha))
    self.interpolation = interpolation
    self.fades = fades
  }
}

/// A picture or a field, alone or under an overlay: the matter of a ``HeatmapFigure`` and of a
/// place on a ``ContactSheet``.
public struct FigurePanel: Sendable {
  /// What lies below.
  public enum Base: Sendable {
    case picture(FigurePicture)
    case field(FieldLayer)
  }

  /// Which end of the vertical axis the first row of a field has.
  public enum FirstRow: Sendable { case top, bottom }

  /// What lies below.
  public var base: Base
  /// What lies above it.
  public var overlay: FieldOverlay?
  /// Where the first row of the fields lies: a spectrogram's is its lowest frequency, at the bottom,
  /// that of a map over a picture at the top.
  public var firstRow: FirstRow

  /// A picture from the top, with a map of it.
  public init(_ picture: FigurePicture, overlay: FieldOverlay? = nil) {
    base = .picture(picture)
    self.overlay = overlay
    firstRow = .top
  }

  /// A field, with a coarser one over it.
  public init(_ field: FieldLayer, overlay: FieldOverlay? = nil, firstRow: FirstRow = .bottom) {
    base = .field(field)
    self.overlay = overlay
    self.firstRow = firstRow
  }

  /// Places of the base.
  var width: Int {
    switch base {
    case .picture(let picture): picture.width
    case .field(let layer): layer.field.width
    }
  }

  /// Places of the base.
  var height: Int {
    switch base {
    case .picture(let picture): picture.height
    case .field(let layer): layer.field.height
    }
  }

  /// Whether nothing of the base is seen through the overlay.
  var isCovered: Bool { overlay.map { $0.alpha >= 1 && !$0.fades } ?? false }

  /// Whether some place has no value.
  var hasMissing: Bool {
    if case .field(let layer) = base, layer.field.values.contains(where: { !$0.isFinite }) {
      return true
    }
    return overlay?.layer.field.values.contains { !$0.isFinite } ?? false
  }
}
