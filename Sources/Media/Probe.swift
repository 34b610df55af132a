import CFFmpeg

/// Opens the file and tells what it is, without decoding more than FFmpeg needs to know that.
public func probe(path: String) throws -> MediaInfo {
  try Demuxer(path: path).facts.info
}

extension MediaInfo {
  /// Reads what opening the file found.
  init(path: String, context: UnsafeMutablePointer<AVFormatContext>) {
    self.path = path
    let start = context.pointee.start_time
    let startTime = start == earsight_no_timestamp() ? 0 : Double(start) / Double(AV_TIME_BASE)
    self.startTime = startTime
    container = context.pointee.iformat.map { String(cString: $0.pointee.name) } ?? ""
    // The end of the last stream, where those tell: what a header calls the duration may count from 0.
    duration = 0
    if let index = FileFacts.bestStream(context, AVMEDIA_TYPE_VIDEO),
      let stream = Library.stream(context, index), let coded = stream.pointee.codecpar
    {
      let geometry = DisplayGeometry(context: context, stream: stream)
      let size = geometry.displaySize(
        width: Int(coded.pointee.width), height: Int(coded.pointee.height))
      let rate = stream.pointee.avg_frame_rate.value
      video = VideoInfo(
        codec: Library.name(coded.pointee.codec_id), width: size.width, height: size.height,
        rotation: 90 * geometry.quarterTurns, frameRate: rate > 0 ? rate : 0,
        end: Self.claimedEnd(stream, context, startTime))
    }
    if let index = FileFacts.bestStream(context, AVMEDIA_TYPE_AUDIO),
      let stream = Library.stream(context, index), let coded = stream.pointee.codecpar
    {
      audio = AudioInfo(
        codec: Library.name(coded.pointee.codec_id), sampleRate: Int(coded.pointee.sample_rate),
        channels: Int(coded.pointee.ch_layout.nb_channels),
        end: Self.claimedEnd(stream, context, startTime))
    }
    let end = max(video?.end ?? 0, audio?.end ?? 0)
    duration = end > 0 ? end : Self.claimedDuration(context, startTime)
  }

  /// Seconds that a file claims to last; 0 when it does not.
  private static func claimedDuration(
    _ context: UnsafeMutablePointer<AVFormatContext>, _ startTime: Double
  ) -> Double {
    let ticks = context.pointee.duration
    guard ticks != earsight_no_timestamp(), ticks > 0 else { return 0 }
    let seconds = Double(ticks) / Double(AV_TIME_BASE)
    // What Matroska calls the duration is the time of its end, wherever its times begin.
    let isEnd = context.pointee.iformat.map { String(cString: $0.pointee.name) }?
      .hasPrefix("matroska")
    return isEnd == true && startTime > 0 && startTime < seconds ? seconds - startTime : seconds
  }

  /// Seconds from the file's start to a stream's end as the file claims; 0 when it does not.
  private static func claimedEnd(
    _ stream: UnsafeMutablePointer<AVStream>, _ context: UnsafeMutablePointer<AVFormatContext>,
    _ startTime: Double
  ) -> Double {
    let unknown = earsight_no_timestamp()
    guard stream.pointee.duration != unknown, stream.pointee.duration > 0 else {
      return claimedDuration(context, startTime)
    }
    let start = stream.pointee.start_time == unknown ? 0 : stream.pointee.start_time
    return Double(start + stream.pointee.duration) * stream.pointee.time_base.value
      - (stream.pointee.start_time == unknown ? 0 : startTime)
  }
}
