import Foundation

/// The three parts of a corpus; a source video lies in exactly one of them.
public enum Split: String, Codable, CaseIterable, Sendable {
  /// Pairs that the network learns from.
  case train
  /// Pairs that choose a checkpoint, a learning rate or a threshold.
  case validation
  /// Pairs that are reported, and never chosen by.
  case test
}

/// A file with pictures and sound of which pairs are drawn.
public struct Clip: Sendable, Equatable {
  /// Where the file is.
  public var path: String
  /// The video it was cut from; negatives and splits go by source (science: splits by video).
  public var source: String
  /// The time in the file from which there are both pictures and sound, in seconds.
  public var start: Double
  /// Seconds that both pictures and sound cover, from `start` on; at least 1.
  public var duration: Double
  /// The class, where one is known. Training never reads it.
  public var label: String?
  /// The part of the corpus it lies in.
  public var split: Split

  /// A copy that is quicker to read, made by `ClipPreparer`: it begins at `start` and holds the used
  /// seconds. Nil where there is none.
  public var preparedPath: String?

  /// Only the first 10 seconds of a video are used (LLL 3.1).
  public static let usedSeconds = 10.0

  /// A clip of `duration` seconds at `path`.
  public init(
    path: String, source: String, start: Double = 0, duration: Double, label: String? = nil,
    split: Split = .train
  ) {
    self.path = path
    self.source = source
    self.start = start
    self.duration = duration
    self.label = label
    self.split = split
  }

  /// Seconds from which frames and sounds are drawn.
  public var usedDuration: Double { min(duration, Clip.usedSeconds) }
}
