import Foundation

/// Text made fit for cells: only scalars whose columns are certain remain.
///
/// File names, labels and log lines are other people's. Whatever could move the cursor, change the
/// direction of writing or take no column is dropped; what terminals disagree on becomes `?`. What
/// remains takes one column or, as Chinese, Japanese and Korean letters do, two.
public enum CellText {
  /// The scalars of `text` that cells show, in order.
  ///
  /// Line breaks and tabs become spaces; escape sequences lose their escape; combining marks are
  /// composed with their letter where Unicode has the pair and dropped where it has not.
  public static func scalars(_ text: String) -> [Unicode.Scalar] {
    if isPlain(text) { return Array(text.unicodeScalars) }
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(text.utf8.count)
    for scalar in text.precomposedStringWithCanonicalMapping.unicodeScalars {
      if let shown = shown(scalar) {
        result.append(shown)
      } else if isBreak(scalar) {
        result.append(" ")
      }
    }
    return result
  }

  /// `text` as ``scalars(_:)`` sees it, as a string.
  public static func clean(_ text: String) -> String { string(scalars(text)) }

  /// Columns that `text` takes after cleaning.
  public static func width(_ text: String) -> Int {
    isPlain(text) ? text.utf8.count : width(scalars(text))
  }

  /// Columns that clean scalars take.
  public static func width(_ scalars: some Sequence<Unicode.Scalar>) -> Int {
    scalars.reduce(0) { $0 + columns(of: $1) }
  }

  /// Clean scalars as a string.
  public static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  /// What a cell shows for a scalar: itself where it takes one or two columns in every terminal,
  /// `?` where they disagree (private use, unassigned, halves of flags), nil where it takes none.
  public static func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    if columns(of: scalar) == 0 { return nil }
    if scalar.value < 0x7F { return scalar }
    // Two regional indicators are one flag to some terminals and four columns to others.
    if (0x1F1E6...0x1F1FF).contains(scalar.value) { return "?" }
    switch scalar.properties.generalCategory {
    case .unassigned, .privateUse: return "?"
    default: return scalar
    }
  }

  /// Columns that a scalar takes on a terminal: 0, 1 or 2.
  ///
  /// Zero for controls, formats (bidirectional marks, joiners), marks that combine (vowels of
  /// Korean syllables and skin colours included), surrogates and separators of lines; two for East
  /// Asian wide and emoji presentation (Unicode 15, annex 11).
  public static func columns(of scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x20 { return 0 }
    if value < 0x7F { return 1 }
    if value < 0xA0 || value == 0xAD { return 0 }
    // Box drawing, blocks, braille and arrows: all width 1 in every libc, and drawn the most.
    if (0x2500...0x25A0).contains(value) || (0x2800...0x28FF).contains(value) { return 1 }
    switch value {
    case 0x1160...0x11FF, 0xD7B0...0xD7FF, 0x1F3FB...0x1F3FF: return 0
    case 0x1F1E6...0x1F1FF: return 1
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .nonspacingMark, .enclosingMark, .surrogate, .lineSeparator,
      .paragraphSeparator:
      return 0
    default: return isWide(value) || scalar.properties.isEmojiPresentation ? 2 : 1
    }
  }

  /// What stands for `text` in at most `width` columns: all of it, or its start and an ellipsis.
  public static func fitted(_ text: String, width: Int, ellipsis: Unicode.Scalar) -> [Unicode
    .Scalar]
  {
    let all = scalars(text)
    if self.width(all) <= width { return all }
    if width <= 0 { return [] }
    return prefix(all, width: width - 1) + [ellipsis]
  }

  /// As many of the first scalars as `width` columns hold.
  public static func prefix(_ scalars: some Sequence<Unicode.Scalar>, width: Int) -> [Unicode
    .Scalar]
  {
    var left = width
    var result: [Unicode.Scalar] = []
    for scalar in scalars {
      left -= columns(of: scalar)
      if left < 0 { break }
      result.append(scalar)
    }
    return result
  }

  /// As many of the last scalars as `width` columns hold.
  public static func suffix(_ scalars: [Unicode.Scalar], width: Int) -> [Unicode.Scalar] {
    prefix(scalars.reversed(), width: width).reversed()
  }

  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
  }

  private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// East Asian wide and full-width but for emoji, which their own property tells.
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF,
      0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF,
      0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
