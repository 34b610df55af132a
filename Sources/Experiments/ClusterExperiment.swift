import Analysis
import Compute
import Foundation
import NeuralNet
import Session

/// k-means of one modality's embeddings, held against the labels, the random network and chance (LLL,
/// table 4).
public struct ClusterExperiment: Sendable {
  /// The figures, as they are kept.
  public struct Figures: Codable, Sendable, Equatable {
    /// Clusters asked for.
    public var clusters: Int
    /// Rows.
    public var n: Int
    /// Rows that have a label.
    public var labelled: Int
    /// Sum of squared distances of the rows to their centres.
    public var inertia: Double
    /// Iterations of the best restart.
    public var iterations: Int
    /// Restarts that ran to their end.
    public var restarts: Int
    /// Clusters that hold rows: fewer than asked for when fewer rows differ.
    public var occupied: Int?
    /// Agreement with the labels; nil where there are none.
    public var agreement: Agreement?
    /// The same of the random network, clustered in the same way.
    public var randomNetwork: Agreement?
    /// The same of clusters drawn at random: the mean of ten draws.
    public var randomAssignment: Agreement?
    /// The classes of the table's rows.
    public var classes: [String] = []
    /// Rows of each class in each cluster, row-major [classes, clusters].
    public var table: [Int] = []
  }

  /// How much clusters say about classes.
  public struct Agreement: Codable, Sendable, Equatable {
    /// Normalised mutual information, arithmetic: it grows with the number of clusters.
    public var nmi: Double
    /// Adjusted for chance: 0 by chance, 1 at most.
    public var ami: Double
  }

  /// The figures.
  public let figures: Figures
  /// The cluster of each row.
  public let labels: [Int32]
  /// The centres, [clusters, 8 * width].
  public let centres: FloatMatrix

  /// Clusters `rows`; `classes` are the rows' classes, negative for none.
  ///
  /// - Parameter random: rows of the random network, of the same clips in the same order.
  public init(
    _ rows: FloatMatrix, classes: [Int32]?, names: [String] = [], random: FloatMatrix? = nil,
    options: KMeans.Options, seed: UInt64, pool: WorkerPool, monitor: AnalysisMonitor
  ) throws {
    if let classes, classes.count != rows.rows {
      throw AnalysisError.lengths(what: "labels", found: classes.count, expected: rows.rows)
    }
    let found = try KMeans.run(rows, options, seed: seed, pool: pool, monitor: monitor)
    var figures = Figures(
      clusters: options.clusters, n: rows.rows, labelled: 0, inertia: found.inertia,
      iterations: found.iterations, restarts: found.finishedRestarts)
    figures.occupied = found.occupiedClusters
    if let classes, classes.contains(where: { $0 >= 0 }) {
      figures.labelled = classes.count { $0 >= 0 }
      figures.agreement = try Self.agreement(classes, found.labels)
      let floor = try MutualInformation.floor(
        labels: classes, clusters: options.clusters, seed: seed)
      figures.randomAssignment = Agreement(nmi: floor.normalised, ami: floor.adjusted)
      if let random {
        let other = try KMeans.run(random, options, seed: seed, pool: pool, monitor: monitor)
        figures.randomNetwork = try Self.agreement(classes, other.labels)
      }
      figures.classes = names
      figures.table = [Int](repeating: 0, count: names.count * options.clusters)
      for (label, cluster) in zip(classes, found.labels) where label >= 0 {
        let place = Int(label) * options.clusters + Int(cluster)
        if figures.table.indices.contains(place) { figures.table[place] += 1 }
      }
    }
    self.figures = figures
    labels = found.labels
    centres = found.centres
  }

  private static func agreement(_ classes: [Int32], _ clusters: [Int32]) throws -> Agreement {
    let found = MutualInformation(try ContingencyTable(classes: classes, clusters: clusters))
    return Agreement(nmi: found.normalised, ami: found.adjusted)
  }

  /// The arrays to keep: each row's clip and cluster, and the centres.
  public func arrays(clips: [Int64]) -> [ResultArray] {
    [
      ResultArray("labels", shape: [labels.count], labels),
      ResultArray("clips", shape: [clips.count], clips),
      ResultArray(
        "centres", shape: [centres.rows, centres.columns],
        Array(
          UnsafeBufferPointer(start: centres.base, count: centres.rows * centres.columns))),
    ]
  }
}
