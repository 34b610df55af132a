import Terminal

/// A line of text that is being typed: what stands before the cursor, and the rest.
public struct TypedLine: Sendable, Equatable {
  /// What stands before the cursor.
  public private(set) var before: String
  /// What stands under and after the cursor.
  public private(set) var after = ""

  /// A line with the cursor at its end.
  public init(_ text: String = "") { before = text }

  /// All of it.
  public var text: String { before + after }

  /// Scalars that it takes at most (our choice).
  private static let longest = 200

  mutating func type(_ scalar: Unicode.Scalar) {
    guard text.unicodeScalars.count < Self.longest else { return }
    before.unicodeScalars.append(scalar)
  }

  mutating func moveLeft() { before.popLast().map { after.insert($0, at: after.startIndex) } }

  mutating func moveRight() {
    if !after.isEmpty { before.append(after.removeFirst()) }
  }

  mutating func moveToStart() { (before, after) = ("", text) }

  mutating func moveToEnd() { (before, after) = (text, "") }

  mutating func deleteBackward() { _ = before.popLast() }

  mutating func deleteForward() { after = String(after.dropFirst()) }

  /// Deletes the word before the cursor, and the blanks between.
  mutating func deleteWord() {
    while before.last == " " { before.removeLast() }
    while let last = before.last, last != " " { before.removeLast() }
  }

  /// Puts a completion in place of what stands before the cursor and of the rest of the word there.
  mutating func complete(_ text: String) {
    before = text
    after = String(after.drop { $0 != " " })
    if before.last == " " { after = String(after.drop { $0 == " " }) }
  }

  /// Draws it in one row. Where it is longer, its start gives way so that the cursor and some of what
  /// follows are seen.
  func draw(x: Int, y: Int, width: Int, on grid: inout Grid, glyphs: GlyphSet) {
    let (head, tail) = (CellText.scalars(before), CellText.scalars(after))
    let cell = tail.first.map(CellText.columns) ?? 1
    let ahead = min(CellText.width(tail.dropFirst()), max(1, width / 4))
    let room = width - cell - ahead
    guard room >= 0 else { return }
    let seen =
      CellText.width(head) <= room
      ? head : [glyphs.ellipsis] + CellText.suffix(head, width: room - 1)
    let cursor = grid.text(CellText.string(seen), x: x, y: y, .bold)
    grid.text(
      tail.isEmpty ? " " : CellText.string(tail), x: cursor, y: y, width: x + width - cursor, .bold)
    for column in cursor..<cursor + cell { grid.restyle(x: column, y: y) { $0.with(.reverse) } }
  }
}
