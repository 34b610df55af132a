import Compute

/// Draws pairs: a pure function of the clips, the seed and the pair's number.
///
/// Half of the pairs correspond. A *draw* is a clip, a frame time in it and the start of a second
/// of sound that contains that time. A positive pair is a draw; the negatives of a block are the
/// draws of that block with their sounds exchanged between sources. So every frame time and every
/// sound start has the same distribution in both classes, and each clip appears as often in both
/// (LLL 2.2; *Objects that Sound* tells how anything else is exploited). Labels are never read.
public struct PairSampler: Sendable {
  /// Pairs in a block: half positives, half negatives that exchange sounds with one another.
  static let blockSize = 256

  /// The clips that descriptions point into.
  public let clips: [Clip]
  let seed: UInt64
  let name: String
  let augments: Bool
  private let sourceIndex: [Int]

  /// A sampler over `clips`.
  ///
  /// - Parameters:
  ///   - clips: at least two clips of at least two sources, each a second long or longer.
  ///   - seed: the session's seed.
  ///   - name: the stream of randomness, such as "train" or "validation".
  ///   - augments: whether pairs are varied (training) or cropped at the centre (evaluation).
  /// - Throws: `CorpusError.tooFewSources`.
  public init(clips: [Clip], seed: UInt64, name: String, augments: Bool) throws {
    var numbers: [String: Int] = [:]
    for clip in clips where numbers[clip.source] == nil { numbers[clip.source] = numbers.count }
    sourceIndex = clips.map { numbers[$0.source, default: 0] }
    guard numbers.count >= 2 else {
      throw CorpusError.tooFewSources(split: name, found: numbers.count)
    }
    self.clips = clips
    self.seed = seed
    self.name = name
    self.augments = augments
  }

  /// The pairs `range` of the endless sequence, in order.
  public func pairs(_ range: Range<Int>) -> [PairDescription] {
    var result: [PairDescription] = []
    result.reserveCapacity(range.count)
    var position = range.lowerBound
    while position < range.upperBound {
      let block = position / Self.blockSize
      let start = block * Self.blockSize
      let end = min(range.upperBound, start + Self.blockSize)
      result += pairs(ofBlock: block)[(position - start)..<(end - start)]
      position = end
    }
    return result
  }

  /// The pairs of one block; positives and negatives alternate.
  func pairs(ofBlock block: Int) -> [PairDescription] {
    let half = Self.blockSize / 2
    let positives = draws(block: block, class: "positive", count: half)
    let negatives = draws(block: block, class: "negative", count: half)
    var random = RandomStream(seed: seed, name: "\(name).augment", block)
    let partners = exchange(negatives, block: block)
    var result: [PairDescription] = []
    result.reserveCapacity(Self.blockSize)
    for i in 0..<half {
      for (picture, sound, corresponds) in [
        (positives[i], positives[i], true), (negatives[i], partners[i], false),
      ] {
        result.append(
          PairDescription(
            pictureClip: picture.clip, frameTime: picture.frameTime, soundClip: sound.clip,
            soundStart: sound.soundStart, corresponds: corresponds,
            augmentation: augments ? .random(&random) : .none))
      }
    }
    return result
  }

  /// A moment of a clip: a frame and a second of sound that contains it.
  struct Draw: Equatable {
    var clip: Int
    var frameTime: Double
    var soundStart: Double
  }

  /// The draws of a block: clips in epochs of permutations, so that none is left out by chance.
  private func draws(block: Int, class kind: String, count: Int) -> [Draw] {
    var random = RandomStream(seed: seed, name: "\(name).\(kind)", block)
    var epoch = -1
    var order: [Int] = []
    return (block * count..<(block + 1) * count).map { number in
      if number / clips.count != epoch {
        epoch = number / clips.count
        var shuffle = RandomStream(
          seed: seed, name: "\(name).\(kind).order", epoch)
        order = shuffle.permutation(clips.count)
      }
      return draw(clip: order[number % clips.count], &random)
    }
  }

  /// A frame time uniform over the clip, then a sound start uniform over the seconds that
  /// contain it.
  private func draw(clip: Int, _ random: inout RandomStream) -> Draw {
    let start = clips[clip].start
    let duration = clips[clip].usedDuration
    let frameTime = random.uniform() * duration
    let earliest = max(0, min(frameTime - 1, duration - 1))
    let latest = max(earliest, min(frameTime, duration - 1))
    return Draw(
      clip: clip, frameTime: start + frameTime,
      soundStart: start + earliest + random.uniform() * (latest - earliest))
  }

  /// For each draw the draw that lends it its sound: each lends once, never within a source.
  ///
  /// Sorted by source (sources in random order), a rotation by the size of the largest source maps
  /// every draw to another source, as long as no source has more than half of the draws. Where one
  /// has, its surplus borrows from random draws of other sources.
  private func exchange(_ draws: [Draw], block: Int) -> [Draw] {
    var random = RandomStream(seed: seed, name: "\(name).exchange", block)
    var bySource: [Int: [Int]] = [:]
    for i in draws.indices { bySource[sourceIndex[draws[i].clip], default: []].append(i) }
    let sources = bySource.keys.sorted()
    let order = random.permutation(sources.count).flatMap { bySource[sources[$0], default: []] }
    let largest = bySource.values.map(\.count).max() ?? 0
    var partners = draws
    for (position, i) in order.enumerated() {
      let j = order[(position + largest) % order.count]
      if sourceIndex[draws[j].clip] == sourceIndex[draws[i].clip] {
        let foreign = clips.indices.filter { sourceIndex[$0] != sourceIndex[draws[i].clip] }
        partners[i] = draw(clip: foreign[random.int(below: foreign.count)], &random)
      } else {
        partners[i] = draws[j]
      }
    }
    return partners
  }
}

/// Reads single pairs of a sampler in nearly ascending order, the block at hand kept.
struct PairCursor {
  let sampler: PairSampler
  private var block = -1
  private var pairs: [PairDescription] = []

  init(sampler: PairSampler) { self.sampler = sampler }

  /// The pair of that number.
  mutating func pair(_ number: Int) -> PairDescription {
    if number / PairSampler.blockSize != block {
      block = number / PairSampler.blockSize
      pairs = sampler.pairs(ofBlock: block)
    }
    return pairs[number % PairSampler.blockSize]
  }
}
