import CFFmpeg

/// A file that can serve as a training clip, and the stretch of it that can.
public struct ClipSuitability: Sendable, Equatable {
  /// What the file is.
  public var info: MediaInfo
  /// Seconds from the file's start between which pictures were found, whatever the header says.
  public var pictures: ClosedRange<Double>
  /// Seconds from the file's start between which sound was found, whatever the header says.
  public var sound: ClosedRange<Double>

  /// Seconds from the file's start at which both pictures and sound are there.
  public var usableStart: Double { max(pictures.lowerBound, sound.lowerBound, 0) }
  /// Seconds of pictures and sound together, from `usableStart` on.
  public var usableDuration: Double {
    max(0, min(pictures.upperBound, sound.upperBound) - usableStart)
  }
}

/// Looks whether a file can be a training clip: pictures and sound that really decode, together
/// at least a second long, and not digital silence throughout the first ten.
///
/// Reads the packets at the end of the file, and all of them when those are not where the header
/// says; decodes a picture and at most ten seconds of sound.
///
/// - Parameter minimumSeconds: how much of pictures and sound together is needed (LLL 2.2: a
///   second of sound around a frame).
/// - Parameter shortestSide: pixels that pictures are scaled to (LLL 2.2: 256); of a strip, the other
///   side would be too long.
/// - Throws: a `MediaError` that says why it cannot be one.
public func inspect(
  path: String, minimumSeconds: Double = 1, shortestSide: Int = 256
) throws -> ClipSuitability {
  let reader = try ClipReader(path: path)
  guard let video = reader.info.video else { throw MediaError.noVideo(path: path) }
  guard let audio = reader.info.audio else { throw MediaError.noAudio(path: path) }
  let (short, long) = (min(video.width, video.height), max(video.width, video.height))
  if short > 0, long * shortestSide / short > DisplayGeometry.longestSide {
    throw MediaError.decodeFailed(
      path: path, what: "the picture",
      reason: "it is a strip of \(video.width)x\(video.height) pixels, over "
        + "\(DisplayGeometry.longestSide) long when \(shortestSide) wide")
  }
  let claimed = min(video.end, audio.end)
  let ends = try packetEnds(path: path, claimed: claimed)
  let firstPicture = try reader.firstPictureTime()
  let firstSound = try reader.firstSoundTime()
  let suitability = ClipSuitability(
    info: reader.info,
    pictures: firstPicture...max(firstPicture, ends.video),
    sound: firstSound...max(firstSound, ends.audio))
  for (range, what) in [(suitability.pictures, "pictures"), (suitability.sound, "sound")]
  where range.upperBound - range.lowerBound < minimumSeconds - 1e-3 {
    throw MediaError.tooShort(
      path: path, what: what, found: range.upperBound - range.lowerBound, needed: minimumSeconds)
  }
  guard suitability.usableDuration >= minimumSeconds - 1e-3 else {
    throw MediaError.tooShort(
      path: path, what: "pictures and sound together", found: suitability.usableDuration,
      needed: minimumSeconds)
  }
  try checkSound(reader, suitability)
  return suitability
}

/// Sample values below this are digital silence: half a step of 16-bit sound.
private let silence: Float = 1 / 65536

/// Throws unless something is to be heard in the first ten seconds.
private func checkSound(_ reader: ClipReader, _ clip: ClipSuitability) throws {
  let length = min(10, clip.usableDuration)
  let window = SoundTrack.outputRate
  var samples = [Float](repeating: 0, count: window)
  var heard = 0
  for second in 0..<Int(length.rounded(.up)) {
    let lacking = try samples.withUnsafeMutableBufferPointer {
      try reader.soundPadded(from: clip.usableStart + Double(second), into: $0)
    }
    heard += window - lacking
    if samples.contains(where: { abs($0) > silence }) { return }
  }
  guard heard > 0 else {
    throw MediaError.decodeFailed(
      path: reader.info.path, what: "the sound", reason: "nothing came out of the decoder")
  }
  throw MediaError.silent(path: reader.info.path, seconds: length)
}

/// Seconds from the file's start to the end of the last whole packet of pictures and of sound.
private func packetEnds(
  path: String, claimed: Double
) throws(MediaError) -> (video: Double, audio: Double) {
  let demuxer = try Demuxer(path: path)
  guard let video = demuxer.facts.pictureStream, let audio = demuxer.facts.soundStream
  else { throw .noVideo(path: path) }
  var scan = PacketScan(demuxer: demuxer, streams: [video, audio])
  if claimed > 4 {
    if demuxer.seek(stream: video, to: claimed - 2) {
      let ends = scan.run(from: claimed - 2)
      if let videoEnd = ends[0], let audioEnd = ends[1] { return (videoEnd, audioEnd) }
    }
    // A seek that failed may have moved all the same.
    try demuxer.reopen()
    scan = PacketScan(demuxer: demuxer, streams: [video, audio])
  }
  let ends = scan.run(from: 0)
  return (ends[0] ?? 0, ends[1] ?? 0)
}

/// Reads packets to the end of a file to see how far its streams really go.
private struct PacketScan {
  let demuxer: Demuxer
  let streams: [Int]
  /// A packet this many seconds after all others has a damaged time.
  static let leap = 30.0

  init(demuxer: Demuxer, streams: [Int]) {
    self.demuxer = demuxer
    self.streams = streams
    for index in 0..<Int(demuxer.context.pointee.nb_streams) where !streams.contains(index) {
      Library.stream(demuxer.context, index)?.pointee.discard = AVDISCARD_ALL
    }
  }

  /// The end of each stream, nil for one without a packet.
  func run(from start: Double) -> [Double?] {
    var ends = [Double?](repeating: nil, count: streams.count)
    var packet = av_packet_alloc()
    defer { av_packet_free(&packet) }
    guard let packet else { return ends }
    var packetsLeft = 10 * StreamDecoder.packetLimit
    while packetsLeft > 0, demuxer.read(into: packet) {
      packetsLeft -= 1
      defer { av_packet_unref(packet) }
      guard let place = streams.firstIndex(of: Int(packet.pointee.stream_index)),
        packet.pointee.flags & AV_PKT_FLAG_CORRUPT == 0, packet.pointee.size > 0,
        let end = end(of: packet)
      else { continue }
      let reached = max(start, ends[place] ?? start)
      if end <= reached + Self.leap { ends[place] = max(ends[place] ?? end, end) }
    }
    return ends
  }

  private func end(of packet: UnsafeMutablePointer<AVPacket>) -> Double? {
    let unknown = earsight_no_timestamp()
    let ticks = packet.pointee.pts == unknown ? packet.pointee.dts : packet.pointee.pts
    guard ticks != unknown,
      let stream = Library.stream(demuxer.context, Int(packet.pointee.stream_index))
    else { return nil }
    let duration = max(0, packet.pointee.duration)
    return Double(ticks + duration) * stream.pointee.time_base.value - demuxer.startTime
  }
}
