import Media

/// Windows of a file's sound anywhere on its time axis, zero where there is none.
///
/// The file is decoded once from front to back in chunks, as long as windows move forward, so a
/// long file takes constant memory.
public final class SoundWindows {
  /// Samples a second (LLL 2.2).
  public static let sampleRate = 48_000
  /// Seconds decoded at a time (our choice: a large hop's worth).
  private static let chunkSeconds = 10.0

  /// The file's sound in seconds, as its header or its packets tell.
  public let duration: Double
  private let reader: ClipReader
  /// Decoded samples from `start` on.
  private var held: [Float] = []
  private var start = 0
  private let total: Int

  /// Opens the sound of the file at `path`.
  ///
  /// - Throws: `MediaError`, for instance where there is no sound.
  public convenience init(path: String) throws {
    try self.init(reader: try ClipReader(path: path))
  }

  /// The sound of an open file; nobody else may use the reader meanwhile.
  public init(reader: ClipReader) throws {
    self.reader = reader
    let info = reader.info
    guard let audio = info.audio else { throw MediaError.noAudio(path: info.path) }
    duration = audio.end > 0 ? audio.end : info.duration
    total = Int((duration * Double(Self.sampleRate)).rounded())
  }

  /// `count` samples from `seconds` on (which may be negative), and how many of them are padding.
  public func window(
    from seconds: Double, count: Int
  ) throws -> (values: [Float], padded: Int) {
    var values = [Float](repeating: 0, count: count)
    let first = Int((seconds * Double(Self.sampleRate)).rounded())
    let from = max(0, first)
    let to = min(total, first + count)
    guard from < to else { return (values, count) }
    try hold(from..<to)
    for i in from..<to { values[i - first] = held[i - start] }
    return (values, count - (to - from))
  }

  private func hold(_ range: Range<Int>) throws {
    if range.lowerBound < start || range.lowerBound > start + held.count {
      held = []
      start = range.lowerBound
    }
    held.removeFirst(range.lowerBound - start)
    start = range.lowerBound
    while start + held.count < range.upperBound {
      let next = start + held.count
      var chunk = [Float](repeating: 0, count: Int(Self.chunkSeconds) * Self.sampleRate)
      try chunk.withUnsafeMutableBufferPointer {
        _ = try reader.soundPadded(from: Double(next) / Double(Self.sampleRate), into: $0)
      }
      held += chunk
    }
  }
}
