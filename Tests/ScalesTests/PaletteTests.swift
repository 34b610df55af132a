import Scales
import Testing

@Suite("Palettes")
struct PaletteTests {
  @Test("the published palettes begin, go on and end as published")
  func published() {
    #expect(
      [0, 1, 64, 128, 255].map { Palette.viridis.points[$0] }
        == [0x440154, 0x440256, 0x3B528B, 0x21918C, 0xFDE725].map { RGB($0) })
    #expect(
      [0, 1, 64, 128, 255].map { Palette.magma.points[$0] }
        == [0x000004, 0x010005, 0x51127C, 0xB73779, 0xFCFDBF].map { RGB($0) })
    #expect(
      [0, 64, 128, 255].map { Palette.cividis.points[$0] }
        == [0x00224E, 0x434E6C, 0x7D7C78, 0xFEE838].map { RGB($0) })
    for palette in Palette.allCases { #expect(palette.points.count == 256) }
  }

  @Test("a level outside of 0 to 1 has the colour of the nearer end, no number the lowest")
  func ends() {
    for palette in Palette.allCases {
      #expect(palette.color(-3) == palette.points[0])
      #expect(palette.color(.infinity) == palette.points[255])
      #expect(palette.color(.nan) == palette.points[0])
    }
    #expect(Palette.difference.color(0.5) == RGB(0xF7F6F6))
  }
}
