import CFFmpeg

/// An open media file that gives the picture and the second of sound at any time.
///
/// Times are seconds from the file's start; pictures and sound are on the same clock. Reading
/// forward is cheap; going elsewhere seeks. Two threads may each have a reader of their own of the
/// same file, but one reader is for one thread at a time. Memory does not grow with use.
public final class ClipReader {
  /// What the file is.
  public let info: MediaInfo
  private let pictures: PictureTrack?
  private let geometry: DisplayGeometry?
  private let scaler = Scaler()
  /// Opened when the first sound is asked for.
  private var sounds: SoundTrack?
  private let startTime: Double

  /// Opens the file; either of pictures and sound may be missing, but not both.
  public init(path: String) throws {
    let demuxer = try Demuxer(path: path)
    info = MediaInfo(demuxer: demuxer)
    startTime = demuxer.startTime
    guard let index = demuxer.bestStream(AVMEDIA_TYPE_VIDEO),
      let stream = Library.stream(demuxer.context, index)
    else {
      pictures = nil
      geometry = nil
      guard let sound = demuxer.bestStream(AVMEDIA_TYPE_AUDIO) else {
        throw MediaError.noVideo(path: path)
      }
      sounds = SoundTrack(
        decoder: try StreamDecoder(demuxer: demuxer, index: sound, what: "the sound"))
      return
    }
    geometry = DisplayGeometry(context: demuxer.context, stream: stream)
    pictures = PictureTrack(
      decoder: try StreamDecoder(demuxer: demuxer, index: index, what: "the picture"))
  }

  /// The picture on display at the time, as displayed: rotated, with square pixels.
  ///
  /// That is the one whose interval [its time, the next picture's time) holds `seconds`; before
  /// the first, the first. Throws when there is none, e.g. past the end.
  public func frame(at seconds: Double, size: PictureSize = .native) throws -> Picture {
    let (frame, width, height) = try locate(seconds, size)
    var failure: String?
    let pixels = [UInt8](unsafeUninitializedCapacity: 3 * width * height) { buffer, count in
      failure = convert(frame, width, height, into: buffer)
      count = failure == nil ? 3 * width * height : 0
    }
    if let failure {
      throw MediaError.decodeFailed(path: info.path, what: "the picture", reason: failure)
    }
    return Picture(width: width, height: height, pixels: pixels)
  }

  /// The picture on display at the time, scaled straight from the decoder's output into `buffer`.
  ///
  /// - Parameter buffer: room for the wanted size, RGB24, rows without padding; traps when too
  ///   small. `size(of:)` tells how much that is.
  /// - Returns: pixels across and down.
  @discardableResult
  public func frame(
    at seconds: Double, size: PictureSize, into buffer: UnsafeMutableBufferPointer<UInt8>
  ) throws -> (width: Int, height: Int) {
    let (frame, width, height) = try locate(seconds, size)
    if let failure = convert(frame, width, height, into: buffer) {
      throw MediaError.decodeFailed(path: info.path, what: "the picture", reason: failure)
    }
    return (width, height)
  }

  /// Pixels across and down that a picture of the wanted size has in this file (a rare file
  /// changes its size on the way; `frame(at:size:into:)` tells what it was).
  public func size(of size: PictureSize) -> (width: Int, height: Int) {
    guard let video = info.video else { return (0, 0) }
    return DisplayGeometry().size(size, width: video.width, height: video.height)
  }

  /// `count` samples of sound from the time on: 48 kHz mono, the mean of the channels, in [-1, 1].
  ///
  /// Throws when the file has no sound there; as much as a last partial packet (0.1 s) may be
  /// lacking and is 0.
  public func sound(from seconds: Double, count: Int) throws -> [Float] {
    var samples = [Float](repeating: 0, count: count)
    try samples.withUnsafeMutableBufferPointer { try sound(from: seconds, into: $0) }
    return samples
  }

  /// Fills the buffer with sound from the time on: 48 kHz mono, the mean of the channels, in
  /// [-1, 1].
  ///
  /// Throws when the file has no sound there; as much as a last partial packet (0.1 s) may be
  /// lacking and is 0.
  public func sound(
    from seconds: Double, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws {
    let lacking = try soundPadded(from: seconds, into: buffer)
    if Double(lacking) > SoundTrack.patience * Double(SoundTrack.outputRate) {
      throw MediaError.outside(
        path: info.path, what: "whole stretch of sound", wanted: seconds,
        start: sounds?.firstTime ?? 0, end: sounds?.runEnd ?? 0)
    }
  }

  /// Fills the buffer with sound from the time on, and with 0 where the file has none.
  ///
  /// - Returns: how many of the samples the file lacks.
  @discardableResult
  public func soundPadded(
    from seconds: Double, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws -> Int {
    guard seconds.isFinite, abs(seconds) < 1e9 else {
      throw MediaError.outside(
        path: info.path, what: "sound", wanted: seconds, start: 0, end: info.duration)
    }
    return try openSound().read(from: seconds, into: buffer)
  }

  /// Seconds from the file's start to the first picture; decodes it.
  func firstPictureTime() throws(MediaError) -> Double {
    guard let pictures else { throw .noVideo(path: info.path) }
    _ = try pictures.frame(at: 0)
    return pictures.firstTime ?? 0
  }

  /// Seconds from the file's start to the first sound; decodes it.
  func firstSoundTime() throws -> Double {
    let track = try openSound()
    var nothing: [Float] = []
    _ = try nothing.withUnsafeMutableBufferPointer { try track.read(from: 0, into: $0) }
    return track.firstTime ?? 0
  }

  private func openSound() throws(MediaError) -> SoundTrack {
    if let sounds { return sounds }
    guard info.audio != nil else { throw .noAudio(path: info.path) }
    let demuxer = try Demuxer(path: info.path)
    guard let index = demuxer.bestStream(AVMEDIA_TYPE_AUDIO) else {
      throw .noAudio(path: info.path)
    }
    let track = SoundTrack(
      decoder: try StreamDecoder(demuxer: demuxer, index: index, what: "the sound"))
    sounds = track
    return track
  }

  private func locate(
    _ seconds: Double, _ size: PictureSize
  ) throws(MediaError) -> (UnsafeMutablePointer<AVFrame>, Int, Int) {
    guard let pictures, let geometry else { throw .noVideo(path: info.path) }
    let frame = try pictures.frame(at: seconds)
    let width = Int(frame.pointee.width)
    let height = Int(frame.pointee.height)
    let wanted = geometry.size(size, width: width, height: height)
    guard width > 0, height > 0, max(wanted.width, wanted.height) <= DisplayGeometry.longestSide
    else {
      throw .decodeFailed(
        path: info.path, what: "the picture",
        reason: "it claims \(wanted.width)x\(wanted.height) pixels")
    }
    return (frame, wanted.width, wanted.height)
  }

  private func convert(
    _ frame: UnsafeMutablePointer<AVFrame>, _ width: Int, _ height: Int,
    into buffer: UnsafeMutableBufferPointer<UInt8>
  ) -> String? {
    guard let geometry else { return "no pictures" }
    return scaler.convert(frame, geometry: geometry, width: width, height: height, into: buffer)
  }
}
