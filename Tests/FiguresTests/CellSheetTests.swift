import Figures
import Foundation
import Scales
import Testing

@Suite("Screens of cells as pictures")
struct CellSheetTests {
  let red = RGB(0xFF0000)
  let blue = RGB(0x0000FF)

  func picture(_ cells: [CellSheet.Cell]) throws -> Photograph {
    try Photograph(CellSheet([cells], title: "cells"))
  }

  @Test("half blocks show two colours in a cell, and meet without a seam")
  func halves() throws {
    let picture = try picture([
      .init("▀", ink: red, ground: blue), .init("▄", ink: red, ground: blue),
      .init(" ", ground: blue),
    ])
    #expect(picture.width == 16 + 24 && picture.height == 16 + 16)
    for x in 8..<16 {
      for y in 8..<16 {
        #expect(picture[x, y] == red && picture[x + 8, y] == blue && picture[x + 16, y] == blue)
        #expect(picture[x, y + 8] == blue && picture[x + 8, y + 8] == red)
      }
    }
    #expect(picture[7, 8] == Theme.dark.background && picture[32, 8] == Theme.dark.background)
  }

  @Test("quadrants and sextants ink the parts that Unicode says")
  func parts() throws {
    // Upper right and lower left; of six parts those of the mask 0b001011.
    let picture = try picture([.init("▞", ink: red), .init("\u{1FB09}", ink: red)])
    #expect(picture[9, 9] != red && picture[14, 9] == red)
    #expect(picture[9, 20] == red && picture[14, 20] != red)
    let parts = [(18, 10), (22, 10), (18, 16), (22, 16), (18, 22), (22, 22)]
    #expect(parts.map { picture[$0.0, $0.1] == red } == [false, true, false, true, false, false])
  }

  @Test("borders run from cell to cell, braille has its dots")
  func lines() throws {
    let picture = try picture([
      .init("┏", ink: red), .init("━", ink: red), .init("┓", ink: red), .init("⠁", ink: blue),
    ])
    for x in 12..<28 { #expect(picture[x, 15] == red, "\(x)") }
    #expect(picture[11, 23] == red && picture[27, 23] == red && picture[19, 23] != red)
    #expect(picture[9, 15] != red && picture[30, 15] != red)
    #expect(picture[34, 10] == blue && picture[38, 10] != blue && picture[34, 14] != blue)
  }

  @Test("letters of one look are one text of exactly their columns")
  func letters() throws {
    let cells = "ab  cd".unicodeScalars.map { CellSheet.Cell($0) }
    let bold = CellSheet.Cell("é", isBold: true)
    let svg = try CellSheet([cells + [bold]], title: "t").svg()
    #expect(svg.contains(">ab  cd</text>") && svg.contains("textLength=\"48\""))
    #expect(svg.contains("font-weight=\"bold\"") && svg.contains(">é</text>"))
    let wide = CellSheet([[.init("漢", columns: 2), .init("\0", columns: 0)]], title: "")
    #expect(try wide.svg().contains("textLength=\"16\""))
  }
}
