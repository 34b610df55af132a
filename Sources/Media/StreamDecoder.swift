import CFFmpeg
import Glibc

/// The decoded frames of one stream of a file, in order, with seeking.
///
/// Damaged packets are skipped. Decodes on the calling thread only.
final class StreamDecoder {
  /// Packets that one request may read before it gives up, so that no file can hang a reader.
  static let packetLimit = 200_000

  let demuxer: Demuxer
  let index: Int
  let timeBase: AVRational
  private var codec: UnsafeMutablePointer<AVCodecContext>?
  /// What the codec is opened with, as first found: a damaged file may change it while it is read.
  private let decoder: UnsafePointer<AVCodec>
  private var parameters = avcodec_parameters_alloc()
  private var packet: UnsafeMutablePointer<AVPacket>?
  /// Whether `packet` was read to look at and is yet to be decoded.
  private var isWaiting = false
  /// Packets read ahead, to be decoded before any other.
  private var queue: [UnsafeMutablePointer<AVPacket>] = []
  /// Whether the codec has taken no packet since it was opened.
  private var isNew = false
  /// Whether the codec has met damage since it was opened: a flush may not rid it of that.
  private var isTainted = false
  /// Packets that the decoder took since it was started, less the frames that came out.
  private var owed = 0
  private var isDraining = false
  private var awaitsKeyFrame = false
  private var packetsLeft = StreamDecoder.packetLimit
  /// Whether everything since the stream's first packet was decoded without a seek.
  private(set) var isFromStart = true
  /// Frames that no other frame needs are left out before this time, to get there sooner.
  var leavesOutBefore: Double? {
    didSet { hasLeftOut = false }
  }
  /// Whether frames were left out since the limit was set.
  private(set) var hasLeftOut = false
  /// Whether damage was met since the decoder was started last: a packet that was broken, that did
  /// not decode, or a frame that was mended.
  private(set) var hasMetDamage = false {
    didSet {
      isTainted = isTainted || hasMetDamage
      isSpoilt = isSpoilt || hasMetDamage
    }
  }
  /// Whether damage was met at any time.
  private(set) var isSpoilt = false
  /// The last error of the decoder, in FFmpeg's words.
  private(set) var lastError: String?

  /// Opens the decoder of a stream that the demuxer has.
  init(demuxer: Demuxer, index: Int, what: String) throws(MediaError) {
    let path = demuxer.path
    guard let stream = Library.stream(demuxer.context, index),
      let parameters = stream.pointee.codecpar,
      let decoder = avcodec_find_decoder(parameters.pointee.codec_id)
    else {
      throw .decodeFailed(path: path, what: what, reason: "no decoder for it")
    }
    self.demuxer = demuxer
    self.index = index
    self.decoder = decoder
    if let copy = self.parameters { avcodec_parameters_copy(copy, parameters) }
    timeBase = stream.pointee.time_base
    packet = av_packet_alloc()
    let result = open()
    guard result >= 0, packet != nil else {
      throw .decodeFailed(path: path, what: what, reason: Library.message(result))
    }
    demuxer.keepOnly(stream: index)
  }

  /// Opens the codec, on one thread. FFmpeg's result.
  private func open() -> Int32 {
    avcodec_free_context(&codec)
    codec = avcodec_alloc_context3(decoder)
    guard let codec else { return -ENOMEM }
    let result = avcodec_parameters_to_context(codec, parameters)
    guard result >= 0 else { return result }
    codec.pointee.thread_count = 1
    codec.pointee.pkt_timebase = timeBase
    isNew = true
    isTainted = false
    return avcodec_open2(codec, decoder, nil)
  }

  deinit {
    avcodec_free_context(&codec)
    av_packet_free(&packet)
    avcodec_parameters_free(&parameters)
    dropQueue()
  }

  /// Whether the stream is sound that is not coded: each packet stands for itself.
  var isPlainSamples: Bool {
    guard let codec else { return false }
    // FFmpeg's numbers of PCM codecs end where those of ADPCM begin.
    return (AV_CODEC_ID_PCM_S16LE.rawValue..<AV_CODEC_ID_ADPCM_IMA_QT.rawValue)
      .contains(codec.pointee.codec_id.rawValue)
  }

