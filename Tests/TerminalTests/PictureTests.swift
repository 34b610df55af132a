import Foundation
import Scales
import SeededNumbers
import Terminal
import Testing

@Suite("Pictures in cells")
struct PictureTests {
  /// A picture of letters: `#` white, `r` red, `b` blue, all else black.
  func raster(_ rows: [String]) -> Raster {
    Raster(
      width: rows[0].count, height: rows.count,
      pixels: rows.joined().flatMap { letter -> [UInt8] in
        switch letter {
        case "#": [255, 255, 255]
        case "r": [255, 0, 0]
        case "b": [0, 0, 255]
        default: [0, 0, 0]
        }
      })
  }

  func paint(
    _ picture: Raster, _ mosaic: Mosaic, _ width: Int, _ height: Int,
    tier: ColorTier = .trueColor
  ) -> Grid {
    var grid = Grid(Size(width: width, height: height))
    PicturePainter(mosaic: mosaic, tier: tier).draw(picture, in: grid.bounds, on: &grid)
    return grid
  }

  /// Draws a cell back into pixels through its glyph: 1 where the foreground is.
  func mask(_ cell: Cell, _ mosaic: Mosaic) -> Int? {
    (0..<(1 << (mosaic.columns * mosaic.rows))).first { mosaic.glyph($0) == cell.glyph }
  }

  @Test("a picture of two colours a cell comes back exactly, whatever the mosaic")
  func exact() {
    var dice = Dice(state: 21)
    for mosaic in [Mosaic.half, .quadrant, .sextant, .braille] {
      let width = 5 * mosaic.columns
      let height = 3 * mosaic.rows
      let rows = (0..<height).map { _ in
        String((0..<width).map { _ in Bool.random(using: &dice) ? "#" : "." })
      }
      let grid = paint(raster(rows), mosaic, 5, 3)
      for y in 0..<height {
        for x in 0..<width {
          let cell = grid[x / mosaic.columns, y / mosaic.rows]
          let part = y % mosaic.rows * mosaic.columns + x % mosaic.columns
          let isOn = (mask(cell, mosaic) ?? 0) & (1 << part) != 0
          let color = isOn ? cell.style.foreground : cell.style.background
          let wanted = Array(rows[y])[x] == "#" ? Color.rgb(255, 255, 255) : .rgb(0, 0, 0)
          #expect(color == wanted, "\(mosaic) \(x),\(y)")
        }
      }
    }
  }

  @Test("every mosaic has a glyph of one column for each pattern, and no two alike")
  func glyphs() {
    for mosaic in Mosaic.allCases {
      let glyphs = (0..<(1 << (mosaic.columns * mosaic.rows))).map { mosaic.glyph($0) }
      #expect(Set(glyphs).count == glyphs.count)
      #expect(glyphs.allSatisfy { CellText.columns(of: $0) == 1 && CellText.shown($0) == $0 })
    }
    #expect(Mosaic.sextant.glyph(1) == "\u{1FB00}" && Mosaic.sextant.glyph(62) == "\u{1FB3B}")
    #expect(Mosaic.sextant.glyph(22) == "\u{1FB14}" && Mosaic.sextant.glyph(43) == "\u{1FB28}")
  }

