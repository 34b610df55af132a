import Compute

/// Divides clips into train, validation and test by source video, from a seed.
struct Splitter {
  /// Fractions of clips in train, validation and test; they add up to 1.
  var fractions: [Double]
  /// The session's seed.
  var seed: UInt64

  /// The split of each clip.
  ///
  /// Sources in a seeded random order fill test, then validation, then train, each up to its
  /// fraction of all clips. A split fixed by a label file wins, for the whole of its source.
  func splits(of clips: [Clip], fixed: [Split?]) -> [Split] {
    var members: [String: [Int]] = [:]
    for (i, clip) in clips.enumerated() { members[clip.source, default: []].append(i) }
    var result = [Split](repeating: .train, count: clips.count)
    var room: [(split: Split, clips: Double)] = [
      (.test, fractions[2] * Double(clips.count)),
      (.validation, fractions[1] * Double(clips.count)),
    ]
    let names = members.keys.sorted()
    var random = RandomStream(seed: seed, name: "split")
    for number in random.permutation(names.count) {
      let clipsOfSource = members[names[number], default: []]
      if let split = clipsOfSource.lazy.compactMap({ fixed[$0] }).first {
        for i in clipsOfSource { result[i] = split }
        continue
      }
      // Half a source may spill over, so that the sizes come out nearest to the fractions.
      let needed = Double(clipsOfSource.count) / 2
      guard let place = room.indices.first(where: { room[$0].clips >= needed }) else { continue }
      for i in clipsOfSource { result[i] = room[place].split }
      room[place].clips -= Double(clipsOfSource.count)
    }
    return result
  }
}
