import CCairo
import Figures
import Foundation
import Scales

/// A PNG as cairo's own reader sees it.
struct Photograph {
  let width, height: Int
  private let words: [UInt32]

  struct Unreadable: Error {}

  init(_ data: Data) throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "figure-\(UUID().uuidString).png")
    try data.write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let surface = cairo_image_surface_create_from_png(url.path)
    defer { cairo_surface_destroy(surface) }
    guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS,
      let bytes = cairo_image_surface_get_data(surface)
    else { throw Unreadable() }
    width = Int(cairo_image_surface_get_width(surface))
    height = Int(cairo_image_surface_get_height(surface))
    let stride = Int(cairo_image_surface_get_stride(surface))
    var words: [UInt32] = []
    for y in 0..<height {
      for x in 0..<width {
        words.append(
          UnsafeRawPointer(bytes + y * stride + 4 * x).loadUnaligned(as: UInt32.self))
      }
    }
    self.words = words
  }

  init(_ figure: some Figure, scale: Double = 1) throws {
    try self.init(figure.data(.png, scale: scale))
  }

  subscript(x: Int, y: Int) -> RGB { RGB(words[y * width + x] & 0xFF_FFFF) }

  /// The colour at a place of the drawing.
  func color(at point: Point, scale: Double = 1) -> RGB {
    self[Int(point.x * scale), Int(point.y * scale)]
  }

  /// The pixels of a colour.
  func places(of color: RGB) -> [(x: Int, y: Int)] {
    words.indices.filter { RGB(words[$0] & 0xFF_FFFF) == color }.map { ($0 % width, $0 / width) }
  }
}

extension Figure {
  /// The parts of the sheet that data is drawn in.
  func plots(density: Double = 1) -> [Box] {
    drawing(density: density).marks.compactMap {
      if case .clipped(let box, _) = $0 { box } else { nil }
    }
  }

  /// Every line of text.
  var texts: [String] {
    drawing(density: 1).marks.compactMap {
      if case .text(let mark) = $0 { mark.text } else { nil }
    }
  }
}

extension Drawing {
  /// All marks, those within others too.
  var all: [Mark] {
    func flat(_ marks: [Mark]) -> [Mark] {
      marks.flatMap { mark in
        if case .clipped(_, let inner) = mark { return flat(inner) }
        return [mark]
      }
    }
    return flat(marks)
  }
}
