import CFFmpeg

/// An open media file that gives the picture and the second of sound at any time.
///
/// Times are seconds from the file's start; pictures and sound are on the same clock. Reading
/// forward is cheap; going elsewhere seeks. Two threads may each have a reader of their own of the
/// same file, but one reader is for one thread at a time. Memory does not grow with use.
public final class ClipReader {
  /// What the file is.
  public let info: MediaInfo
  private let facts: FileFacts
  private let scaler: Scaler
  /// The opened file, until pictures or sound first need it; the other opens one of its own.
  private var opened: Demuxer?
  private var pictures: PictureTrack?
  private var sounds: SoundTrack?

  /// Opens the file; either of pictures and sound may be missing, but not both.
  public convenience init(path: String) throws {
    try self.init(path: path, scaler: Scaler())
  }

  /// Opens the file, with a scaler that readers on the same thread share.
  package init(path: String, scaler: Scaler) throws {
    let demuxer = try Demuxer(path: path)
    facts = demuxer.facts
    info = facts.info
    self.scaler = scaler
    opened = demuxer
    if facts.pictureStream == nil, facts.soundStream == nil {
      throw MediaError.noVideo(path: path)
    }
  }

  /// The picture on display at the time, as displayed: rotated, with square pixels.
  ///
  /// That is the one whose interval [its time, the next picture's time) holds `seconds`; before
  /// the first, the first. Throws when there is none, e.g. past the end.
  public func frame(at seconds: Double, size: PictureSize = .native) throws -> Picture {
    let view = try view(of: locate(seconds, size))
    let count = 3 * view.width * view.height
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      view.copy(into: buffer)
      filled = count
    }
    return Picture(width: view.width, height: view.height, pixels: pixels)
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
    let view = try view(of: locate(seconds, size))
    view.copy(into: buffer)
    return (view.width, view.height)
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
    let rate = Double(SoundTrack.outputRate)
    guard Double(lacking) > SoundTrack.patience * rate else { return }
    let (start, end) = (sounds?.firstTime ?? 0, sounds?.runEnd ?? 0)
    let length = Double(buffer.count) / rate
    let beyond = max(0, start - seconds) + max(0, seconds + length - end)
    if beyond <= SoundTrack.patience {
      throw MediaError.holed(
        path: info.path, start: seconds, end: seconds + length, missing: Double(lacking) / rate,
        allowed: SoundTrack.patience)
    }
    throw MediaError.outside(
      path: info.path, what: "whole stretch of sound",
      wanted: seconds, start: start, end: max(start, end - length))
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
    if sounds?.isSpoilt == true { sounds = nil }
    let isUsed = sounds != nil
    do {
      let lacking = try soundTrack().read(from: seconds, into: buffer)
      if !isUsed || sounds?.isSpoilt == false { return lacking }
    } catch {
      sounds = nil
      if !isUsed { throw error }
    }
    sounds = nil
    return try soundPadded(from: seconds, into: buffer)
  }

  /// Seconds from the file's start to the first picture; decodes it.
  func firstPictureTime() throws(MediaError) -> Double {
    let track = try pictureTrack()
    _ = try track.frame(at: 0)
    return track.firstTime ?? 0
  }

  /// Seconds from the file's start to the first sound; decodes it.
  func firstSoundTime() throws -> Double {
    let track = try soundTrack()
    var nothing: [Float] = []
    _ = try nothing.withUnsafeMutableBufferPointer { try track.read(from: 0, into: $0) }
    return track.firstTime ?? 0
  }

  /// The time of the picture after the one that was decoded last; nil after the last one.
  package func timeOfNextPicture() throws(MediaError) -> Double? {
    try pictureTrack().nextTime()
  }

  /// Opens what pictures need ahead of the first one, so that the two can be timed apart.
  package func openPictures() throws(MediaError) { _ = try pictureTrack() }

  /// Opens what sound needs ahead of the first sample, so that the two can be timed apart.
  package func openSound() throws(MediaError) { _ = try soundTrack() }

  private func pictureTrack() throws(MediaError) -> PictureTrack {
    if let pictures { return pictures }
    guard let stream = facts.pictureStream else { throw .noVideo(path: info.path) }
    let track = PictureTrack(
      decoder: try StreamDecoder(demuxer: try takeDemuxer(), index: stream, what: "the picture"))
    pictures = track
    return track
  }

  private func soundTrack() throws(MediaError) -> SoundTrack {
    if let sounds { return sounds }
    guard let stream = facts.soundStream else { throw .noAudio(path: info.path) }
    let track = SoundTrack(
      decoder: try StreamDecoder(demuxer: try takeDemuxer(), index: stream, what: "the sound"))
    sounds = track
    return track
  }

  private func takeDemuxer() throws(MediaError) -> Demuxer {
    defer { opened = nil }
    if let opened { return opened }
    return try Demuxer(path: info.path)
  }

  /// Decodes the picture on display at the time; it stays until the next one is asked for.
  package func locate(
    _ seconds: Double, _ size: PictureSize
  ) throws(MediaError) -> LocatedPicture {
    let frame = try picture(at: seconds)
    let width = Int(frame.pointee.width)
    let height = Int(frame.pointee.height)
    let wanted = facts.geometry.size(size, width: width, height: height)
    guard width > 0, height > 0, max(wanted.width, wanted.height) <= DisplayGeometry.longestSide
    else {
      throw .decodeFailed(
        path: info.path, what: "the picture",
        reason: "it claims \(wanted.width)x\(wanted.height) pixels")
    }
    return LocatedPicture(
      frame: frame, width: wanted.width, height: wanted.height, isExact: size == .native)
  }

  /// The decoded picture at the time. One depends on the file and the time alone: so what is asked of
  /// a damaged place is asked of a track that has seen nothing else, and so is all that follows; the
  /// same with sound.
  private func picture(at seconds: Double) throws(MediaError) -> UnsafeMutablePointer<AVFrame> {
    if pictures?.isSpoilt == true { pictures = nil }
    let isUsed = pictures != nil
    do {
      let frame = try pictureTrack().frame(at: seconds)
      if !isUsed || pictures?.isSpoilt == false { return frame }
    } catch {
      pictures = nil
      if !isUsed { throw error }
    }
    pictures = nil
    return try picture(at: seconds)
  }

  /// Scales and turns a decoded picture; the result stays until the next one is scaled.
  package func view(of picture: LocatedPicture) throws(MediaError) -> PictureView {
    switch scaler.convert(picture, geometry: facts.geometry) {
    case .success(let view): return view
    case .failure(let failure):
      throw .decodeFailed(path: info.path, what: "the picture", reason: failure.reason)
    }
  }
}

/// A decoded picture, not yet scaled.
package struct LocatedPicture {
  let frame: UnsafeMutablePointer<AVFrame>
  /// Pixels across that are wanted of it.
  let width: Int
  /// Pixels down that are wanted of it.
  let height: Int
  /// Whether it is to be looked at: colours are then converted as well as can be, not fast.
  let isExact: Bool
}
