import Corpus
import Testing

@Suite("What holds training up or harms it")
struct ShortcomingTests {
  /// The index of a single clip, which stands for any.
  private let single: CorpusBuilder.Index

  init() throws {
    let folder = try ClipFolder()
    single = try CorpusBuilder(paths: [folder.add("any.mp4")]).build(threads: 1)
  }

  /// Clips of these sources, 10 s each, in the training split.
  private func clips(_ sources: [String]) -> [Clip] {
    sources.enumerated().map { Clip(path: "\($0.offset).mp4", source: $0.element, duration: 10) }
  }

  private func shortcomings(_ clips: [Clip]) -> [String] {
    var index = single
    index.clips = clips.map { clip in
      var indexed = single.clips[0]
      indexed.clip = clip
      return indexed
    }
    return CorpusBuilder(paths: [], fractions: [1, 0, 0]).shortcomings(of: index)
  }

  @Test("a source with more than half of a split's clips is told of: what, expected, remedy")
  func dominance() {
    let sources = [String](repeating: "big\u{1B}", count: 10) + ["a", "b"]
    let found = shortcomings(clips(sources))
    #expect(
      found == [
        "the train split has 10 of 12 clips of one source video, 'big?', expected half of them at "
          + "most: mismatched pairs take their sound from the other 2 clip(s) 5 times as often as "
          + "matching pairs do, which tells them apart; add videos of other sources, or leave some "
          + "of this one out"
      ])
  }

  @Test("half of a split's clips, or fewer, of one source are no matter; splits count apart")
  func half() {
    #expect(shortcomings(clips(["a", "a", "b", "c"])) == [])
    #expect(shortcomings(clips(["a", "b"])) == [])
    var divided = clips(["a", "a", "a", "b", "c", "d", "e", "e", "f"])
    for i in 6..<9 { divided[i].split = .test }
    let found = shortcomings(divided)
    #expect(found.count == 1 && found[0].hasPrefix("the test split has 2 of 3 clips of one source"))
  }

  @Test("a split of one source alone is said to be too small, and no more")
  func alone() {
    let found = shortcomings(clips(["a", "a", "a"]))
    #expect(found.count == 1 && found[0].contains("clips of 1 source video(s)"))
  }

  @Test("the sampler does what is told: the few other clips sound that much oftener in mismatches")
  func figures() throws {
    let clips = clips([String](repeating: "big", count: 10) + ["a", "b"])
    let pairs = try PairSampler(clips: clips, seed: 1, name: "train", augments: false)
      .pairs(0..<100_000)
    let counts = [false, true].map { corresponds in
      Double(pairs.count { $0.corresponds == corresponds && $0.soundClip >= 10 })
    }
    #expect(abs(counts[0] / counts[1] - 5) < 0.1)
  }
}
