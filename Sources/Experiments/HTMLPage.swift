import Foundation

/// A page of HTML that holds its figures in itself.
struct HTMLPage {
  private let title: String
  private var body = ""

  init(title: String) { self.title = title }

  mutating func heading(_ text: String) { body += "<h2>\(Self.escaped(text))</h2>\n" }

  mutating func paragraph(_ text: String) { body += "<p>\(Self.escaped(text))</p>\n" }

  /// Says what was not computed, and the command that does.
  mutating func missing(_ command: String, _ session: String) {
    paragraph("Not computed yet: earsight \(command) \(session)")
  }

  /// A figure as SVG, whose texts are escaped already.
  mutating func figure(_ svg: String) {
    // The declaration of an XML file has no place within a page.
    let start = svg.range(of: "<svg")?.lowerBound ?? svg.startIndex
    body += "<figure>\(svg[start...])</figure>\n"
  }

  mutating func picture(_ png: Data) {
    body +=
      "<figure><img alt=\"\" src=\"data:image/png;base64,\(png.base64EncodedString())\"></figure>\n"
  }

  mutating func table(_ head: [String], _ rows: [[String]]) {
    func row(_ cells: [String], _ tag: String) -> String {
      "<tr>" + cells.map { "<\(tag)>\(Self.escaped($0))</\(tag)>" }.joined() + "</tr>\n"
    }
    body += "<table>\n"
    if head.contains(where: { !$0.isEmpty }) { body += row(head, "th") }
    body += rows.map { row($0, "td") }.joined() + "</table>\n"
  }

  var text: String {
    """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8"><title>\(Self.escaped(title))</title>
    <meta name="viewport" content="width=device-width">
    <style>
    body { font: 15px/1.5 sans-serif; max-width: 64em; margin: 2em auto; padding: 0 1em; color: #222; }
    table { border-collapse: collapse; margin: 1em 0; }
    th, td { text-align: left; padding: 2px 12px 2px 0; border-bottom: 1px solid #ddd;
      vertical-align: top; overflow-wrap: anywhere; }
    figure { display: inline-block; margin: 0.5em 1em 0.5em 0; max-width: 100%; }
    figure svg, figure img { max-width: 100%; height: auto; }
    </style></head><body>
    <h1>\(Self.escaped(title))</h1>
    \(body)</body></html>

    """
  }

  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }
}
