import Figures
import Foundation
import Scales
import SeededNumbers
import Testing

@Suite("Scatter plots on paper")
struct ScatterFigureTests {
  func layout(_ count: Int) -> ScatterFigure {
    var dice = Dice(state: 1)
    let x = (0..<count).map { _ in Float.random(in: -50...50, using: &dice) }
    let y = (0..<count).map { _ in Float.random(in: -50...50, using: &dice) }
    return ScatterFigure(
      x: x, y: y, categories: (0..<count).map { $0 % 3 - 1 }, names: ["dog bark", "siren"],
      tips: (0..<count).map { "clip \($0) <&>" }, title: "t-SNE")
  }

  @Test("points lie where they should, both axes alike, with shape and colour of their category")
  func places() throws {
    let figure = ScatterFigure(
      x: [0, 10, 0, 10, 5], y: [0, 0, 5, 5, .nan], categories: [0, 1, 2, 7, 0],
      names: ["a", "b", "c"])
    let drawn = figure.drawing(density: 1).all.compactMap {
      if case .markers(let markers) = $0, markers.points.count > 1 { markers } else { nil }
    }
    let markers = try #require(drawn.first)
    #expect(markers.points.count == 4)
    let low = try #require(markers.points.min { $0.x - $0.y < $1.x - $1.y })
    let high = try #require(markers.points.max { $0.x - $0.y < $1.x - $1.y })
    #expect(abs((high.x - low.x) - 2 * (low.y - high.y)) < 1e-6)
    let picture = try Photograph(figure, scale: 2)
    for (point, kind) in zip(markers.points, markers.kinds) {
      let color = picture.color(at: point, scale: 2)
      let ink = kind < 3 ? Theme.light.categories[kind] : Theme.light.missing
      let expected = RGB(0xFFFFFF).mixed(with: ink, 0.9)
      #expect(abs(Int(color.red) - Int(expected.red)) <= 2, "\(kind)")
      #expect(abs(Int(color.blue) - Int(expected.blue)) <= 2, "\(kind)")
    }
    for text in ["a  1", "b  1", "c  1", "other  1  (1 without a place)"] {
      #expect(figure.texts.contains(text), "\(text)")
    }
  }

  @Test("the first 64 categories look different, neighbours in colour and in shape")
  func styles() {
    for theme in [Theme.light, .dark] {
      let styles = (0..<64).map { MarkerStyle.category($0, theme: theme) }
      #expect(Set(styles).count == 64)
      for (one, next) in zip(styles, styles.dropFirst()) {
        #expect(one.color != next.color && one.shape != next.shape)
      }
    }
  }

  @Test("few points stay points of an SVG that say what they are, many become a picture")
  func many() throws {
    let few = try layout(3_000).svg()
    #expect(few.contains("<title>clip 2999 &lt;&amp;&gt;</title>"))
    #expect(few.contains(">dog bark  1,000</text>") && few.contains(">other  1,000</text>"))
    #expect(!few.contains("<image"))
    let many = try layout(60_000).svg()
    #expect(many.contains("<image") && !many.contains("clip 2999"))
    #expect(many.utf8.count < 8_000_000)
    #expect(many.contains(">siren  20,000</text>"))
    #expect(try layout(60_000).data(.pdf).count < 8_000_000)
  }

  @Test("the picture of many points shows them where the points themselves would be")
  func picture() throws {
    var x: [Float] = [0, 100]
    var y: [Float] = [0, 100]
    for index in 0..<30_000 {
      x.append(60 + Float(index % 100) / 100)
      y.append(30 + Float(index / 100) / 300)
    }
    let figure = ScatterFigure(x: x, y: y)
    let drawing = figure.drawing(density: 1)
    guard
      case .box(let frame, _, _)? = drawing.marks.first(where: {
        if case .box = $0 { true } else { false }
      })
    else {
      Issue.record("no frame")
      return
    }
    let svg = try figure.svg()
    let base64 = try #require(
      svg.components(separatedBy: "base64,").last?.components(separatedBy: "\"").first)
    let embedded = try Photograph(try #require(Data(base64Encoded: base64)))
    let center = Point(
      frame.midX + 0.105 * min(frame.width - 16, frame.height - 16),
      frame.midY + 0.195 * min(frame.width - 16, frame.height - 16))
    let direct = try Photograph(figure, scale: 4)
    #expect(direct.color(at: center, scale: 4) != RGB(0xFFFFFF))
    // The picture ends just beyond the outermost points, at opposite corners.
    #expect(abs(Double(embedded.width) / 4 - min(frame.width - 16, frame.height - 16)) < 6)
    let share = Point(0.605 * Double(embedded.width), 0.695 * Double(embedded.height))
    let (color, ink) = (embedded.color(at: share), Theme.light.series[0])
    #expect(abs(Int(color.red) - Int(ink.red)) < 6 && abs(Int(color.blue) - Int(ink.blue)) < 6)
  }

  @Test("no points, one point and points all in one place are drawn")
  func degenerate() throws {
    #expect(ScatterFigure(x: [], y: []).texts.contains("no data"))
    #expect(ScatterFigure(x: [.nan], y: [1]).texts.contains("no data"))
    for count in [1, 5] {
      let same = ScatterFigure(
        x: [Float](repeating: 2, count: count), y: [Float](repeating: 3, count: count))
      #expect(try Photograph(same).width == 560)
    }
  }

  @Test("the order in which points are drawn mixes them and leaves none out")
  func order() {
    for count in [0, 1, 2, 3, 10, 97, 1_000, 65_536] {
      let order = ScatterFigure.mixed(count)
      #expect(order.sorted() == Array(0..<count))
    }
    let half = ScatterFigure.mixed(1_000).prefix(500).count { $0 < 500 }
    #expect((230...270).contains(half))
  }
}
