import Foundation
import Terminal
import Testing

@Suite("Bars")
struct GaugeTests {
  private func bar(_ share: Double, _ glyphs: GlyphSet) -> String {
    var grid = Grid(Size(width: 8, height: 1))
    Gauge.draw(share, x: 0, y: 0, width: 8, on: &grid, glyphs: glyphs)
    return grid.plainText.trimmingCharacters(in: ["\n"])
  }

  @Test("what is more than nothing has a mark, and only the whole fills a bar")
  func least() {
    #expect(bar(1.0 / 9, .ascii) == "#.......")
    #expect(bar(1.0 / 900, .unicode) == "▏·······")
    for glyphs in [GlyphSet.ascii, .unicode] {
      #expect(Set(bar(0, glyphs)).count == 1 && Set(bar(.nan, glyphs)).count == 1)
      #expect(bar(0, glyphs) != bar(1, glyphs))
      #expect(Set(bar(0.99, glyphs)).count == 2 && Set(bar(1, glyphs)).count == 1)
    }
  }
}
