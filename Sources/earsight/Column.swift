import Terminal

/// Columns of the tables that commands print: as wide as terminals draw them, also of wide letters.
enum Column {
  /// Columns that names take at most (our choice: numbers still fit beside them).
  private static let widest = 40

  /// A text in so many columns: filled with spaces, or cut and marked as cut.
  static func fitted(_ text: String, width: Int) -> String {
    let shown = CellText.fitted(text, width: width, ellipsis: "…")
    return CellText.string(shown)
      + String(repeating: " ", count: max(0, width - CellText.width(shown)))
  }

  /// The columns that the widest of some names takes.
  static func width(of names: [String], atLeast least: Int, atMost most: Int = widest) -> Int {
    min(most, names.reduce(least) { max($0, CellText.width($1)) })
  }
}
