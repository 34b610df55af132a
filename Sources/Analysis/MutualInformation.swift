import Compute
import Glibc

/// How much clusters say about classes: mutual information, normalised and adjusted for chance.
///
/// With n_ij rows of class i in cluster j, a_i and b_j the rows of each and N all rows, in nats:
///
///     MI  = sum of n_ij / N ln(N n_ij / (a_i b_j)),   H(a) = - sum of a_i / N ln(a_i / N)
///     NMI = MI / ((H(a) + H(b)) / 2)
///     AMI = (MI - E) / ((H(a) + H(b)) / 2 - E)
///
/// E is the mean of MI over all ways to deal the rows out with the a_i and b_j kept: n_ij is then
/// hypergeometric (Vinh, Epps and Bailey 2010, eq. 24). NMI depends on N and on how many classes
/// and clusters there are; AMI is 0 by chance. Special cases are scikit-learn's: one class and one
/// cluster, or no rows, give 1; one class or one cluster gives 0.
public struct MutualInformation: Sendable, Equatable {
  /// MI, in nats.
  public let information: Double
  /// E, in nats.
  public let expected: Double
  /// H of the classes, in nats.
  public let classEntropy: Double
  /// H of the clusters, in nats.
  public let clusterEntropy: Double
  /// NMI, arithmetic, 0...1.
  public let normalised: Double
  /// AMI, arithmetic: 1 at most, about 0 by chance.
  public let adjusted: Double

  /// What a table of classes and clusters says.
  public init(_ table: ContingencyTable) {
    classEntropy = Self.entropy(table.classCounts, total: table.total)
    clusterEntropy = Self.entropy(table.clusterCounts, total: table.total)
    let mean = (classEntropy + clusterEntropy) / 2
    guard table.classes.count > 1, table.clusters.count > 1 else {
      let same = table.classes.count == table.clusters.count
      (information, expected) = (0, 0)
      (normalised, adjusted) = same ? (1, 1) : (0, 0)
      return
    }
    information = Self.information(table)
    expected = Self.expected(table.classCounts, table.clusterCounts, total: table.total)
    normalised = information == 0 ? 0 : information / mean
    adjusted = Self.awayFromZero(information - expected) / Self.awayFromZero(mean - expected)
  }

  /// 0 / 0, a perfect match that chance also reaches, is 1.
  private static func awayFromZero(_ x: Double) -> Double {
    let tiny = 0x1p-52
    return x < 0 ? min(x, -tiny) : max(x, tiny)
  }

  private static func entropy(_ counts: [Int], total: Int) -> Double {
    guard total > 0, counts.count > 1 else { return 0 }
    let n = Double(total)
    return counts.reduce(0) { $0 - Double($1) / n * (log(Double($1)) - log(n)) }
  }

  private static func information(_ table: ContingencyTable) -> Double {
    let n = Double(table.total)
    var sum = 0.0
    for cell in table.cells {
      let count = Double(cell.count)
      let a = Double(table.classCounts[cell.classPlace])
      let b = Double(table.clusterCounts[cell.clusterPlace])
      let term = count / n * (log(count) - log(n) + (log(n) - log(a)) + (log(n) - log(b)))
      if abs(term) >= 0x1p-52 { sum += term }
    }
    return max(0, sum)
  }

  /// E: over pairs of different sizes, each counted as often as it occurs.
  private static func expected(_ classes: [Int], _ clusters: [Int], total: Int) -> Double {
    func sizes(_ counts: [Int]) -> [(size: Int, times: Double)] {
      var times: [Int: Int] = [:]
      for count in counts { times[count, default: 0] += 1 }
      return times.sorted { $0.key < $1.key }.map { ($0.key, Double($0.value)) }
    }
    let (left, right) = (sizes(classes), sizes(clusters))
    let most = min(left.last?.size ?? 0, right.last?.size ?? 0)
    let logarithms = [0] + (0..<most).map { log(Double($0 + 1)) }
    var sum = 0.0
    for a in left {
      for b in right {
        sum += a.times * b.times * expected(a.size, b.size, total, logarithms)
      }
    }
    return sum
  }

  /// The mean of n / N ln(N n / (a b)) over the hypergeometric n.
  ///
  /// Probabilities are had from the most probable n on both sides by
  ///
  ///     P(n + 1) / P(n) = (a - n) (b - n) / ((n + 1) (N - a - b + n + 1))
  ///
  /// until they no longer count, and divided by their sum: no factorials, whose logarithms lose
  /// nine digits at N = 500,000.
  private static func expected(_ a: Int, _ b: Int, _ total: Int, _ logarithms: [Double]) -> Double {
    let (low, high) = (max(0, a + b - total), min(a, b))
    let mode = min(high, max(low, Int(Double(a + 1) * Double(b + 1) / Double(total + 2))))
    let offset = log(Double(total)) - log(Double(a)) - log(Double(b))
    var (weights, sum) = (0.0, 0.0)
    func add(_ n: Int, _ weight: Double) {
      weights += weight
      if n > 0 { sum += weight * Double(n) * (logarithms[n] + offset) }
    }
    add(mode, 1)
    var weight = 1.0
    var n = mode
    while n < high {
      weight *= Double(a - n) * Double(b - n) / (Double(n + 1) * Double(total - a - b + n + 1))
      n += 1
      if weight < negligible { break }
      add(n, weight)
    }
    weight = 1
    n = mode
    while n > low {
      weight *= Double(n) * Double(total - a - b + n) / (Double(a - n + 1) * Double(b - n + 1))
      n -= 1
      if weight < negligible { break }
      add(n, weight)
    }
    return sum / weights / Double(total)
  }

  /// A probability, beside the largest, that a sum of half a million no longer shows.
  private static let negligible = 1e-26
}

extension MutualInformation {
  /// What clusters drawn at random reach: `draws` times, each row's cluster is any of `clusters`.
  ///
  /// Rows with a negative label have none and are left out. Means over the draws of the seed.
  public static func floor(
    labels: [Int32], clusters: Int, draws: Int = 10, seed: UInt64
  ) throws -> (normalised: Double, adjusted: Double) {
    guard clusters >= 1 else {
      throw AnalysisError.option(name: "clusters", found: "\(clusters)", expected: "at least 1")
    }
    guard draws >= 1 else {
      throw AnalysisError.option(name: "draws", found: "\(draws)", expected: "at least 1")
    }
    var (normalised, adjusted) = (0.0, 0.0)
    for draw in 0..<draws {
      var stream = RandomStream(seed: seed, name: "random clusters", draw)
      let random = labels.map { _ in Int32(stream.int(below: clusters)) }
      let found = MutualInformation(try ContingencyTable(classes: labels, clusters: random))
      normalised += found.normalised
      adjusted += found.adjusted
    }
    return (normalised / Double(draws), adjusted / Double(draws))
  }
}
