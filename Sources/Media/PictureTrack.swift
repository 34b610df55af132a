import CFFmpeg

/// The pictures of a file by time: the one whose display interval [its time, the next one's time)
/// holds a time, for any codec, frame rate and order of coding.
final class PictureTrack {
  /// Seconds after the last picture's interval for which it still stands: sound often ends later.
  static let patience = 0.25
  /// Pictures of usual length before a sought time within which every one is decoded, and the most
  /// seconds that these are.
  static let fullDecoding = (pictures: 4.0, seconds: 0.5)
  /// Seconds forward that are decoded rather than sought when the container has no index.
  static let stride = 3.0

  let decoder: StreamDecoder
  private let path: String
  /// The picture whose interval is being looked at, the one after it, and a spare.
  private var current: UnsafeMutablePointer<AVFrame>?
  private var following: UnsafeMutablePointer<AVFrame>?
  private var currentTime: Double?
  private var followingTime: Double?
  private var isEnded = false
  /// The key frame of the file's index at which decoding began, as a count of the time base.
  private var landing: Int64?
  /// The time of the stream's first picture, once known.
  private(set) var firstTime: Double? {
    didSet { decoder.demuxer.facts.firstTimes.picture = firstTime }
  }
  /// Seconds that a picture lasts when the file does not say.
  private let usualDuration: Double

  /// Whether damage was met at any time; what it leaves behind must decide nothing.
  var isSpoilt: Bool { decoder.isSpoilt }

  init(decoder: StreamDecoder) {
    self.decoder = decoder
    path = decoder.demuxer.path
    current = av_frame_alloc()
    following = av_frame_alloc()
    let rate = decoder.stream?.pointee.avg_frame_rate.value ?? 0
    usualDuration = rate > 0.1 ? 1 / rate : 0.04
    firstTime = decoder.demuxer.facts.firstTimes.picture
  }

  deinit {
    av_frame_free(&current)
    av_frame_free(&following)
  }

  /// The decoded picture on display at the time (seconds from the file's start). It stays valid
  /// until the next call.
  ///
  /// Before the first picture: the first.
  func frame(at time: Double) throws(MediaError) -> UnsafeMutablePointer<AVFrame> {
    decoder.beginRequest()
    if firstTime == nil { try start() }
    guard let firstTime else {
      throw .decodeFailed(
        path: path, what: "the picture", reason: decoder.lastError ?? "no picture in the stream")
    }
    guard time.isFinite, time >= -Self.patience else {
      throw .outside(path: path, what: "picture", wanted: time, start: 0, end: end)
    }
    // Times are rounded to ticks in the file; a microsecond is less than any tick.
    let wanted = max(time + 1e-6, firstTime)
    try go(to: wanted)
    if decoder.hasMetDamage { try goAnew(to: wanted) }
    guard let current, let currentTime else {
      throw .decodeFailed(
        path: path, what: "the picture", reason: decoder.lastError ?? "nothing at that time")
    }
    if isEnded, followingTime == nil, wanted > currentTime + duration(current) + Self.patience {
      throw .outside(path: path, what: "picture", wanted: time, start: firstTime, end: end)
    }
    return current
  }

  /// The time of the picture after the one that `frame(at:)` gave last; nil after the last one.
  func nextTime() -> Double? {
    if followingTime == nil, !isEnded { followingTime = decodeFollowing() }
    return followingTime
  }

  /// Seconds from the file's start to the end of the last picture decoded so far.
  var end: Double {
    guard let current, let currentTime else { return 0 }
    return currentTime + duration(current)
  }

  private func duration(_ frame: UnsafeMutablePointer<AVFrame>) -> Double {
    let noted = Double(earsight_frame_duration(frame)) * decoder.timeBase.value
    return noted > 0 && noted < 60 ? noted : usualDuration
  }

  /// Decodes the first picture of the file.
  private func start() throws(MediaError) {
    forget()
    if decoder.next(into: frameToFill()) {
      currentTime = decodedTime(after: nil)
      firstTime = currentTime
      swap(&current, &following)
    }
  }

