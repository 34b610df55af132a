import Experiments
import Session

/// The clusters of a k-means result as its table of classes tells of them.
public struct ClusterSummary: Sendable {
  /// One cluster.
  public struct Cluster: Sendable, Equatable {
    /// Its number.
    public var number: Int
    /// Its clips that have a label.
    public var labelled: Int
    /// The class that most of them have; the first in the alphabet of several.
    public var mainClass: String?
    /// The share of the labelled clips that have it; nil where none is labelled.
    public var purity: Double?
  }

  /// What was kept.
  public let figures: ClusterExperiment.Figures
  /// The clusters, by number.
  public let clusters: [Cluster]

  /// What figures tell; a table that does not fit its own numbers tells of no classes.
  public init(_ figures: ClusterExperiment.Figures) {
    self.figures = figures
    let count = max(0, min(figures.clusters, 1_000_000))
    let isWhole = figures.table.count == figures.classes.count * count
    clusters = (0..<count).map { cluster in
      var best: (count: Int, name: String)?
      var total = 0
      for (row, name) in figures.classes.enumerated() where isWhole {
        let members = figures.table[row * count + cluster]
        total += members
        if members > best?.count ?? 0 { best = (members, name) }
      }
      return Cluster(
        number: cluster, labelled: total, mainClass: best?.name,
        purity: best.map { Double($0.count) / Double(total) })
    }
  }

  /// Clips of a class in a cluster.
  func count(ofClass row: Int, in cluster: Int) -> Int {
    let place = row * clusters.count + cluster
    return figures.table.indices.contains(place) ? figures.table[place] : 0
  }
}

extension AnalysisState {
  /// The clusters of a result; nil where it is of another kind.
  func clusterSummary(_ result: ResultRecord) -> ClusterSummary? { clusterings[result.id] }
}
