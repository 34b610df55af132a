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

  /// The share of the labelled clips that are of their cluster's main class; nil where none is.
  var purity: Double? {
    let labelled = clusters.reduce(0) { $0 + $1.labelled }
    guard labelled > 0 else { return nil }
    let main = clusters.reduce(0.0) { $0 + ($1.purity ?? 0) * Double($1.labelled) }
    return main / Double(labelled)
  }

  /// How pure a class lies, and its clips: the share of the class in a clip's cluster, on average over
  /// the class's clips (B-cubed precision). Nil where the class has no clip.
  func share(ofClass name: String) -> (share: Double, clips: Int)? {
    guard let row = figures.classes.firstIndex(of: name) else { return nil }
    var (sum, clips) = (0.0, 0)
    for cluster in clusters where cluster.labelled > 0 {
      let count = count(ofClass: row, in: cluster.number)
      sum += Double(count) * Double(count) / Double(cluster.labelled)
      clips += count
    }
    return clips > 0 ? (sum / Double(clips), clips) : nil
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

  /// The random network's clusters of the same clips, as many as those of a result; nil where there
  /// are none.
  func randomClusters(beside result: ResultRecord) -> ClusterSummary? {
    guard let source = sources[result.id], source.network.isTrained,
      let figures = clusterSummary(result)?.figures
    else { return nil }
    return results.lazy.compactMap { other -> ClusterSummary? in
      guard let found = self.clusterSummary(other), let own = self.sources[other.id],
        !own.network.isTrained, own.modality == source.modality, own.split == source.split,
        own.n == source.n, found.figures.clusters == figures.clusters
      else { return nil }
      return found
    }.first
  }
}
