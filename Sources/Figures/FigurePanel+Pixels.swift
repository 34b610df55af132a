import Scales

extension FigurePanel {
  /// The marks that fill `box`, for `density` pixels a point. `y` is the axis of a field's rows.
  func marks(in box: Box, density: Double, theme: Theme, y: FieldAxis? = nil) -> [Mark] {
    var marks: [Mark] = []
    guard width > 0, height > 0, box.width > 0, box.height > 0 else { return marks }
    // A cell of the picture is at least a pixel of the file, up to a size no eye resolves.
    let columns = max(1, min(2_048, Int(box.width * density)))
    let rows = max(1, min(2_048, Int(box.height * density)))
    let axis = y ?? FieldAxis(0...1, unit: "")
    switch base {
    case .picture(let picture):
      marks.append(.image(FigurePanel.pixels(picture), box, isSmooth: true))
    case .field(let layer):
      let pixels = FigurePanel.pixels(
        layer, columns: columns, rows: rows, y: axis, firstRow: firstRow, theme: theme)
      marks.append(.image(pixels, box, isSmooth: false))
    }
    if let overlay, overlay.layer.field.width > 0, overlay.layer.field.height > 0,
      overlay.alpha > 0
    {
      let places = FigurePanel.places(rows, axis: axis, count: height, firstRow: firstRow)
      let pixels = FigurePanel.pixels(overlay, columns: columns, places: places, theme: theme)
      marks.append(.image(pixels, box, isSmooth: false))
    }
    return marks
  }

  private static func pixels(_ picture: FigurePicture) -> Pixels {
    let words = (0..<picture.width * picture.height).map { index in
      Pixels.word(
        RGB(picture.bytes[3 * index], picture.bytes[3 * index + 1], picture.bytes[3 * index + 2]))
    }
    return Pixels(width: picture.width, height: picture.height, words: words)
  }

  /// A field of at most so many columns and rows, each the greatest value of what it covers; the top
  /// row first.
  private static func pixels(
    _ layer: FieldLayer, columns: Int, rows: Int, y: FieldAxis, firstRow: FirstRow, theme: Theme
  ) -> Pixels {
    let field = layer.field
    var isLinear = false
    if case .linear = y.scale { isLinear = true }
    // Rows of a logarithmic axis have different heights: there pixels are the only common measure.
    let columns = min(columns, field.width)
    let rows = isLinear ? min(rows, field.height) : rows
    var patches = y.patches(rows, of: field.height)
    if firstRow == .bottom { patches.reverse() }
    let across = FieldAxis(0...1, unit: "").patches(columns, of: field.width)
    let values = field.pooled(columns: across, rows: patches)
    let levels = Levels(layer, theme: theme) { _ in 1 }
    let words = values.map { levels.word($0) }
    return Pixels(width: columns, height: rows, words: words)
  }

  /// Where each of `rows` rows of pixels, the top one first, lies in a field that the axis spans, as
  /// a share 0 to 1 from its first row's outer edge.
  private static func places(
    _ rows: Int, axis: FieldAxis, count: Int, firstRow: FirstRow
  ) -> [Double] {
    let step =
      count > 1 ? (axis.range.upperBound - axis.range.lowerBound) / Double(count - 1) : 0
    return (0..<rows).map { row in
      var share = (Double(row) + 0.5) / Double(rows)
      if firstRow == .bottom { share = 1 - share }
      if case .linear = axis.scale { return share }
      guard step > 0 else { return 0.5 }
      return ((axis.value(at: share) - axis.range.lowerBound) / step + 0.5) / Double(count)
    }
  }

  private static func pixels(
    _ overlay: FieldOverlay, columns: Int, places: [Double], theme: Theme
  ) -> Pixels {
    let field = overlay.layer.field
    let levels = Levels(overlay.layer, theme: theme) {
      overlay.alpha * (overlay.fades ? $0 : 1)
    }
    let across = (0..<columns).map {
      Tap(share: (Double($0) + 0.5) / Double(columns), of: field.width, overlay.interpolation)
    }
    var words: [UInt32] = []
    words.reserveCapacity(columns * places.count)
    for place in places {
      let down = Tap(share: place, of: field.height, overlay.interpolation)
      let (upper, lower) = (down.first * field.width, down.second * field.width)
      for tap in across {
        let value =
          down.mixed(
            tap.mixed(field.values[upper + tap.first], field.values[upper + tap.second]),
            tap.mixed(field.values[lower + tap.first], field.values[lower + tap.second]))
        words.append(levels.word(value))
      }
    }
    return Pixels(width: columns, height: places.count, words: words)
  }

  /// The pixels that the values of a layer become.
  private struct Levels {
    private let low, span: Double
    private let words: [UInt32]
    private let missing: UInt32

    /// `alpha` is the opacity of a level 0 to 1; what has no value has that of the highest.
    init(_ layer: FieldLayer, theme: Theme, alpha: (Double) -> Double) {
      let range = layer.shown
      low = range.lowerBound
      span = range.upperBound - range.lowerBound
      words = layer.palette.points.enumerated().map { index, color in
        Pixels.word(color, alpha: alpha(Double(index) / 255))
      }
      missing = Pixels.word(theme.missing, alpha: alpha(1))
    }

    /// The nearest of 256 levels; the middle one in a field that is constant.
    func word(_ value: Float) -> UInt32 {
      guard value.isFinite else { return missing }
      let level = span > 0 ? min(1, max(0, (Double(value) - low) / span)) : 0.5
      return words[Int((level * 255).rounded())]
    }
  }

  /// The two places of a row or column that a pixel lies between, and how far it is from the first.
  private struct Tap {
    var first, second: Int
    var share: Float

    /// The places at a share 0 to 1 of `count` places.
    init(share: Double, of count: Int, _ interpolation: FieldOverlay.Interpolation) {
      let place = share * Double(count)
      switch interpolation {
      case .nearest:
        first = min(count - 1, max(0, Int(place)))
        second = first
        self.share = 0
      case .bilinear:
        // Values stand at the centres: place i's at i + 1/2.
        let middle = min(Double(count - 1), max(0, place - 0.5))
        first = Int(middle)
        second = min(count - 1, first + 1)
        self.share = Float(middle - Double(first))
      }
    }

    /// Between two values; where one has none the nearer decides.
    func mixed(_ a: Float, _ b: Float) -> Float {
      if a.isFinite, b.isFinite { return a + share * (b - a) }
      return share < 0.5 ? a : b
    }
  }
}
