import Foundation
import Terminal
import Testing

@Suite("Smoothing")
struct SmoothingTests {
  @Test("a constant series is its own average from the first value")
  func unbiased() {
    for value in SmoothedSeries(weight: 0.99, of: Array(repeating: 0.69, count: 50)).values {
      #expect(abs(value - 0.69) < 1e-12)
    }
  }

  @Test("the average follows its formula and passes over what is not finite")
  func formula() {
    let raw = [1.0, .nan, 0.5, .infinity, 0.25]
    let smooth = SmoothedSeries(weight: 0.6, of: raw)
    #expect(smooth.values[0] == 1)
    #expect(smooth.values[1].isNaN)
    #expect(abs(smooth.values[2] - (0.6 * 0.4 * 1 + 0.4 * 0.5) / (1 - 0.36)) < 1e-12)
    #expect(smooth.values[3].isNaN)
    var grown = SmoothedSeries(weight: 0.6)
    for value in raw { grown.append(value) }
    #expect(grown.values.map { $0.bitPattern } == smooth.values.map { $0.bitPattern })
  }

  @Test("no weight changes nothing")
  func none() {
    #expect(SmoothedSeries(weight: 0, of: [3, 1, 2]).values == [3, 1, 2])
  }

  @Test("Wilson's interval holds the share, narrows with the count and stays within 0 and 1")
  func intervals() {
    let half = Binomial.interval(share: 0.5, count: 100)
    #expect(abs(half.lowerBound - 0.4038) < 1e-4 && abs(half.upperBound - 0.5962) < 1e-4)
    let sure = Binomial.interval(share: 1, count: 10)
    #expect(abs(sure.upperBound - 1) < 1e-9 && abs(sure.lowerBound - 0.7225) < 1e-4)
    #expect(Binomial.interval(share: 0.5, count: 0) == 0...1)
  }
}

@Suite("Ticks")
struct TickTests {
  @Test("ticks are round, inside the range, in order and few")
  func linear() {
    var dice = Dice(state: 4)
    for _ in 0..<2_000 {
      let low = Double.random(in: -1e4...1e4, using: &dice)
      let span = pow(10, Double.random(in: -3...5, using: &dice))
      let count = Int.random(in: 2...12, using: &dice)
      let ticks = Ticks.linear(low...(low + span), atMost: count)
      #expect(ticks.count >= 1 && ticks.count <= count + 1)
      #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0.value < $1.value })
      #expect(
        ticks.allSatisfy {
          $0.value >= low - span * 1e-6 && $0.value <= low + span * (1 + 1e-6)
        })
      #expect(Set(ticks.map(\.label)).count == ticks.count)
    }
  }

  @Test("labels are short and exact")
  func labels() {
    func labels(_ ticks: [Tick]) -> [String] { ticks.map(\.label) }
    #expect(
      labels(Ticks.linear(0...50_000, atMost: 6)) == ["0", "10k", "20k", "30k", "40k", "50k"])
    #expect(
      labels(Ticks.linear(0.18...0.72, atMost: 6)) == ["0.2", "0.3", "0.4", "0.5", "0.6", "0.7"])
    #expect(
      labels(Ticks.linear(0.61...0.70, atMost: 5)) == ["0.62", "0.64", "0.66", "0.68", "0.70"])
    #expect(
      labels(Ticks.linear(1_000...3_400, atMost: 5)) == ["1000", "1500", "2000", "2500", "3000"])
    #expect(labels(Ticks.logarithmic(0.008...20, atMost: 12)).contains("0.05"))
    #expect(labels(Ticks.durations(0...7_300, atMost: 5)) == ["0", "30m", "1h", "1h30", "2h"])
    #expect(labels(Ticks.durations(0...95, atMost: 4)) == ["0", "30s", "1m", "1m30"])
    #expect(
      labels(Ticks.clock(0...7_200, atMost: 5, offset: 3_600)) == [
        "01:00", "01:30", "02:00", "02:30", "03:00",
      ])
    #expect(
      labels(Ticks.clock(1_709_159_400...1_709_337_600, atMost: 6, offset: 0)) == [
        "29 Feb", "12:00", "1 Mar", "12:00", "2 Mar",
      ])
  }

  @Test("a range without width has its one value")
  func single() {
    #expect(Ticks.linear(3...3, atMost: 5).map(\.label) == ["3.00"])
    #expect(Ticks.durations(0...0, atMost: 5).count == 1)
  }
}

@Suite("Numbers")
struct NumberTextTests {
  @Test("numbers are written as a person would")
  func numbers() {
    #expect(NumberText.fraction(0.8624) == ".862")
    #expect(NumberText.fraction(-0.5) == "-.500")
    #expect(NumberText.fraction(1) == "1.000")
    #expect(NumberText.fixed(0.9996, 3) == "1.000")
    #expect(NumberText.fixed(-0.0001, 2) == "0.00")
    #expect(NumberText.fixed(.nan, 2) == "NaN")
    #expect(NumberText.grouped(-1_234_567) == "-1,234,567")
    #expect(NumberText.grouped(.min).count > 20)
    #expect(NumberText.scientific(0.0001) == "1.0e-4")
    #expect(NumberText.scientific(9.99e-5) == "1.0e-4")
    #expect(NumberText.short(41.83) == "41.8")
    #expect(NumberText.short(12_480) == "12.5k")
    #expect(NumberText.short(0) == "0")
    #expect(NumberText.bytes(19_200_000) == "19.2 MB")
  }

  @Test("spans of time show their two largest units")
  func durations() {
    #expect(NumberText.duration(0.4) == "0 s")
    #expect(NumberText.duration(59.6) == "1m 00s")
    #expect(NumberText.duration(187) == "3m 07s")
    #expect(NumberText.duration(5 * 3_600 + 12 * 60 + 44) == "5h 12m")
    #expect(NumberText.duration(2 * 86_400 + 4 * 3_600) == "2d 04h")
    #expect(NumberText.duration(.infinity) == "-")
    #expect(NumberText.clock(-1, offset: 0) == "23:59:59")
    #expect(NumberText.day(-86_400) == "31 Dec" && NumberText.day(1_709_164_800) == "29 Feb")
    #expect(NumberText.day(1_763_856_000) == "23 Nov")
  }
}

@Suite("Samples")
struct SamplesTests {
  @Test("a summary of a hundred thousand values keeps every extreme and every gap")
  func summary() {
    var dice = Dice(state: 8)
    var values = (0..<100_000).map { _ in Double.random(in: 0...1, using: &dice) }
    values[77_777] = 9
    values[33_333] = -9
    for index in 50_000..<50_100 { values[index] = .nan }
    let samples = Samples(values)
    #expect(samples.values.count == 100_000 && samples.gapCount == 100)
    #expect(samples.groups.count <= Samples.groupLimit)
    #expect(samples.groups.count * samples.groupSize >= 100_000)
    for (index, group) in samples.groups.enumerated() {
      let start = index * samples.groupSize
      let part = values[start..<min(start + samples.groupSize, values.count)].filter(\.isFinite)
      #expect(part.isEmpty ? group.low.isNaN : group.low == part.min() && group.high == part.max())
      #expect(part.isEmpty || group.first == part.first && group.last == part.last)
    }
    #expect(samples.extent(count: 100_000, positiveOnly: false) == -9...9)
  }
}

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
