import Foundation
import Scales
import SeededNumbers
import Testing

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

  @Test("dozens of decades are marked at even steps of powers of ten, few decades at all of them")
  func decades() {
    func labels(_ range: ClosedRange<Double>, _ count: Int) -> [String] {
      Ticks.logarithmic(range, atMost: count).map(\.label)
    }
    #expect(labels(3e-18...200, 6) == ["1e-16", "1e-12", "1e-8", "0.0001", "1"])
    #expect(labels(1e-3...1_000, 4) == ["0.01", "1", "100"])
    #expect(labels(0.5...2_000, 6) == ["1", "10", "100", "1k"])
    for count in 2...9 {
      let ticks = Ticks.logarithmic(1e-300...1e300, atMost: count)
      #expect((2...count + 1).contains(ticks.count))
    }
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
