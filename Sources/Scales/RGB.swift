/// 24-bit colour, sRGB.
public struct RGB: Hashable, Sendable {
  /// Components, 0 to 255.
  public let red, green, blue: UInt8

  /// A colour of three components.
  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// A colour written as web pages write it: `0xD55E00`.
  public init(_ hex: UInt32) {
    self.init(UInt8(hex >> 16 & 0xFF), UInt8(hex >> 8 & 0xFF), UInt8(hex & 0xFF))
  }

  /// The colour `share` of the way from this one to `other`, along a line in sRGB.
  public func mixed(with other: RGB, _ share: Double) -> RGB {
    func mixed(_ from: UInt8, _ to: UInt8) -> UInt8 {
      UInt8((Double(from) + min(1, max(0, share)) * (Double(to) - Double(from))).rounded())
    }
    return RGB(mixed(red, other.red), mixed(green, other.green), mixed(blue, other.blue))
  }
}
