import CFFmpeg

/// The picture stream of a clip being written: RGB24 in, packets out.
final class PictureEncoder {
  let width: Int
  let height: Int
  private var codec: UnsafeMutablePointer<AVCodecContext>?
  private var frame: UnsafeMutablePointer<AVFrame>?
  private var packet: UnsafeMutablePointer<AVPacket>?
  private var scaler: EarsightScaler?
  private let stream: UnsafeMutablePointer<AVStream>
  private let startTime: Double
  private let framesPerSecond: Double
  private var count = 0

  /// Adds a stream to the file to be written and opens its encoder.
  init(
    context: UnsafeMutablePointer<AVFormatContext>, encoding: Encoding, path: String
  ) throws(MediaError) {
    width = encoding.width
    height = encoding.height
    startTime = encoding.startTime
    framesPerSecond = Double(encoding.frameRate)
    let found = encoding.videoCodecs.lazy.compactMap { avcodec_find_encoder_by_name($0) }.first
    // JPEG pads its blocks; the others need whole pairs of pixels.
    let step = found?.pointee.id == AV_CODEC_ID_MJPEG ? 1 : 2
    guard width % step == 0, height % step == 0, width > 0, height > 0, encoding.frameRate > 0
    else {
      throw .cannotWrite(
        path: path, reason: "a clip needs an even width and height, not \(width)x\(height)")
    }
    guard let encoder = found, let stream = avformat_new_stream(context, nil),
      let codec = avcodec_alloc_context3(encoder)
    else {
      throw .cannotWrite(
        path: path, reason: "this FFmpeg has no encoder \(encoding.videoCodecs)")
    }
    self.stream = stream
    self.codec = codec
    frame = av_frame_alloc()
    packet = av_packet_alloc()
    codec.pointee.width = Int32(width)
    codec.pointee.height = Int32(height)
    codec.pointee.pix_fmt = Self.pixelFormat(of: encoder)
    codec.pointee.time_base = AVRational(
      num: 1,
      den: Int32(encoding.ticksPerSecond > 0 ? encoding.ticksPerSecond : encoding.frameRate))
    codec.pointee.framerate = AVRational(num: Int32(encoding.frameRate), den: 1)
    codec.pointee.gop_size = Int32(encoding.keyframeInterval)
    codec.pointee.max_b_frames = Int32(encoding.bFrames)
    codec.pointee.thread_count = 1
    codec.pointee.sample_aspect_ratio = AVRational(
      num: Int32(encoding.pixelAspect.0), den: Int32(encoding.pixelAspect.1))
    stream.pointee.sample_aspect_ratio = codec.pointee.sample_aspect_ratio
    if codec.pointee.pix_fmt == AV_PIX_FMT_YUVJ420P { codec.pointee.color_range = AVCOL_RANGE_JPEG }
    if context.pointee.oformat.pointee.flags & AVFMT_GLOBALHEADER != 0 {
      codec.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
    }
    if encoder.pointee.id == AV_CODEC_ID_H264 {
      av_opt_set(codec.pointee.priv_data, "preset", "veryfast", 0)
      if encoding.decodesFast {
        av_opt_set(codec.pointee.priv_data, "tune", "fastdecode", 0)
      }
      av_opt_set(codec.pointee.priv_data, "crf", String(encoding.quality), 0)
      // Without look-ahead a packet follows each picture at once and memory stays small.
      av_opt_set(codec.pointee.priv_data, "x264-params", "rc-lookahead=0:sync-lookahead=0", 0)
      if encoding.bFrames > 0 { av_opt_set(codec.pointee.priv_data, "b_strategy", "0", 0) }
    } else if [AV_CODEC_ID_MPEG4, AV_CODEC_ID_MJPEG].contains(encoder.pointee.id) {
      codec.pointee.flags |= AV_CODEC_FLAG_QSCALE
      codec.pointee.global_quality = FF_QP2LAMBDA * Int32(encoding.quantiser)
    }
    let result = avcodec_open2(codec, encoder, nil)
    guard result >= 0 else {
      throw .cannotWrite(path: path, reason: "video encoder: \(Library.message(result))")
    }
    avcodec_parameters_from_context(stream.pointee.codecpar, codec)
    stream.pointee.time_base = codec.pointee.time_base
    stream.pointee.avg_frame_rate = codec.pointee.framerate
    if encoding.rotation != 0, earsight_set_rotation(stream, encoding.rotation) < 0 {
      throw .cannotWrite(path: path, reason: "the rotation was refused")
    }
    scaler = sws_getContext(
      Int32(width), Int32(height), AV_PIX_FMT_RGB24, Int32(width), Int32(height),
      codec.pointee.pix_fmt, earsight_scale_bilinear(), nil, nil, nil)
    guard scaler != nil, let frame else {
      throw .cannotWrite(path: path, reason: "cannot convert pictures for the encoder")
    }
    frame.pointee.format = codec.pointee.pix_fmt.rawValue
    frame.pointee.width = Int32(width)
    frame.pointee.height = Int32(height)
    let buffer = av_frame_get_buffer(frame, 0)
    guard buffer >= 0 else {
      throw .cannotWrite(path: path, reason: Library.message(buffer))
    }
  }

