/// A colour picture in memory.
public struct Picture: Sendable, Equatable {
  /// Pixels across.
  public let width: Int
  /// Pixels down.
  public let height: Int
  /// RGB24: `height` rows of `width` interleaved red, green, blue bytes, no padding.
  public var pixels: [UInt8]

  /// Takes pixels that are there already; traps unless `pixels` holds `3 * width * height` bytes.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      pixels.count == 3 * width * height,
      "picture: \(width)x\(height) needs \(3 * width * height) bytes, not \(pixels.count)")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// A picture of one colour, black unless told.
  public init(
    width: Int, height: Int, red: UInt8 = 0, green: UInt8 = 0, blue: UInt8 = 0
  ) {
    var pixels = [UInt8](repeating: 0, count: 3 * width * height)
    for start in stride(from: 0, to: pixels.count, by: 3) {
      pixels[start] = red
      pixels[start + 1] = green
      pixels[start + 2] = blue
    }
    self.init(width: width, height: height, pixels: pixels)
  }
}
