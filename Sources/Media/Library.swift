import CFFmpeg

/// FFmpeg as this process uses it: silent, and with times in seconds.
enum Library {
  /// Sends FFmpeg's own messages nowhere: they would be written over the screen.
  static let isSilent: Bool = {
    earsight_silence_log()
    return true
  }()

  /// FFmpeg's words for one of its error numbers.
  static func message(_ error: Int32) -> String {
    var text = [CChar](repeating: 0, count: 128)
    _ = earsight_error_text(error, &text, text.count)
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// FFmpeg's name of a codec.
  static func name(_ codec: AVCodecID) -> String {
    String(cString: avcodec_get_name(codec))
  }

  /// The numbered entry of the array of streams that FFmpeg keeps.
  static func stream(
    _ context: UnsafeMutablePointer<AVFormatContext>, _ index: Int
  ) -> UnsafeMutablePointer<AVStream>? {
    guard index >= 0, index < Int(context.pointee.nb_streams),
      let streams = context.pointee.streams
    else { return nil }
    return streams[index]
  }
}

extension AVRational {
  /// The quotient; 0 when the denominator is 0.
  var value: Double { den == 0 ? 0 : Double(num) / Double(den) }
}

/// The versions of FFmpeg's libraries in use and the video encoder that clips are written with,
/// e.g. `libavcodec 59.37, libavformat 59.27, H.264 by libx264`.
public func mediaLibraries() -> String {
  func version(_ number: UInt32) -> String { "\(number >> 16).\(number >> 8 & 255)" }
  let encoder =
    avcodec_find_encoder_by_name("libx264") != nil ? "H.264 by libx264" : "MPEG-4 part 2"
  return "libavcodec \(version(avcodec_version())), "
    + "libavformat \(version(avformat_version())), writes \(encoder)"
}