  /// Whether the stream is AAC without spectral band replication in an mp4 file: a frame needs
  /// nothing but the one before it, and is where the file's index says.
  var needsLittlePreroll: Bool {
    guard let codec, let parameters = stream?.pointee.codecpar else { return false }
    return codec.pointee.codec_id == AV_CODEC_ID_AAC && demuxer.facts.knownFormat != nil
      && parameters.pointee.profile == FF_PROFILE_AAC_LOW && parameters.pointee.frame_size == 1024
  }

  /// The stream in the demuxer's present context.
  var stream: UnsafeMutablePointer<AVStream>? { Library.stream(demuxer.context, index) }

  /// Starts the count of packets that one request may read.
  func beginRequest() { packetsLeft = Self.packetLimit }

  /// Decodes the next frame into `frame`; false at the end of the stream.
  func next(into frame: UnsafeMutablePointer<AVFrame>) -> Bool {
    guard let codec, let packet else { return false }
    while true {
      let received = avcodec_receive_frame(codec, frame)
      if received >= 0 {
        owed -= 1
        if frame.pointee.decode_error_flags != 0
          || frame.pointee.flags & AV_FRAME_FLAG_CORRUPT != 0
        {
          hasMetDamage = true
        }
        return true
      }
      if received == earsight_error_eof() { return false }
      if received != earsight_error_again() {
        lastError = Library.message(received)
        hasMetDamage = true
      }
      if isDraining { return false }
      feed(codec, packet)
    }
  }

  /// Gives the decoder its next packet, or the sign that there is none.
  private func feed(
    _ codec: UnsafeMutablePointer<AVCodecContext>, _ packet: UnsafeMutablePointer<AVPacket>
  ) {
    while readPacket(packet) {
      isWaiting = false
      defer { av_packet_unref(packet) }
      let canLeaveOut = canLeaveOut(packet)
      hasLeftOut = hasLeftOut || canLeaveOut
      codec.pointee.skip_frame = canLeaveOut ? AVDISCARD_NONREF : AVDISCARD_DEFAULT
      isNew = false
      let sent = avcodec_send_packet(codec, packet)
      if sent < 0 {
        lastError = Library.message(sent)
        hasMetDamage = true
        continue
      }
      owed += 1
      return
    }
    isDraining = true
    avcodec_send_packet(codec, nil)
  }

  /// Reads the stream's next packet unless one waits already; false at the end.
  private func readPacket(_ packet: UnsafeMutablePointer<AVPacket>) -> Bool {
    if isWaiting { return true }
    if !queue.isEmpty {
      var next: UnsafeMutablePointer<AVPacket>? = queue.removeFirst()
      av_packet_move_ref(packet, next)
      av_packet_free(&next)
      isWaiting = true
      return true
    }
    isWaiting = fetch(packet)
    return isWaiting
  }

  /// Reads the stream's next packet from the file; false at the end.
  private func fetch(_ packet: UnsafeMutablePointer<AVPacket>) -> Bool {
    while packetsLeft > 0, demuxer.read(into: packet) {
      packetsLeft -= 1
      if packet.pointee.flags & AV_PKT_FLAG_CORRUPT != 0 { hasMetDamage = true }
      let isKey = packet.pointee.flags & AV_PKT_FLAG_KEY != 0
      if Int(packet.pointee.stream_index) == index, isKey || !awaitsKeyFrame {
        awaitsKeyFrame = false
        return true
      }
      av_packet_unref(packet)
    }
    return false
  }

