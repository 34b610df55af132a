import SeededNumbers
import Terminal
import Testing

extension Panel {
  /// The first row of a panel with the focus.
  static func topLine(_ title: String, _ badge: [String], urgent: Int, width: Int) -> String {
    var grid = Grid(Size(width: width, height: 2), ellipsis: "…")
    Panel(
      title: [.init(title)], badge: badge.map { .init($0) }, urgentCount: urgent, isFocused: true
    ).draw(in: grid.bounds, on: &grid, glyphs: .unicode)
    return String(grid.plainText.split(separator: "\n")[0])
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
    #expect(grid.isSound)
    #expect(!grid.plainText.dropLast().unicodeScalars.contains { $0.value < 0x20 })
  }

  @Test("a text that leads out of the clip ends in an ellipsis, or begins late where it ends")
  func clippedText() {
    for width in 1...12 {
      var grid = Grid(Size(width: 14, height: 2), ellipsis: "…")
      grid.clipped(to: Rect(x: 1, y: 0, width: width, height: 2)) { grid in
        grid.text("ten 漢 cells", x: 2, y: 0)
        grid.text("1234567", endingAt: 6, y: 1)
      }
      let rows = grid.plainText.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(grid.isSound)
      #expect(width == 1 ? rows[0].isEmpty : rows[0].hasSuffix("…"), "\(width)")
      if width >= 5 { #expect(rows[1] == " 1234…") }
    }
    var grid = Grid(Size(width: 14, height: 1), ellipsis: "…")
    #expect(grid.text("all of it fits", x: 0, y: 0) == 14 && !grid.plainText.contains("…"))
  }

  @Test("an accent joins its letter; what terminals disagree on becomes a question mark")
  func composition() {
    #expect(CellText.clean("cafe\u{0301} 漢 x") == "café 漢 x")
    #expect(CellText.clean("\u{1F1E9}\u{1F1EA} \u{E000} 👍\u{1F3FD}") == "?? ? 👍")
    #expect(CellText.width("q\u{0323}\u{0307} 한글 ｱ") == 8)
    #expect(CellText.clean("a\tb\nc") == "a b c")
    #expect(CellText.clean("\u{1B}[31mred") == "[31mred")
  }

  @Test("wide characters take two columns and are never cut in half")
  func wide() {
    var grid = Grid(Size(width: 9, height: 5))
    grid.text("漢字かなx", x: 0, y: 0)
    grid.text("漢字かなx", x: 1, y: 1)
    grid.text("漢字かな", x: 0, y: 2, width: 6)
    grid.clipped(to: Rect(x: 1, y: 3, width: 6, height: 1)) { $0.text("漢字かな", x: 0, y: 3) }
    grid.text("n\u{0303}o\u{0331} 漢", endingAt: 9, y: 4)
    #expect(
      grid.plainText == """
        漢字かなx
         漢字か~
        漢字~
          字か~
            ño 漢

        """)
    // A window over the middle, as a palette lies over a list.
    grid.fill(Rect(x: 3, y: 0, width: 3, height: 5), Cell("#"))
    #expect(
      grid.plainText == """
        漢 ###なx
         漢### ~
        漢 ###
           ###~
           ### 漢

        """)
    #expect(grid.isSound)
  }

  @Test("whatever is drawn over whatever, no half of a character remains")
  func overdrawing() {
    var dice = Dice(state: 5)
    var grid = Grid(Size(width: 12, height: 2))
    let glyphs: [Unicode.Scalar] = ["a", "漢", "😀", "가", "\u{0301}", "\u{E000}", "é", "\0"]
    for _ in 0..<20_000 {
      let x = Int.random(in: -2...13, using: &dice)
      let y = Int.random(in: 0...1, using: &dice)
      let glyph = glyphs.randomElement(using: &dice) ?? "a"
      let width = Int.random(in: 0...6, using: &dice)
      grid.clipped(to: Rect(x: Int.random(in: -1...9, using: &dice), y: 0, width: width, height: 2))
      {
        if width == 3 {
          $0.fill(Rect(x: x, y: y, width: 3, height: 2), Cell(glyph))
        } else {
          $0.put(glyph, x: x, y: y)
        }
      }
      if !grid.isSound { return #expect(grid.isSound, "after \(glyph) at \(x), \(y)") }
    }
  }

  @Test("text too long ends in an ellipsis")
  func ellipsis() {
    var grid = Grid(Size(width: 12, height: 1), ellipsis: "…")
    let end = grid.text("spectrogram", x: 1, y: 0, width: 8)
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
    #expect(grid.plainText == "\n   ###\n   no~\n   ###\n\n")
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
      Panel.topLine("Loss", ["2 NaN", " 14 off scale"], urgent: 1, width: 22)
        == "┏━ Loss ━━━━━ 2 NaN ━┓")
    #expect(
      Panel.topLine("Loss  train  validation", ["2 NaN", " 14 off scale"], urgent: 1, width: 30)
        == "┏━ Loss  train  va… ━ 2 NaN ━┓")
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

  @Test(
    "ramps rise in lightness, that of differences up to its middle and falls again",
    arguments: Ramp.allCases)
  func ramps(_ ramp: Ramp) {
    for tier in [ColorTier.palette256, .trueColor] {
      let colors = tier == .trueColor ? 101 : 16
      let luminances = (0..<colors).compactMap {
        ramp.color((Double($0) + 0.5) / Double(colors), tier: tier).luminance
      }
      let top = ramp.isDiverging ? luminances.count / 2 : luminances.count - 1
      #expect(luminances.count == colors)
      for (index, pair) in zip(luminances, luminances.dropFirst()).enumerated() {
        #expect(index < top ? pair.0 < pair.1 : pair.0 > pair.1, "\(tier) \(index)")
      }
    }
    for tier in ColorTier.allCases {
      let shown = (0..<160).map { ramp.cell(Double($0) / 159, tier: tier) }
      #expect(Set(shown).count >= 10)
      #expect(ramp.cell(.nan, tier: tier) == shown[0])
      #expect(ramp.cell(7, tier: tier) == shown[159])
    }
  }

  @Test("what was drawn last answers to the mouse, as far as the clip lets it be seen")
  func hitAreas() {
    var grid = Grid(Size(width: 10, height: 4))
    grid.answer(grid.bounds, .command("below", []))
    grid.clipped(to: Rect(x: 2, y: 1, width: 3, height: 2)) {
      $0.answer(Rect(x: 0, y: 0, width: 10, height: 4), .canvas("above"))
      $0.answer(Rect(x: 7, y: 0, width: 2, height: 2), .nothing)
    }
    #expect(grid.hitArea(x: 2, y: 1)?.target == .canvas("above"))
    #expect(grid.hitArea(x: 2, y: 1)?.rect == Rect(x: 2, y: 1, width: 3, height: 2))
    #expect(grid.hitArea(x: 7, y: 1)?.target == .command("below", []))
    #expect(grid.hitArea(x: 10, y: 1) == nil && grid.hitAreas.count == 2)
  }
}
