/// A column of values that only grows, with a summary that is drawn instead of the values.
///
/// Charts of a million steps must answer a key at once. The summary holds at most
/// ``groupLimit`` groups of equal size with the first, last, least and greatest finite value of
/// each: several groups for every column of dots on any screen, so nothing that could be seen is
/// lost. Adding a value costs the same however many there are.
public struct Samples: Hashable, Sendable {
  /// All values, in order.
  public private(set) var values: [Double] = []
  /// Values of a group, a power of two; the last group may hold fewer.
  public private(set) var groupSize = 1
  /// The groups.
  public private(set) var groups: [Group] = []
  /// How many values are not finite.
  public private(set) var gapCount = 0

  /// A few values in a row; all NaN where none of them is finite.
  public struct Group: Hashable, Sendable {
    /// Finite values of the group: the first, the last, the least, the greatest.
    public var first, last, low, high: Double

    init(_ value: Double) {
      let known = value.isFinite ? value : .nan
      first = known
      last = known
      low = known
      high = known
    }

    mutating func add(_ other: Group) {
      guard other.first.isFinite else { return }
      guard first.isFinite else {
        self = other
        return
      }
      last = other.last
      low = min(low, other.low)
      high = max(high, other.high)
    }
  }

  /// Groups at most: more than six for each of the 600 columns of dots of a screen 300 wide.
  public static let groupLimit = 8_192

  /// No values.
  public init() {}

  /// A column of these values.
  public init(_ values: [Double]) {
    self.values.reserveCapacity(values.count)
    for value in values { append(value) }
  }

  /// How many values there are.
  public var count: Int { values.count }
  /// The newest value.
  public var last: Double? { values.last }

  /// Adds a value.
  public mutating func append(_ value: Double) {
    if !value.isFinite { gapCount += 1 }
    if values.count % groupSize == 0 {
      if groups.count == Samples.groupLimit { halve() }
    }
    // Halving changes the size of a group, and with it whether this value begins one.
    if values.count % groupSize == 0 {
      groups.append(Group(value))
    } else {
      groups[groups.count - 1].add(Group(value))
    }
    values.append(value)
  }

  /// A stretch of the column as groups of `size` values, the first of which begins at the value
  /// `start`.
  public struct Pieces: Sendable {
    /// Place of the first value.
    public let start: Int
    /// Values of a group; the last may hold fewer.
    public let size: Int
    /// The groups.
    public let groups: ArraySlice<Group>
  }

  /// A stretch in as much detail as can be seen: value by value where there are no more than
  /// ``groupLimit``, else in the groups of the summary that reach into it.
  public func pieces(_ range: Range<Int>) -> Pieces {
    let range = range.clamped(to: 0..<count)
    if groupSize > 1, range.count <= Samples.groupLimit {
      return Pieces(start: range.lowerBound, size: 1, groups: values[range].map(Group.init)[...])
    }
    guard !range.isEmpty else { return Pieces(start: 0, size: 1, groups: []) }
    let first = range.lowerBound / groupSize
    let end = min(groups.count, (range.upperBound + groupSize - 1) / groupSize)
    var pieces = groups[first..<max(first, end)]
    // What comes after the stretch is not to be seen in its last group.
    let last = (end - 1) * groupSize
    if range.upperBound < min(count, end * groupSize), last < range.upperBound {
      var group = Group(values[last])
      for value in values[(last + 1)..<range.upperBound] { group.add(Group(value)) }
      pieces[end - 1] = group
    }
    return Pieces(start: first * groupSize, size: groupSize, groups: pieces)
  }

  /// Least and greatest finite value of a stretch, as its ``pieces(_:)`` tell; of the positive ones
  /// only where asked. Nil where there is none.
  public func extent(_ range: Range<Int>, positiveOnly: Bool) -> ClosedRange<Double>? {
    var low = Double.infinity
    var high = -Double.infinity
    for group in pieces(range).groups where group.low.isFinite {
      if group.low > 0 || !positiveOnly { low = min(low, group.low) }
      if group.high > 0 || !positiveOnly { high = max(high, group.high) }
    }
    return low <= high ? low...high : nil
  }

  private mutating func halve() {
    for index in 0..<groups.count / 2 {
      var pair = groups[2 * index]
      pair.add(groups[2 * index + 1])
      groups[index] = pair
    }
    groups.removeLast(groups.count / 2)
    groupSize *= 2
  }
}