  @Test("a flag of three colours takes the two colours of each cell")
  func colors() {
    let flag = raster(["rrr...", "rrr...", "rrr...", "rrr...", "bbbbbb", "bbbbbb"])
    #expect(
      paint(flag, .half, 2, 1, tier: .trueColor).ansiText(tier: .trueColor)
        == "\u{1B}[0;38;2;85;0;170;48;2;255;0;0m▄\u{1B}[0;38;2;0;0;170;48;2;0;0;0m▄\u{1B}[0m\n")
    #expect(
      paint(flag, .half, 3, 3, tier: .palette256).ansiText(tier: .palette256).contains("48;5;196m"))
    let cell = paint(flag, .quadrant, 1, 1)[0, 0]
    #expect(cell.glyph != " " && cell.style.foreground != cell.style.background)
  }

  @Test("without colour a ramp becomes ink and dots that grow with its light")
  func monochrome() {
    let ramp = Raster(
      width: 40, height: 8,
      pixels: (0..<320).flatMap { [UInt8](repeating: UInt8($0 % 40 * 255 / 39), count: 3) })
    #expect(
      paint(ramp, .ascii, 20, 2, tier: .monochrome).plainText == """
          ..::--==++**##%%@@
          ..::--==++**##%%@@

        """)
    #expect(
      paint(ramp, .braille, 20, 2, tier: .monochrome).plainText == """
          ⡀⠂⡀⡂⡢⡊⡢⡪⣪⡪⣪⣺⣺⣺⣾⣻⣾⣿
          ⡀⠂⡀⡂⡢⡊⡢⡪⣪⡪⣪⣺⣺⣺⣾⣻⣾⣿

        """)
    for tier in ColorTier.allCases {
      for mosaic in Mosaic.allCases {
        let grid = paint(ramp, mosaic, 20, 2, tier: tier)
        #expect(grid.isSound)
        #expect(
          tier != .monochrome
            || grid.cells.allSatisfy {
              $0.style.foreground == .standard && $0.style.background == .standard
            })
      }
    }
  }

  @Test("the mean of a picture survives any change of size")
  func resampling() {
    let picture = raster(["#..#", ".##.", "####"])
    for (width, height) in [(1, 1), (3, 2), (4, 3), (7, 5), (50, 40)] {
      let grid = paint(picture, .half, width, height)
      let sum = grid.cells.reduce(0.0) { sum, cell in
        let top = cell.glyph == "▄" || cell.glyph == " "
        let upper = top ? cell.style.background : cell.style.foreground
        let lower = cell.glyph == "▄" ? cell.style.foreground : cell.style.background
        return sum + Double((upper.components?.red ?? 0) + (lower.components?.red ?? 0)) / 2
      }
      #expect(abs(sum / Double(width * height) - 255 * 8 / 12) < 1)
    }
  }

  @Test("a picture keeps its shape, whatever the room")
  func place() {
    let room = Rect(x: 3, y: 2, width: 60, height: 20)
    let square = PicturePainter.place(width: 224, height: 224, in: room)
    #expect(square.width == 40 && square.height == 20 && square.x == 13)
    let wide = PicturePainter.place(width: 1_920, height: 800, in: room)
    #expect(wide.width == 60 && wide.height == 13)
    #expect(PicturePainter.place(width: 9, height: 0, in: room).isEmpty)
    var grid = Grid(Size(width: 9, height: 9))
    PicturePainter(tier: .palette256).draw(
      Raster(width: 0, height: 0, pixels: []), in: grid.bounds, on: &grid)
    #expect(grid == Grid(Size(width: 9, height: 9)))
  }
}

@Suite("Heatmaps")
struct HeatmapTests {
  /// A second of sound with a single tone, as quiet elsewhere as can be: 257 rows, 199 columns.
  func tone(row: Int) -> ScalarField {
    ScalarField(
      width: 199, height: 257,
      values: (0..<257).flatMap { y in
        [Float](repeating: y == row ? 0 : -80, count: 199)
      })
  }

  func spectrogram(_ field: ScalarField, tier: ColorTier, log: Bool = false) -> Heatmap {
    Heatmap(
      field: field, x: FieldAxis(0...1, unit: "s"),
      y: FieldAxis(0...24_000, unit: "Hz", scale: log ? .logarithmic(floor: 200) : .linear),
      range: -80...0, unit: "dB", ramp: .magma, tier: tier)
  }

