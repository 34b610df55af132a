import Compute

/// How many rows of each class lie in each cluster: the cells that are not empty.
///
/// Class and cluster are numbers of any kind from 0 on; rows whose class or cluster is negative have
/// none and are left out.
public struct ContingencyTable: Sendable, Equatable {
  /// One class within one cluster.
  public struct Cell: Sendable, Equatable {
    /// The place of the class in `classes`.
    public let classPlace: Int
    /// The place of the cluster in `clusters`.
    public let clusterPlace: Int
    /// The rows of both, at least 1.
    public let count: Int
  }

  /// The numbers of the classes that occur, ascending.
  public let classes: [Int32]
  /// The numbers of the clusters that occur, ascending.
  public let clusters: [Int32]
  /// The rows of each of `classes`.
  public let classCounts: [Int]
  /// The rows of each of `clusters`.
  public let clusterCounts: [Int]
  /// The cells with rows, by class, then by cluster.
  public let cells: [Cell]
  /// Rows with a class and a cluster.
  public let total: Int

  /// Counts rows by class and cluster.
  public init(classes: [Int32], clusters: [Int32]) throws {
    guard classes.count == clusters.count else {
      throw AnalysisError.lengths(
        what: "clusters", found: clusters.count, expected: classes.count)
    }
    let rows = classes.indices.filter { classes[$0] >= 0 && clusters[$0] >= 0 }
    let (classNumbers, classPlaces) = Self.places(rows.map { classes[$0] })
    let (clusterNumbers, clusterPlaces) = Self.places(rows.map { clusters[$0] })
    self.classes = classNumbers
    self.clusters = clusterNumbers
    total = rows.count
    let wide = clusterNumbers.count
    var cells: [Cell] = []
    if classNumbers.count * wide <= max(1 << 16, 4 * rows.count) {
      var counts = [Int](repeating: 0, count: classNumbers.count * wide)
      for row in rows.indices { counts[classPlaces[row] * wide + clusterPlaces[row]] += 1 }
      for (place, count) in counts.enumerated() where count > 0 {
        cells.append(
          Cell(classPlace: place / wide, clusterPlace: place % wide, count: count))
      }
    } else {
      // Too many empty cells to write down.
      let keys = rows.indices.map { classPlaces[$0] * wide + clusterPlaces[$0] }.sorted()
      var start = 0
      for end in 1...keys.count where end == keys.count || keys[end] != keys[start] {
        cells.append(
          Cell(
            classPlace: keys[start] / wide, clusterPlace: keys[start] % wide, count: end - start))
        start = end
      }
    }
    var classCounts = [Int](repeating: 0, count: classNumbers.count)
    var clusterCounts = [Int](repeating: 0, count: wide)
    for cell in cells {
      classCounts[cell.classPlace] += cell.count
      clusterCounts[cell.clusterPlace] += cell.count
    }
    self.cells = cells
    self.classCounts = classCounts
    self.clusterCounts = clusterCounts
  }

  /// Row-major [classes, clusters], empty cells included: the table to print.
  public var counts: [Int] {
    var table = [Int](repeating: 0, count: classes.count * clusters.count)
    for cell in cells { table[cell.classPlace * clusters.count + cell.clusterPlace] = cell.count }
    return table
  }

  /// The share of rows whose class is the commonest of their cluster, 0 for no rows.
  public var purity: Double {
    var commonest = [Int](repeating: 0, count: clusters.count)
    for cell in cells {
      commonest[cell.clusterPlace] = max(commonest[cell.clusterPlace], cell.count)
    }
    return total == 0 ? 0 : Double(commonest.reduce(0, +)) / Double(total)
  }

  /// The different numbers, ascending, and the place of each row's number among them.
  private static func places(_ numbers: [Int32]) -> ([Int32], [Int]) {
    guard let highest = numbers.max() else { return ([], []) }
    if Int(highest) <= 4 * numbers.count + 1024 {
      var place = [Int](repeating: -1, count: Int(highest) + 1)
      for number in numbers { place[Int(number)] = 0 }
      var different: [Int32] = []
      for number in place.indices where place[number] == 0 {
        place[number] = different.count
        different.append(Int32(number))
      }
      return (different, numbers.map { place[Int($0)] })
    }
    let different = Set(numbers).sorted()
    let place = Dictionary(uniqueKeysWithValues: zip(different, different.indices))
    return (different, numbers.map { place[$0] ?? 0 })
  }
}
