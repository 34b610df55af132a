import Figures
import Foundation
import FoundationXML
import Scales
import Testing

@Suite("Files of figures")
struct FigureFileTests {
  let figure = CurveFigure(
    [.init("a & b <c> \"d\"", x: [0, 1], y: [0, 1])], xTitle: "step", yTitle: "loss",
    title: "Run \u{1B}[31m & <co>", caption: "seed 3 \u{FFFE}")

  func folder() throws -> URL {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }

  @Test("a name's ending says what is written, and nothing else is left in the folder")
  func endings() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, start) in [
      ("a.png", "\u{89}PNG"), ("b.SVG", "<svg"), ("c.pdf", "%PDF"), ("a.png", "\u{89}PNG"),
    ] {
      let url = folder.appendingPathComponent(name)
      try figure.write(to: url)
      let head = try Data(contentsOf: url).prefix(4)
      #expect(String(data: head, encoding: .isoLatin1) == start)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names == ["a.png", "b.SVG", "c.pdf"])
  }

  @Test("an unknown ending, a missing folder and an impossible scale are refused in words")
  func refusals() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    func message(_ body: () throws -> Void) -> String {
      do {
        try body()
        return ""
      } catch { return "\(error)" }
    }
    let gif = message { try figure.write(to: folder.appendingPathComponent("a\u{7}.gif")) }
    #expect(gif == "a?.gif: expected a name that ends in .png, .svg or .pdf")
    let lost = message { try figure.write(to: folder.appendingPathComponent("no/a.png")) }
    #expect(lost.contains("no/a.png: writing failed: No such file or directory"))
    for scale in [0, -1, .nan, .infinity, 1e5, 3_000] {
      let text = message { _ = try figure.data(.png, scale: scale) }
      #expect(text.contains("scale"), "\(scale): \(text)")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test("a PNG has the sheet's size times the scale, the theme's ground and letters on it")
  func scales() throws {
    for scale in [0.5, 1, 2.5] {
      let picture = try Photograph(figure, scale: scale)
      #expect(picture.width == Int(560 * scale) && picture.height == Int(360 * scale))
    }
    var dark = figure
    dark.theme = .dark
    #expect(try Photograph(dark)[0, 0] == Theme.dark.background)
    let picture = try Photograph(figure)
    #expect(picture[0, 0] == RGB(0xFFFFFF))
    // The title's letters.
    let inked = (14..<150).contains { x in
      (14..<30).contains { y in picture[x, y].red < 120 }
    }
    #expect(inked)
  }

  @Test("whatever the names, an SVG is well-formed and holds them as text")
  func wellFormed() throws {
    let parser = Reader()
    let svg = try figure.svg()
    let xml = XMLParser(data: Data(svg.utf8))
    xml.delegate = parser
    #expect(xml.parse())
    #expect(parser.texts.contains("a & b <c> \"d\""))
    #expect(parser.texts.contains("Run ?[31m & <co>"))
    #expect(parser.texts.contains("seed 3 ?"))
  }

  /// The texts of an SVG.
  private final class Reader: NSObject, XMLParserDelegate {
    var texts: [String] = []
    private var text: String?

    func parser(
      _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) { text = element == "text" ? "" : nil }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text? += string }

    func parser(
      _ parser: XMLParser, didEndElement element: String, namespaceURI: String?,
      qualifiedName: String?
    ) {
      if let text { texts.append(text) }
      text = nil
    }
  }
}
