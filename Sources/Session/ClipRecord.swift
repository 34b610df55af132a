import Foundation
import Printable

/// One video file of a session's index: where it is, which part of the data it belongs to, and what
/// probing it told.
public struct ClipRecord: Codable, Sendable, Equatable, Identifiable {
  /// Which part of the data a clip belongs to.
  public enum Split: String, Codable, Sendable, CaseIterable {
    /// The network learns from it.
    case train
    /// Watched while training, and what chooses the best checkpoint.
    case validation
    /// Looked at once, at the end.
    case test
  }

  /// The number of the clip in its session, from 1; 0 until it is inserted.
  public var id: Int64
  /// The file, as an absolute path. The database keeps it relative to the session's folder when it
  /// lies inside, so that moving the folder moves the clips with it.
  public var path: String
  /// What the clip was cut from (a YouTube id, a recording); clips of one source share a split and
  /// are never each other's negative.
  public var source: String
  /// Which part of the data it belongs to.
  public var split: Split
  /// Its class, where one is known. Never read by training.
  public var label: String?
  /// The time in the file from which there are both pictures and sound, in seconds.
  public var start: Double
  /// Seconds that have both sight and sound.
  public var duration: Double
  /// Pixels across, as displayed.
  public var width: Int
  /// Pixels down, as displayed.
  public var height: Int
  /// Mean frames per second.
  public var frameRate: Double
  /// Sound samples per second, in hertz.
  public var sampleRate: Double
  /// Sound channels.
  public var channels: Int
  /// Size of the file in bytes when it was probed.
  public var byteCount: Int64
  /// When the file was last changed, as the file system said when it was probed.
  public var modified: Date

  /// The file's name, safe to print.
  public var fileName: String { printable(URL(fileURLWithPath: path).lastPathComponent) }

  /// A clip with all its values; leave `id` at 0 for one that is yet to be inserted.
  public init(
    id: Int64 = 0, path: String, source: String, split: Split, label: String? = nil,
    start: Double = 0, duration: Double, width: Int, height: Int, frameRate: Double,
    sampleRate: Double,
    channels: Int, byteCount: Int64, modified: Date
  ) {
    self.id = id
    self.path = path
    self.source = source
    self.split = split
    self.label = label
    self.start = start
    self.duration = duration
    self.width = width
    self.height = height
    self.frameRate = frameRate
    self.sampleRate = sampleRate
    self.channels = channels
    self.byteCount = byteCount
    self.modified = modified
  }
}

/// A file that was not indexed, and why.
public struct SkippedRecord: Codable, Sendable, Equatable {
  /// The file, as an absolute path (relative in the database when inside the session's folder).
  public var path: String
  /// One line.
  public var reason: String

  /// A file and the reason for leaving it out.
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}
