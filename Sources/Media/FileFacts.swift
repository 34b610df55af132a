import CFFmpeg
import Glibc
import Synchronization

/// What opening a file told of it: its streams, how its pictures are shown, when it starts.
///
/// Safe to share: everything but the first times, which are locked, is constant, and nothing that
/// is pointed to is written after `init`.
final class FileFacts: @unchecked Sendable {
  /// What users are told of the file.
  let info: MediaInfo
  /// How its coded pictures turn into displayed ones.
  let geometry: DisplayGeometry
  /// The stream of pictures, if there is one that can be decoded.
  let pictureStream: Int?
  /// The stream of sound, if there is one that can be decoded.
  let soundStream: Int?
  private let format: UnsafePointer<AVInputFormat>?
  private let streams: [Stream]
  private let firsts = Mutex(FirstTimes())

  private struct Stream {
    var parameters: UnsafeMutablePointer<AVCodecParameters>?
    var frameRate: AVRational
    var indexEntries: Int32
  }

  /// What decoding the beginnings of the streams told.
  struct FirstTimes {
    /// Seconds from the file's start to the first picture.
    var picture: Double?
    /// Seconds to the first sample of sound, the samples of the first frame, and those of a second.
    var sound: (time: Double, count: Int, rate: Int)?
  }

  /// What is known of the beginnings of the streams; whoever decodes them adds it.
  var firstTimes: FirstTimes {
    get { firsts.withLock { $0 } }
    set { firsts.withLock { $0 = newValue } }
  }

  /// Takes down what a freshly opened file is.
  init(path: String, context: UnsafeMutablePointer<AVFormatContext>) {
    info = MediaInfo(path: path, context: context)
    pictureStream = Self.bestStream(context, AVMEDIA_TYPE_VIDEO)
    soundStream = Self.bestStream(context, AVMEDIA_TYPE_AUDIO)
    geometry =
      pictureStream.flatMap { Library.stream(context, $0) }.map {
        DisplayGeometry(context: context, stream: $0)
      } ?? DisplayGeometry()
    format = context.pointee.iformat
    streams = (0..<Int(context.pointee.nb_streams)).compactMap { number in
      guard let stream = Library.stream(context, number) else { return nil }
      let copy = avcodec_parameters_alloc()
      if let copy { avcodec_parameters_copy(copy, stream.pointee.codecpar) }
      return Stream(
        parameters: copy, frameRate: stream.pointee.avg_frame_rate,
        indexEntries: avformat_index_get_entries_count(stream))
    }
  }

  deinit {
    for var stream in streams { avcodec_parameters_free(&stream.parameters) }
  }

  /// The format to open the file with, where its header has the place of every packet, so that all
  /// that is left to know of its streams is what these facts hold. Nil for all other formats.
  var knownFormat: UnsafePointer<AVInputFormat>? {
    format.flatMap { String(cString: $0.pointee.name).hasPrefix("mov,") ? $0 : nil }
  }

  /// Completes the streams of a file of which only the header was read; false when they are not
  /// these.
  func complete(_ context: UnsafeMutablePointer<AVFormatContext>) -> Bool {
    guard Int(context.pointee.nb_streams) == streams.count else { return false }
    for (number, known) in streams.enumerated() {
      guard let stream = Library.stream(context, number), let found = stream.pointee.codecpar,
        let parameters = known.parameters,
        found.pointee.codec_id == parameters.pointee.codec_id,
        found.pointee.extradata_size == parameters.pointee.extradata_size,
        avformat_index_get_entries_count(stream) == known.indexEntries,
        avcodec_parameters_copy(found, parameters) >= 0
      else { return false }
      stream.pointee.avg_frame_rate = known.frameRate
    }
    return true
  }

  /// The best stream of a kind that can be decoded and is no cover picture, or nil.
  static func bestStream(
    _ context: UnsafeMutablePointer<AVFormatContext>, _ kind: AVMediaType
  ) -> Int? {
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
}

/// Which file a path leads to, and which state of it.
struct FileIdentity: Equatable {
  private let device: UInt
  private let number: UInt
  private let size: Int
  private let seconds: Int
  private let nanoseconds: Int

  /// Looks at the file; throws unless it is a regular one that is not empty.
  init(path: String) throws(MediaError) {
    guard !path.utf8.contains(0) else {
      throw .cannotOpen(path: path, reason: "the name holds a zero byte")
    }
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
    // Opening a pipe or a device could wait for ever.
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .cannotOpen(path: path, reason: "it is not a regular file; name a video file")
    }
    guard status.st_size > 0 else {
      throw .cannotOpen(path: path, reason: "it is empty (0 bytes); fetch it again")
    }
    device = UInt(status.st_dev)
    number = UInt(status.st_ino)
    size = Int(status.st_size)
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
  }
}

/// The facts of files that this process has opened, so that opening one again need not decode the
/// beginning of each stream: that costs four times what reading an mp4 file's header does
/// (1.2 against 0.25 ms; measured: 10 s of H.264 and AAC).
///
/// A file that has changed in size or time is looked at anew.
final class FileMemory: Sendable {
  /// The one of this process.
  static let shared = FileMemory()

  /// Files remembered; each takes about 2 kB (our choice).
  private static let limit = 20_000

  private let files = Mutex<[String: (identity: FileIdentity, facts: FileFacts)]>([:])

  /// The facts of the file at the path, if it is the one that they were taken from.
  func facts(_ path: String, _ identity: FileIdentity) -> FileFacts? {
    files.withLock { files in
      guard let entry = files[path], entry.identity == identity else { return nil }
      return entry.facts
    }
  }

  /// Remembers the facts of a file whose format allows it.
  func keep(_ facts: FileFacts, _ path: String, _ identity: FileIdentity) {
    guard facts.knownFormat != nil else { return }
    files.withLock { files in
      if files.count >= Self.limit { files.removeAll(keepingCapacity: true) }
      files[path] = (identity, facts)
    }
  }
}