  deinit {
    sws_freeContext(scaler)
    av_frame_free(&frame)
    av_packet_free(&packet)
    avcodec_free_context(&codec)
  }

  /// What the encoder takes: YUV 4:2:0, but in each one's own kind.
  private static func pixelFormat(of encoder: UnsafePointer<AVCodec>) -> AVPixelFormat {
    encoder.pointee.id == AV_CODEC_ID_MJPEG ? AV_PIX_FMT_YUVJ420P : AV_PIX_FMT_YUV420P
  }

  /// Encodes one picture; its time is that of the count unless given. FFmpeg's result.
  func encode(
    _ pixels: UnsafeBufferPointer<UInt8>, at seconds: Double?,
    into context: UnsafeMutablePointer<AVFormatContext>
  ) -> Int32 {
    guard let codec, let frame else { return -1 }
    let writable = av_frame_make_writable(frame)
    guard writable >= 0 else { return writable }
    let rows: [UnsafePointer<UInt8>?] = [pixels.baseAddress, nil, nil, nil]
    let strides: [Int32] = [Int32(3 * width), 0, 0, 0]
    let planes = withUnsafeBytes(of: frame.pointee.data) {
      Array($0.bindMemory(to: UnsafeMutablePointer<UInt8>?.self))
    }
    let planeStrides = withUnsafeBytes(of: frame.pointee.linesize) {
      Array($0.bindMemory(to: Int32.self))
    }
    sws_scale(scaler, rows, strides, 0, Int32(height), planes, planeStrides)
    let time = startTime + (seconds ?? Double(count) / framesPerSecond)
    frame.pointee.pts = Int64((time / codec.pointee.time_base.value).rounded())
    frame.pointee.pict_type = AV_PICTURE_TYPE_NONE
    count += 1
    let sent = avcodec_send_frame(codec, frame)
    return sent < 0 ? sent : write(into: context)
  }

  /// Writes what the encoder still holds. FFmpeg's result.
  func flush(into context: UnsafeMutablePointer<AVFormatContext>) -> Int32 {
    guard let codec else { return -1 }
    let sent = avcodec_send_frame(codec, nil)
    return sent < 0 ? sent : write(into: context)
  }

  private func write(into context: UnsafeMutablePointer<AVFormatContext>) -> Int32 {
    guard let codec, let packet else { return -1 }
    return writePackets(of: codec, packet, stream, into: context)
  }
}

/// Hands every packet that the encoder has ready to the file. FFmpeg's result.
func writePackets(
  of codec: UnsafeMutablePointer<AVCodecContext>, _ packet: UnsafeMutablePointer<AVPacket>,
  _ stream: UnsafeMutablePointer<AVStream>, into context: UnsafeMutablePointer<AVFormatContext>
) -> Int32 {
  while true {
    let result = avcodec_receive_packet(codec, packet)
    if result == earsight_error_again() || result == earsight_error_eof() { return 0 }
    if result < 0 { return result }
    packet.pointee.stream_index = stream.pointee.index
    av_packet_rescale_ts(packet, codec.pointee.time_base, stream.pointee.time_base)
    let written = av_interleaved_write_frame(context, packet)
    if written < 0 { return written }
  }
}
