import CFFmpeg

/// Appends the mean of a decoded frame's channels, in [-1, 1] whatever the sample format.
///
/// The plain mean (LLL 2.2 hears mono): a resampler's own down-mix weighs the channels and may be
/// 3 dB louder. False when the format is unknown.
func appendMean(
  of frame: UnsafeMutablePointer<AVFrame>, count: Int, to samples: inout [Float]
) -> Bool {
  guard let planes = frame.pointee.extended_data else { return false }
  let channels = Int(frame.pointee.ch_layout.nb_channels)
  guard channels > 0 else { return false }
  let isPlanar = av_sample_fmt_is_planar(AVSampleFormat(rawValue: frame.pointee.format)) != 0
  let layout = SampleLayout(planes: planes, channels: channels, count: count, isPlanar: isPlanar)
  switch av_get_packed_sample_fmt(AVSampleFormat(rawValue: frame.pointee.format)) {
  case AV_SAMPLE_FMT_U8:
    layout.appendMean(of: UInt8.self, to: &samples) { (Float($0) - 128) / 128 }
  case AV_SAMPLE_FMT_S16:
    layout.appendMean(of: Int16.self, to: &samples) { Float($0) / 32768 }
  case AV_SAMPLE_FMT_S32:
    layout.appendMean(of: Int32.self, to: &samples) { Float(Double($0) / 2_147_483_648) }
  case AV_SAMPLE_FMT_S64:
    layout.appendMean(of: Int64.self, to: &samples) { Float(Double($0) / 0x1p63) }
  case AV_SAMPLE_FMT_FLT:
    layout.appendMean(of: Float.self, to: &samples) { $0.isFinite ? $0 : 0 }
  case AV_SAMPLE_FMT_DBL:
    layout.appendMean(of: Double.self, to: &samples) { $0.isFinite ? Float($0) : 0 }
  default: return false
  }
  return true
}

/// Where the samples of a decoded frame lie.
private struct SampleLayout {
  let planes: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>
  let channels: Int
  let count: Int
  let isPlanar: Bool

  @inline(__always)
  func appendMean<Sample>(
    of type: Sample.Type, to samples: inout [Float], _ value: (Sample) -> Float
  ) {
    let start = samples.count
    let scale = 1 / Float(channels)
    samples.append(contentsOf: repeatElement(0, count: count))
    samples.withUnsafeMutableBufferPointer { all in
      guard let output = all.baseAddress.map({ $0 + start }) else { return }
      for channel in 0..<channels {
        guard let plane = planes[isPlanar ? channel : 0] else { continue }
        let source = UnsafeRawPointer(plane).assumingMemoryBound(to: Sample.self)
        let step = isPlanar ? 1 : channels
        let offset = isPlanar ? 0 : channel
        if step == 1 {
          for index in 0..<count { output[index] += value(source[index]) * scale }
        } else {
          for index in 0..<count {
            output[index] += value(source[offset + index * step]) * scale
          }
        }
      }
    }
  }
}
