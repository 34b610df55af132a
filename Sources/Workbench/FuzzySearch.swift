/// Finds what a person means from a few letters of it.
public enum FuzzySearch {
  /// How well `query` fits `text`: nil when its letters do not all occur in order. Letters at the
  /// start of words and letters in a row count more, gaps and long texts less. Case and blanks of
  /// the query do not matter.
  public static func score(_ query: String, in text: String) -> Int? {
    let space = UInt8(ascii: " ")
    let wanted = Array(query.lowercased().utf8).filter { $0 != space }
    if wanted.isEmpty { return 0 }
    let letters = Array(text.lowercased().utf8)
    guard wanted.count <= letters.count else { return nil }
    // best[j]: best score with the query so far, its last letter at j.
    var best = [Int?](repeating: nil, count: letters.count)
    for (place, letter) in wanted.enumerated() {
      var next = [Int?](repeating: nil, count: letters.count)
      var reachable: Int?
      for j in letters.indices {
        if place > 0, j > 0, let before = best[j - 1] { reachable = max(reachable ?? .min, before) }
        guard letters[j] == letter else { continue }
        let isStart = j == 0 || letters[j - 1] == space || letters[j - 1] == UInt8(ascii: "-")
        let bonus = isStart ? 8 : 1
        if place == 0 {
          next[j] = bonus - min(j, 6) / 2
        } else {
          let inRow = j > 0 ? best[j - 1].map { $0 + bonus + 8 } : nil
          let apart = reachable.map { $0 + bonus - 1 }
          next[j] = [inRow, apart].compactMap { $0 }.max()
        }
      }
      if next.allSatisfy({ $0 == nil }) { return nil }
      best = next
    }
    return best.compactMap { $0 }.max().map { $0 - letters.count / 8 }
  }
}
