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
  private let tier: ColorTier

  /// A cache of at most `limit` pairs, number 0 (the terminal's own colours) included.
  init(limit: Int, tier: ColorTier) {
    // Beyond 32,767 some versions of ncurses lose pairs; no screen has as many.
    self.limit = min(limit, 32_767)
    self.tier = tier
  }

  /// The number of a pair, made on first use; nil when there is no room left.
  mutating func number(_ style: Style) -> Int32? {
    let pair = Pair(
      foreground: index(style.foreground), background: index(style.background))
    if pair.foreground < 0, pair.background < 0 { return 0 }
    if let number = numbers[pair] { return number }
    let number = Int32(numbers.count + 1)
    guard Int(number) < limit,
      init_extended_pair(number, pair.foreground, pair.background) == OK
    else { return nil }
    numbers[pair] = number
    return number
  }

  /// Whether there is room for a screenful of pairs, so that forgetting the old ones helps.
  var isLarge: Bool { limit > 1_000 }

  /// Forgets all pairs; what is on the screen must be drawn anew.
  mutating func reset() {
    numbers = [:]
    reset_color_pairs()
  }

  /// How ncurses writes a colour: -1 for the terminal's own, an entry of the palette, or 24 bits.
  private func index(_ color: Color) -> Int32 {
    guard tier == .trueColor else {
      if case .palette(let index) = color.adapted(to: tier) { return Int32(index) }
      return -1
    }
    if case .palette(let index) = color, index < 8 { return Int32(index) }
    guard let (red, green, blue) = color.components else { return -1 }
    // The numbers below are entries of the palette.
    return max(8, Int32(red) << 16 | Int32(green) << 8 | Int32(blue))
  }
}
