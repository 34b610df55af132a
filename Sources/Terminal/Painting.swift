/// A photograph to be painted in the glyphs that come nearest to it, which takes tens of
/// milliseconds: too long between a key and its picture. A view that wants one publishes it with
/// its ``Grid`` and draws something quicker until it is there.
public struct Painting: Hashable, Sendable {
  /// The photograph.
  public let raster: Raster
  /// Columns and rows that it fills.
  public let size: Size
  /// Letters and signs of ASCII alone; otherwise blocks, lines and diagonals.
  public let isASCII: Bool
  /// Colours that there are.
  public let tier: ColorTier

  /// A photograph in so many columns and rows.
  public init(_ raster: Raster, size: Size, isASCII: Bool, tier: ColorTier) {
    self.raster = raster
    self.size = size
    self.isASCII = isASCII
    self.tier = tier
  }
}
