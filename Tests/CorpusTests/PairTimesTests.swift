import Corpus
import Testing

/// When a pair's frame is seen and its second heard: a network that could tell the classes apart by
/// that would learn nothing else (*Objects that Sound* tells of one that did; OpenL3's published
/// weights came of frames that were nearly always a clip's last).
@Suite("Times of frames and sounds")
struct PairTimesTests {
  private let clips = PairSamplerTests.clips()
  private let positives: [PairDescription]
  private let negatives: [PairDescription]

  /// 100,000 draws of each class.
  init() throws {
    let pairs = try PairSamplerTests.sampler().pairs(0..<200_000)
    positives = pairs.filter(\.corresponds)
    negatives = pairs.filter { !$0.corresponds }
  }

  /// The seconds from which the pair's sound may start, so that it holds the frame of its clip.
  private func starts(_ pair: PairDescription) -> ClosedRange<Double> {
    let clip = clips[pair.pictureClip]
    let last = clip.start + clip.usedDuration - 1
    let first = min(max(clip.start, pair.frameTime - 1), last)
    return first...max(first, min(pair.frameTime, last))
  }

  @Test("frames are spread evenly over the used seconds of their clips, in both classes")
  func framesAreEven() {
    for pairs in [positives, negatives] {
      let places = pairs.map { pair in
        let clip = clips[pair.pictureClip]
        return (pair.frameTime - clip.start) / clip.usedDuration
      }
      let distance = KolmogorovSmirnov.distance(places, toUniformOver: 0...1)
      #expect(places.count == 100_000 && distance < KolmogorovSmirnov.bound(100_000))
    }
  }

  @Test("a second of sound lies anywhere about its frame, as evenly as the clip's ends allow")
  func soundsAreEven() {
    let places = positives.compactMap { pair in
      let range = starts(pair)
      let width = range.upperBound - range.lowerBound
      return width > 1e-3 ? (pair.soundStart - range.lowerBound) / width : nil
    }
    let distance = KolmogorovSmirnov.distance(places, toUniformOver: 0...1)
    #expect(places.count > 99_000 && distance < KolmogorovSmirnov.bound(places.count))
  }

  @Test("frame times and sound starts are distributed alike in both classes")
  func sameTimes() {
    let bound = KolmogorovSmirnov.bound(positives.count, negatives.count)
    for time in [\PairDescription.frameTime, \.soundStart] {
      let distance = KolmogorovSmirnov.distance(
        positives.map { $0[keyPath: time] }, negatives.map { $0[keyPath: time] })
      #expect(distance < bound)
    }
  }

  @Test("times fall alike between the pictures of a video in both classes: no class has a grid")
  func sameGrid() {
    let bound = KolmogorovSmirnov.bound(positives.count, negatives.count)
    for rate in [25, 29.97] {
      for time in [\PairDescription.frameTime, \.soundStart] {
        let phases = [positives, negatives].map { pairs in
          pairs.map { ($0[keyPath: time] * rate).truncatingRemainder(dividingBy: 1) }
        }
        #expect(KolmogorovSmirnov.distance(phases[0], phases[1]) < bound)
      }
    }
  }

  @Test("the two-sample test would notice mismatched sounds that start anywhere in their clip")
  func testHasPower() {
    // A sound that holds a frame starts more often near the ends of its clip than one drawn by itself.
    let uniform = positives.enumerated().map { i, pair in
      let clip = clips[pair.soundClip]
      return clip.start + (clip.usedDuration - 1) * Double(i % 997) / 997
    }
    let distance = KolmogorovSmirnov.distance(positives.map(\.soundStart), uniform)
    #expect(distance > KolmogorovSmirnov.bound(positives.count, uniform.count))
  }
}
