import Analysis
import Compute
import Foundation
import NeuralNet
import Session

/// Everything the units of one tower have to show: the clips that excite each most, and its metrics.
public struct UnitTable: Sendable {
  /// A clip in a unit's top.
  public struct Place: Sendable, Equatable {
    /// The clip.
    public var clip: ClipRecord
    /// The middle of the window, in seconds.
    public var time: Double
    /// The unit's activation there.
    public var activation: Float
  }

  /// What was indexed.
  public let subject: LabelledIndex
  /// The tower.
  public let modality: Modality
  /// The rows that excite each unit most, of distinct source videos.
  public let ranking: UnitRanking
  /// What each unit does over all clips.
  public let metrics: [UnitMetrics]

  /// Ranks and measures the units of an index.
  ///
  /// - Parameter depth: clips of a unit's top.
  public init(
    _ subject: LabelledIndex, _ modality: Modality, depth: Int = 5, pool: WorkerPool
  ) throws {
    self.subject = subject
    self.modality = modality
    let rows = subject.index.matrix(modality)
    ranking = try UnitRanking.run(rows, depth: depth, groups: subject.sources, pool: pool)
    metrics = try UnitMetrics.run(
      rows, labels: subject.classes.isEmpty ? nil : subject.labels,
      classes: subject.classes.count, pool: pool)
  }

  /// The clips that excite a unit most, the strongest first.
  public func top(of unit: Int) -> [Place] {
    ranking.top(of: unit).map { row, value in
      Place(clip: subject.clips[row], time: subject.index.times[row], activation: value)
    }
  }

  /// The class that most of a unit's top is of, and how many of it.
  public func preferred(of unit: Int) -> (name: String, count: Int)? {
    let labels = ranking.top(of: unit).map { subject.labels[$0.row] }.filter { $0 >= 0 }
    var counts: [Int32: Int] = [:]
    for label in labels { counts[label, default: 0] += 1 }
    // Of equal counts the class that comes first in the top.
    guard let most = counts.values.max(), let label = labels.first(where: { counts[$0] == most })
    else { return nil }
    return (subject.classes[Int(label)], most)
  }

  /// The name of the class that a unit's mean activation is highest for.
  public func selectiveClass(of unit: Int) -> String? {
    metrics[unit].preferredClass.map { subject.classes[Int($0)] }
  }
}
