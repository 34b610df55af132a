import Terminal

/// A layout's points and whose they are. Its rows are in the order of where they lie, so that what is
/// near on the plane is near in memory; they come sorted from the thread that reads layouts.
public struct LayoutPoints: Sendable {
  /// The points, and where each came in what was read.
  public let grid: PointGrid
  /// The clip of each point, [N].
  public let clips: [Int64]
  /// The class of each point as a place in ``classes``, or -1, [N].
  public let labels: [Int32]
  /// Names of classes.
  public let classes: [String]
  /// Points of each class, those without first, [classes + 1].
  let counts: [Int]
  /// The clips' numbers, the least first, [N].
  private let ascending: [Int64]
  /// The row of each of those, [N].
  private let byClip: [Int32]

  /// Points, x and y in turn; without labels all have none. Arrays of another length than the points
  /// are cut or filled with nothing.
  public init(
    points: [Float], clips: [Int64], labels: [Int32] = [], classes: [String] = []
  ) {
    let grid = PointGrid(points)
    let count = grid.order.count
    let clips = clips.count == count ? clips : LayoutPoints.fit(clips, count, 0)
    let labels = labels.count == count ? labels : LayoutPoints.fit(labels, count, -1)
    self.grid = grid
    self.clips = grid.sorted(clips)
    self.labels = grid.sorted(labels)
    self.classes = classes
    counts = LayoutPoints.count(labels, classes.count)
    var rows = [Int32](repeating: 0, count: count)
    for (row, place) in grid.order.enumerated() { rows[Int(place)] = Int32(row) }
    if zip(clips, clips.dropFirst()).allSatisfy({ $0 < $1 }) {
      (ascending, byClip) = (clips, rows)
    } else {
      let places = clips.indices.sorted { (clips[$0], $0) < (clips[$1], $1) }
      ascending = places.map { clips[$0] }
      byClip = places.map { rows[$0] }
    }
  }

  /// x and y in turn, [N, 2].
  public var points: [Float] { grid.points }

  /// Least and greatest x and y of the points that are numbers.
  public var bounds: (x: ClosedRange<Double>, y: ClosedRange<Double>) {
    (
      Double(grid.x.lowerBound)...Double(grid.x.upperBound),
      Double(grid.y.lowerBound)...Double(grid.y.upperBound)
    )
  }

  /// The row of a clip; nil where there is none.
  package func row(ofClip clip: Int64) -> Int? { ascending.place(of: clip).map { Int(byClip[$0]) } }

  /// What is known of clips, row by row; -1 for clips of which nothing is.
  package func spread(_ values: [Int32], of clips: [Int64]) -> [Int32] {
    var result = [Int32](repeating: -1, count: ascending.count)
    let isAscending = zip(clips, clips.dropFirst()).allSatisfy { $0 < $1 }
    let order = isAscending ? nil : clips.indices.sorted { (clips[$0], $0) < (clips[$1], $1) }
    // Both go upwards side by side.
    var next = 0
    for (place, clip) in ascending.enumerated() {
      while next < clips.count, clips[order?[next] ?? next] < clip { next += 1 }
      let found = next < clips.count ? order?[next] ?? next : nil
      if let found, clips[found] == clip { result[Int(byClip[place])] = values[found] }
    }
    return result
  }

  /// How many rows are of no category, of the first, and so on.
  static func count(_ categories: [Int32], _ number: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: number + 1)
    categories.withUnsafeBufferPointer { categories in
      counts.withUnsafeMutableBufferPointer { counts in
        for category in categories where category >= -1 && category < number {
          counts[Int(category) + 1] += 1
        }
      }
    }
    return counts
  }

  private static func fit<Value>(_ values: [Value], _ count: Int, _ rest: Value) -> [Value] {
    Array(values.prefix(count))
      + [Value](repeating: rest, count: max(0, count - values.count))
  }
}

extension Array<Int64> {
  /// The place of a number among numbers that grow, found by halves; nil where it is not there.
  func place(of number: Int64) -> Int? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low] == number ? low : nil
  }
}
