import CCairo

/// The one typeface of figures, and how wide its letters run.
enum Typeface {
  /// What cairo asks fontconfig for: DejaVu Sans where `Sources/setup.sh` was run. On a machine
  /// without any typeface cairo draws thin letters of its own, Latin only.
  static let family = "sans-serif"
  /// What an SVG asks its reader for: the same letters, or such as run about as wide.
  static let families = "DejaVu Sans, Verdana, sans-serif"

  /// Letters of one breadth, for cells.
  static let monospacedFamily = "monospace"
  /// The same for an SVG.
  static let monospacedFamilies = "DejaVu Sans Mono, Menlo, Consolas, monospace"

  /// The width of a line of text, in points.
  static func width(_ text: String, size: Double, isBold: Bool = false) -> Double {
    let face = cairo_toy_font_face_create(
      family, CAIRO_FONT_SLANT_NORMAL, isBold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    let options = cairo_font_options_create()
    setOptions(options)
    var letters = cairo_matrix_t()
    var page = cairo_matrix_t()
    cairo_matrix_init_scale(&letters, size, size)
    cairo_matrix_init_identity(&page)
    let font = cairo_scaled_font_create(face, &letters, &page, options)
    var extents = cairo_text_extents_t()
    cairo_scaled_font_text_extents(font, text, &extents)
    cairo_scaled_font_destroy(font)
    cairo_font_options_destroy(options)
    cairo_font_face_destroy(face)
    return extents.x_advance
  }

  /// Letters scale with the figure: no rounding to pixels.
  static func setOptions(_ options: OpaquePointer?) {
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
  }

  /// The text, or as much of its beginning as fits with an ellipsis after it.
  static func fitted(_ text: String, width: Double, size: Double, isBold: Bool = false) -> String {
    if self.width(text, size: size, isBold: isBold) <= width { return text }
    let letters = Array(text)
    // The widths rise with the length: bisection.
    var (fits, fails) = (0, letters.count)
    while fails - fits > 1 {
      let middle = (fits + fails) / 2
      let part = String(letters[..<middle]) + "\u{2026}"
      if self.width(part, size: size, isBold: isBold) <= width {
        fits = middle
      } else {
        fails = middle
      }
    }
    return fits == 0 ? "" : String(letters[..<fits]) + "\u{2026}"
  }

  /// The text broken at spaces into at most `lines` lines; the last one ends in an ellipsis where
  /// there is more.
  static func wrapped(
    _ text: String, width: Double, size: Double, isBold: Bool = false, atMost lines: Int
  ) -> [String] {
    var result: [String] = []
    var words = text.split(separator: " ").map(String.init)[...]
    while !words.isEmpty, result.count < lines - 1 {
      var line = words.removeFirst()
      while let next = words.first,
        self.width(line + " " + next, size: size, isBold: isBold) <= width
      {
        line += " " + next
        words.removeFirst()
      }
      result.append(fitted(line, width: width, size: size, isBold: isBold))
    }
    if !words.isEmpty {
      result.append(
        fitted(words.joined(separator: " "), width: width, size: size, isBold: isBold))
    }
    return result
  }
}
