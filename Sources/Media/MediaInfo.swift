/// What a media file says of itself, and what opening it found.
public struct MediaInfo: Sendable, Equatable {
  /// The file as it was named.
  public var path: String
  /// FFmpeg's short name of the container, e.g. `mov,mp4,m4a,3gp,3g2,mj2`.
  public var container: String
  /// Seconds from the first picture or sound to the end, as the file claims; 0 when unknown.
  public var duration: Double
  /// The file's own time of its start, in seconds; all other times count from it.
  public var startTime: Double
  /// The pictures, if it has any.
  public var video: VideoInfo?
  /// The sound, if it has any.
  public var audio: AudioInfo?
}

/// The picture stream of a file.
public struct VideoInfo: Sendable, Equatable {
  /// FFmpeg's name of the codec, e.g. `h264`.
  public var codec: String
  /// Pixels across as displayed: after the pixels' aspect ratio and the rotation.
  public var width: Int
  /// Pixels down as displayed.
  public var height: Int
  /// Clockwise turn applied for display, in degrees: 0, 90, 180 or 270.
  public var rotation: Int
  /// Mean frames a second as the file claims; 0 when unknown.
  public var frameRate: Double
  /// Seconds from the file's start to the stream's end, as the file claims; 0 when unknown.
  public var end: Double
}

/// The sound stream of a file.
public struct AudioInfo: Sendable, Equatable {
  /// FFmpeg's name of the codec, e.g. `aac`.
  public var codec: String
  /// Samples a second.
  public var sampleRate: Int
  /// Number of channels.
  public var channels: Int
  /// Seconds from the file's start to the stream's end, as the file claims; 0 when unknown.
  public var end: Double
}
