import Compute

/// Divides clips into train, validation and test by source video, from a seed.
struct Splitter {
  /// Fractions of clips in train, validation and test; they add up to 1.
  var fractions: [Double]
  /// The session's seed.
  var seed: UInt64

  /// The split of each clip.
  ///
  /// A split fixed by a label file wins, for the whole of its source, and takes its room; the other
  /// sources in a seeded random order fill test, then validation, each up to its fraction of all
  /// clips, and the rest is train.
  ///
  /// - Throws: `CorpusError.sourceInTwoSplits` when the label file divides a source.
  func splits(of clips: [Clip], fixed: [Split?]) throws -> [Split] {
    var members: [String: [Int]] = [:]
    for (i, clip) in clips.enumerated() { members[clip.source, default: []].append(i) }
    var room: [Split: Double] = [
      .test: fractions[2] * Double(clips.count), .validation: fractions[1] * Double(clips.count),
    ]
    var result = [Split](repeating: .train, count: clips.count)
    func place(_ source: [Int], in split: Split) {
      for i in source { result[i] = split }
      room[split, default: 0] -= Double(source.count)
    }
    let names = members.keys.sorted()
    var free: Set<String> = []
    for name in names {
      let source = members[name, default: []]
      let known = source.filter { fixed[$0] != nil }
      guard let first = known.first, let split = fixed[first] else {
        free.insert(name)
        continue
      }
      if let other = known.first(where: { fixed[$0] != split }), let otherSplit = fixed[other] {
        throw CorpusError.sourceInTwoSplits(
          source: name, files: [clips[first].path, clips[other].path],
          splits: [split, otherSplit])
      }
      place(source, in: split)
    }
    var random = RandomStream(seed: seed, name: "split")
    for number in random.permutation(names.count) where free.contains(names[number]) {
      let source = members[names[number], default: []]
      // Half a source may spill over, so that the sizes come out nearest to the fractions.
      let needed = Double(source.count) / 2
      guard let split = [Split.test, .validation].first(where: { room[$0, default: 0] >= needed })
      else { continue }
      place(source, in: split)
    }
    return result
  }
}
