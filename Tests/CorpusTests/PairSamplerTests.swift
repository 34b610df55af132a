import Corpus
import Testing

@Suite("Pairs")
struct PairSamplerTests {
  /// Twenty clips of 3 to 12 seconds, every four of one source.
  static func clips(labelled: Bool = false) -> [Clip] {
    (0..<20).map {
      Clip(
        path: "clip-\($0)", source: "source-\($0 / 4)", start: 0.25, duration: 3 + Double($0 % 10),
        label: labelled ? "class-\($0 % 3)" : nil)
    }
  }

  static func sampler(
    seed: UInt64 = 7, labelled: Bool = false, augments: Bool = true
  ) throws -> PairSampler {
    try PairSampler(
      clips: clips(labelled: labelled), seed: seed, name: "train", augments: augments)
  }

  @Test("a frame lies inside its second of sound, both inside the clip")
  func frameInsideSecond() throws {
    let clips = Self.clips()
    for pair in try Self.sampler().pairs(0..<20_000) where pair.corresponds {
      #expect(pair.pictureClip == pair.soundClip)
      #expect(pair.soundStart <= pair.frameTime && pair.frameTime <= pair.soundStart + 1)
      #expect(pair.frameTime < 0.25 + clips[pair.pictureClip].usedDuration)
      #expect(pair.soundStart >= 0.25)
      #expect(pair.soundStart + 1 <= 0.25 + clips[pair.soundClip].usedDuration + 1e-9)
    }
  }

  @Test("half of the pairs correspond, in every batch of even size")
  func halfAndHalf() throws {
    let pairs = try Self.sampler().pairs(0..<4096)
    for batch in stride(from: 0, to: 4096, by: 16) {
      #expect(pairs[batch..<batch + 16].count { $0.corresponds } == 8)
    }
  }

  @Test("a mismatched pair never comes from one source")
  func negativesDifferInSource() throws {
    let clips = Self.clips()
    for pair in try Self.sampler().pairs(0..<20_000) where !pair.corresponds {
      #expect(clips[pair.pictureClip].source != clips[pair.soundClip].source)
    }
  }

  @Test("with one source that holds most clips, mismatched pairs still differ in source")
  func lopsidedSources() throws {
    let clips = (0..<20).map {
      Clip(path: "\($0)", source: $0 < 17 ? "big" : "small-\($0)", duration: 5)
    }
    let sampler = try PairSampler(clips: clips, seed: 1, name: "train", augments: false)
    for pair in sampler.pairs(0..<5000) where !pair.corresponds {
      #expect(clips[pair.pictureClip].source != clips[pair.soundClip].source)
    }
  }

  @Test("each clip shows and sounds as often in positives as in negatives")
  func equallyOften() throws {
    var counts = [[Int]](repeating: [0, 0, 0, 0], count: 20)
    // 160 blocks of 128 draws a class are 1024 epochs of 20 clips.
    for pair in try Self.sampler().pairs(0..<(160 * 256)) {
      counts[pair.pictureClip][pair.corresponds ? 0 : 1] += 1
      counts[pair.soundClip][pair.corresponds ? 2 : 3] += 1
    }
    for count in counts { #expect(count == [1024, 1024, 1024, 1024]) }
  }

  @Test("labels are never read: other labels, same pairs")
  func labelsUnread() throws {
    let without = try Self.sampler().pairs(0..<2000)
    let with = try Self.sampler(labelled: true).pairs(0..<2000)
    #expect(with == without)
  }

  @Test("the same seed gives the same pairs, however they are asked for; another seed gives others")
  func deterministic() throws {
    let all = try Self.sampler().pairs(0..<1000)
    let pieces = try [0..<1, 1..<255, 255..<700, 700..<1000].flatMap {
      try Self.sampler().pairs($0)
    }
    let others = try Self.sampler(seed: 8).pairs(0..<1000)
    #expect(all == pieces)
    let same = zip(all, others).count { $0 == $1 }
    #expect(same < 5)
  }

  @Test("evaluation crops at the centre and varies nothing")
  func evaluation() throws {
    let pairs = try Self.sampler(augments: false).pairs(0..<500)
    #expect(pairs.allSatisfy { $0.augmentation == .none })
    let varied = try Self.sampler().pairs(0..<500)
    #expect(Set(varied.map(\.augmentation.saturation)).count > 490)
  }

  @Test("clips of one source alone are refused, with the count")
  func oneSource() {
    let clips = [
      Clip(path: "a", source: "s", duration: 5), Clip(path: "b", source: "s", duration: 5),
    ]
    let error = #expect(throws: CorpusError.self) {
      try PairSampler(clips: clips, seed: 1, name: "train", augments: true)
    }
    #expect(String(describing: error).contains("1 source"))
  }
}
