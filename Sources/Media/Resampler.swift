import CFFmpeg

/// Mono float from any rate to 48 kHz by libswresample, a stretch at a time.
///
/// Each stretch starts afresh, so its first output sample stands exactly on its first input
/// sample; the caller gives a margin before and after that takes up the filter's edges.
final class Resampler {
  /// Input samples to give before and after the wanted stretch: at least 160, for swresample's
  /// filter is 32 long at equal rates and grows with the ratio when the rate comes down; and where
  /// that is few, as many as make a whole number of output samples, so that nothing is rounded.
  static func margin(rate: Int) -> Int {
    var (divisor, rest) = (rate, SoundTrack.outputRate)
    while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
    let step = rate / divisor
    return step <= 1000 ? (160 + step - 1) / step * step : 160
  }

  private var context: EarsightResampler?
  private var rate = 0
  private var scratch: [Float] = []

  deinit {
    swr_free(&context)
  }

  /// Resamples the stretch, drops the first `skip` output samples and fills `output`.
  func resample(
    _ input: [Float], rate: Int, skip: Int, into output: UnsafeMutableBufferPointer<Float>
  ) {
    if rate != self.rate { configure(rate) }
    guard let context, swr_init(context) >= 0 else {
      output.update(repeating: 0)
      return
    }
    if scratch.count < skip + output.count {
      scratch = [Float](repeating: 0, count: skip + output.count)
    }
    let wanted = skip + output.count
    let made = scratch.withUnsafeMutableBytes { target in
      input.withUnsafeBytes { source in
        var from: UnsafePointer<UInt8>? = source.bindMemory(to: UInt8.self).baseAddress
        var to: UnsafeMutablePointer<UInt8>? = target.bindMemory(to: UInt8.self).baseAddress
        return Int(swr_convert(context, &to, Int32(wanted), &from, Int32(input.count)))
      }
    }
    for index in 0..<output.count {
      output[index] = skip + index < made ? scratch[skip + index] : 0
    }
  }

  private func configure(_ rate: Int) {
    self.rate = rate
    swr_free(&context)
    var heard = AVChannelLayout()
    av_channel_layout_default(&heard, 1)
    var given = heard
    let result = swr_alloc_set_opts2(
      &context, &heard, AV_SAMPLE_FMT_FLTP, Int32(SoundTrack.outputRate), &given,
      AV_SAMPLE_FMT_FLTP, Int32(rate), 0, nil)
    if result < 0 { swr_free(&context) }
  }
}
