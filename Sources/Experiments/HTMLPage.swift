import Figures
import Foundation

/// A page of HTML that holds its figures, its style and its script in itself.
struct HTMLPage {
  private let title: String
  private let subtitle: String
  private var body = ""
  private var sections: [(name: String, title: String)] = []

  init(title: String, subtitle: String) {
    self.title = title
    self.subtitle = subtitle
  }

  /// Begins a part of the page, which its table of contents leads to.
  mutating func heading(_ text: String) {
    let name = "s\(sections.count + 1)"
    sections.append((name, text))
    body += "<h2 id=\"\(name)\">\(MarkupText.escaped(text))</h2>\n"
  }

  mutating func subheading(_ text: String) { body += "<h3>\(MarkupText.escaped(text))</h3>\n" }

  mutating func paragraph(_ text: String) { body += "<p>\(MarkupText.escaped(text))</p>\n" }

  /// Says what was not computed, and the command that does.
  mutating func missing(_ command: String, _ session: String) {
    body +=
      "<p>Not computed yet: <code>earsight \(MarkupText.escaped("\(command) \(session)"))</code></p>\n"
  }

  /// A figure as SVG, whose texts are escaped already. Its paper, ink and lines take the page's
  /// colours.
  mutating func figure(_ svg: String) {
    // The declaration of an XML file has no place within a page.
    let start = svg.range(of: "<svg")?.lowerBound ?? svg.startIndex
    var text = String(svg[start...])
    for (color, name) in PageStyle.colors {
      text = text.replacing("\"\(color)\"", with: "\"var(--\(name))\"")
    }
    body += "<figure>\(text)</figure>\n"
  }

  /// What stands side by side where there is room.
  mutating func beside(_ add: (inout HTMLPage) throws -> Void) rethrows {
    body += "<div class=\"beside\">\n"
    try add(&self)
    body += "</div>\n"
  }

  /// What is seen when a person opens it; in print it is always open.
  mutating func details(_ summary: String, _ add: (inout HTMLPage) throws -> Void) rethrows {
    body += "<details><summary>\(MarkupText.escaped(summary))</summary>\n"
    try add(&self)
    body += "</details>\n"
  }

  /// Rows below a head; cells that are numbers stand at the right.
  mutating func table(_ head: [String], _ rows: [[String]]) {
    func row(_ cells: [String], _ tag: String) -> String {
      "<tr>"
        + cells.map { cell in
          let isNumber = tag == "td" && Double(cell.replacing(",", with: "")) != nil
          return "<\(tag)\(isNumber ? " class=\"n\"" : "")>\(MarkupText.escaped(cell))</\(tag)>"
        }.joined() + "</tr>\n"
    }
    body += "<div class=\"wide\"><table>\n"
    if head.contains(where: { !$0.isEmpty }) { body += "<thead>\(row(head, "th"))</thead>\n" }
    body += "<tbody>\(rows.map { row($0, "td") }.joined())</tbody></table></div>\n"
  }

  /// Counts in rows and columns, shaded by their share of the row.
  mutating func counts(_ columns: [String], _ rows: [(name: String, counts: [Int])]) {
    body += "<div class=\"wide\"><table class=\"counts\"><thead><tr><th></th>"
    body += columns.map { "<th>\(MarkupText.escaped($0))</th>" }.joined() + "</tr></thead><tbody>\n"
    for row in rows {
      let total = max(1, row.counts.reduce(0, +))
      body += "<tr><th>\(MarkupText.escaped(row.name))</th>"
      for count in row.counts {
        let share = (100 * count + total / 2) / total
        body += count == 0 ? "<td></td>" : "<td style=\"--s:\(share)%\">\(count)</td>"
      }
      body += "</tr>\n"
    }
    body += "</tbody></table></div>\n"
  }

  var text: String {
    let contents = sections.map { "<a href=\"#\($0.name)\">\(MarkupText.escaped($0.title))</a>" }
    return """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8"><title>\(MarkupText.escaped(title))</title>
      <meta name="viewport" content="width=device-width">
      <meta name="color-scheme" content="light dark">
      <style>
      \(PageStyle.sheet)
      </style></head><body>
      <header><h1>\(MarkupText.escaped(title))</h1>
      <p class="dim">\(MarkupText.escaped(subtitle))</p>
      <nav>\(contents.joined(separator: "\n"))</nav></header>
      \(body)<div id="tip" hidden></div>
      <script>
      \(PageStyle.script)
      </script></body></html>

      """
  }
}
