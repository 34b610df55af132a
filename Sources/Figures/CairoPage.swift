import CCairo
import Foundation
import Scales

/// A cairo surface that drawings are painted on.
final class CairoPage {
  private let surface: OpaquePointer?
  private let context: OpaquePointer?
  /// Whether lines stay lines, as in a PDF, so that very many points are better a picture.
  private let isVector: Bool

  /// More markers than this become a picture in SVG and PDF: each costs about 60 bytes there, and
  /// readers grow slow (our choice).
  static let markerLimit = 20_000
  /// Pixels a point of such a picture.
  static let markerDensity = 4.0

  /// Takes over `surface`; one point of a drawing is `scale` units of it.
  init(_ surface: OpaquePointer?, scale: Double, isVector: Bool) {
    self.surface = surface
    self.isVector = isVector
    context = cairo_create(surface)
    cairo_scale(context, scale, scale)
    let options = cairo_font_options_create()
    Typeface.setOptions(options)
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// Lays the marks down.
  func paint(_ marks: [Mark]) {
    for mark in marks { paint(mark) }
  }

  private func paint(_ mark: Mark) {
    switch mark {
    case .box(let box, let fill, let edge):
      cairo_rectangle(context, box.x, box.y, box.width, box.height)
      if let fill {
        set(fill)
        cairo_fill_preserve(context)
      }
      if let edge { stroke(edge) }
      cairo_new_path(context)
    case .line(let points, let edge):
      trace(points)
      stroke(edge)
    case .area(let points, let ink):
      trace(points)
      set(ink)
      cairo_fill(context)
    case .text(let text): paint(text)
    case .image(let pixels, let box, let isSmooth): paint(pixels, in: box, isSmooth: isSmooth)
    case .markers(let markers):
      if isVector, markers.points.count > CairoPage.markerLimit,
        let (pixels, box) = CairoPage.picture(of: markers)
      {
        paint(pixels, in: box, isSmooth: true)
      } else {
        paint(markers)
      }
    case .clipped(let box, let marks):
      cairo_save(context)
      cairo_rectangle(context, box.x, box.y, box.width, box.height)
      cairo_clip(context)
      paint(marks)
      cairo_restore(context)
    }
  }

  private func set(_ ink: Ink) {
    cairo_set_source_rgba(
      context, Double(ink.color.red) / 255, Double(ink.color.green) / 255,
      Double(ink.color.blue) / 255, ink.alpha)
  }

  private func trace(_ points: [Point]) {
    for (index, point) in points.enumerated() {
      if index == 0 {
        cairo_move_to(context, point.x, point.y)
      } else {
        cairo_line_to(context, point.x, point.y)
      }
    }
  }

  private func stroke(_ edge: Stroke) {
    set(edge.ink)
    cairo_set_line_width(context, edge.width)
    cairo_set_dash(context, edge.dashes, Int32(edge.dashes.count), 0)
    cairo_stroke(context)
  }

  private func paint(_ text: TextMark) {
    cairo_save(context)
    cairo_select_font_face(
      context, text.monospacedWidth == nil ? Typeface.family : Typeface.monospacedFamily,
      CAIRO_FONT_SLANT_NORMAL, text.isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(context, text.size)
    cairo_translate(context, text.at.x, text.at.y)
    if let width = text.monospacedWidth {
      var extents = cairo_text_extents_t()
      cairo_text_extents(context, text.text, &extents)
      if extents.x_advance > 0 { cairo_scale(context, width / extents.x_advance, 1) }
    }
    if text.isVertical { cairo_rotate(context, -.pi / 2) }
    let width =
      text.anchor == .start
      ? 0 : Typeface.width(text.text, size: text.size, isBold: text.isBold)
    cairo_move_to(context, text.anchor == .end ? -width : -width / 2, 0)
    set(Ink(text.color))
    cairo_show_text(context, text.text)
    cairo_restore(context)
  }

  private func paint(_ pixels: Pixels, in box: Box, isSmooth: Bool) {
    guard pixels.width > 0, pixels.height > 0 else { return }
    let image = CairoPage.surface(of: pixels)
    cairo_save(context)
    cairo_translate(context, box.x, box.y)
    cairo_scale(
      context, box.width / Double(pixels.width), box.height / Double(pixels.height))
    cairo_set_source_surface(context, image, 0, 0)
    let source = cairo_get_source(context)
    cairo_pattern_set_filter(source, isSmooth ? CAIRO_FILTER_GOOD : CAIRO_FILTER_NEAREST)
    // Without this a smooth picture fades into the sheet at its edge.
    if isSmooth, !isVector { cairo_pattern_set_extend(source, CAIRO_EXTEND_PAD) }
    cairo_rectangle(context, 0, 0, Double(pixels.width), Double(pixels.height))
    cairo_fill(context)
    cairo_restore(context)
    cairo_surface_destroy(image)
  }

  private func paint(_ markers: Markers) {
    let shapes = markers.styles.map { style in
      style.corners.map { Point($0.x * markers.radius, $0.y * markers.radius) }
    }
    let isDot = markers.radius < 0.8
    for (point, kind) in zip(markers.points, markers.kinds) {
      set(Ink(markers.styles[kind].color, alpha: markers.alpha))
      let corners = shapes[kind]
      if isDot {
        // Of so small a shape only the place is seen.
        let side = 1.8 * markers.radius
        cairo_rectangle(context, point.x - side / 2, point.y - side / 2, side, side)
      } else if corners.isEmpty {
        cairo_new_sub_path(context)
        cairo_arc(context, point.x, point.y, markers.radius, 0, 2 * .pi)
      } else {
        trace(corners.map { Point(point.x + $0.x, point.y + $0.y) })
        cairo_close_path(context)
      }
      cairo_fill(context)
    }
  }

  /// A surface that holds the pixels.
  static func surface(of pixels: Pixels) -> OpaquePointer? {
    let surface = cairo_image_surface_create(
      CAIRO_FORMAT_ARGB32, Int32(pixels.width), Int32(pixels.height))
    cairo_surface_flush(surface)
    guard let data = cairo_image_surface_get_data(surface) else { return surface }
    let stride = Int(cairo_image_surface_get_stride(surface))
    pixels.words.withUnsafeBytes { words in
      for row in 0..<pixels.height {
        let bytes = UnsafeRawBufferPointer(
          rebasing: words[4 * row * pixels.width..<4 * (row + 1) * pixels.width])
        UnsafeMutableRawBufferPointer(start: data + row * stride, count: bytes.count)
          .copyMemory(from: bytes)
      }
    }
    cairo_surface_mark_dirty(surface)
    return surface
  }

  /// The markers as a picture, and where it lies; nil where there is none.
  static func picture(of markers: Markers) -> (Pixels, Box)? {
    guard let first = markers.points.first else { return nil }
    var (low, high) = (first, first)
    for point in markers.points {
      low = Point(min(low.x, point.x), min(low.y, point.y))
      high = Point(max(high.x, point.x), max(high.y, point.y))
    }
    let margin = 2 * markers.radius + 1
    let (width, height) = (
      Int(((high.x - low.x + 2 * margin) * markerDensity).rounded(.up)),
      Int(((high.y - low.y + 2 * margin) * markerDensity).rounded(.up))
    )
    guard width <= 16_384, height <= 16_384 else { return nil }
    let surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, Int32(width), Int32(height))
    cairo_surface_reference(surface)
    let page = CairoPage(surface, scale: markerDensity, isVector: false)
    defer { cairo_surface_destroy(surface) }
    cairo_translate(page.context, margin - low.x, margin - low.y)
    page.paint(markers)
    cairo_surface_flush(surface)
    guard let data = cairo_image_surface_get_data(surface) else { return nil }
    let stride = Int(cairo_image_surface_get_stride(surface))
    var words = [UInt32](repeating: 0, count: width * height)
    words.withUnsafeMutableBytes { target in
      for row in 0..<height {
        UnsafeMutableRawBufferPointer(rebasing: target[4 * row * width..<4 * (row + 1) * width])
          .copyMemory(from: UnsafeRawBufferPointer(start: data + row * stride, count: 4 * width))
      }
    }
    let box = Box(
      x: low.x - margin, y: low.y - margin, width: Double(width) / markerDensity,
      height: Double(height) / markerDensity)
    return (Pixels(width: width, height: height, words: words), box)
  }
}
