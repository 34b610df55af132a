import Experiments
import Scales
import Terminal

/// Draws what a moment looks and sounds like into cells, with a unit's map over it.
struct WindowPainter {
  let theme: Theme
  /// How much of the map covers what lies below, 0 to 1.
  let overlay: Double
  let floor: Double
  let gain: Double
  let isLogFrequency: Bool
  private let paintings: Paintings

  init(_ state: State) {
    theme = state.theme
    overlay = state.analysis.overlay
    floor = state.analysis.floor
    gain = state.analysis.gain
    isLogFrequency = state.analysis.isLogFrequency
    paintings = state.paintings
  }

  private var pictures: PicturePainter {
    PicturePainter(mosaic: theme.mosaic, tier: theme.tier, glyphs: theme.glyphs)
  }

  /// Frequencies of a spectrogram: bands 93.75 Hz apart up to half of 48 kHz.
  static let highest = 24_000.0
  /// The lowest frequency of a logarithmic axis: the first band above 0 Hz.
  static let lowest = 93.75

  /// The times of a window's spectrogram: frames 5 ms apart, the first 5 ms after its start.
  static func times(_ window: ClipWindow) -> FieldAxis {
    FieldAxis((window.soundStart + 0.005)...(window.soundStart + 0.995), unit: "s")
  }

  /// The frequencies of a spectrogram.
  var frequencies: FieldAxis {
    FieldAxis(
      0...Self.highest, unit: "Hz",
      scale: isLogFrequency ? .logarithmic(floor: Self.lowest) : .linear)
  }

  /// The frame, as large as its shape allows; returns where it lies.
  @discardableResult
  func drawFrame(
    _ window: ClipWindow, under map: UnitMap?, in rect: Rect, on grid: inout Grid
  ) -> Rect {
    let picture = window.picture
    let place = PicturePainter.place(width: picture.width, height: picture.height, in: rect)
    let raster = Raster(width: picture.width, height: picture.height, pixels: picture.pixels)
    guard let map, overlay > 0, !map.isSpectral else {
      paint(raster, in: place, on: &grid)
      return place
    }
    let size = usesPainter || showsPixels ? pixels(of: place) : pictures.parts(of: place)
    let colors = raster.resampled(width: size.width, height: size.height)
    cover(colors, size, with: map, in: place, on: &grid) { $0 }
    return place
  }

  /// The spectrogram, or a part of it, with axes where there is room; returns where its field lies.
  @discardableResult
  func drawSpectrum(
    _ window: ClipWindow, _ part: SpectrumPart? = nil, under map: UnitMap?, in rect: Rect,
    on grid: inout Grid
  ) -> Rect {
    let part = part ?? SpectrumPart(of: window, frequencies)
    let field = part.field
    let range = (-floor - gain)...(-gain)
    let map = overlay > 0 && map?.isSpectral == true ? map : nil
    // The bar has the colours that are seen: the map's where that covers all.
    let whole = isWhole ? map : nil
    let heatmap = Heatmap(
      field: field, x: part.times, y: part.frequencies, range: whole?.range ?? range,
      unit: whole == nil ? "dB" : "", ramp: whole?.ramp(theme) ?? theme.spectrogram,
      mosaic: theme.mosaic, tier: theme.tier, glyphs: theme.glyphs)
    let plot = heatmap.draw(in: rect, on: &grid)
    guard !plot.isEmpty, map != nil || showsPixels else { return plot }
    var size = pictures.parts(of: plot)
    if showsPixels {
      // There is no more to see than the spectrogram has.
      let finest = pixels(of: plot)
      size = Size(width: min(finest.width, field.width), height: min(finest.height, field.height))
    }
    let pooled = field.pooled(
      columns: heatmap.x.patches(size.width, of: field.width),
      rows: heatmap.y.patches(size.height, of: field.height).reversed())
    let colors = pooled.map { value -> SIMD3<Float> in
      let level = (Double(value) - range.lowerBound) / (range.upperBound - range.lowerBound)
      return Self.color(theme.spectrogram, level)
    }
    guard let map else {
      paint(Self.raster(colors, size), in: plot, on: &grid)
      return plot
    }
    let times = Self.times(window)
    // Rows of the screen from the top are frequencies from the highest down.
    cover(
      colors, size, with: map, in: plot, on: &grid,
      column: { times.share(of: heatmap.x.value(at: $0)) },
      row: { heatmap.y.value(at: 1 - $0) / Self.highest })
    return plot
  }

  /// A unit's map alone.
  func drawMap(_ map: UnitMap, in rect: Rect, on grid: inout Grid) {
    guard !rect.isEmpty else { return }
    let axis = FieldAxis(0...1, unit: "")
    Heatmap(
      field: map.field, x: axis, y: map.isSpectral ? mapFrequencies : axis,
      firstRow: map.isSpectral ? .bottom : .top, range: map.range, ramp: map.ramp(theme),
      mosaic: theme.mosaic, tier: theme.tier, glyphs: theme.glyphs
    ).draw(in: rect, on: &grid)
  }

