import Terminal
import Testing

@Suite("Nearest colours")
struct NearestColorTests {
  @Test(
    "a colour is adapted to the entry that is nearest, found by looking at each",
    arguments: [ColorTier.palette256, .palette16, .palette8])
  func nearest(tier: ColorTier) {
    let entries = tier == .palette256 ? 16..<256 : 0..<tier.paletteSize
    func distance(_ index: Int, _ color: (red: Int, green: Int, blue: Int)) -> Int {
      guard let entry = Color.palette(UInt8(index)).components else { return .max }
      let (r, g, b) = (entry.red - color.red, entry.green - color.green, entry.blue - color.blue)
      return r * r + g * g + b * b
    }
    // Some of all colours, and greys with all near misses of one component.
    var colors = stride(from: 0, to: 256 * 256 * 256, by: 4_099).map {
      ($0 & 255, $0 >> 8 & 255, $0 >> 16 & 255)
    }
    for level in 0...255 {
      colors += (-2...2).map { (level, level, min(255, max(0, level + $0))) }
    }
    for color in colors {
      let best = entries.map { ($0, distance($0, color)) }.reduce((0, Int.max)) {
        $1.1 < $0.1 ? $1 : $0
      }
      let found = Color.rgb(UInt8(color.0), UInt8(color.1), UInt8(color.2)).adapted(to: tier)
      #expect(found == .palette(UInt8(best.0)), "\(color)")
    }
  }
}