  /// Whether decoding on from here is the way to the time, rather than seeking.
  ///
  /// A picture depends on the file and the time alone. So what damage has touched is not decoded
  /// on from; and where the file's index tells which key frame a seek would lead to, pictures are
  /// decoded on from no other one: a demuxer that reads over damage may lose a key frame unseen.
  private func canAdvance(to time: Double) -> Bool {
    guard !decoder.hasMetDamage, let currentTime, time >= currentTime else { return false }
    let position = followingTime ?? currentTime
    guard let entry = keyFrame(before: time) else {
      return isEnded || time - position < Self.stride
    }
    if decoder.demuxer.hasWholeIndex { return entry == landing }
    if time <= position + 0.3 || isEnded { return true }
    let keyTime = Double(entry) * decoder.timeBase.value - decoder.demuxer.startTime
    return keyTime <= position && time - position < 20 * Self.stride
  }

  /// The key frame at or before the time that the container's index has now, as a count of the time
  /// base.
  private func keyFrame(before time: Double) -> Int64? {
    guard let stream = decoder.stream else { return nil }
    let ticks = decoder.demuxer.timestamp(time, decoder.timeBase)
    return avformat_index_get_entry_from_timestamp(stream, ticks, AVSEEK_FLAG_BACKWARD)?
      .pointee.timestamp
  }

  /// Makes the picture at the time the current one, decoding on the way only what it needs.
  private func go(to time: Double) throws(MediaError) {
    let full =
      time - min(Self.fullDecoding.pictures * usualDuration, Self.fullDecoding.seconds)
    decoder.leavesOutBefore = full
    defer { decoder.leavesOutBefore = nil }
    if !canAdvance(to: time) || !advance(to: time) { try jump(to: time) }
    guard decoder.hasLeftOut, let currentTime, currentTime < full else { return }
    // The current picture may be one before another that was left out.
    decoder.leavesOutBefore = nil
    try jump(to: time)
  }

  /// Makes the picture at the time the current one with nothing but the file to go by: demuxer and
  /// codec are opened anew, and every picture from the key frame on is decoded.
  ///
  /// How a decoder mends damage depends on all that it decoded before.
  private func goAnew(to time: Double) throws(MediaError) {
    decoder.beginRequest()
    decoder.leavesOutBefore = nil
    try jump(to: time, isAnew: true)
  }

  /// Decodes until the picture at the time is the current one; false when the stream only begins
  /// after the time.
  private func advance(to time: Double) -> Bool {
    if currentTime == nil {
      guard let found = decodeFollowing() else { return false }
      take(found)
    }
    guard let first = currentTime, first <= time else { return false }
    while true {
      if followingTime == nil, !isEnded {
        if let soon = decoder.timeOfNextPacket(), soon > time { return true }
        followingTime = decodeFollowing()
      }
      guard let next = followingTime else { return true }
      if next > time { return true }
      take(next)
    }
  }

  private func take(_ time: Double) {
    swap(&current, &following)
    currentTime = time
    followingTime = nil
  }

  /// Decodes the next picture that comes later than the current one; its time, or nil at the end.
  private func decodeFollowing() -> Double? {
    while decoder.next(into: frameToFill()) {
      guard let time = decodedTime(after: currentTime) else { continue }
      // A time that runs backwards is a damaged one.
      if let currentTime, time <= currentTime { continue }
      return time
    }
    isEnded = true
    return nil
  }

  /// The time of the frame just decoded. A file that gives none (raw streams) is counted from its
  /// beginning at the usual rate.
  private func decodedTime(after last: Double?) -> Double? {
    if let time = decoder.time(frameToFill()) { return time }
    guard decoder.isFromStart else { return nil }
    return last.map { $0 + usualDuration } ?? 0
  }

  private func frameToFill() -> UnsafeMutablePointer<AVFrame> {
    guard let following else { preconditionFailure("out of memory for a frame") }
    return following
  }

  private func forget() {
    currentTime = nil
    followingTime = nil
    isEnded = false
    landing = nil
  }

  /// Seeks to the time; further back when that lands too late; from the start when nothing helps.
  ///
  /// - Parameter isAnew: whether the demuxer and the codec are opened anew for each of these.
  private func jump(to time: Double, isAnew: Bool = false) throws(MediaError) {
    for back in [0.0, 1, 5, 20] {
      if isAnew { try decoder.rewind(isFresh: true) }
      guard decoder.seek(to: time - back, isFresh: isAnew) else { break }
      forget()
      if back == 0 { landing = keyFrame(before: time) }
      if advance(to: time) { return }
      if let firstTime, time - back <= firstTime { break }
    }
    try decoder.rewind(isFresh: isAnew)
    forget()
    if !advance(to: time) { forget() }
  }
}
