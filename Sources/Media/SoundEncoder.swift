import CFFmpeg

/// The sound stream of a clip being written: interleaved float in, packets out.
final class SoundEncoder {
  private var codec: UnsafeMutablePointer<AVCodecContext>?
  private var frame: UnsafeMutablePointer<AVFrame>?
  private var packet: UnsafeMutablePointer<AVPacket>?
  private let stream: UnsafeMutablePointer<AVStream>
  private let channels: Int
  private let frameLength: Int
  private let startSample: Int64
  /// Interleaved samples that do not fill a frame yet.
  private var pending: [Float] = []
  private var count: Int64 = 0

  /// Adds a stream to the file to be written and opens its encoder.
  init(
    context: UnsafeMutablePointer<AVFormatContext>, encoding: Encoding, path: String
  ) throws(MediaError) {
    channels = encoding.channels
    startSample = Int64((encoding.startTime * Double(encoding.sampleRate)).rounded())
    guard let encoder = avcodec_find_encoder_by_name(encoding.audioCodec),
      let stream = avformat_new_stream(context, nil),
      let codec = avcodec_alloc_context3(encoder)
    else {
      throw .cannotWrite(path: path, reason: "this FFmpeg has no encoder \(encoding.audioCodec)")
    }
    self.stream = stream
    self.codec = codec
    codec.pointee.sample_fmt = Self.sampleFormat(of: encoding.audioCodec)
    codec.pointee.sample_rate = Int32(encoding.sampleRate)
    codec.pointee.time_base = AVRational(num: 1, den: Int32(encoding.sampleRate))
    codec.pointee.bit_rate = Int64(encoding.soundBitRate * channels)
    codec.pointee.thread_count = 1
    av_channel_layout_default(&codec.pointee.ch_layout, Int32(channels))
    if context.pointee.oformat.pointee.flags & AVFMT_GLOBALHEADER != 0 {
      codec.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
    }
    // Encoders other than FFmpeg's own AAC do not know this option.
    av_opt_set(codec.pointee.priv_data, "aac_coder", encoding.soundSearch, 0)
    let result = avcodec_open2(codec, encoder, nil)
    guard result >= 0 else {
      frameLength = 0
      throw .cannotWrite(
        path: path,
        reason: "sound of \(encoding.sampleRate) Hz and \(channels) channels in "
          + "\(encoding.audioCodec): \(Library.message(result))")
    }
    frameLength = codec.pointee.frame_size > 0 ? Int(codec.pointee.frame_size) : 1024
    avcodec_parameters_from_context(stream.pointee.codecpar, codec)
    stream.pointee.time_base = codec.pointee.time_base
    frame = av_frame_alloc()
    packet = av_packet_alloc()
  }

  deinit {
    av_frame_free(&frame)
    av_packet_free(&packet)
    avcodec_free_context(&codec)
  }

  private static func sampleFormat(of codec: String) -> AVSampleFormat {
    switch codec {
    case "pcm_s16le", "flac": AV_SAMPLE_FMT_S16
    case "pcm_u8": AV_SAMPLE_FMT_U8
    case "pcm_s32le": AV_SAMPLE_FMT_S32
    case "pcm_f32le": AV_SAMPLE_FMT_FLT
    case "pcm_f64le": AV_SAMPLE_FMT_DBL
    case "mp2": AV_SAMPLE_FMT_S16
    default: AV_SAMPLE_FMT_FLTP
    }
  }

  /// Encodes as many whole frames as there is sound for. FFmpeg's result.
  func encode(
    _ sound: UnsafeBufferPointer<Float>, into context: UnsafeMutablePointer<AVFormatContext>
  ) -> Int32 {
    pending.append(contentsOf: sound)
    let step = frameLength * channels
    var start = 0
    while pending.count - start >= step {
      let result = encodeFrame(from: start, length: frameLength, into: context)
      if result < 0 { return result }
      start += step
    }
    pending.removeFirst(start)
    return 0
  }

  /// Encodes the rest, a short last frame, and what the encoder holds. FFmpeg's result.
  func flush(into context: UnsafeMutablePointer<AVFormatContext>) -> Int32 {
    guard let codec, let packet else { return -1 }
    let rest = pending.count / channels
    if rest > 0 {
      let result = encodeFrame(from: 0, length: rest, into: context)
      if result < 0 { return result }
      pending.removeAll()
    }
    let sent = avcodec_send_frame(codec, nil)
    return sent < 0 ? sent : writePackets(of: codec, packet, stream, into: context)
  }

  private func encodeFrame(
    from start: Int, length: Int, into context: UnsafeMutablePointer<AVFormatContext>
  ) -> Int32 {
    guard let codec, let frame, let packet else { return -1 }
    av_frame_unref(frame)
    frame.pointee.nb_samples = Int32(length)
    frame.pointee.format = codec.pointee.sample_fmt.rawValue
    frame.pointee.sample_rate = codec.pointee.sample_rate
    av_channel_layout_copy(&frame.pointee.ch_layout, &codec.pointee.ch_layout)
    let result = av_frame_get_buffer(frame, 0)
    guard result >= 0, let planes = frame.pointee.extended_data else { return result }
    for channel in 0..<channels {
      for sample in 0..<length {
        let value = pending[start + sample * channels + channel]
        let bounded = max(-1, min(1, value.isFinite ? value : 0))
        let place = sample * channels + channel
        switch codec.pointee.sample_fmt {
        case AV_SAMPLE_FMT_FLTP:
          floats(planes[channel])?[sample] = bounded
        case AV_SAMPLE_FMT_FLT:
          floats(planes[0])?[place] = bounded
        case AV_SAMPLE_FMT_DBL:
          raw(planes[0])?.assumingMemoryBound(to: Double.self)[place] = Double(bounded)
        case AV_SAMPLE_FMT_S16:
          raw(planes[0])?.assumingMemoryBound(to: Int16.self)[place] =
            Int16((bounded * 32767).rounded())
        case AV_SAMPLE_FMT_S32:
          raw(planes[0])?.assumingMemoryBound(to: Int32.self)[place] =
            Int32((Double(bounded) * 2_147_483_647).rounded())
        case AV_SAMPLE_FMT_U8:
          planes[0]?[place] = UInt8((bounded * 127).rounded() + 128)
        default: return -1
        }
      }
    }
    frame.pointee.pts = startSample + count
    count += Int64(length)
    let sent = avcodec_send_frame(codec, frame)
    return sent < 0 ? sent : writePackets(of: codec, packet, stream, into: context)
  }

  private func raw(_ plane: UnsafeMutablePointer<UInt8>?) -> UnsafeMutableRawPointer? {
    plane.map { UnsafeMutableRawPointer($0) }
  }

  private func floats(_ plane: UnsafeMutablePointer<UInt8>?) -> UnsafeMutablePointer<Float>? {
    raw(plane)?.assumingMemoryBound(to: Float.self)
  }
}
