import Foundation

/// Text made fit for cells: only scalars that take exactly one column remain.
///
/// File names, labels and log lines are other people's. Whatever could move the cursor, change the
/// direction of writing or take no column is dropped; what takes two columns becomes `?`. So a
/// string of n scalars takes n cells, always.
public enum CellText {
  /// The scalars of `text` that cells show, in order.
  ///
  /// Line breaks and tabs become spaces; escape sequences lose their escape; combining marks are
  /// composed with their letter where Unicode has the pair and dropped where it has not.
  public static func scalars(_ text: String) -> [Unicode.Scalar] {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return Array(text.unicodeScalars) }
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(text.utf8.count)
    for scalar in text.precomposedStringWithCanonicalMapping.unicodeScalars {
      switch columns(of: scalar) {
      case 1: result.append(scalar)
      case 2: result.append("?")
      default: if isBreak(scalar) { result.append(" ") }
      }
    }
    return result
  }

  /// `text` as ``scalars(_:)`` sees it, as a string.
  public static func clean(_ text: String) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars(text))
    return String(view)
  }

  /// Columns that a scalar takes on a terminal: 0, 1 or 2.
  ///
  /// Zero for controls, formats (bidirectional marks, joiners), marks that combine, surrogates and
  /// separators of lines; two for East Asian wide and emoji presentation (Unicode 15, annex 11).
  public static func columns(of scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x20 { return 0 }
    if value < 0x7F { return 1 }
    if value < 0xA0 || value == 0xAD { return 0 }
    // Box drawing, blocks, braille and arrows: all width 1 in every libc, and drawn the most.
    if (0x2500...0x25A0).contains(value) || (0x2800...0x28FF).contains(value) { return 1 }
    switch scalar.properties.generalCategory {
    case .control, .format, .nonspacingMark, .enclosingMark, .surrogate, .lineSeparator,
      .paragraphSeparator:
      return 0
    case .unassigned, .privateUse: return 2
    default: return isWide(value) || scalar.properties.isEmojiPresentation ? 2 : 1
    }
  }

  /// What stands for `text` in at most `width` cells: all of it, or its start and an ellipsis.
  public static func fitted(_ text: String, width: Int, ellipsis: Unicode.Scalar) -> [Unicode
    .Scalar]
  {
    let all = scalars(text)
    if all.count <= width { return all }
    if width <= 0 { return [] }
    return all.prefix(width - 1) + [ellipsis]
  }

  private static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF,
      0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
      0x16FE0...0x18CFF, 0x1AFF0...0x1B2FF, 0x1F004...0x1F004, 0x1F0CF...0x1F0CF,
      0x1F200...0x1F2FF, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
      0x1FA70...0x1FAFF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
