import Analysis
import Compute
import Foundation
import NeuralNet
import Session

/// Which classes the units prefer: trained against random network, both modalities, beside what
/// shuffled labels give (LLL 3.5.3).
public struct PreferenceExperiment: Codable, Sendable, Equatable {
  /// Classes covered by one network's tower.
  public struct Coverage: Codable, Sendable, Equatable {
    /// Classes of which some unit's top holds at least four of five.
    public var atFour: Int
    /// At least three of five.
    public var atThree: Int
    /// What shuffled labels give at four: mean and standard deviation of 200 deals.
    public var expectedAtFour: Double
    /// Their standard deviation.
    public var deviationAtFour: Double
    /// What shuffled labels give at three.
    public var expectedAtThree: Double
    /// Their standard deviation.
    public var deviationAtThree: Double
    /// The best unit of each class, and how many of its five are of the class.
    public var classes: [Preferred]
  }

  /// The unit that prefers a class most.
  public struct Preferred: Codable, Sendable, Equatable {
    /// The unit; nil where no top holds the class.
    public var unit: Int?
    /// How many of its top rows are of the class.
    public var count: Int
  }

  /// The classes.
  public var names: [String]
  /// Clips of each class.
  public var counts: [Int]
  /// By tower: the trained network's.
  public var trained: [String: Coverage]
  /// By tower: the random network's.
  public var random: [String: Coverage]

  /// Rows that a top holds (LLL 3.5.3).
  public static let depth = 5

  /// Compares the units of two networks over the same clips.
  ///
  /// - Throws: `ExperimentError.noLabels`, `AnalysisError`.
  public init(
    trained: LabelledIndex, random: LabelledIndex, session: String, seed: UInt64, pool: WorkerPool
  ) throws {
    guard !trained.classes.isEmpty else {
      throw ExperimentError.noLabels(session: session, purpose: "unit preference")
    }
    names = trained.classes
    counts = names.indices.map { label in trained.labels.count { $0 == Int32(label) } }
    self.trained = [:]
    self.random = [:]
    for modality in Modality.allCases {
      self.trained[modality.rawValue] = try Self.coverage(trained, modality, seed, pool)
      self.random[modality.rawValue] = try Self.coverage(random, modality, seed, pool)
    }
  }

  private static func coverage(
    _ subject: LabelledIndex, _ modality: Modality, _ seed: UInt64, _ pool: WorkerPool
  ) throws -> Coverage {
    let ranking = try UnitRanking.run(
      subject.index.matrix(modality), depth: depth, groups: subject.sources, pool: pool)
    let found = try UnitPreference.run(
      ranking, labels: subject.labels, classes: subject.classes.count, seed: seed)
    let (four, three) = (found.coverage(atLeast: 4), found.coverage(atLeast: 3))
    return Coverage(
      atFour: four.covered, atThree: three.covered, expectedAtFour: four.expected,
      deviationAtFour: four.deviation, expectedAtThree: three.expected,
      deviationAtThree: three.deviation,
      classes: found.classes.map { Preferred(unit: $0.unit, count: $0.count) })
  }
}
