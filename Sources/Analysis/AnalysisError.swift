import Compute

/// What an analysis cannot be made of: the thing, what was found, what was expected and the remedy.
public enum AnalysisError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A number that is not finite.
  case notFinite(row: Int, column: Int)
  /// Fewer rows than the analysis needs.
  case tooFewRows(found: Int, needed: Int, purpose: String)
  /// Two lists that must be equally long are not.
  case lengths(what: String, found: Int, expected: Int)
  /// An option outside its range.
  case option(name: String, found: String, expected: String)
  /// Rows that are all the same, where differences are looked for.
  case constant(purpose: String)

  /// One line.
  public var description: String {
    switch self {
    case .notFinite(let row, let column):
      "embeddings: row \(row), column \(column) is not a finite number; remove the row"
    case .tooFewRows(let found, let needed, let purpose):
      "\(purpose): \(found) row(s), at least \(needed) expected"
    case .lengths(let what, let found, let expected):
      "\(what): \(found) found, \(expected) expected, one for each row"
    case .option(let name, let found, let expected):
      "\(name): \(found) found, \(expected) expected"
    case .constant(let purpose):
      "\(purpose): all rows are equal, so there is nothing to tell apart"
    }
  }
}

extension AnalysisError {
  /// Refuses rows with numbers that are not finite.
  static func checkFinite(_ rows: FloatMatrix) throws {
    for row in 0..<rows.rows {
      let values = rows[row]
      var sum: Float = 0
      // Not finite if any is: x * 0 is NaN for NaN and infinity, and 0 for every other number.
      for value in values { sum += value * 0 }
      guard sum == 0 else {
        throw AnalysisError.notFinite(
          row: row, column: values.firstIndex { !$0.isFinite } ?? 0)
      }
    }
  }
}
