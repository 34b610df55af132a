import Foundation
import Scales
import SeededNumbers
import Terminal
import Testing

@Suite("Timeline")
struct TimelineTests {
  @Test("the clock goes on with the training from one anchor to the next, pauses before an anchor")
  func pauses() {
    let timeline = Timeline([
      .init(seconds: 600, time: 5_000), .init(seconds: 0, time: 1_000),
      .init(seconds: 900, time: 5_299.5), .init(seconds: .nan, time: 1),
    ])
    #expect(timeline.time(atSeconds: 0) == 1_000)
    #expect(timeline.time(atSeconds: 599) == 1_599)
    #expect(timeline.time(atSeconds: 600) == 5_000)
    #expect(timeline.time(atSeconds: 1_000) == 5_399.5)
    #expect(timeline.time(atSeconds: -10) == 990)
    #expect(Timeline([]).time(atSeconds: 1) == nil)
  }

  @Test("an anchor at which the clock went back is left out")
  func clockSetBack() {
    let timeline = Timeline([
      .init(seconds: 0, time: 1_000), .init(seconds: 100, time: 500),
      .init(seconds: 200, time: 1_250),
    ])
    #expect(timeline.anchors.map(\.seconds) == [0, 200])
    let times = (0...300).compactMap { timeline.time(atSeconds: Double($0)) }
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 <= $1 })
  }
}

@Suite("Line chart")
struct LineChartTests {
  func picture(_ chart: LineChart, width: Int, height: Int) -> String {
    var grid = Grid(Size(width: width, height: height))
    chart.draw(in: grid.bounds, on: &grid)
    return grid.plainText
  }

