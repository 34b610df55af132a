import Compute
import Foundation

extension TSNE {
  /// How repulsion is computed.
  public enum Method: String, Sendable, CaseIterable, Codable {
    /// Exact for few points, Fourier for more.
    case automatic
    /// Every pair.
    case exact
    /// By a quadtree.
    case barnesHut
    /// By interpolation on a grid.
    case fourier

    /// Up to so many points every pair is taken (our choice: at 2,000 both took about as long).
    static let exactPoints = 1200

    func resolved(points: Int) -> Method {
      self == .automatic ? (points <= Self.exactPoints ? .exact : .fourier) : self
    }
  }

  /// What a layout is made with; the defaults are openTSNE 1.0's unless said otherwise.
  public struct Options: Sendable, Equatable, Codable {
    /// About how many neighbours each row has.
    public var perplexity = 30.0
    /// Steps in all.
    public var iterations = 1000
    /// What attraction is multiplied by at first, so that clusters form and move past each other.
    public var earlyExaggeration = 12.0
    /// Steps with early exaggeration.
    public var earlyIterations = 250
    /// Steps after those in which exaggeration falls by a constant factor a step; nil for 0.7 of the
    /// steps that are left. openTSNE ends it at once. Measured against that on 2,000 and 10,000 rows
    /// of 34 classes: a divergence 2.1 and 1.4 % lower, and at 2,000 more neighbours kept.
    public var annealingIterations: Int?
    /// What attraction is multiplied by afterwards; more than 1 makes tighter clusters.
    public var exaggeration = 1.0
    /// The learning rate; nil for N / early exaggeration, at least 200, at every step (Belkina et al.
    /// 2019). openTSNE takes N once exaggeration is over: measured on rows of 34 classes, that gave a
    /// divergence 0.3 % higher at N = 2,000 and 10,000, and at 2,000 fewer neighbours were kept.
    public var learningRate: Double?
    /// The part of a velocity that stays from step to step.
    public var momentum = 0.8
    /// The same with early exaggeration. 0.5 is van der Maaten and Hinton's; with openTSNE's 0.8 the
    /// layouts of 2,000 rows had a divergence 1.9 % higher (measured, means of three seeds).
    public var earlyMomentum = 0.5
    /// How repulsion is computed.
    public var method = Method.automatic
    /// The diagonal of a cell over its distance below which Barnes-Hut takes it as one.
    public var theta = 0.5
    /// Of the jitter at the start and of approximate neighbours.
    public var seed: UInt64 = 1

    /// The defaults.
    public init() {}

    /// The perplexity when nobody says: 30, and of fewer rows than that asks for a quarter of them.
    public static func usualPerplexity(rows: Int) -> Double {
      rows >= 91 ? 30 : max(1, Double((rows - 1) / 4))
    }

    /// Refuses what no layout can be made with.
    public func check() throws {
      let positive: [(String, Double)] = [
        ("early exaggeration", earlyExaggeration), ("exaggeration", exaggeration),
        ("learning rate", learningRate ?? 1),
      ]
      for (name, value) in positive where !(value > 0 && value.isFinite) {
        throw AnalysisError.option(name: name, found: "\(value)", expected: "a positive number")
      }
      for (name, value) in [("momentum", momentum), ("early momentum", earlyMomentum)]
      where !(value >= 0 && value < 1) {
        throw AnalysisError.option(
          name: name, found: "\(value)", expected: "a number of 0 to below 1")
      }
      guard theta >= 0, theta <= 2 else {
        throw AnalysisError.option(name: "theta", found: "\(theta)", expected: "0 to 2")
      }
      let least = min(iterations, earlyIterations, annealingIterations ?? 0)
      guard least >= 0 else {
        throw AnalysisError.option(
          name: "iterations", found: "\(least)",
          expected: "a number of at least 0")
      }
    }

    /// What attraction is multiplied by in a step.
    func exaggeration(at iteration: Int) -> Double {
      if earlyIterations == 0 { return exaggeration }
      if iteration < earlyIterations { return earlyExaggeration }
      let falling =
        annealingIterations.map(Double.init) ?? 0.7 * Double(iterations - earlyIterations)
      let rest = 1 - Double(iteration - earlyIterations + 1) / max(1, falling)
      return rest > 0
        ? exaggeration * pow(earlyExaggeration / exaggeration, rest) : exaggeration
    }

    /// The part of a velocity that stays in a step.
    func momentum(at iteration: Int) -> Double {
      iteration < earlyIterations ? earlyMomentum : momentum
    }
  }

  /// Where a layout has got to: going on from here gives the same bits as never having stopped, on the same
  /// machine with as many threads.
  public struct State: Sendable, Equatable {
    /// Steps done.
    public var iteration: Int
    /// Points: [rows, 2].
    public var layout: [Float]
    /// What the last step moved each by: [rows, 2].
    public var velocities: [Float]
    /// What each coordinate's learning rate is multiplied by: [rows, 2].
    public var gains: [Float]

    /// A state; new velocities are 0 and new gains 1.
    public init(
      iteration: Int = 0, layout: [Float], velocities: [Float]? = nil, gains: [Float]? = nil
    ) {
      self.iteration = iteration
      self.layout = layout
      self.velocities = velocities ?? [Float](repeating: 0, count: layout.count)
      self.gains = gains ?? [Float](repeating: 1, count: layout.count)
    }
  }

  /// What a run comes to.
  public struct Result: Sendable {
    /// Where it got to, the layout included.
    public let state: State
    /// The layout: [rows, 2].
    public let layout: FloatMatrix
    /// The Kullback-Leibler divergence of the layout from the affinities.
    public let divergence: Double
    /// Whether all iterations were done.
    public let finished: Bool
    /// Seconds until the neighbours and affinities were there, and of all.
    public let seconds: (affinities: Double, all: Double)
  }
}
