import Printable
import Scales

/// A plot's frame with its two axes: where data lies, and the marks around it.
struct PlotFrame {
  /// Where data lies.
  let box: Box
  private(set) var x: PlotAxis
  private(set) var y: PlotAxis
  private let xTicks: [Tick]
  private let yTicks: [Tick]

  private static let size = FigurePage.smallSize + 0.5
  private static let titleRoom = FigurePage.textSize + 7

  /// Finds room for the axes inside `body`; `width` and `height` keep the data's proportions where
  /// given (a picture's).
  ///
  /// Values grow upwards, or where `isDown` downwards.
  init(
    in body: Box, x: PlotAxis, y: PlotAxis, isDown: Bool = false,
    proportions: (width: Double, height: Double)? = nil
  ) {
    let below =
      PlotFrame.size + 7 + (x.title.isEmpty ? 0 : PlotFrame.titleRoom)
    let yTicks = y.ticks(atMost: max(2, Int((body.height - below) / 34)))
    let labels =
      yTicks.map { Typeface.width($0.label, size: PlotFrame.size) }.max() ?? 0
    let left = labels + 7 + (y.title.isEmpty ? 0 : PlotFrame.titleRoom)
    var box = body.inset(left: left, top: 4, right: 12, bottom: below)
    if let proportions {
      box = box.fitting(width: proportions.width, height: proportions.height)
    }
    var (x, y) = (x, y)
    x.scale.start = box.x
    x.scale.end = box.maxX
    y.scale.start = isDown ? box.y : box.maxY
    y.scale.end = isDown ? box.maxY : box.y
    self.box = box
    self.x = x
    self.y = y
    self.yTicks = yTicks
    xTicks = x.ticks(atMost: max(2, Int(box.width / 62)))
  }

  /// Lines behind the data at the marks of both axes.
  func drawGrid(on page: inout FigurePage) {
    let stroke = Stroke(page.theme.grid, width: 0.6)
    for tick in xTicks {
      guard let place = inside(x.scale.place(tick.value), box.x, box.maxX) else { continue }
      page.add(.line([Point(place, box.y), Point(place, box.maxY)], stroke))
    }
    for tick in yTicks {
      guard let place = inside(y.scale.place(tick.value), box.y, box.maxY) else { continue }
      page.add(.line([Point(box.x, place), Point(box.maxX, place)], stroke))
    }
  }

  /// The frame, its marks, their numbers and the titles.
  func drawAxes(on page: inout FigurePage) {
    let stroke = Stroke(page.theme.dimmed, width: 0.8)
    page.add(.box(box, fill: nil, edge: stroke))
    var free = -Double.infinity
    for tick in xTicks {
      guard let place = inside(x.scale.place(tick.value), box.x, box.maxX) else { continue }
      page.add(.line([Point(place, box.maxY), Point(place, box.maxY + 3.5)], stroke))
      let half = Typeface.width(tick.label, size: PlotFrame.size) / 2
      guard place - half >= free else { continue }
      free = place + half + 4
      page.write(
        tick.label, at: Point(place, box.maxY + 5 + PlotFrame.size), size: PlotFrame.size,
        color: page.theme.dimmed, anchor: .middle)
    }
    var last = Double.infinity
    for tick in yTicks {
      guard let place = inside(y.scale.place(tick.value), box.y, box.maxY) else { continue }
      page.add(.line([Point(box.x - 3.5, place), Point(box.x, place)], stroke))
      guard abs(place - last) >= PlotFrame.size + 2 else { continue }
      last = place
      page.write(
        tick.label, at: Point(box.x - 6, place + PlotFrame.size * 0.35), size: PlotFrame.size,
        color: page.theme.dimmed, anchor: .end)
    }
    let labels = yTicks.map { Typeface.width($0.label, size: PlotFrame.size) }.max() ?? 0
    page.write(
      Typeface.fitted(printable(x.title), width: box.width, size: FigurePage.textSize),
      at: Point(box.midX, box.maxY + PlotFrame.size + 7 + FigurePage.textSize + 2),
      anchor: .middle)
    page.write(
      Typeface.fitted(printable(y.title), width: box.height, size: FigurePage.textSize),
      at: Point(box.x - labels - 13, box.midY), anchor: .middle, isVertical: true)
  }

  private func inside(_ place: Double?, _ low: Double, _ high: Double) -> Double? {
    guard let place, place >= low - 0.01, place <= high + 0.01 else { return nil }
    return place
  }
}
