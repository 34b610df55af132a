import Experiments
import Foundation
import NeuralNet
import Session

/// Whose embeddings the analysis screens look at.
public struct Subject: Codable, Hashable, Sendable {
  /// The tower.
  public var modality = Modality.audio
  /// Whether the random network is looked at instead of the trained one.
  public var isRandom = false
  /// The split.
  public var split = ClipRecord.Split.test
  /// The run; nil for the latest.
  public var run: String?
  /// The step of the checkpoint; nil for the best.
  public var step: Int?

  /// The sounds of the test split by the latest run.
  public init() {}

  /// For people: `audio, test, random network`.
  public var title: String {
    "\(modality.rawValue), \(split.rawValue)"
      + (isRandom ? ", random network" : step.map { ", step \($0)" } ?? "")
  }

  /// The same of the other tower, or network.
  public func with(_ modality: Modality? = nil, isRandom: Bool? = nil) -> Subject {
    var other = self
    other.modality = modality ?? self.modality
    other.isRandom = isRandom ?? self.isRandom
    return other
  }

  /// The words by which a command line means the same.
  public var arguments: [String] {
    ["--split", split.rawValue] + (run.map { ["--run", $0] } ?? [])
  }
}

/// A moment of a clip.
public struct Moment: Codable, Hashable, Sendable {
  /// The clip's number in its session.
  public var clip: Int64
  /// The middle of the second, in seconds; nil for the clip's middle.
  public var time: Double?

  /// A moment.
  public init(clip: Int64, time: Double? = nil) {
    self.clip = clip
    self.time = time
  }
}

/// Something that a screen shows and that takes time to get: views name what they need, a thread
/// behind them fetches it, and the shelf keeps it.
public enum Inquiry: Hashable, Sendable {
  /// The units of a tower in an index, with their tops and metrics.
  case units(Modality, index: String)
  /// Correlations of the units of an index: within a tower, and with the other.
  case unitMatches(Modality, index: String)
  /// Frame, spectrogram and sound of a moment.
  case window(Moment)
  /// All units' maps over a moment, by the subject's network as it is now.
  case maps(Moment, Subject)
  /// The clips nearest to a clip of an index, in its modality or across.
  case neighbours(Int64, Modality, isCross: Bool, index: String)
  /// The strongest units of an index's clips, and what they prefer.
  case predictions(Modality, index: String)
  /// A t-SNE result's points; `updated` tells a newer state from an older.
  case layout(result: Int64, updated: Date)
  /// A k-means result's rows.
  case clusters(result: Int64, updated: Date)
  /// The curves of a run that is compared with the one that is followed.
  case curves(CurveQuery)
  /// The names of the sessions that there are at a time, in seconds since 1970.
  case sessions(asOf: Int)
  /// What is in the session of a folder, at a time.
  case session(path: String, asOf: Int)
  /// How many clips have their file, after they were told so often.
  case census(clips: Int)
}

/// The answer to an inquiry.
public enum Finding: Sendable {
  case units(UnitTable)
  case unitMatches(UnitMatches)
  case window(ClipWindow)
  case maps(ActivationMaps)
  case neighbours([NeighbourExperiment.Neighbour])
  case predictions(StrongestUnits)
  case layout(LayoutPoints)
  case clusters(ClusterRows)
  case curves(RunCurves)
  case sessions([SessionListing])
  case session(SessionListing)
  case census(ClipCensus)
  /// Why there is no answer: one sentence, with the remedy.
  case failed(String)
}

extension Finding {
  /// About how many bytes it takes, where that is much.
  var byteCount: Int {
    switch self {
    case .window(let window):
      window.picture.pixels.count + 4 * (window.spectrum.count + window.sound.count)
    case .maps(let maps): 4 * maps.values.count
    default: 0
    }
  }
}

/// Which units go together: the most similar of the same tower, and the best match of the other.
public struct UnitMatches: Sendable {
  /// For each unit the most similar units of its tower, best first, with Pearson's correlation.
  public var similar: [[(unit: Int, correlation: Float)]]
  /// For each unit the best matching unit of the other tower.
  public var across: [(unit: Int, correlation: Float)?]

  /// Matches.
  public init(
    similar: [[(unit: Int, correlation: Float)]], across: [(unit: Int, correlation: Float)?]
  ) {
    self.similar = similar
    self.across = across
  }
}

/// The cluster of each row, and whose row it is.
public struct ClusterRows: Sendable {
  /// The cluster of each row, [N].
  public let labels: [Int32]
  /// The clip of each row, [N].
  public let clips: [Int64]
  /// The distance of each row from its cluster's centre, [N]; empty where the rows are gone.
  public let distances: [Float]
  /// Whether the clips' numbers grow from row to row, so that a row is found by halves.
  private let isAscending: Bool

  /// Rows.
  public init(labels: [Int32], clips: [Int64], distances: [Float] = []) {
    let count = min(labels.count, clips.count)
    self.labels = Array(labels.prefix(count))
    self.clips = Array(clips.prefix(count))
    self.distances = distances.count == count ? distances : []
    isAscending = zip(self.clips, self.clips.dropFirst()).allSatisfy { $0 < $1 }
  }

  /// The cluster of a clip; nil where it has no row.
  func label(ofClip clip: Int64) -> Int32? {
    let row = isAscending ? clips.place(of: clip) : clips.firstIndex(of: clip)
    return row.map { labels[$0] }
  }
}
