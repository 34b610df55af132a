import Printable
import Scales

/// Points of categories on a plane: a t-SNE layout.
///
/// Categories have colours and shapes; the legend says how many points each has. The axes of a layout
/// mean nothing and are not drawn; both have the same scale. Points without a finite place are left
/// out, and the legend says how many.
public struct ScatterFigure: Figure {
  /// Above everything; empty: none.
  public var title: String
  /// Below everything: where the figure comes from.
  public var caption: String
  /// The colours.
  public var theme: Theme
  /// Places of the points.
  public var x, y: [Float]
  /// For each point the number of its category; one that `names` does not have: none. Empty: all
  /// points are alike.
  public var categories: [Int]
  /// Names of the categories.
  public var names: [String]
  /// For each point what a browser says of it in an SVG of at most 20,000 points; empty: nothing.
  public var tips: [String]
  /// Size of the sheet, in points.
  public var width, height: Double

  /// Points; traps when the lists are not equally long.
  public init(
    x: [Float], y: [Float], categories: [Int] = [], names: [String] = [], tips: [String] = [],
    title: String = "", caption: String = "", theme: Theme = .light, width: Double = 560,
    height: Double = 600
  ) {
    precondition(x.count == y.count, "\(x.count) x beside \(y.count) y")
    precondition(
      categories.isEmpty || categories.count == x.count,
      "\(categories.count) categories for \(x.count) points")
    precondition(tips.isEmpty || tips.count == x.count, "\(tips.count) tips for \(x.count) points")
    self.x = x
    self.y = y
    self.categories = categories
    self.names = names
    self.tips = tips
    self.title = title
    self.caption = caption
    self.theme = theme
    self.width = width
    self.height = height
  }

  /// The figure for `density` pixels a point.
  public func drawing(density: Double) -> Drawing {
    var page = FigurePage(self, width: width, height: height)
    let shown = x.indices.filter { x[$0].isFinite && y[$0].isFinite }
    let none = names.count
    func kind(_ index: Int) -> Int {
      guard index < categories.count, names.indices.contains(categories[index]) else { return none }
      return categories[index]
    }
    var counts = [Int](repeating: 0, count: none + 1)
    for index in shown { counts[kind(index)] += 1 }
    let styles =
      names.indices.map { MarkerStyle.category($0, theme: theme) }
      + [MarkerStyle(shape: .circle, color: names.isEmpty ? theme.series[0] : theme.missing)]
    var entries = names.indices.map {
      Legend.Entry(
        sample: .marker(styles[$0]), name: "\(names[$0])  \(NumberText.grouped(counts[$0]))")
    }
    if counts[none] > 0 {
      entries.append(
        Legend.Entry(
          sample: .marker(styles[none]),
          name: "\(names.isEmpty ? "points" : "other")  \(NumberText.grouped(counts[none]))"))
    }
    if shown.count < x.count, !entries.isEmpty {
      entries[entries.count - 1].name +=
        "  (\(NumberText.grouped(x.count - shown.count)) without a place)"
    }
    let body = Legend(entries: entries).draw(in: page.body, atMost: 8, on: &page)
    page.add(.box(body, fill: nil, edge: Stroke(theme.grid, width: 0.8)))
    guard !shown.isEmpty else {
      page.writeEmpty("no data", in: body)
      return page.drawing
    }
    let radius = radius(of: shown.count, in: body)
    let places = places(of: shown, in: body.inset(left: 8, top: 8, right: 8, bottom: 8))
    // In the order of the files one category would cover another; in this one all are mixed.
    let order = ScatterFigure.mixed(shown.count)
    page.add(
      .markers(
        Markers(
          points: order.map { places[$0] }, kinds: order.map { kind(shown[$0]) }, styles: styles,
          radius: radius, alpha: alpha(of: shown.count),
          tips: tips.isEmpty ? [] : order.map { printable(tips[shown[$0]]) })))
    return page.drawing
  }

  /// Points that together cover about a fifth of the plot if none hid another, within what is seen.
  private func radius(of count: Int, in box: Box) -> Double {
    min(4, max(0.45, (0.2 * box.width * box.height / (3.14 * Double(count))).squareRoot()))
  }

  private func alpha(of count: Int) -> Double {
    count <= 2_000 ? 0.9 : count <= 50_000 ? 0.7 : 0.45
  }

  /// The points on the sheet: both axes alike, in the middle of the box.
  private func places(of shown: [Int], in box: Box) -> [Point] {
    var (lowX, highX, lowY, highY) = (
      Float.infinity, -Float.infinity, Float.infinity, -Float.infinity
    )
    for index in shown {
      (lowX, highX) = (min(lowX, x[index]), max(highX, x[index]))
      (lowY, highY) = (min(lowY, y[index]), max(highY, y[index]))
    }
    let (width, height) = (Double(highX) - Double(lowX), Double(highY) - Double(lowY))
    let scale = min(
      width > 0 ? box.width / width : .infinity, height > 0 ? box.height / height : .infinity)
    let (midX, midY) = (Double(lowX) + width / 2, Double(lowY) + height / 2)
    return shown.map { index in
      guard scale.isFinite else { return Point(box.midX, box.midY) }
      return Point(
        box.midX + (Double(x[index]) - midX) * scale, box.midY - (Double(y[index]) - midY) * scale)
    }
  }

  /// All numbers below `count` in an order that jumps about: multiples of a number without a common
  /// divisor, near the golden ratio of the count.
  package static func mixed(_ count: Int) -> [Int] {
    guard count > 2 else { return Array(0..<count) }
    func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : divisor(b, a % b) }
    var step = max(1, Int(Double(count) * 0.618_033_988_75))
    while divisor(step, count) > 1 { step += 1 }
    return (0..<count).map { $0 * step % count }
  }
}