  @Test("a heatmap without colour has axes with units and a bar that says what ink means")
  func golden() {
    let field = ScalarField(
      width: 10, height: 4, values: (0..<40).map { Float($0 % 10) - 4.5 + Float($0 / 10) })
    var grid = Grid(Size(width: 46, height: 8))
    Heatmap(
      field: field, x: FieldAxis(0...1, unit: "s"), y: FieldAxis(0...300, unit: "Hz"),
      range: -5...10, unit: "dB", ramp: .viridis, tier: .monochrome
    ).draw(in: grid.bounds, on: &grid)
    #expect(grid.plainText == HeatmapTests.expected)
  }

  static let expected = """
    300Hz┤:::-------===+++++++******####%%% @ 10dB
         │:::-------===+++++++******####%%% %
    200Hz┤...::::------===+++++++*******### *
         │.......:::------====++++++******* -
    100Hz┤.......:::------====++++++******* . 0dB
      0Hz┤   .......:::-------===+++++++***
         └┴───────────────┴───────────────┴
         0s             0.5s           1.0s

    """

  @Test("a tone of one bin keeps its peak at every zoom, scale and tier")
  func peak() {
    for row in [20, 100, 199, 256] {
      for log in [false, true] {
        for (width, height) in [(30, 6), (60, 13), (80, 24), (120, 40), (230, 150)] {
          for tier in [ColorTier.palette256, .trueColor, .palette8, .monochrome] {
            var grid = Grid(Size(width: width, height: height))
            let plot = spectrogram(tone(row: row), tier: tier, log: log)
              .draw(in: grid.bounds, on: &grid)
            let brightest = Ramp.magma.cell(1, tier: tier)
            let isSeen = (plot.y..<plot.maxY).contains { y in
              (plot.x..<plot.maxX).allSatisfy { x in
                let cell = grid[x, y]
                return tier.paletteSize < 256
                  ? cell == brightest
                  : cell.style.foreground == brightest.style.background
                    || cell.style.background == brightest.style.background
              }
            }
            #expect(isSeen, "row \(row), log \(log), \(width)x\(height), \(tier)")
          }
        }
      }
    }
  }

  @Test("the lowest frequency lies at the bottom, a picture's first row at the top")
  func direction() {
    var grid = Grid(Size(width: 60, height: 20))
    var map = spectrogram(tone(row: 2), tier: .monochrome)
    var plot = map.draw(in: grid.bounds, on: &grid)
    #expect(grid[plot.x + 5, plot.maxY - 1].glyph == "@" && grid[plot.x + 5, plot.y].glyph == " ")
    map.firstRow = .top
    plot = map.draw(in: grid.bounds, on: &grid)
    #expect(grid[plot.x + 5, plot.y].glyph == "@" && grid[plot.x + 5, plot.maxY - 1].glyph == " ")
  }

  @Test("no field of any size or content writes outside, in any tier and mosaic")
  func anySize() {
    let fields = [
      ScalarField(width: 0, height: 0, values: []), ScalarField(width: 1, height: 1, values: [3]),
      ScalarField(width: 2, height: 1, values: [.nan, .infinity]),
      ScalarField(width: 12, height: 16, values: (0..<192).map { $0 % 7 == 0 ? .nan : Float($0) }),
    ]
    for field in fields {
      for tier in ColorTier.allCases {
        for mosaic in Mosaic.allCases {
          for size in [(0, 3), (1, 1), (3, 2), (23, 9), (24, 5), (40, 12), (100, 40)] {
            var map = spectrogram(field, tier: tier, log: size.0 == 40)
            map.mosaic = mosaic
            map.range = size.0 == 100 ? 2...2 : -80...0
            var grid = Grid(Size(width: size.0 + 4, height: size.1 + 4))
            grid.fill(grid.bounds, Cell("x"))
            let rect = Rect(x: 2, y: 2, width: size.0, height: size.1)
            grid.fill(rect)
            map.draw(in: rect, on: &grid)
            #expect(grid.isSound)
            for y in 0..<grid.size.height {
              for x in 0..<grid.size.width where !rect.contains(x: x, y: y) {
                if grid[x, y].glyph != "x" { Issue.record("outside at \(x),\(y) of \(size)") }
              }
            }
          }
        }
      }
    }
  }
}
