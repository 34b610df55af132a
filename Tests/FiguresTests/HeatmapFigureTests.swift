import Figures
import Foundation
import Scales
import Testing

@Suite("Heatmaps on paper")
struct HeatmapFigureTests {
  /// Zeros but for one place.
  func field(_ width: Int, _ height: Int, peakAt x: Int, _ y: Int) -> ScalarField {
    var values = [Float](repeating: 0, count: width * height)
    values[y * width + x] = 1
    return ScalarField(width: width, height: height, values: values)
  }

  func spectrogram(_ field: ScalarField, log: Bool = false, overlay: FieldOverlay? = nil)
    -> HeatmapFigure
  {
    HeatmapFigure(
      FigurePanel(
        FieldLayer(field, palette: .magma, quantity: "level", unit: "dB"), overlay: overlay),
      x: FigureAxis("time", FieldAxis(0.005...0.995, unit: "s")),
      y: FigureAxis(
        "frequency",
        FieldAxis(0...24_000, unit: "Hz", scale: log ? .logarithmic(floor: 200) : .linear)),
      title: "A second of sound", caption: "clip 3a81, unit 209, seed 7")
  }

  let grey = FigurePicture(
    width: 224, height: 224, bytes: [UInt8](repeating: 90, count: 3 * 224 * 224))

  @Test("the greatest value has the palette's last colour in its own cell, the first row below")
  func peak() throws {
    let figure = spectrogram(field(8, 5, peakAt: 6, 1))
    let plot = try #require(figure.plots().first)
    let picture = try Photograph(figure, scale: 2)
    #expect(picture.width == 1_040 && picture.height == 800)
    func center(_ column: Int, _ row: Int) -> Point {
      Point(
        plot.x + (Double(column) + 0.5) / 8 * plot.width,
        plot.maxY - (Double(row) + 0.5) / 5 * plot.height)
    }
    for column in 0..<8 {
      for row in 0..<5 {
        let color = picture.color(at: center(column, row), scale: 2)
        let isPeak = column == 6 && row == 1
        #expect(color == Palette.magma.points[isPeak ? 255 : 0], "\(column) \(row)")
      }
    }
  }

  @Test("a peak of one place survives however much the field shrinks, on both scales")
  func narrow() throws {
    for log in [false, true] {
      let figure = spectrogram(field(1_501, 2_003, peakAt: 777, 1_001), log: log)
      let plot = try #require(figure.plots().first)
      let found = try Photograph(figure).places(of: Palette.magma.points[255])
        .filter { Double($0.x) < plot.maxX }
      #expect(!found.isEmpty)
      let share = log ? Foundation.log(12_000 / 200.0) / Foundation.log(24_000 / 200.0) : 0.5
      for place in found {
        #expect(abs(Double(place.x) - plot.x - plot.width * 777.5 / 1_501) < 3)
        #expect(abs(Double(place.y) - plot.maxY + plot.height * share) < 3, "log \(log)")
      }
    }
  }

