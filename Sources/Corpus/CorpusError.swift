import Printable

/// What can be wrong with a corpus; each message names what was found, expected and done about it.
public enum CorpusError: Error, CustomStringConvertible, Sendable {
  /// A path given by the user leads nowhere.
  case notFound(path: String)
  /// Pairs need two sources at least, or there is nothing to mismatch.
  case tooFewSources(split: String, found: Int)
  /// Fractions that are no division of a whole.
  case badSplit(text: String)
  /// A label file that puts one source video into two splits.
  case sourceInTwoSplits(source: String, files: [String], splits: [Split])
  /// A line of a label file that cannot be read or contradicts another.
  case badLabels(path: String, line: Int, reason: String)
  /// So many clips in a row failed to decode that training makes no sense.
  case nothingDecodes(last: String)

  /// One line: what, found, expected, remedy.
  public var description: String {
    switch self {
    case .notFound(let path):
      return "\(printable(path)): no such file or folder; give files or folders that exist"
    case .tooFewSources(let split, let found):
      return "the \(split) split has clips of \(found) source video(s), mismatched pairs need 2 or "
        + "more; add videos or change --split"
    case .badSplit(let text):
      return "split \(printable(text)): expected three fractions that add up to 1, "
        + "such as 0.8,0.1,0.1"
    case .sourceInTwoSplits(let source, let files, let splits):
      let rows = zip(files, splits).map { "\(printable($0)) is \($1.rawValue)" }
      return
        "source '\(printable(source))': by the labels \(rows.joined(separator: ", ")); clips of "
        + "one source share a split: give them one, or sources of their own"
    case .badLabels(let path, let line, let reason):
      return "\(printable(path)):\(line): \(reason)"
    case .nothingDecodes(let last):
      return
        "no clip could be decoded for a pair after \(BatchLoader.attempts) attempts, the last: "
        + "\(last); check the files, or make the session again with 'earsight new'"
    }
  }
}
