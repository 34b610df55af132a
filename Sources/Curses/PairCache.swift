import CNcurses
import Terminal

/// The colour pairs in use: ncurses knows pairs by number, cells know colours.
struct PairCache {
  private struct Pair: Hashable {
    let foreground: Int32
    let background: Int32
  }

  private var numbers: [Pair: Int32] = [:]
  private let limit: Int

  /// A cache of at most `limit` pairs, number 0 (the terminal's own colours) included.
  init(limit: Int) {
    // Beyond 32,767 some versions of ncurses lose pairs; no screen has as many.
    self.limit = min(limit, 32_767)
  }

  /// The number of a pair, made on first use; 0 when there is no room left.
  mutating func number(_ style: Style, tier: ColorTier) -> Int32 {
    let pair = Pair(
      foreground: PairCache.index(style.foreground.adapted(to: tier)),
      background: PairCache.index(style.background.adapted(to: tier)))
    if pair.foreground < 0, pair.background < 0 { return 0 }
    if let number = numbers[pair] { return number }
    let number = Int32(numbers.count + 1)
    guard Int(number) < limit,
      init_extended_pair(number, pair.foreground, pair.background) == OK
    else { return 0 }
    numbers[pair] = number
    return number
  }

  /// The palette entry, or -1 for the terminal's own.
  private static func index(_ color: Color) -> Int32 {
    if case .palette(let index) = color { return Int32(index) }
    return -1
  }
}
