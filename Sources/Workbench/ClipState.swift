/// How the screen Clip looks.
public struct ClipState: Codable, Sendable, Equatable {
  /// A pane of the screen.
  public enum Pane: String, CaseIterable, Codable, Sendable {
    case spectrum, frame, units, notes
  }

  /// Where the keys go.
  public var focus = Pane.spectrum
  /// Seconds from the middle of the second of sound to the cursor, -0.495 to 0.495.
  public var seconds = 0.0
  /// The cursor's frequency, in hertz.
  public var hertz = 3_000.0
  /// The chosen row of the list of units.
  public var row = 0
  /// The chosen row of the list of notes.
  public var note = 0
  /// Times the size at which the whole spectrogram is seen.
  public var zoom = 1.0
  /// What lies in the middle of the zoomed spectrogram, as shares of its axes.
  public var center = SIMD2(0.5, 0.5)
  /// Where a range of time was begun; nil where none is.
  public var rangeStart: RangeStart?

  /// The beginning of a range of time.
  public struct RangeStart: Codable, Sendable, Equatable {
    /// The clip.
    public var clip: Int64
    /// Seconds of the file.
    public var seconds: Double
  }

  /// As it is at first.
  public init() {}
}
