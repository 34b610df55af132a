import Arrays
import Figures
import Terminal

/// What a screen shows, as the things that files are made of.
///
/// It holds values only; figure, table, arrays and sound are made when they are written, by a thread
/// that no key waits for.
struct Exhibit: Sendable {
  /// One of the things, or, where the screen has none, why.
  enum Part<Thing: Sendable>: Sendable {
    case made(@Sendable () throws -> Thing)
    case missing(String)

    /// Why it cannot be had.
    var obstacle: String? {
      if case .missing(let reason) = self { reason } else { nil }
    }
  }

  /// The beginning of file names, from ``name(_:)``.
  let name: String
  /// A figure for a paper.
  let figure: Part<any Figure>
  /// The rows of the screen, or what its figure is drawn from.
  let table: Part<ExhibitTable>
  /// What its figure is drawn from, as arrays.
  let arrays: Part<NPZArchive>
  /// What can be heard, 48,000 samples a second in [-1, 1].
  let sound: Part<[Float]>

  /// Says of a screen without sound where there is some.
  static let silent = Part<[Float]>.missing(
    "this screen has no sound; Units, Clip and Pairs have")

  init(
    _ name: String, figure: Part<any Figure>, table: Part<ExhibitTable>,
    arrays: Part<NPZArchive>? = nil, sound: Part<[Float]> = Exhibit.silent
  ) {
    self.name = name
    self.figure = figure
    self.table = table
    self.sound = sound
    if let arrays {
      self.arrays = arrays
    } else {
      // A table's columns of numbers are arrays.
      switch table {
      case .made(let make): self.arrays = .made { try make().archive }
      case .missing(let reason): self.arrays = .missing(reason)
      }
    }
  }

  /// A screen of which nothing but its cells can be had yet.
  init(_ name: String, missing reason: String) {
    self.init(
      name, figure: .missing(reason), table: .missing(reason), arrays: .missing(reason),
      sound: .missing(reason))
  }

  /// Words as part of a file's name: letters, digits, dots and single hyphens.
  static func name(_ words: String...) -> String {
    var result = ""
    for scalar in words.joined(separator: "-").unicodeScalars {
      let isPlain =
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
        || ("0"..."9").contains(scalar) || scalar == "." || scalar == "_"
      if isPlain {
        result.unicodeScalars.append(scalar)
      } else if result.last != "-" {
        result.append("-")
      }
    }
    while result.last == "-" || result.last == "." { result.removeLast() }
    while result.first == "-" || result.first == "." { result.removeFirst() }
    return String(result.prefix(120))
  }
}

extension State {
  /// What the screen in front shows.
  var exhibit: Exhibit {
    switch tab {
    case .train: trainExhibit
    case .units: unitExhibit
    case .clip: clipExhibit
    case .embed: layoutExhibit
    case .clusters: clusterExhibit
    case .prefs: preferenceExhibit
    case .pairs: pairExhibit
    case .jobs: jobExhibit
    case .log: logExhibit
    }
  }
}
