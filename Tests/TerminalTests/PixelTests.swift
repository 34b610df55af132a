import Foundation
import Terminal
import Testing

@Suite("Pictures in pixels and in symbols")
struct PixelTests {
  private func raster(_ width: Int, _ height: Int, _ value: UInt8 = 9) -> Raster {
    Raster(
      width: width, height: height, pixels: [UInt8](repeating: value, count: width * height * 3))
  }

  private func place(_ raster: Raster, x: Int) -> PlacedPicture {
    PlacedPicture(raster, over: Rect(x: x, y: 3, width: 8, height: 4))
  }

  @Test("a picture is sent once, in pieces, and deleted when it is gone")
  func kitty() throws {
    var kitty = KittyGraphics()
    func text(_ pictures: [PlacedPicture]) -> String {
      String(decoding: kitty.bytes(showing: pictures), as: UTF8.self)
    }
    let (first, second) = (place(raster(64, 64), x: 5), place(raster(2, 2), x: 20))
    let sent = text([first])
    #expect(sent.hasPrefix("\u{1B}7\u{1B}[4;6H\u{1B}_Ga=T,f=24,s=64,v=64,c=8,r=4,i=1,"))
    #expect(sent.hasSuffix("\u{1B}\\\u{1B}8"))
    let pieces = sent.split(separator: "\u{1B}\\").compactMap { $0.split(separator: ";").last }
      .filter { $0.count > 8 }
    #expect(pieces.count == 4 && pieces.allSatisfy { $0.utf8.count <= 4_096 })
    #expect(Data(base64Encoded: pieces.joined()) == Data(first.raster.pixels))
    #expect(sent.ranges(of: "m=1;").count == 3 && sent.ranges(of: "m=0;").count == 1)
    // What stays is not sent again, what goes is deleted by its number.
    #expect(text([first]).isEmpty)
    let change = text([second])
    #expect(change.contains("a=d,d=I,i=1,") && change.contains("c=8,r=4,i=2,"))
    let end = String(decoding: kitty.clear(), as: UTF8.self)
    #expect(end == "\u{1B}7\u{1B}_Ga=d,d=I,i=2,q=2\u{1B}\\\u{1B}8")
    #expect(kitty.clear().isEmpty)
  }

  @Test("pixels are sent to no terminal inside tmux or screen")
  func insideTmux() {
    #expect(KittyGraphics.isPossible(environment: ["TERM": "xterm-kitty"]))
    for environment in [
      ["TERM": "xterm-kitty", "TMUX": "/tmp/tmux-0/default,1,0"], ["TERM": "tmux-256color"],
      ["TERM": "screen-256color"],
    ] {
      #expect(!KittyGraphics.isPossible(environment: environment))
    }
  }

  @Test("a picture over cells blanks them; one that the clip cuts is not placed")
  func placing() {
    var grid = Grid(Size(width: 20, height: 5))
    grid.fill(grid.bounds, Cell("x"))
    let rect = Rect(x: 2, y: 1, width: 4, height: 2)
    grid.place(raster(8, 8), over: rect)
    #expect(grid.placed.map(\.rect) == [rect] && grid[2, 1].glyph == " " && grid[6, 1].glyph == "x")
    grid.clipped(to: Rect(x: 0, y: 0, width: 4, height: 5)) {
      $0.place(raster(8, 8), over: rect)
    }
    #expect(grid.placed.count == 1)
  }

  @Test("symbols keep the colours of a photograph's parts, and ASCII has no glyph beyond")
  func symbols() {
    // Red above blue, 16 x 32 pixels.
    var pixels: [UInt8] = []
    for row in 0..<32 { for _ in 0..<16 { pixels += row < 16 ? [200, 0, 0] : [0, 0, 200] } }
    let photograph = Raster(width: 16, height: 32, pixels: pixels)
    for tier in ColorTier.allCases {
      for isASCII in [false, true] {
        let painting = Painting(
          photograph, size: Size(width: 4, height: 4), isASCII: isASCII, tier: tier)
        let cells = SymbolPainter.cells(painting)
        #expect(cells.count == 16)
        #expect(cells.allSatisfy { CellText.columns(of: $0.glyph) == 1 })
        if isASCII { #expect(cells.allSatisfy { $0.glyph.isASCII }) }
        if tier == .trueColor {
          func isRed(_ cell: Cell) -> Bool {
            let shown =
              cell.glyph == " "
              ? [cell.style.background]
              : [cell.style.foreground, cell.style.background]
            return shown.allSatisfy { ($0.components?.red ?? 0) > 150 }
          }
          #expect(cells[..<8].allSatisfy(isRed) && !cells[8...].contains(where: isRed))
        }
        for cell in cells {
          for color in [cell.style.foreground, cell.style.background] {
            #expect(color.adapted(to: tier) == color)
          }
        }
      }
    }
    let empty = Painting(
      photograph, size: Size(width: 0, height: 4), isASCII: false, tier: .trueColor)
    #expect(SymbolPainter.cells(empty).isEmpty)
  }
}
