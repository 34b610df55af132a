import Corpus
import Foundation
import Testing

/// The variation of training pairs: ranges of l3embedding (saturation 0.5 to 1.5, brightness 32/255),
/// any crop, either side, gain 0.9 to 1.1.
@Suite("Variation of pairs")
struct AugmentationTests {
  private let pairs: [PairDescription]

  init() throws { pairs = try PairSamplerTests.sampler().pairs(0..<100_000) }

  /// What is drawn evenly from a range, and the range.
  private static let ranges:
    [(name: String, value: @Sendable (Augmentation) -> Double, range: ClosedRange<Double>)] = [
      ("crop across", { $0.cropX }, 0...1), ("crop down", { $0.cropY }, 0...1),
      ("brightness", { Double($0.brightness) }, (-32.0 / 255)...(32.0 / 255)),
      ("saturation", { Double($0.saturation) }, 0.5...1.5),
      ("gain", { Double($0.gain) }, 0.9...1.1),
    ]

  @Test("crop, brightness, saturation and gain are drawn evenly from their ranges, and not beyond")
  func ranges() {
    for (name, value, range) in Self.ranges {
      let values = pairs.map { value($0.augmentation) }
      // Singles are rounded at the ends.
      let isInside = values.allSatisfy {
        range.lowerBound - 1e-7 <= $0 && $0 <= range.upperBound + 1e-7
      }
      let distance = KolmogorovSmirnov.distance(values, toUniformOver: range)
      #expect(isInside && distance < KolmogorovSmirnov.bound(values.count), "\(name)")
    }
  }

  @Test("half of the pictures are mirrored")
  func flips() {
    let flipped = pairs.count { $0.augmentation.flipped }
    // Five standard deviations of a fair coin.
    #expect(abs(Double(flipped) - 50_000) < 5 * (100_000.0 / 4).squareRoot())
  }

  @Test("what is varied is varied apart: no two values go together")
  func independent() {
    let columns =
      Self.ranges.map { range in pairs.map { range.value($0.augmentation) } }
      + [pairs.map { $0.augmentation.flipped ? 1 : 0 }]
    for i in columns.indices {
      for j in 0..<i {
        // A correlation of independent values has a standard deviation of 1 / √n.
        #expect(abs(correlation(columns[i], columns[j])) < 5 / Double(pairs.count).squareRoot())
      }
    }
  }

  @Test("matching and mismatched pairs are varied alike")
  func classes() {
    let (positives, negatives) = (
      pairs.filter(\.corresponds), pairs.filter { !$0.corresponds }
    )
    let bound = KolmogorovSmirnov.bound(positives.count, negatives.count)
    for (name, value, _) in Self.ranges {
      let distance = KolmogorovSmirnov.distance(
        positives.map { value($0.augmentation) }, negatives.map { value($0.augmentation) })
      #expect(distance < bound, "\(name)")
    }
    let flips = [positives, negatives].map { $0.count { $0.augmentation.flipped } }
    #expect(abs(flips[0] - flips[1]) < Int(5 * (100_000.0 / 4).squareRoot()))
  }

  private func correlation(_ a: [Double], _ b: [Double]) -> Double {
    let count = Double(a.count)
    let (meanA, meanB) = (a.reduce(0, +) / count, b.reduce(0, +) / count)
    var (both, squareA, squareB) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      both += (x - meanA) * (y - meanB)
      squareA += (x - meanA) * (x - meanA)
      squareB += (y - meanB) * (y - meanB)
    }
    return both / (squareA * squareB).squareRoot()
  }
}
