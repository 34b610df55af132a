/// A sequence of colours for pictures of numbers: rising in lightness, or, for differences, lightest
/// in the middle.
///
/// Viridis and magma (van der Walt and Smith 2015) and cividis (Nunez et al. 2018) by their 256
/// published points, as matplotlib has them (in the public domain, CC0). The difference palette joins
/// the blue and the vermilion of Okabe and Ito through near white (our choice).
public enum Palette: String, CaseIterable, Sendable {
  case viridis
  case magma
  case cividis
  /// Blue below, near white at the middle, orange above.
  case difference

  /// Whether the middle of the range means nothing, as in differences.
  public var isDiverging: Bool { self == .difference }

  /// The colour of a level 0 (lowest) to 1 (highest): the nearest of the 256 points. Levels outside
  /// are taken to the nearer end, one that is not a number to the lower.
  public func color(_ level: Double) -> RGB {
    let place = level.isNaN ? 0 : min(1, max(0, level)) * 255
    return points[Int(place.rounded())]
  }

  /// The 256 colours, from the lowest level up.
  public var points: [RGB] {
    switch self {
    case .viridis: Palette.viridisPoints
    case .magma: Palette.magmaPoints
    case .cividis: Palette.cividisPoints
    case .difference: Palette.differencePoints
    }
  }

  private static let viridisPoints = Palette.viridisHex.map { RGB($0) }
  private static let magmaPoints = Palette.magmaHex.map { RGB($0) }
  private static let cividisPoints = Palette.cividisHex.map { RGB($0) }
  private static let differencePoints: [RGB] = {
    let knots = [0x0072B2, 0x7FB8D8, 0xF7F7F7, 0xEAAE80, 0xD55E00].map { RGB($0) }
    return (0..<256).map { index in
      let place = Double(index) / 255 * Double(knots.count - 1)
      let below = min(knots.count - 2, Int(place))
      return knots[below].mixed(with: knots[below + 1], place - Double(below))
    }
  }()
}
