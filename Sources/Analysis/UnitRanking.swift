import Compute

/// The rows that excite each unit most: the top of every column, in one pass over the rows.
///
/// Rows are ordered by value, largest first, equal ones by their number. Where rows have a group
/// (the source they were cut from), a unit's top holds a group once, by its best row (LLL, figure
/// 3: five distinct videos).
public struct UnitRanking: Sendable, Equatable {
  /// The number of units.
  public let units: Int
  /// The most rows a unit has here.
  public let depth: Int
  /// Row-major [units, depth]: numbers of rows, -1 after the last where there are fewer.
  public let rows: [Int32]
  /// Row-major [units, depth]: their values, 0 where there is no row.
  public let values: [Float]

  /// The rows of one unit, best first.
  public func top(of unit: Int) -> [(row: Int, value: Float)] {
    precondition(unit >= 0 && unit < units, "ranking: unit \(unit) of \(units)")
    return (unit * depth..<(unit + 1) * depth).filter { rows[$0] >= 0 }
      .map { (Int(rows[$0]), values[$0]) }
  }

  /// Ranks the columns of `activations`, [rows, units].
  ///
  /// - Parameters:
  ///   - depth: rows to keep for each unit, at least 1.
  ///   - groups: the source of each row, any numbers; nil when every row is its own.
  ///
  /// Throws `AnalysisError` for numbers that are not finite and for lists of the wrong length.
  public static func run(
    _ activations: FloatMatrix, depth: Int = 5, groups: [Int32]? = nil, pool: WorkerPool
  ) throws -> UnitRanking {
    guard depth >= 1 else {
      throw AnalysisError.option(name: "depth", found: "\(depth)", expected: "at least 1")
    }
    if let groups, groups.count != activations.rows {
      throw AnalysisError.lengths(
        what: "groups", found: groups.count, expected: activations.rows)
    }
    try AnalysisError.checkFinite(activations)
    let parts = (0..<pool.threads).map { _ in UnitTops(activations.columns, depth, groups) }
    pool.parallel(count: pool.threads) { part, _ in
      for row in pool.range(of: part, count: activations.rows) {
        parts[part].offer(row, activations.base + row * activations.columns)
      }
    }
    for part in parts.dropFirst() { parts[0].merge(part) }
    return UnitRanking(
      units: activations.columns, depth: depth, rows: parts[0].rows, values: parts[0].shownValues)
  }
}

/// The tops of all units over some of the rows.
///
/// A row is looked at once: one comparison of its values with the last place of every unit's top.
/// A group that fell off a top can only come back by a better row, so forgetting it is right.
private final class UnitTops {
  private let units: Int
  private let depth: Int
  private let groups: [Int32]?
  private(set) var rows: [Int32]
  private var values: [Float]
  /// What a value must exceed to enter: the last of the top, or less than any number.
  private var thresholds: [Float]
  private var places: [Int32]

  init(_ units: Int, _ depth: Int, _ groups: [Int32]?) {
    self.units = units
    self.depth = depth
    self.groups = groups
    rows = [Int32](repeating: -1, count: units * depth)
    values = [Float](repeating: -.infinity, count: units * depth)
    thresholds = [Float](repeating: -.infinity, count: units)
    places = [Int32](repeating: 0, count: units)
  }

  /// The values, 0 where there is no row.
  var shownValues: [Float] { zip(rows, values).map { $0 < 0 ? 0 : $1 } }

  /// Offers a row, later than all before it.
  func offer(_ row: Int, _ activations: UnsafePointer<Float>) {
    let found = RowPasses.above(
      activations, thresholds: thresholds, count: units, places: &places)
    for place in 0..<found {
      let unit = Int(places[place])
      enter(unit, Int32(row), activations[unit])
    }
  }

  /// Offers the tops of later rows.
  func merge(_ later: UnitTops) {
    for unit in 0..<units {
      for place in unit * depth..<(unit + 1) * depth where later.rows[place] >= 0 {
        guard later.values[place] > thresholds[unit] else { break }
        enter(unit, later.rows[place], later.values[place])
      }
    }
  }

  /// Puts a row into a unit's top behind those that are not worse.
  private func enter(_ unit: Int, _ row: Int32, _ value: Float) {
    let first = unit * depth
    var place = first + depth - 1
    if let groups {
      let group = groups[Int(row)]
      for old in first..<first + depth where rows[old] >= 0 && groups[Int(rows[old])] == group {
        guard value > values[old] else { return }
        place = old
        break
      }
    }
    while place > first, values[place - 1] < value {
      values[place] = values[place - 1]
      rows[place] = rows[place - 1]
      place -= 1
    }
    values[place] = value
    rows[place] = row
    thresholds[unit] = values[first + depth - 1]
  }
}
