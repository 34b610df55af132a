import CChafa
import Synchronization

/// Paints photographs with chafa, which knows what glyphs look like: for every cell it takes the
/// symbol and the two colours that come nearest to the pixels.
///
/// Half blocks, quadrants and sextants are not its affair: of these ``PicturePainter`` finds the
/// best split itself, in 2 ms for 60x30 cells where chafa takes 25 to 40. With symbols of many
/// shapes, and with ASCII, whose letters follow edges, chafa's picture is the clearer one (looked at
/// side by side); with 16 colours or fewer it is not.
public enum SymbolPainter {
  /// Canvases are independent of each other, but that chafa's tables are made by the first is not
  /// promised to be safe: one at a time.
  private static let turn = Mutex(())

  /// The cells of a painting, row after row from the top; empty where it has none.
  public static func cells(_ painting: Painting) -> [Cell] {
    let (size, raster) = (painting.size, painting.raster)
    guard size.width > 0, size.height > 0, raster.width > 0, raster.height > 0 else { return [] }
    return turn.withLock { _ in
      chafa_set_n_threads(1)
      let symbols = chafa_symbol_map_new()
      defer { chafa_symbol_map_unref(symbols) }
      chafa_symbol_map_apply_selectors(
        symbols, painting.isASCII ? "ascii" : "space,solid,block,border,diagonal", nil)
      let configuration = chafa_canvas_config_new()
      defer { chafa_canvas_config_unref(configuration) }
      chafa_canvas_config_set_symbol_map(configuration, symbols)
      chafa_canvas_config_set_geometry(configuration, gint(size.width), gint(size.height))
      // Cells are twice as high as wide, as everywhere here.
      chafa_canvas_config_set_cell_geometry(configuration, 10, 20)
      chafa_canvas_config_set_canvas_mode(configuration, mode(painting.tier))
      let canvas = chafa_canvas_new(configuration)
      defer { chafa_canvas_unref(canvas) }
      raster.pixels.withUnsafeBufferPointer { pixels in
        chafa_canvas_draw_all_pixels(
          canvas, CHAFA_PIXEL_RGB8, pixels.baseAddress, gint(raster.width), gint(raster.height),
          gint(raster.width * 3))
      }
      var cells: [Cell] = []
      cells.reserveCapacity(size.width * size.height)
      for y in 0..<size.height {
        for x in 0..<size.width { cells.append(cell(canvas, x, y, painting)) }
      }
      return cells
    }
  }

  private static func cell(
    _ canvas: OpaquePointer?, _ x: Int, _ y: Int, _ painting: Painting
  ) -> Cell {
    let glyph = Unicode.Scalar(chafa_canvas_get_char_at(canvas, gint(x), gint(y))) ?? " "
    var (foreground, background): (gint, gint) = (-1, -1)
    chafa_canvas_get_colors_at(canvas, gint(x), gint(y), &foreground, &background)
    // What a C library hands out is checked like a stranger's text: one column, or a blank.
    let isSound = glyph.value >= 0x20 && CellText.columns(of: glyph) == 1
    return Cell(
      isSound ? glyph : " ",
      Style(color(foreground, painting.tier), on: color(background, painting.tier)))
  }

  /// From 0xRRGGBB, or -1 for the terminal's own.
  private static func color(_ value: gint, _ tier: ColorTier) -> Color {
    guard value >= 0 else { return .standard }
    let color = Color.rgb(
      UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF))
    return color.adapted(to: tier)
  }

  private static func mode(_ tier: ColorTier) -> ChafaCanvasMode {
    switch tier {
    case .trueColor: CHAFA_CANVAS_MODE_TRUECOLOR
    case .palette256: CHAFA_CANVAS_MODE_INDEXED_240
    case .palette16: CHAFA_CANVAS_MODE_INDEXED_16
    case .palette8: CHAFA_CANVAS_MODE_INDEXED_8
    case .monochrome: CHAFA_CANVAS_MODE_FGBG
    }
  }
}