  @Test("a falling line is drawn with axes, ticks and its reference")
  func golden() {
    let x = (0...100).map { Double($0) * 10 }
    let chart = LineChart(
      series: [.init(x: x, y: Samples(x.map { 0.8 - $0 / 2_000 }), style: .plain)],
      references: [.init(0.693, label: "ln 2")])
    #expect(
      picture(chart, width: 44, height: 9) == """
         0.8┤⠒⠦⢤⣀⡀
            │╌╌╌╌⠉⠙⠒⠦⢤⣀⡀╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ ln 2 ╌╌
         0.6┤          ⠉⠙⠒⠦⢤⣀⡀
            │                ⠉⠙⠒⠦⢤⣀⡀
            │                      ⠉⠙⠒⠦⢤⣀⡀
         0.4┤                            ⠉⠙⠒⠦⢤⣀⣀
            │                                  ⠈⠉⠓⠲⠤
            └┴──────────────────┴──────────────────┴
             0                 500              1000

        """)
  }

  @Test("the smoothed curve is the same on a narrow screen as on a wide one")
  func smoothThenDecimate() {
    // One spike among zeros: after smoothing its height is fixed, whatever the width.
    var raw = Array(repeating: 0.0, count: 4_000)
    raw[1_000] = 1
    let smooth = SmoothedSeries(weight: 0.9, of: raw).samples
    for width in [20, 60, 200] {
      var chart = LineChart(
        series: [.init(x: (0..<4_000).map(Double.init), y: smooth, style: .plain)])
      chart.yRange = 0...0.1
      // The peak, 0.1, stands in the top row of dots at every width.
      let top = picture(chart, width: width, height: 12).split(separator: "\n")[0]
      #expect(
        top.unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) && $0.value & 0x09 != 0 }
      )
    }
  }

  @Test("one extreme raw value among many survives decimation")
  func extremes() {
    var raw = Array(repeating: 0.5, count: 10_000)
    raw[7_777] = 2
    raw[3_333] = 0
    let chart = LineChart(
      series: [
        .init(
          x: (0..<10_000).map(Double.init), y: Samples(Array(repeating: 0.5, count: 10_000)),
          raw: Samples(raw),
          style: .plain)
      ], yRange: 0...2)
    let rows = picture(chart, width: 40, height: 12).split(separator: "\n")
    func hasDots(_ row: Substring) -> Bool {
      row.unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) }
    }
    #expect(hasDots(rows[0]) && hasDots(rows[9]))
  }

  @Test("values that are not finite are gaps and are counted")
  func gaps() {
    let y = (0..<100).map { (40..<60).contains($0) ? Double.nan : 0.5 }
    let chart = LineChart(series: [
      .init(x: (0..<100).map(Double.init), y: Samples(y), style: .plain)
    ])
    #expect(chart.gapCount == 20)
    var grid = Grid(Size(width: 50, height: 3))
    chart.draw(in: grid.bounds, on: &grid)
    let row = (0..<50).map { grid[$0, 1].glyph != " " }
    #expect(row[10] && !row[24] && row[40])
  }

  @Test("no chart of any size or content crashes or writes outside")
  func anySize() {
    let curves: [[Double]] = [
      [], [0.5], [0, 0, 0], [1e308, .greatestFiniteMagnitude], [-1.7e308, 3, 1.7e308],
      [.leastNonzeroMagnitude, 1], [.greatestFiniteMagnitude], [.nan, .nan], [1e-300, 1e300],
      [-1, 1, .infinity, -1e18, 5],
      (0..<500).map { sin(Double($0) / 20) },
    ]
    for y in curves {
      let x = y.indices.map { Double($0) * 1e6 }
      for vertical in [LineChart.Vertical.linear, .logarithmic] {
        for horizontal in [LineChart.Horizontal.number, .duration, .clock(offset: 0)] {
          let chart = LineChart(
            series: [
              .init(
                x: x, y: Samples(y), raw: Samples(y), intervals: y.map { _ in -1...1 },
                style: .plain, mark: "o")
            ], horizontal: horizontal, vertical: vertical,
            references: [.init(0.693, label: "ln 2")])
          for size in [(0, 0), (1, 1), (2, 9), (15, 4), (16, 4), (40, 12), (300, 100)] {
            var grid = Grid(Size(width: size.0 + 4, height: size.1 + 4))
            grid.fill(grid.bounds, Cell("x"))
            let rect = Rect(x: 2, y: 2, width: size.0, height: size.1)
            grid.fill(rect)
            chart.draw(in: rect, on: &grid)
            let outside = (0..<grid.size.height).flatMap { y in
              (0..<grid.size.width).filter { !rect.contains(x: $0, y: y) }.map { grid[$0, y].glyph }
            }
            #expect(outside.allSatisfy { $0 == "x" })
          }
        }
      }
    }
  }

  @Test("a curve with marks shows them however many points it has")
  func crowdedMarks() {
    let x = (0..<1_000).map(Double.init)
    let chart = LineChart(series: [
      .init(x: x, y: Samples(x.map { _ in 0.5 }), style: .plain, mark: "●")
    ])
    let marks = picture(chart, width: 80, height: 10).unicodeScalars.filter { $0 == "●" }.count
    #expect(marks >= 7 && marks <= 10)
  }

  @Test("in ASCII the smoothed curve, the raw values and the marks are three different glyphs")
  func asciiCurves() {
    let x = (0..<200).map(Double.init)
    var dice = Dice(state: 2)
    let raw = x.map { _ in Double.random(in: 0...1, using: &dice) }
    let chart = LineChart(
      series: [
        .init(x: [50, 150], y: Samples([0.2, 0.8]), style: .plain, mark: "o"),
        .init(x: x, y: Samples(x.map { _ in 0.5 }), raw: Samples(raw), style: .plain),
      ], glyphs: .ascii)
    let rows = picture(chart, width: 40, height: 9).split(separator: "\n").prefix(7)
      .map { $0.dropFirst(5) }
    let curve = rows.filter { $0.allSatisfy { "'-_|".contains($0) } }
    #expect(curve.count == 1 && curve.first?.count == 35)
    #expect(rows.joined().filter { $0 == "o" }.count == 2)
    #expect(rows.joined().allSatisfy { "'-_|.o ".contains($0) })
  }

  @Test("the name of a line stands where no curve hides it")
  func referenceLabel() {
    let x = (0...100).map(Double.init)
    // Above the line at the right, on it at the left.
    let chart = LineChart(
      series: [.init(x: x, y: Samples(x.map { $0 > 50 ? 0.5 : 0.1 }), style: .plain)],
      references: [.init(0.5, label: "chance")], yRange: 0...1)
    let rows = picture(chart, width: 60, height: 12).split(separator: "\n")
    let row = rows.first { $0.contains(" chance ") }
    #expect(row?.contains("╌ chance ") == true)
    #expect(row?.unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) } == true)
  }

  @Test("an ASCII chart holds ASCII only")
  func ascii() {
    let x = (0..<200).map(Double.init)
    let chart = LineChart(
      series: [.init(x: x, y: Samples(x.map { sin($0 / 20) }), style: .plain)], glyphs: .ascii)
    #expect(picture(chart, width: 60, height: 14).utf8.allSatisfy { $0 < 0x7F })
  }
}
