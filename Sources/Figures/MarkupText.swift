import Printable

/// Text of strangers between the tags or quotes of XML and HTML.
public enum MarkupText {
  /// `text` so that it is read as letters alone: no tag, no reference, no end of a quote; what could
  /// steer a terminal or turn the direction of writing, and what XML forbids, becomes `?`.
  public static func escaped(_ text: String) -> String {
    // By scalars: a mark that combines would hide the letter it stands on.
    var result = String.UnicodeScalarView()
    for scalar in printable(text).unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case _ where scalar.value & 0xFFFE == 0xFFFE: result.append("?")
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}
