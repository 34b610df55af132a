import CCairo
import Foundation

/// Drawings and pictures as the bytes of files, by cairo.
enum CairoFiles {
  /// cairo's own limit for the sides of a picture, in pixels.
  static let longestSide = 32_767.0

  /// A PNG of a drawing, `scale` pixels a point.
  static func png(_ drawing: Drawing, scale: Double) throws -> Data {
    let (width, height) = (
      (drawing.width * scale).rounded(.up), (drawing.height * scale).rounded(.up)
    )
    guard width >= 1, height >= 1, max(width, height) <= longestSide else {
      throw FigureError.size(width: width, height: height)
    }
    let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
    cairo_surface_reference(surface)
    defer { cairo_surface_destroy(surface) }
    try check(cairo_surface_status(surface), "a picture")
    CairoPage(surface, scale: scale, isVector: false).paint(sheet(drawing))
    return try png(surface)
  }

  /// A PNG of pixels.
  static func png(_ pixels: Pixels) throws -> Data {
    let surface = CairoPage.surface(of: pixels)
    defer { cairo_surface_destroy(surface) }
    try check(cairo_surface_status(surface), "a picture")
    return try png(surface)
  }

  /// A PDF of a drawing, one page of its size.
  static func pdf(_ drawing: Drawing) throws -> Data {
    let sink = Sink()
    let surface = cairo_pdf_surface_create_for_stream(
      append, Unmanaged.passUnretained(sink).toOpaque(), drawing.width, drawing.height)
    cairo_surface_reference(surface)
    defer { cairo_surface_destroy(surface) }
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, drawing.title)
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "earsight")
    // The page is let go before the surface ends.
    do { CairoPage(surface, scale: 1, isVector: true).paint(sheet(drawing)) }
    cairo_surface_finish(surface)
    try check(cairo_surface_status(surface), "a PDF")
    return sink.data
  }

  /// The marks of a drawing on its coloured sheet.
  private static func sheet(_ drawing: Drawing) -> [Mark] {
    let all = Box(x: 0, y: 0, width: drawing.width, height: drawing.height)
    return [.box(all, fill: Ink(drawing.background), edge: nil)] + drawing.marks
  }

  private static func png(_ surface: OpaquePointer?) throws -> Data {
    let sink = Sink()
    let status = cairo_surface_write_to_png_stream(
      surface, append, Unmanaged.passUnretained(sink).toOpaque())
    try check(status, "a PNG")
    return sink.data
  }

  private static func check(_ status: cairo_status_t, _ thing: String) throws {
    guard status != CAIRO_STATUS_SUCCESS else { return }
    throw FigureError.library(thing: thing, reason: String(cString: cairo_status_to_string(status)))
  }

  /// Where cairo puts the bytes.
  private final class Sink {
    var data = Data()
  }

  private static var append: cairo_write_func_t {
    { target, bytes, count in
      guard let target, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
      Unmanaged<Sink>.fromOpaque(target).takeUnretainedValue().data
        .append(bytes, count: Int(count))
      return CAIRO_STATUS_SUCCESS
    }
  }
}
