import Terminal
import Testing

/// Numbers that look random and are the same in every run (SplitMix64).
struct Dice: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite("Grid")
struct GridTests {
  static let hostile = [
    "\u{1B}[2J\u{1B}]0;owned\u{07}name.mp4", "two\nlines\r\tand a tab", "abc\u{202E}fdp.exe",
    "zero\u{200B}width\u{200D}joiner\u{FEFF}", "a\u{0301}e\u{0301}", "wide 漢字 😀 \u{FF21}",
    "\u{9B}31mC1", "soft\u{AD}hyphen", "\u{0}\u{7F}", "\u{E0001}\u{E000}\u{FFFF}",
    "\u{2028}\u{2029}",
  ]

  // By index: the test log should not hold the strings either.
  @Test("hostile text reaches no cell raw", arguments: hostile.indices)
  func hostileText(_ index: Int) {
    let text = GridTests.hostile[index]
    var grid = Grid(Size(width: 60, height: 1))
    grid.text(text, x: 0, y: 0)
    for scalar in text.unicodeScalars { grid.put(scalar, x: 59, y: 0) }
    for cell in grid.cells { #expect(CellText.columns(of: cell.glyph) == 1) }
    #expect(!grid.plainText.dropLast().unicodeScalars.contains { $0.value < 0x20 })
  }

  @Test("an accent joins its letter and a wide character becomes a question mark")
  func composition() {
    #expect(CellText.clean("cafe\u{0301} 漢 x") == "café ? x")
    #expect(CellText.clean("a\tb\nc") == "a b c")
    #expect(CellText.clean("\u{1B}[31mred") == "[31mred")
  }

  @Test("text too long ends in an ellipsis")
  func ellipsis() {
    var grid = Grid(Size(width: 12, height: 1))
    let end = grid.text("spectrogram", x: 1, y: 0, width: 8, ellipsis: "…")
    #expect(end == 9)
    #expect(grid.plainText == " spectro…\n")
  }

  @Test("drawing outside the clip leaves no trace")
  func clipping() {
    var grid = Grid(Size(width: 9, height: 5))
    grid.clipped(to: Rect(x: 3, y: 1, width: 3, height: 3)) { grid in
      grid.fill(Rect(x: -5, y: -5, width: 50, height: 50), Cell("#"))
      grid.text("long enough to leave", x: -3, y: 2)
      grid.clipped(to: Rect(x: 0, y: 0, width: 4, height: 2)) { $0.put("x", x: 4, y: 1) }
    }
    grid.put("z", x: 9, y: 0)
    grid.put("z", x: -1, y: 0)
    #expect(grid.plainText == "\n   ###\n   nou\n   ###\n\n")
  }

  @Test("a split tiles its rectangle, whatever the size")
  func splitting() {
    for total in 0...130 {
      let rect = Rect(x: 2, y: 3, width: total, height: total)
      for lengths in [
        [Rect.Length.cells(38), .share(2), .share(1)], [.share(1), .cells(4)], [.share(3)],
        [.cells(1), .share(5), .share(0), .cells(9)],
      ] {
        let columns = rect.columns(lengths)
        #expect(columns.reduce(0) { $0 + $1.width } == total)
        #expect(zip(columns, columns.dropFirst()).allSatisfy { $0.maxX == $1.x })
        #expect(rect.rows(lengths).map(\.height) == columns.map(\.width))
      }
    }
  }

  @Test("a panel of any size keeps to its rectangle and shows the focus in its lines")
  func panels() {
    for glyphs in GlyphSet.allCases {
      for width in 0...30 {
        for height in 0...4 {
          var grid = Grid(Size(width: 34, height: 8))
          grid.fill(grid.bounds, Cell("x"))
          let rect = Rect(x: 2, y: 2, width: width, height: height)
          Panel(title: [.init("Loss of the run")], badge: [.init("2 NaN")], isFocused: true)
            .draw(in: rect, on: &grid, glyphs: glyphs)
          for y in 0..<8 {
            for x in 0..<34 where !rect.contains(x: x, y: y) { #expect(grid[x, y].glyph == "x") }
          }
        }
      }
    }
    var grid = Grid(Size(width: 22, height: 3))
    Panel(title: [.init("Loss")], badge: [.init("2 NaN")], isFocused: true)
      .draw(in: grid.bounds, on: &grid, glyphs: .unicode)
    #expect(
      grid.plainText == """
        ┏━ Loss ━━━━━ 2 NaN ━┓
        ┃                    ┃
        ┗━━━━━━━━━━━━━━━━━━━━┛

        """)
  }

  @Test("export writes colours that the tier has")
  func ansi() {
    var grid = Grid(Size(width: 3, height: 1))
    grid.put("a", x: 0, y: 0, Style(.rgb(0, 135, 215), on: .palette(17), .bold))
    grid.put("b", x: 1, y: 0)
    #expect(grid.ansiText(tier: .trueColor) == "\u{1B}[0;1;38;2;0;135;215;48;5;17ma\u{1B}[0mb \n")
    #expect(grid.ansiText(tier: .palette256) == "\u{1B}[0;1;38;5;32;48;5;17ma\u{1B}[0mb \n")
    #expect(grid.ansiText(tier: .monochrome) == "\u{1B}[0;1ma\u{1B}[0mb \n")
    #expect(!grid.ansiText(tier: .palette8).contains(";5;"))
  }
}

@Suite("Colour")
struct ColorTests {
  @Test("what was asked wins over NO_COLOR, that over COLORTERM, that over terminfo")
  func tiers() {
    func tier(_ asked: ColorTier?, _ environment: [String: String], _ colors: Int) -> ColorTier {
      ColorTier.choose(asked: asked, environment: environment, terminfoColors: colors)
    }
    #expect(tier(.palette16, ["NO_COLOR": "1"], 256) == .palette16)
    #expect(tier(nil, ["NO_COLOR": "1", "COLORTERM": "truecolor"], 256) == .monochrome)
    #expect(tier(nil, ["NO_COLOR": ""], 256) == .palette256)
    #expect(tier(nil, ["COLORTERM": "truecolor"], 256) == .trueColor)
    #expect(tier(nil, [:], 8) == .palette8)
    #expect(tier(nil, [:], -1) == .monochrome)
  }

  @Test("ramps rise in lightness", arguments: Ramp.allCases)
  func ramps(_ ramp: Ramp) {
    let luminances = ramp.levels256.compactMap { Color.palette($0).luminance }
    #expect(luminances.count == 16)
    #expect(zip(luminances, luminances.dropFirst()).allSatisfy { $0 < $1 })
    for tier in ColorTier.allCases {
      let shown = (0..<160).map { ramp.cell(Double($0) / 159, tier: tier) }
      #expect(Set(shown).count >= 10)
      #expect(ramp.cell(.nan, tier: tier) == shown[0])
      #expect(ramp.cell(7, tier: tier) == shown[159])
    }
  }
}
