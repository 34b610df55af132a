import Figures
import Foundation
import Scales
import SeededNumbers
import Testing

@Suite("Curves on paper")
struct CurveFigureTests {
  func line(of figure: CurveFigure, width: Double) -> [[Point]] {
    figure.drawing(density: 1).all.compactMap {
      if case .line(let points, let stroke) = $0, stroke.width == width { points } else { nil }
    }
  }

  @Test("a constant curve runs across the plot at its value, in its colour")
  func constant() throws {
    let figure = CurveFigure(
      [.init("train", x: [0, 100], y: [0.75, 0.75])], references: [.init(log(2), "ln 2")],
      xTitle: "step", yTitle: "loss", xRange: 0...100, yRange: 0.5...1)
    let plot = try #require(figure.plots().first)
    let picture = try Photograph(figure, scale: 3)
    let place = Point(plot.midX, plot.midY)
    #expect(picture.color(at: place, scale: 3) == Theme.light.series[0])
    #expect(picture.color(at: Point(plot.midX, plot.midY - 12), scale: 3) == RGB(0xFFFFFF))
    let svg = try figure.svg()
    for text in ["step", "loss", "train", "ln 2", "0.6", "100"] {
      #expect(svg.contains(">\(text)</text>"), "\(text)")
    }
  }

  @Test("a logarithmic axis leaves out what is not positive, and says how much")
  func logarithmic() throws {
    let figure = CurveFigure(
      [.init("norm", x: [0, 1, 2, 3, 4, 5, 6], y: [1, 10, 0, -3, .nan, 100, 1_000])],
      xTitle: "step", yTitle: "gradient", isLogarithmicY: true)
    #expect(figure.texts.contains("norm (2 not positive, not shown)"))
    let runs = line(of: figure, width: 1.5)
    #expect(runs.map(\.count) == [2, 2])
    let ys = runs.joined().map(\.y)
    // Each a factor of ten apart or, over the gap, as well.
    for (high, low) in zip(ys, ys.dropFirst()) {
      #expect(abs((high - low) - (ys[0] - ys[1])) < 1e-6)
    }
    let zeros = CurveFigure(
      [.init("zeros", x: [0, 1], y: [0, 0])], xTitle: "", yTitle: "", yRange: 0...1,
      isLogarithmicX: true, isLogarithmicY: true)
    #expect(line(of: zeros, width: 1.5).isEmpty)
    #expect(try Photograph(zeros).width == 560)
  }

  @Test("series without values and figures without series are drawn, and it is said")
  func empty() throws {
    let figure = CurveFigure(
      [.init("idle", x: [], y: []), .init("lost", x: [1], y: [.nan], smoothing: 0.9)],
      xTitle: "step", yTitle: "loss")
    for text in ["idle (no data)", "lost (no data)", "no data"] {
      #expect(figure.texts.contains(text))
    }
    #expect(try Photograph(CurveFigure([], xTitle: "", yTitle: "")).height == 360)
    let single = CurveFigure([.init("one", x: [5], y: [2])], xTitle: "step", yTitle: "loss")
    #expect(try Photograph(single).places(of: Theme.light.series[0]).count > 10)
  }

  @Test("a smoothed curve is the moving average, above its own values dimmed")
  func smoothed() throws {
    let ys = (0..<50).map { 1 + Double($0 % 2) }
    let figure = CurveFigure(
      [.init("loss", x: (0..<50).map(Double.init), y: ys, smoothing: 0.9)], xTitle: "step",
      yTitle: "loss", yRange: 0...3)
    let plot = try #require(figure.plots().first)
    let smooth = try #require(line(of: figure, width: 1.8).last)
    let expected = SmoothedSeries(weight: 0.9, of: ys).values
    #expect(smooth.count == 50)
    for (point, value) in zip(smooth, expected) {
      #expect(abs(point.y - (plot.maxY - value / 3 * plot.height)) < 1e-6)
    }
    let raw = try #require(line(of: figure, width: 0.8).first { $0.count == 50 })
    #expect(abs(raw[1].y - (plot.maxY - 2.0 / 3 * plot.height)) < 1e-6)
  }

  @Test("of a million values every peak is kept, in a small file")
  func million() throws {
    var dice = Dice(state: 3)
    var ys = (0..<1_000_000).map { _ in Double.random(in: 0...1, using: &dice) }
    ys[654_321] = 9
    ys[123_456] = -7
    ys[500_000] = .nan
    let figure = CurveFigure(
      [.init("loss", x: ys.indices.map(Double.init), y: ys)], xTitle: "step", yTitle: "loss",
      yRange: -10...10)
    let plot = try #require(figure.plots().first)
    let runs = line(of: figure, width: 1.5)
    #expect(runs.count == 2)
    let points = runs.joined()
    #expect(points.count < 10_000)
    for (step, value) in [(654_321.0, 9.0), (123_456, -7)] {
      let y = plot.maxY - (value + 10) / 20 * plot.height
      #expect(
        points.contains {
          abs($0.y - y) < 1e-6 && abs($0.x - plot.x - step / 1e6 * plot.width) < 6
        })
    }
    #expect(try figure.svg().utf8.count < 300_000)
  }

  @Test("error bars reach from end to end")
  func errors() throws {
    let figure = CurveFigure(
      [.init("accuracy", x: [1, 2], y: [0.5, 0.6], hasPoints: true, errors: [0.4...0.7, nil])],
      xTitle: "step", yTitle: "accuracy", yRange: 0...1)
    let plot = try #require(figure.plots().first)
    let bar = line(of: figure, width: 1).first { $0[0].x == $0[1].x && $0[0].x < plot.midX }
    let ends = try #require(bar).map { (plot.maxY - $0.y) / plot.height }
    #expect(abs(ends[0] - 0.4) < 1e-9 && abs(ends[1] - 0.7) < 1e-9)
  }
}
