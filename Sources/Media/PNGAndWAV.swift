import CFFmpeg
import Foundation
import Glibc
import Printable

/// Writes mono sound as a 16-bit WAV file; the file appears whole or not at all.
///
/// - Parameters:
///   - path: the file to be.
///   - samples: in [-1, 1]; what lies outside is clipped.
///   - sampleRate: samples a second.
public func writeWAV(path: String, samples: [Float], sampleRate: Int) throws {
  var data = Data(capacity: 44 + 2 * samples.count)
  func append<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
  }
  let bytes = UInt32(2 * samples.count)
  data.append(contentsOf: Array("RIFF".utf8))
  append(36 + bytes)
  data.append(contentsOf: Array("WAVEfmt ".utf8))
  append(UInt32(16))
  append(UInt16(1))
  append(UInt16(1))
  append(UInt32(sampleRate))
  append(UInt32(2 * sampleRate))
  append(UInt16(2))
  append(UInt16(16))
  data.append(contentsOf: Array("data".utf8))
  append(bytes)
  for sample in samples {
    let bounded = max(-1, min(1, sample.isFinite ? sample : 0))
    append(Int16((bounded * 32767).rounded()))
  }
  try writeWhole(data, path: path)
}

/// Writes a picture as a PNG file; the file appears whole or not at all.
public func writePNG(path: String, picture: Picture) throws {
  try writeWhole(encodePNG(picture, path: path), path: path)
}

/// Writes to a temporary file beside the path and renames it.
private func writeWhole(_ data: Data, path: String) throws(MediaError) {
  let partialPath = "\(path).partial-\(getpid())"
  func refused() -> MediaError {
    let reason = WriteRefusal(errno).description
    unlink(partialPath)
    return .cannotWrite(path: path, reason: reason)
  }
  let file = open(partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
  guard file >= 0 else { throw refused() }
  guard writeAll(data, to: file) else {
    let error = refused()
    close(file)
    throw error
  }
  guard close(file) == 0, rename(partialPath, path) == 0 else { throw refused() }
}

/// Whether all of the data was written; `errno` says why not.
private func writeAll(_ data: Data, to file: Int32) -> Bool {
  data.withUnsafeBytes { bytes in
    var rest = bytes
    while !rest.isEmpty {
      let count = write(file, rest.baseAddress, rest.count)
      if count >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }
}

/// The picture as the bytes of a PNG file, by FFmpeg's encoder.
private func encodePNG(_ picture: Picture, path: String) throws(MediaError) -> Data {
  _ = Library.isSilent
  func failure(_ result: Int32) -> MediaError {
    .cannotWrite(path: path, reason: "PNG encoder: \(Library.message(result))")
  }
  guard let encoder = avcodec_find_encoder(AV_CODEC_ID_PNG) else {
    throw .cannotWrite(path: path, reason: "this FFmpeg has no PNG encoder")
  }
  var codec = avcodec_alloc_context3(encoder)
  var frame = av_frame_alloc()
  var packet = av_packet_alloc()
  defer {
    avcodec_free_context(&codec)
    av_frame_free(&frame)
    av_packet_free(&packet)
  }
  guard let codec, let frame, let packet else { throw failure(-ENOMEM) }
  codec.pointee.width = Int32(picture.width)
  codec.pointee.height = Int32(picture.height)
  codec.pointee.pix_fmt = AV_PIX_FMT_RGB24
  codec.pointee.time_base = AVRational(num: 1, den: 1)
  codec.pointee.thread_count = 1
  frame.pointee.width = codec.pointee.width
  frame.pointee.height = codec.pointee.height
  frame.pointee.format = AV_PIX_FMT_RGB24.rawValue
  var result = avcodec_open2(codec, encoder, nil)
  if result >= 0 { result = av_frame_get_buffer(frame, 0) }
  guard result >= 0, let rows = frame.pointee.data.0 else { throw failure(result) }
  picture.pixels.withUnsafeBufferPointer { pixels in
    for row in 0..<picture.height {
      guard let start = pixels.baseAddress else { return }
      (rows + row * Int(frame.pointee.linesize.0)).update(
        from: start + row * 3 * picture.width, count: 3 * picture.width)
    }
  }
  result = avcodec_send_frame(codec, frame)
  if result >= 0 { result = avcodec_receive_packet(codec, packet) }
  guard result >= 0, let bytes = packet.pointee.data else { throw failure(result) }
  return Data(bytes: bytes, count: Int(packet.pointee.size))
}
