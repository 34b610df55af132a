import Foundation
import Printable

/// What the files of a synthetic corpus were made from, as its `corpus.csv` remembers.
public struct CorpusNotes: Sendable, Equatable {
  /// The version of the generator.
  public var version: Int
  /// How many classes take part.
  public var classes: Int
  /// Length of a clip in seconds.
  public var seconds: Double
  /// What everything is drawn from.
  public var seed: UInt64

  /// The name of the file in the folder of the clips.
  static let fileName = "corpus.csv"

  init(version: Int, classes: Int, seconds: Double, seed: UInt64) {
    (self.version, self.classes, self.seconds, self.seed) = (version, classes, seconds, seed)
  }

  /// Reads the text of a `corpus.csv`; nil where a value is missing or none that a corpus can have.
  init?(_ text: String) {
    var values: [Substring: Substring] = [:]
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let columns = line.split(separator: ",", maxSplits: 1)
      if columns.count == 2 { values[columns[0]] = columns[1] }
    }
    guard let version = values["version"].flatMap({ Int($0) }),
      let classes = values["classes"].flatMap({ Int($0) }),
      (1...SyntheticClass.all.count).contains(classes),
      let seconds = values["seconds"].flatMap({ Double($0) }), (1...3600).contains(seconds),
      let seed = values["seed"].flatMap({ UInt64($0) })
    else { return nil }
    self.init(version: version, classes: classes, seconds: seconds, seed: seed)
  }

  /// The text of a `corpus.csv`.
  var text: String {
    [
      "parameter,value", "version,\(version)", "classes,\(classes)", "seconds,\(seconds)",
      "seed,\(seed)", "",
    ].joined(separator: "\n")
  }

  /// In words: `12 classes, 10 s a clip, seed 1`; beside notes of another version, which version too.
  func words(beside other: CorpusNotes) -> String {
    let whole = Int(exactly: seconds).map(String.init) ?? String(seconds)
    return "\(Self.count(classes, "class", "classes")), \(whole) s a clip, seed \(seed)"
      + (version == other.version ? "" : ", version \(version)")
  }

  /// A number of things: `1 class`, `12 classes`.
  static func count(_ number: Int, _ one: String, _ many: String) -> String {
    "\(number) \(number == 1 ? one : many)"
  }
}

/// Why a synthetic corpus is not written.
public enum SyntheticCorpusError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The directory holds clips made from other parameters.
  case otherCorpus(directory: String, found: CorpusNotes, wanted: CorpusNotes)
  /// What the directory's clips were made from cannot be read.
  case unreadableNotes(file: String)
  /// A missing clip was made by another version of the generator.
  case otherVersion(file: String, found: Int, expected: Int)

  /// One line that says what was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .otherCorpus(let directory, let found, let wanted):
      return "\(printable(directory)): holds a corpus of \(found.words(beside: wanted)), not of "
        + "\(wanted.words(beside: found)); choose another directory or remove this one"
    case .unreadableNotes(let file):
      return
        "\(printable(file)): does not say what the clips beside it were made from, expected their "
        + "version, classes, seconds and seed; choose another directory or remove this one"
    case .otherVersion(let file, let found, let expected):
      return
        "\(printable(file)): missing, and made by version \(found) of the synthetic corpus, this "
        + "earsight makes version \(expected); copy the file from where it was made"
    }
  }
}
