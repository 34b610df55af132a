import CFFmpeg
import Glibc

/// An open file as a sequence of packets.
///
/// Only plain local files are opened: the name is never a protocol, an option or a pattern, and
/// nothing that the file refers to is opened. Not for use by two threads at a time.
final class Demuxer {
  let path: String
  private(set) var context: UnsafeMutablePointer<AVFormatContext>
  private var io: UnsafeMutablePointer<AVIOContext>?
  /// The file's own time of its start, in seconds.
  let startTime: Double

  /// Opens the file and reads as much as is needed to know its streams.
  init(path: String) throws(MediaError) {
    _ = Library.isSilent
    self.path = path
    let opened = try Self.open(path)
    context = opened.context
    io = opened.io
    let start = opened.context.pointee.start_time
    startTime =
      start == earsight_no_timestamp() ? 0 : Double(start) / Double(AV_TIME_BASE)
  }

  deinit {
    Self.close(context, io)
  }

  /// Opens the file anew, so that the next packet is its first.
  func reopen() throws(MediaError) {
    let opened = try Self.open(path)
    Self.close(context, io)
    context = opened.context
    io = opened.io
  }

  /// Reads one packet of the wanted streams; false at the end or when the rest is unreadable.
  func read(into packet: UnsafeMutablePointer<AVPacket>) -> Bool {
    // A damaged file may give errors for ever without moving on.
    for _ in 0..<32 {
      let result = av_read_frame(context, packet)
      if result >= 0 { return true }
      if result == earsight_error_eof() { return false }
    }
    return false
  }

  /// Moves to the last key frame of the stream at or before the time (seconds from the file's
  /// start); false when the container cannot.
  func seek(stream: Int, to seconds: Double) -> Bool {
    guard let entry = Library.stream(context, stream) else { return false }
    let ticks = timestamp(seconds, entry.pointee.time_base)
    return av_seek_frame(context, Int32(stream), ticks, AVSEEK_FLAG_BACKWARD) >= 0
  }

  /// Drops every stream but one while reading.
  func keepOnly(stream: Int) {
    for index in 0..<Int(context.pointee.nb_streams) {
      Library.stream(context, index)?.pointee.discard =
        index == stream ? AVDISCARD_DEFAULT : AVDISCARD_ALL
    }
  }

  /// Seconds from the file's start as a count of the time base.
  func timestamp(_ seconds: Double, _ timeBase: AVRational) -> Int64 {
    guard timeBase.value > 0 else { return 0 }
    let ticks = ((seconds + startTime) / timeBase.value + 1e-6).rounded(.down)
    return Int64(max(-9e18, min(9e18, ticks)))
  }

  /// The best stream of a kind that can be decoded and is no cover picture, or nil.
  func bestStream(_ kind: AVMediaType) -> Int? {
    let best = Int(av_find_best_stream(context, kind, -1, -1, nil, 0))
    let candidates = [best] + Array(0..<Int(context.pointee.nb_streams))
    return candidates.first { index in
      guard let stream = Library.stream(context, index),
        let parameters = stream.pointee.codecpar
      else { return false }
      return parameters.pointee.codec_type == kind
        && stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC == 0
        && avcodec_find_decoder(parameters.pointee.codec_id) != nil
    }
  }

  private typealias Opened = (
    context: UnsafeMutablePointer<AVFormatContext>, io: UnsafeMutablePointer<AVIOContext>
  )

  private static func open(_ path: String) throws(MediaError) -> Opened {
    // Opening a pipe or a device could wait for ever.
    var status = stat()
    guard !path.utf8.contains(0) else {
      throw .cannotOpen(path: path, reason: "the name holds a zero byte")
    }
    guard stat(path, &status) == 0 else {
      throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .cannotOpen(path: path, reason: "it is not a regular file; name a video file")
    }
    guard status.st_size > 0 else {
      throw .cannotOpen(path: path, reason: "it is empty (0 bytes); fetch it again")
    }
    var options: OpaquePointer?
    defer { av_dict_free(&options) }
    av_dict_set(&options, "protocol_whitelist", "file", 0)
    var io: UnsafeMutablePointer<AVIOContext>?
    let url = "file:" + path
    let opening = avio_open2(&io, url, AVIO_FLAG_READ, nil, &options)
    guard opening >= 0, let input = io else {
      throw .cannotOpen(path: path, reason: Library.message(opening))
    }
    var context = avformat_alloc_context()
    guard let allocated = context else {
      avio_closep(&io)
      throw .cannotOpen(path: path, reason: "out of memory")
    }
    allocated.pointee.pb = input
    earsight_refuse_nested_files(allocated)
    // What a demuxer (a playlist's, say) may open itself: nothing.
    av_dict_set(&options, "protocol_whitelist", "none", 0)
    av_dict_set(&options, "pattern_type", "none", 0)
    let result = avformat_open_input(&context, url, nil, &options)
    guard result >= 0, let found = context else {
      avio_closep(&io)
      throw .cannotOpen(
        path: path,
        reason: "\(Library.message(result)); it is no video or sound file that FFmpeg knows, "
          + "or it is damaged")
    }
    let streams = avformat_find_stream_info(found, nil)
    guard streams >= 0 else {
      close(found, input)
      throw .cannotOpen(path: path, reason: Library.message(streams))
    }
    return (found, input)
  }

  private static func close(
    _ context: UnsafeMutablePointer<AVFormatContext>, _ io: UnsafeMutablePointer<AVIOContext>?
  ) {
    var context: UnsafeMutablePointer<AVFormatContext>? = context
    var io = io
    avformat_close_input(&context)
    avio_closep(&io)
  }
}