  /// Reads on until the next frame is that of the last key packet at or before the time (seconds
  /// from the file's start), for a codec just started: what comes then depends on packets alone.
  ///
  /// - Parameter landing: the time at or before which the first packet has to be, or it does not
  ///   tell what came before it.
  /// - Returns: whether there is such a packet; if not, packets were lost.
  func readUp(to time: Double, landing: Double) -> Bool {
    guard let packet else { return false }
    var hasLanded = false
    while fetch(packet) {
      let ticks =
        packet.pointee.pts == earsight_no_timestamp() ? packet.pointee.dts : packet.pointee.pts
      if ticks == earsight_no_timestamp() {
        guard queue.isEmpty || enqueue(packet) else { break }
        av_packet_unref(packet)
        continue
      }
      let stamp = Double(ticks) * timeBase.value - demuxer.startTime
      guard hasLanded || stamp <= landing else { break }
      hasLanded = true
      if stamp <= time, packet.pointee.flags & AV_PKT_FLAG_KEY != 0 { dropQueue() }
      if stamp <= time || !queue.isEmpty { guard enqueue(packet) else { break } }
      av_packet_unref(packet)
      if stamp > time { break }
    }
    av_packet_unref(packet)
    isFromStart = false
    return !queue.isEmpty
  }

  /// Puts a copy of the packet at the queue's end; false when there are too many.
  private func enqueue(_ packet: UnsafeMutablePointer<AVPacket>) -> Bool {
    guard queue.count < 1000, let copy = av_packet_clone(packet) else { return false }
    queue.append(copy)
    return true
  }

  private func dropQueue() {
    for packet in queue {
      var packet: UnsafeMutablePointer<AVPacket>? = packet
      av_packet_free(&packet)
    }
    queue.removeAll(keepingCapacity: true)
  }

  /// The time before which no further frame comes, read off the next packet without decoding it;
  /// nil when the packet does not tell.
  ///
  /// It tells when the decoder holds nothing back and the packet's frame is shown in the order of
  /// decoding: all that follow are decoded later, and no frame is shown before it is decoded.
  func timeOfNextPacket() -> Double? {
    guard let packet, owed == 0, !isDraining, readPacket(packet),
      packet.pointee.pts != earsight_no_timestamp(), packet.pointee.pts == packet.pointee.dts
    else { return nil }
    return Double(packet.pointee.pts) * timeBase.value - demuxer.startTime
  }

  private func canLeaveOut(_ packet: UnsafeMutablePointer<AVPacket>) -> Bool {
    guard let leavesOutBefore, packet.pointee.pts != earsight_no_timestamp() else { return false }
    return Double(packet.pointee.pts) * timeBase.value - demuxer.startTime < leavesOutBefore
  }

  /// Moves to the key frame at or before the time (seconds from the file's start); false when the
  /// container cannot.
  ///
  /// - Parameter isFresh: whether the codec forgets even what a flush leaves it (its noise
  ///   generator, adaptive filters), so that what comes does not depend on what came before. It
  ///   is opened anew for that, unless its packets are plain samples.
  func seek(to seconds: Double, isFresh: Bool = false) -> Bool {
    guard demuxer.seek(stream: index, to: seconds) else { return false }
    restart(isFresh: isFresh)
    awaitsKeyFrame = true
    isFromStart = false
    return true
  }

  /// Moves to the stream's first packet by opening the file anew.
  func rewind(isFresh: Bool = false) throws(MediaError) {
    try demuxer.reopen()
    demuxer.keepOnly(stream: index)
    restart(isFresh: isFresh)
    awaitsKeyFrame = false
    isFromStart = true
  }

  /// Takes note that a seek landed on the stream's first packet.
  func noteStart() { isFromStart = true }

  private func restart(isFresh: Bool) {
    hasMetDamage = false
    isDraining = false
    isWaiting = false
    owed = 0
    av_packet_unref(packet)
    dropQueue()
    if isNew, codec != nil { return }
    if let codec, !isTainted, !isFresh || isPlainSamples {
      avcodec_flush_buffers(codec)
    } else if open() < 0 {
      avcodec_free_context(&codec)
    }
  }

  /// The frame's time in seconds from the file's start, or nil when the file does not say.
  func time(_ frame: UnsafeMutablePointer<AVFrame>) -> Double? {
    var ticks = frame.pointee.best_effort_timestamp
    if ticks == earsight_no_timestamp() { ticks = frame.pointee.pts }
    guard ticks != earsight_no_timestamp() else { return nil }
    return Double(ticks) * timeBase.value - demuxer.startTime
  }
}
