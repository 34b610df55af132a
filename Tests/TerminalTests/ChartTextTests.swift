import Scales
import Terminal
import Testing

@Suite("Reading a chart")
struct ChartTextTests {
  private func rows(_ chart: LineChart, _ width: Int, _ height: Int) -> [String] {
    var grid = Grid(Size(width: width, height: height))
    chart.draw(in: grid.bounds, on: &grid)
    return grid.plainText.split(separator: "\n").map(String.init)
  }

  private func falling(_ count: Int) -> LineChart.Series {
    let x = (0..<count).map(Double.init)
    return .init(x: x, y: Samples(x.map { 1 - $0 / Double(count) }), style: .plain)
  }

  @Test("the cursor is a line at its place, its text stands where it hides no curve")
  func cursor() {
    var chart = LineChart(series: [falling(101)])
    chart.cursor = .init(x: 50, lines: [[.init("step 50")], [.init("loss .500")]])
    #expect(
      rows(chart, 44, 10).joined(separator: "\n") == """
         1.0┤⠒⠦⣄⡀               ┆ step 50
            │   ⠉⠙⠒⠦⢤⣀          ┆ loss .500
            │        ⠈⠉⠓⠦⢤⣀⡀    ┆
            │              ⠉⠓⠲⢤⣀⡀
         0.5┤                   ⠉⠙⠲⠤⣄⣀
            │                   ┆    ⠈⠉⠓⠦⣄⣀
            │                   ┆         ⠈⠉⠓⠲⢤⣀⡀
           0┤                   ┆               ⠉⠓⠲⠤
            └┴──────────────────┴──────────────────┴
             0                  50               100
        """)
  }

  @Test("a legend stands in the corner where it hides least, and counts what it has no room for")
  func legend() {
    var chart = LineChart(series: [falling(101)])
    chart.legend = (1...9).map { [.init("x run-\($0)")] }
    let text = rows(chart, 44, 10)
    #expect(text[0].hasSuffix("x run-1") && text[2].hasSuffix("x run-3"))
    #expect(text[3].hasSuffix("+ 6 more"))
    #expect(!text.joined().contains("run-4"))
  }

  @Test("a stretch of a million points shows each of them, and what leads out of it")
  func stretch() {
    var y = [Double](repeating: 0.5, count: 1_000_000)
    y[700_003] = 1
    y[700_020] = 9
    let x = y.indices.map(Double.init)
    let chart = {
      var chart = LineChart(series: [.init(x: x, y: Samples(y), style: .plain)])
      chart.xRange = 700_000...700_010
      return chart
    }()
    // The 9 is out of sight and does not stretch the axis.
    #expect(chart.verticalRange?.upperBound ?? 9 < 1.1)
    let text = rows(chart, 50, 10)
    #expect(text[0].contains("1.0┤"))
    let dots = text.map { row in row.unicodeScalars.filter { (0x2801...0x28FF).contains($0.value) }
    }
    // From edge to edge, and one peak in between.
    #expect(dots.contains { $0.count > 20 } && !dots[0].isEmpty && dots[0].count < 6)
  }

  @Test("flags stand on the axis at their place")
  func flags() {
    var chart = LineChart(series: [falling(101)])
    chart.flags = [
      .init(x: 100, glyph: "▲", style: .bold), .init(x: 500, glyph: "x", style: .bold),
    ]
    let text = rows(chart, 44, 10)
    #expect(text[8].hasSuffix("▲") && !text.joined().contains("x"))
  }

  @Test("texts of any length at any size stay inside")
  func anySize() {
    for size in [(1, 1), (8, 3), (16, 4), (40, 12), (90, 5)] {
      for x in [0.0, 37, 100, 1e9] {
        var chart = LineChart(series: [falling(101)])
        chart.legend = (1...30).map { [.init("run of a rather long name \($0)")] }
        chart.cursor = .init(x: x, lines: (1...30).map { [.init("line \($0) of a long text")] })
        var grid = Grid(Size(width: size.0 + 4, height: size.1 + 4))
        grid.fill(grid.bounds, Cell("Q"))
        let rect = Rect(x: 2, y: 2, width: size.0, height: size.1)
        grid.fill(rect)
        chart.draw(in: rect, on: &grid)
        let count = grid.cells.filter { $0.glyph == "Q" }.count
        #expect(count == grid.cells.count - size.0 * size.1)
      }
    }
  }
}
