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
  /// What the file is.
  let facts: FileFacts
  /// The file's own time of its start, in seconds.
  var startTime: Double { facts.info.startTime }

  /// Whether the container's index tells where a seek leads, whatever was read before: it is in the
  /// header, or grows from the file's beginning without a hole. Others search the file, between
  /// the places that they happen to know.
  var hasWholeIndex: Bool {
    guard let format = context.pointee.iformat else { return false }
    let name = String(cString: format.pointee.name)
    return name == "avi" || name.hasPrefix("mov,") || name.hasPrefix("matroska,")
  }

  /// Opens the file and reads as much as is needed to know its streams.
  init(path: String) throws(MediaError) {
    _ = Library.isSilent
    self.path = path
    let identity = try FileIdentity(path: path)
    if let known = FileMemory.shared.facts(path, identity),
      let opened = try? Self.open(path, known)
    {
      (context, io, facts) = (opened.context, opened.io, known)
      return
    }
    let opened = try Self.open(path, nil)
    (context, io) = (opened.context, opened.io)
    facts = FileFacts(path: path, context: opened.context)
    FileMemory.shared.keep(facts, path, identity)
  }

  deinit {
    Self.close(context, io)
  }

  /// Opens the file anew, so that the next packet is its first.
  func reopen() throws(MediaError) {
    let opened = try Self.open(path, nil)
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

  private typealias Opened = (
    context: UnsafeMutablePointer<AVFormatContext>, io: UnsafeMutablePointer<AVIOContext>
  )

  /// Opens a file of which nothing is known, or one whose facts are.
  private static func open(_ path: String, _ facts: FileFacts?) throws(MediaError) -> Opened {
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
    let result = avformat_open_input(&context, url, facts?.knownFormat, &options)
    guard result >= 0, let found = context else {
      avio_closep(&io)
      throw .cannotOpen(
        path: path,
        reason: "\(Library.message(result)); it is no video or sound file that FFmpeg knows, "
          + "or it is damaged")
    }
    if let facts {
      if facts.complete(found) { return (found, input) }
      close(found, input)
      throw .cannotOpen(path: path, reason: "it is not what it was")
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
