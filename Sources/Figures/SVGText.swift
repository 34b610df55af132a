import Foundation
import Scales

/// A drawing as SVG: text stays text, pictures are embedded as PNG, nothing has a name, so that
/// several drawings can stand in one page.
struct SVGText {
  private var text = ""

  /// The document.
  static func document(_ drawing: Drawing) throws -> String {
    var svg = SVGText()
    let (width, height) = (number(drawing.width), number(drawing.height))
    svg.text = """
      <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" \
      width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" role="img" \
      font-family="\(Typeface.families)">
      <title>\(MarkupText.escaped(drawing.title))</title>
      <rect width="\(width)" height="\(height)" fill="\(hex(drawing.background))"/>

      """
    try svg.add(drawing.marks)
    svg.text += "</svg>\n"
    return svg.text
  }

  private mutating func add(_ marks: [Mark]) throws {
    for mark in marks { try add(mark) }
  }

  private mutating func add(_ mark: Mark) throws {
    switch mark {
    case .box(let box, let fill, let edge):
      text += "<rect\(SVGText.place(box))\(SVGText.fill(fill))\(SVGText.stroke(edge))/>\n"
    case .line(let points, let edge):
      guard points.count > 1 else { return }
      text += "<polyline points=\"\(SVGText.list(points))\" fill=\"none\""
      text += "\(SVGText.stroke(edge)) stroke-linejoin=\"round\"/>\n"
    case .area(let points, let ink):
      text += "<polygon points=\"\(SVGText.list(points))\"\(SVGText.fill(ink))/>\n"
    case .text(let mark): add(mark)
    case .image(let pixels, let box, let isSmooth): try add(pixels, box, isSmooth: isSmooth)
    case .markers(let markers):
      if markers.points.count > CairoPage.markerLimit,
        let (pixels, box) = CairoPage.picture(of: markers)
      {
        try add(pixels, box, isSmooth: true)
      } else {
        add(markers)
      }
    case .clipped(let box, let marks):
      // An inner svg cuts what lies outside of it.
      let view =
        "\(SVGText.number(box.x)) \(SVGText.number(box.y)) "
        + "\(SVGText.number(box.width)) \(SVGText.number(box.height))"
      text += "<svg\(SVGText.place(box)) viewBox=\"\(view)\" overflow=\"hidden\">\n"
      try add(marks)
      text += "</svg>\n"
    }
  }

  private mutating func add(_ mark: TextMark) {
    let (x, y) = (SVGText.number(mark.at.x), SVGText.number(mark.at.y))
    text += "<text x=\"\(x)\" y=\"\(y)\" font-size=\"\(SVGText.number(mark.size))\""
    text += " fill=\"\(SVGText.hex(mark.color))\""
    if mark.isBold { text += " font-weight=\"bold\"" }
    if mark.anchor != .start { text += " text-anchor=\"\(mark.anchor.rawValue)\"" }
    if let width = mark.monospacedWidth {
      text += " font-family=\"\(Typeface.monospacedFamilies)\" xml:space=\"preserve\""
      text += " textLength=\"\(SVGText.number(width))\" lengthAdjust=\"spacingAndGlyphs\""
    }
    if mark.isVertical { text += " transform=\"rotate(-90 \(x) \(y))\"" }
    text += ">\(MarkupText.escaped(mark.text))</text>\n"
  }

  private mutating func add(_ pixels: Pixels, _ box: Box, isSmooth: Bool) throws {
    guard pixels.width > 0, pixels.height > 0 else { return }
    text += "<image\(SVGText.place(box)) preserveAspectRatio=\"none\""
    if !isSmooth { text += " style=\"image-rendering:pixelated\"" }
    let data = try CairoFiles.png(pixels).base64EncodedString()
    text += " xlink:href=\"data:image/png;base64,\(data)\"/>\n"
  }

  private mutating func add(_ markers: Markers) {
    let shapes = markers.styles.map { style in
      style.corners.map { Point($0.x * markers.radius, $0.y * markers.radius) }
    }
    let radius = SVGText.number(markers.radius)
    text += "<g fill-opacity=\"\(SVGText.number(markers.alpha))\">\n"
    for (index, point) in markers.points.enumerated() {
      let kind = markers.kinds[index]
      let color = SVGText.hex(markers.styles[kind].color)
      let tip =
        index < markers.tips.count
        ? "<title>\(MarkupText.escaped(markers.tips[index]))</title>" : ""
      if shapes[kind].isEmpty {
        let (x, y) = (SVGText.number(point.x), SVGText.number(point.y))
        text += "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"\(radius)\" fill=\"\(color)\""
        text += tip.isEmpty ? "/>\n" : ">\(tip)</circle>\n"
      } else {
        let corners = shapes[kind].map { Point(point.x + $0.x, point.y + $0.y) }
        text += "<polygon points=\"\(SVGText.list(corners))\" fill=\"\(color)\""
        text += tip.isEmpty ? "/>\n" : ">\(tip)</polygon>\n"
      }
    }
    text += "</g>\n"
  }

  private static func place(_ box: Box) -> String {
    " x=\"\(number(box.x))\" y=\"\(number(box.y))\" width=\"\(number(box.width))\""
      + " height=\"\(number(box.height))\""
  }

  private static func fill(_ ink: Ink?) -> String {
    guard let ink else { return " fill=\"none\"" }
    return " fill=\"\(hex(ink.color))\""
      + (ink.alpha < 1 ? " fill-opacity=\"\(number(ink.alpha))\"" : "")
  }

  private static func stroke(_ edge: Stroke?) -> String {
    guard let edge else { return "" }
    var text = " stroke=\"\(hex(edge.ink.color))\" stroke-width=\"\(number(edge.width))\""
    if edge.ink.alpha < 1 { text += " stroke-opacity=\"\(number(edge.ink.alpha))\"" }
    if !edge.dashes.isEmpty {
      text += " stroke-dasharray=\"\(edge.dashes.map(number).joined(separator: " "))\""
    }
    return text
  }

  private static func list(_ points: [Point]) -> String {
    points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }

  /// With two decimals at most: a hundredth of a point is seen by nobody.
  static func number(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "0" }
    let hundredths = Int((value * 100).rounded())
    let (whole, rest) = abs(hundredths).quotientAndRemainder(dividingBy: 100)
    var text = (hundredths < 0 ? "-" : "") + String(whole)
    if rest > 0 {
      text += rest % 10 == 0 ? ".\(rest / 10)" : rest < 10 ? ".0\(rest)" : ".\(rest)"
    }
    return text
  }

  private static func hex(_ color: RGB) -> String {
    let value = UInt32(color.red) << 16 | UInt32(color.green) << 8 | UInt32(color.blue)
    let digits = String(value, radix: 16)
    return "#" + String(repeating: "0", count: 6 - digits.count) + digits
  }
}
