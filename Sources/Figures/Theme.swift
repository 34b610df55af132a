import Scales

/// The colours of a figure.
public struct Theme: Hashable, Sendable {
  /// The sheet.
  public var background: RGB
  /// Letters and frames.
  public var ink: RGB
  /// Captions and ticks.
  public var dimmed: RGB
  /// Lines behind the data.
  public var grid: RGB
  /// Places of a field that have no value, points that have no category.
  public var missing: RGB
  /// Points of categories, in turn: the colours of Okabe and Ito (2008) in their own order, which
  /// the screen has too.
  public var categories: [RGB]
  /// Curves and bars, in turn: the same colours, those with most contrast first.
  public var series: [RGB]

  /// Dark on white, for paper.
  public static let light = Theme(
    background: RGB(0xFFFFFF), ink: RGB(0x1A1A1A), dimmed: RGB(0x5A5A5A), grid: RGB(0xE4E4E4),
    missing: RGB(0xA8A8A8), categories: okabeIto + [RGB(0x666666)],
    series: [4, 5, 2, 6, 0, 1].map { okabeIto[$0] } + [RGB(0x666666)])

  /// Light on near black, for slides and screens.
  public static let dark = Theme(
    background: RGB(0x15171A), ink: RGB(0xECECEC), dimmed: RGB(0xA9ADB3), grid: RGB(0x33373D),
    missing: RGB(0x707070), categories: okabeIto + [RGB(0xB8B8B8)],
    series: [1, 0, 2, 6, 3, 5].map { okabeIto[$0] } + [RGB(0xB8B8B8)])

  /// Orange, sky blue, bluish green, yellow, blue, vermilion, reddish purple (black, the eighth, is
  /// the ink's).
  private static let okabeIto: [RGB] = [
    0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442, 0x0072B2, 0xD55E00, 0xCC79A7,
  ].map { RGB($0) }
}
