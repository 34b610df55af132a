import Foundation

/// A colour of a cell: the terminal's own, an entry of its palette, or 24-bit red, green and blue.
public enum Color: Hashable, Sendable {
  /// The default foreground or background, whatever the person chose for the terminal.
  case standard
  /// An entry of the palette: 0-7 of 8, 0-15 of 16, 0-255 of 256 colours.
  case palette(UInt8)
  /// 24-bit colour, sRGB.
  case rgb(UInt8, UInt8, UInt8)

  /// The colour as sRGB components 0-255 as xterm draws it; nil for ``standard``, which is unknown.
  public var components: (red: Int, green: Int, blue: Int)? {
    switch self {
    case .standard: return nil
    case .rgb(let red, let green, let blue): return (Int(red), Int(green), Int(blue))
    case .palette(let index):
      let index = Int(index)
      if index < 16 { return Color.base[index] }
      if index >= 232 {
        let grey = 8 + 10 * (index - 232)
        return (grey, grey, grey)
      }
      let cube = index - 16
      func level(_ step: Int) -> Int { step == 0 ? 0 : 55 + 40 * step }
      return (level(cube / 36), level(cube / 6 % 6), level(cube % 6))
    }
  }

  /// Relative luminance of WCAG 2, 0 (black) to 1 (white); nil for ``standard``.
  public var luminance: Double? {
    guard let (red, green, blue) = components else { return nil }
    func linear(_ value: Int) -> Double {
      let share = Double(value) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// Contrast ratio of WCAG 2 between two known colours, 1 to 21; nil where one is ``standard``.
  public static func contrast(_ first: Color, _ second: Color) -> Double? {
    guard let a = first.luminance, let b = second.luminance else { return nil }
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// The nearest entry of the palette that `tier` has, by squared distance in sRGB; palette entries
  /// that the tier has, and ``standard``, stay as they are. Monochrome has only ``standard``.
  public func adapted(to tier: ColorTier) -> Color {
    switch (self, tier) {
    case (.standard, _), (_, .trueColor): return self
    case (_, .monochrome): return .standard
    case (.palette(let index), _) where Int(index) < tier.paletteSize: return self
    default:
      guard let (red, green, blue) = components else { return self }
      // Entries 0-15 are themed by the person, so 256 colours are searched from 16 up.
      if tier == .palette256 { return .palette(Color.nearestOfCube(red, green, blue)) }
      var best = (distance: Int.max, index: 0)
      for index in 0..<tier.paletteSize {
        let (r, g, b) = Color.base[index]
        let distance =
          (r - red) * (r - red) + (g - green) * (g - green) + (b - blue) * (b - blue)
        if distance < best.distance { best = (distance, index) }
      }
      return .palette(UInt8(best.index))
    }
  }

  /// The nearest of the entries 16 to 255: the cube of six levels a component, whose nearest entry
  /// has each component's nearest level, or the greys. Of two as near the one of the lower index.
  private static func nearestOfCube(_ red: Int, _ green: Int, _ blue: Int) -> UInt8 {
    func square(_ value: Int) -> Int { value * value }
    func step(_ value: Int) -> Int {
      // Levels are 0, 95, 135, 175, 215, 255; a value halfway belongs to the lower one.
      if value <= 47 { return 0 }
      return value <= 115 ? 1 : min(5, (value - 36) / 40)
    }
    func level(_ step: Int) -> Int { step == 0 ? 0 : 55 + 40 * step }
    let (r, g, b) = (step(red), step(green), step(blue))
    let distance =
      square(level(r) - red) + square(level(g) - green) + square(level(b) - blue)
    // Which of 8, 18, ... 238 is nearest follows from the sum: they change where it is 3 (13 + 10 k).
    let grey = min(23, max(0, (red + green + blue - 39 + 29) / 30))
    let shade = 8 + 10 * grey
    if square(shade - red) + square(shade - green) + square(shade - blue) < distance {
      return UInt8(232 + grey)
    }
    return UInt8(16 + 36 * r + 6 * g + b)
  }

  /// xterm's first sixteen colours.
  private static let base: [(red: Int, green: Int, blue: Int)] = [
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0),
    (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0),
    (92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255),
  ]
}
