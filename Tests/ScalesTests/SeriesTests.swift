import Foundation
import Scales
import SeededNumbers
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
    #expect(samples.extent(0..<100_000, positiveOnly: false) == -9...9)
  }
}