  private var mapFrequencies: FieldAxis { frequencies }

  /// Whether a map covers all of what lies below; with few colours it never does.
  var isWhole: Bool { overlay >= 1 && theme.tier.paletteSize >= 256 }

  /// Whether pictures are shown in pixels.
  private var showsPixels: Bool { theme.showsPixels && theme.tier.paletteSize >= 256 }

  /// Whether photographs are painted in symbols, which takes time. With 16 colours or fewer there is
  /// little that symbols could add, and dithering shows more.
  private var usesPainter: Bool {
    theme.tier.paletteSize >= 256 && [.symbols, .ascii].contains(pictures.mosaic)
  }

  /// Pixels that are worth having where a picture is not drawn in parts of cells: about as many as
  /// a terminal has (cells of 8 by 16), and what chafa looks at.
  private func pixels(of rect: Rect) -> Size {
    Size(width: rect.width * 8, height: rect.height * 16)
  }

  /// Shows a picture: in pixels, in symbols as soon as they are found, or in parts of cells.
  private func paint(_ raster: Raster, in rect: Rect, on grid: inout Grid) {
    if showsPixels {
      let size = pixels(of: rect)
      let isLarge = raster.width > size.width || raster.height > size.height
      let shown =
        isLarge
        ? Self.raster(raster.resampled(width: size.width, height: size.height), size) : raster
      return grid.place(shown, over: rect)
    }
    if usesPainter {
      let painting = Painting(
        raster, size: Size(width: rect.width, height: rect.height),
        isASCII: pictures.mosaic == .ascii, tier: theme.tier)
      if let cells = paintings[painting] {
        for (place, cell) in cells.enumerated() {
          grid.put(
            cell.glyph, x: rect.x + place % rect.width, y: rect.y + place / rect.width, cell.style)
        }
        return
      }
      grid.request(painting)
    }
    pictures.draw(raster, in: rect, on: &grid)
  }

  /// Paints colours with the map over them. Where the unit is silent, or both networks answer alike,
  /// what lies below stays as it is; at an overlay of 1 there is nothing but the map. With few colours
  /// the places above half of the map's maximum are reversed instead, those as far below 0 underlined.
  ///
  /// - Parameters:
  ///   - column: from a share of the width to one of the map's width.
  ///   - row: from a share of the height, from the top, to one of the map's height.
  private func cover(
    _ colors: [SIMD3<Float>], _ size: Size, with map: UnitMap, in rect: Rect,
    on grid: inout Grid, column: (Double) -> Double = { $0 }, row: (Double) -> Double
  ) {
    guard colors.count == size.width * size.height, !colors.isEmpty else { return }
    if theme.tier.paletteSize < 256 {
      if !map.isSpectral { paint(Self.raster(colors, size), in: rect, on: &grid) }
      for y in 0..<rect.height {
        let share = row((Double(y) + 0.5) / Double(rect.height))
        for x in 0..<rect.width {
          let level = map.level(x: column((Double(x) + 0.5) / Double(rect.width)), y: share)
          guard map.strength(level) > 0.5 else { continue }
          let isBelow = map.isDifference && level < 0.5
          grid.restyle(x: rect.x + x, y: rect.y + y) { $0.with(isBelow ? .underline : .reverse) }
        }
      }
      return
    }
    var mixed = colors
    for y in 0..<size.height {
      let share = row((Double(y) + 0.5) / Double(size.height))
      for x in 0..<size.width {
        let level = map.level(x: column((Double(x) + 0.5) / Double(size.width)), y: share)
        let weight = Float(isWhole ? 1 : overlay * min(1, 2 * map.strength(level)))
        let place = y * size.width + x
        mixed[place] = mixed[place] * (1 - weight) + Self.color(map.ramp(theme), level) * weight
      }
    }
    map.isSpectral && !showsPixels
      ? pictures.draw(Self.raster(mixed, size), in: rect, on: &grid)
      : paint(Self.raster(mixed, size), in: rect, on: &grid)
  }

  private static func color(_ ramp: Ramp, _ level: Double) -> SIMD3<Float> {
    let point = ramp.palette.color(level)
    return SIMD3(Float(point.red), Float(point.green), Float(point.blue))
  }

  private static func raster(_ colors: [SIMD3<Float>], _ size: Size) -> Raster {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(colors.count * 3)
    for color in colors {
      for part in [color.x, color.y, color.z] { pixels.append(UInt8(min(255, max(0, part)))) }
    }
    return Raster(width: size.width, height: size.height, pixels: pixels)
  }
}
