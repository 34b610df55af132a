/// A picture in pixels over cells, for terminals that can show one.
public struct PlacedPicture: Hashable, Sendable {
  /// The cells that it covers whole.
  public let rect: Rect
  /// The picture, stretched to them.
  public let raster: Raster

  /// A picture over cells.
  public init(_ raster: Raster, over rect: Rect) {
    self.rect = rect
    self.raster = raster
  }
}