  @Test(
    "an overlay's peak lies over its cell of the picture, however it is enlarged",
    arguments: [FieldOverlay.Interpolation.bilinear, .nearest])
  func overPicture(_ interpolation: FieldOverlay.Interpolation) throws {
    let map = FieldLayer(field(14, 14, peakAt: 10, 3), palette: .viridis, quantity: "activation")
    let figure = HeatmapFigure(
      FigurePanel(grey, overlay: FieldOverlay(map, alpha: 1, interpolation: interpolation)),
      width: 400, height: 300)
    let plot = try #require(figure.plots().first)
    #expect(abs(plot.width - plot.height) < 0.01)
    let picture = try Photograph(figure, scale: 2)
    let cell = plot.width / 14
    let peak = Point(plot.x + 10.5 * cell, plot.y + 3.5 * cell)
    // Viridis ends in a yellow without blue; nothing else here has less blue than green.
    func yellow(_ color: RGB) -> Int { Int(color.green) - Int(color.blue) }
    let best = picture.color(at: peak, scale: 2)
    #expect(yellow(best) > 150)
    // Far from the peak the picture shows through unchanged.
    let far = picture.color(at: Point(plot.x + 2.5 * cell, plot.y + 10.5 * cell), scale: 2)
    #expect(far == RGB(90, 90, 90))
    // A cell's width away from its middle nothing is left but, between the two, a slope.
    let edge = picture.color(at: Point(peak.x + 0.45 * cell, peak.y), scale: 2)
    #expect(interpolation == .nearest ? edge == best : yellow(edge) < yellow(best) - 30)
    #expect(
      picture.color(at: Point(peak.x + 1.1 * cell, peak.y), scale: 2) == RGB(90, 90, 90))
  }

  @Test("an overlay follows a logarithmic axis, with its first row at the low end")
  func overSpectrogram() throws {
    let silence = ScalarField(
      width: 199, height: 257, values: [Float](repeating: -80, count: 199 * 257))
    let map = FieldLayer(field(12, 16, peakAt: 4, 2), palette: .viridis)
    for log in [false, true] {
      let figure = spectrogram(
        silence, log: log,
        overlay: FieldOverlay(map, alpha: 1, interpolation: .nearest, fades: false))
      let plot = try #require(figure.plots().first)
      let found = try Photograph(figure).places(of: Palette.viridis.points[255])
        .filter { Double($0.x) < plot.maxX }
      let rows = found.map { Double($0.y) + 0.5 }
      // Row 2 of 16 covers bins 32.1 to 48.2 of 257, each 93.75 Hz.
      let (low, high) = ((257.0 * 2 / 16 - 0.5) * 93.75, (257.0 * 3 / 16 - 0.5) * 93.75)
      func place(_ hertz: Double) -> Double {
        let share =
          log
          ? Foundation.log(hertz / 200) / Foundation.log(24_000 / 200)
          : (hertz + 46.875) / (24_000 + 93.75)
        return plot.maxY - share * plot.height
      }
      #expect(abs((rows.min() ?? 0) - place(high)) < 2, "log \(log)")
      #expect(abs((rows.max() ?? 0) - place(low)) < 2, "log \(log)")
      let columns = found.map { Double($0.x) + 0.5 }
      #expect(abs((columns.min() ?? 0) - plot.x - plot.width * 4 / 12) < 2)
      #expect(abs((columns.max() ?? 0) - plot.x - plot.width * 5 / 12) < 2)
    }
  }

  @Test("places without a value are grey, and it says what grey means")
  func missing() throws {
    let field = ScalarField(width: 2, height: 2, values: [0, .nan, .infinity, 1])
    let figure = spectrogram(field)
    let plot = try #require(figure.plots().first)
    let picture = try Photograph(figure)
    for (x, y) in [(0.75, 0.75), (0.25, 0.25)] {
      let color = picture.color(at: Point(plot.x + x * plot.width, plot.y + y * plot.height))
      #expect(color == Theme.light.missing)
    }
    #expect(figure.texts.contains("no value"))
    #expect(!spectrogram(self.field(2, 2, peakAt: 0, 0)).texts.contains("no value"))
  }

  @Test("constant, single, unknown and empty fields are drawn all the same")
  func degenerate() throws {
    let one = spectrogram(ScalarField(width: 1, height: 1, values: [3]))
    let plot = try #require(one.plots().first)
    #expect(
      try Photograph(one).color(at: Point(plot.midX, plot.midY)) == Palette.magma.color(0.5))
    let constant = spectrogram(
      ScalarField(width: 9, height: 9, values: [Float](repeating: -2, count: 81)), log: true)
    let box = try #require(constant.plots().first)
    #expect(try Photograph(constant).places(of: Palette.magma.color(0.5)).count > Int(box.width))
    let unknown = spectrogram(
      ScalarField(width: 3, height: 3, values: [Float](repeating: .nan, count: 9)))
    #expect(try Photograph(unknown).places(of: Theme.light.missing).count > 10_000)
    let empty = spectrogram(ScalarField(width: 0, height: 0, values: []))
    #expect(empty.texts.contains("no data"))
    for figure in [one, constant, unknown, empty] {
      #expect(try figure.data(.pdf).count > 1_000)
      #expect(try figure.svg().hasSuffix("</svg>\n"))
    }
  }

  @Test("axes, bars and titles are named with their units, as text in the SVG")
  func texts() throws {
    let map = FieldLayer(field(12, 16, peakAt: 4, 2), palette: .viridis, quantity: "activation")
    let figure = spectrogram(field(199, 257, peakAt: 9, 9), overlay: FieldOverlay(map))
    let svg = try figure.svg()
    for text in [
      "time (s)", "frequency (Hz)", "level (dB)", "activation", "0.2", "0.4", "5k", "20k",
      "A second of sound", "clip 3a81, unit 209, seed 7",
    ] {
      #expect(svg.contains(">\(text)</text>"), "\(text)")
    }
    // Spectrogram, overlay, and a strip of colours for each.
    #expect(svg.components(separatedBy: "data:image/png;base64,").count == 5)
  }
}
