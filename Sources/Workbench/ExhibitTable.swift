import Arrays
import Terminal

/// Columns of equal length with names: what a CSV file holds.
struct ExhibitTable: Sendable {
  /// One column.
  enum Values: Sendable {
    /// Numbers; nil where nothing was measured.
    case numbers([Double?])
    case integers([Int])
    /// Numbers of units or clips; nil where there is none.
    case places([Int?])
    case texts([String])
    case flags([Bool])

    var count: Int {
      switch self {
      case .numbers(let values): values.count
      case .integers(let values): values.count
      case .places(let values): values.count
      case .texts(let values): values.count
      case .flags(let values): values.count
      }
    }

    /// A row's field: numbers with all their digits, `nan` where a measure is none, empty where
    /// there is none; texts without what could steer a terminal.
    func field(_ row: Int) -> String {
      switch self {
      case .numbers(let values): values[row].map { "\($0)" } ?? ""
      case .integers(let values): "\(values[row])"
      case .places(let values): values[row].map { "\($0)" } ?? ""
      case .texts(let values): ExhibitTable.quoted(CellText.clean(values[row]))
      case .flags(let values): values[row] ? "yes" : "no"
      }
    }
  }

  private(set) var columns: [(name: String, values: Values)] = []
  /// Rows of every column.
  let rowCount: Int

  /// A table without columns.
  init(rows: Int) { rowCount = rows }

  /// Adds a column; traps when it has another length.
  mutating func add(_ name: String, _ values: Values) {
    precondition(values.count == rowCount, "\(name): \(values.count) values in \(rowCount) rows")
    columns.append((name, values))
  }

  /// The table as CSV (RFC 4180), a header first, piece by piece, each of whole lines.
  func writeCSV(_ write: (String) throws -> Void) throws {
    var piece = columns.map { Self.quoted(CellText.clean($0.name)) }.joined(separator: ",") + "\r\n"
    for row in 0..<rowCount {
      for (place, column) in columns.enumerated() {
        if place > 0 { piece += "," }
        piece += column.values.field(row)
      }
      piece += "\r\n"
      if piece.utf8.count > 65_536 {
        try write(piece)
        piece = ""
      }
    }
    try write(piece)
  }

  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { ",\"\r\n".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  /// The columns of numbers as arrays of one axis, NaN where nothing was measured, -1 where there is
  /// no unit or clip.
  var archive: NPZArchive {
    var archive = NPZArchive()
    for column in columns {
      switch column.values {
      case .numbers(let values):
        archive.add(
          NPYArray(shape: [rowCount], values: values.map { $0 ?? .nan }), name: column.name)
      case .integers(let values):
        archive.add(
          NPYArray(shape: [rowCount], values: values.map { Int64($0) }), name: column.name)
      case .places(let values):
        archive.add(
          NPYArray(shape: [rowCount], values: values.map { Int64($0 ?? -1) }), name: column.name)
      case .flags(let values):
        archive.add(
          NPYArray(shape: [rowCount], values: values.map { $0 ? Int32(1) : 0 }), name: column.name)
      case .texts: break
      }
    }
    return archive
  }
}
