import Compute

/// Classes that units prefer: a class is covered when some unit's top holds enough rows of it (LLL
/// 3.5.3: 4, and 3, of 5), beside what chance covers.
public struct UnitPreference: Sendable, Equatable {
  /// What one class has.
  public struct ClassPreference: Sendable, Equatable {
    /// The unit whose top holds most rows of the class, the first of equal ones; nil when none does.
    public let unit: Int?
    /// How many rows of the class that top holds.
    public let count: Int
    /// Rows of the class among all labels.
    public let rows: Int
  }

  /// How many classes are covered at one threshold.
  public struct Coverage: Sendable, Equatable {
    /// Rows of a class that a top must hold.
    public let threshold: Int
    /// Classes of which some top holds as many.
    public let covered: Int
    /// The mean of that number under shuffled labels.
    public let expected: Double
    /// Its standard deviation under shuffled labels.
    public let deviation: Double

    /// Classes covered beyond chance.
    public var excess: Double { Double(covered) - expected }
  }

  /// Each class, by its number.
  public let classes: [ClassPreference]
  /// The coverage at 1, 2, ... rows, up to the ranking's depth.
  public let coverages: [Coverage]

  /// The coverage at a threshold of 1...depth.
  public func coverage(atLeast threshold: Int) -> Coverage {
    precondition(
      threshold >= 1 && threshold <= coverages.count,
      "preference: \(threshold) of \(coverages.count)")
    return coverages[threshold - 1]
  }

  /// Compares a ranking with labels.
  ///
  /// - Parameters:
  ///   - labels: the class of each ranked row, 0..<classes; negative for none.
  ///   - classes: the number of classes.
  ///   - shuffles: how often the labels of the rows that have one are dealt out anew.
  ///
  /// Throws `AnalysisError` for labels of the wrong number or out of range.
  public static func run(
    _ ranking: UnitRanking, labels: [Int32], classes: Int, shuffles: Int = 200, seed: UInt64
  ) throws -> UnitPreference {
    guard classes >= 1 else {
      throw AnalysisError.option(name: "classes", found: "\(classes)", expected: "at least 1")
    }
    guard shuffles >= 1 else {
      throw AnalysisError.option(name: "shuffles", found: "\(shuffles)", expected: "at least 1")
    }
    if let wrong = labels.first(where: { $0 >= Int32(clamping: classes) }) {
      throw AnalysisError.option(
        name: "label", found: "\(wrong)", expected: "a number below \(classes)")
    }
    if let last = ranking.rows.max(), Int(last) >= labels.count {
      throw AnalysisError.lengths(what: "labels", found: labels.count, expected: Int(last) + 1)
    }
    var counter = TopCounter(ranking, classes)
    // Only labelled rows of some top take part; each gets a place in what is shuffled.
    let labelled = labels.filter { $0 >= 0 }
    let ranked = Set(ranking.rows.filter { $0 >= 0 }).filter { labels[Int($0)] >= 0 }.sorted()
    counter.use(ranked)
    counter.count(ranked.map { labels[Int($0)] })
    var rows = [Int](repeating: 0, count: classes)
    for label in labelled { rows[Int(label)] += 1 }
    let found = (0..<classes).map { label in
      ClassPreference(
        unit: counter.most[label] > 0 ? counter.unit[label] : nil, count: counter.most[label],
        rows: rows[label])
    }
    let covered = counter.covered
    var sums = [Double](repeating: 0, count: ranking.depth)
    var squares = sums
    var deck = labelled
    var stream = RandomStream(seed: seed, name: "shuffled labels")
    for _ in 0..<shuffles {
      // The first cards of a full shuffle: all that the tops will see.
      for place in ranked.indices {
        deck.swapAt(place, place + stream.int(below: deck.count - place))
      }
      counter.count(deck[..<ranked.count])
      for (place, count) in counter.covered.enumerated() {
        sums[place] += Double(count)
        squares[place] += Double(count * count)
      }
    }
    let n = Double(shuffles)
    return UnitPreference(
      classes: found,
      coverages: covered.indices.map { place in
        let mean = sums[place] / n
        return Coverage(
          threshold: place + 1, covered: covered[place], expected: mean,
          deviation: max(0, squares[place] / n - mean * mean).squareRoot())
      })
  }
}

/// Counts classes in the tops of units.
private struct TopCounter {
  private let ranking: UnitRanking
  private let classes: Int
  /// For each place of the ranking its row's place among the cards, -1 for none.
  private var cards: [Int] = []
  private var counts: [Int]
  /// The most rows of each class in one top, and that top's unit.
  private(set) var most: [Int]
  private(set) var unit: [Int]

  init(_ ranking: UnitRanking, _ classes: Int) {
    self.ranking = ranking
    self.classes = classes
    counts = [Int](repeating: 0, count: classes)
    most = counts
    unit = counts
  }

  /// Says which rows have a label.
  mutating func use(_ rows: [Int32]) {
    let places = Dictionary(uniqueKeysWithValues: zip(rows, rows.indices))
    cards = ranking.rows.map { places[$0] ?? -1 }
  }

  /// Counts with the labels of the rows in use.
  mutating func count(_ labels: some RandomAccessCollection<Int32>) {
    let labels = Array(labels)
    for label in 0..<classes { most[label] = 0 }
    for number in 0..<ranking.units {
      let top = cards[number * ranking.depth..<(number + 1) * ranking.depth]
      for card in top where card >= 0 {
        let label = Int(labels[card])
        counts[label] += 1
        if counts[label] > most[label] {
          most[label] = counts[label]
          unit[label] = number
        }
      }
      for card in top where card >= 0 { counts[Int(labels[card])] = 0 }
    }
  }

  /// Classes of which some top holds 1, 2, ... rows.
  var covered: [Int] {
    (1...ranking.depth).map { threshold in most.count { $0 >= threshold } }
  }
}
