import CFFmpeg

/// The sound of a file by time: mono at 48 kHz, the mean of the channels.
///
/// Decodes at the file's own rate into a run of samples without holes, whose clock is worked out
/// from the time stamps, so that any second can be taken from it to the sample.
final class SoundTrack {
  /// Samples a second of what is handed out (LLL 2.2).
  static let outputRate = 48_000
  /// Seconds decoded before what is wanted, so that the resampler and codecs with memory have
  /// settled: for plain samples what the resampler needs, for AAC four frames, else much.
  private let preroll: Double
  /// Seconds of packets looked at before the one where decoding begins: time stamps right after a
  /// seek may be guesses.
  private static let lead = 0.2
  /// Seconds missing at the ends of a request that count as the last partial packet.
  static let patience = 0.1
  /// Seconds by which time stamps may disagree with the count of samples before it is a gap.
  static let jitter = 0.05

  let decoder: StreamDecoder
  private let path: String
  private var frame: UnsafeMutablePointer<AVFrame>?
  private var resampler = Resampler()
  /// The samples of the run that are kept; the first of them is number `runStart` of the run.
  private var samples: [Float] = []
  private var runStart = 0
  private var rate = 0
  private var clock = SampleClock()
  /// Zeros put in for missing packets, as sample numbers of the run.
  private var gaps: [Range<Int>] = []
  /// The time of the stream's first sample, once known.
  private(set) var firstTime: Double?
  /// Samples in its first frame.
  private var firstCount = 0
  private var segment: [Float] = []

  /// Whether damage was met at any time; what it leaves behind must decide nothing.
  var isSpoilt: Bool { decoder.isSpoilt }

  init(decoder: StreamDecoder) {
    self.decoder = decoder
    path = decoder.demuxer.path
    frame = av_frame_alloc()
    if let first = decoder.demuxer.facts.firstTimes.sound {
      (firstTime, firstCount, rate) = (first.time, first.count, first.rate)
    }
    let frequency = Int(decoder.stream?.pointee.codecpar.pointee.sample_rate ?? 0)
    if frequency > 0, decoder.isPlainSamples {
      preroll = 2 * Double(Resampler.margin(rate: frequency)) / Double(frequency)
    } else if frequency > 0, decoder.needsLittlePreroll {
      preroll = min(0.4, 4 * 1024 / Double(frequency))
    } else {
      preroll = 0.4
    }
  }

  deinit {
    av_frame_free(&frame)
  }

  /// Fills `output` with the sound from the time on (seconds from the file's start); what the
  /// file lacks is 0.
  ///
  /// - Returns: how many samples of the output the file lacks.
  func read(
    from time: Double, into output: UnsafeMutableBufferPointer<Float>
  ) throws(MediaError) -> Int {
    decoder.beginRequest()
    let end = time + Double(output.count) / Double(Self.outputRate)
    if firstTime == nil {
      forget()
      if decodeMore() {
        let time = clock.time(of: 0, rate: rate)
        (firstTime, firstCount) = (time, samples.count)
        decoder.demuxer.facts.firstTimes.sound = (time, firstCount, rate)
      }
    }
    guard firstTime != nil, rate > 0 else {
      throw .decodeFailed(
        path: path, what: "the sound", reason: decoder.lastError ?? "no sound in the stream")
    }
    try decode(from: time, to: end, isAnew: false)
    if decoder.hasMetDamage {
      decoder.beginRequest()
      try decode(from: time, to: end, isAnew: true)
    }
    return place(from: time, into: output)
  }

  /// Decodes a run that holds the stretch.
  private func decode(from time: Double, to end: Double, isAnew: Bool) throws(MediaError) {
    try begin(before: time, isAnew: isAnew)
    let margin = Double(Resampler.margin(rate: rate)) / Double(rate)
    while runEnd < end + margin, decodeMore() { trim(before: time - 2 * margin) }
  }

  /// Seconds from the file's start to the end of what was decoded last.
  var runEnd: Double { clock.time(of: runStart + samples.count, rate: rate) }

  private var runBegin: Double { clock.time(of: runStart, rate: rate) }

  private func forget() {
    samples.removeAll(keepingCapacity: true)
    gaps.removeAll(keepingCapacity: true)
    runStart = 0
    clock = SampleClock()
  }

  /// Starts a run early enough before the time, with a codec that remembers nothing: the same
  /// time gives the same samples whatever was asked for before.
  ///
  /// - Parameter isAnew: whether the demuxer is opened anew as well, for a file that is damaged.
  private func begin(before time: Double, isAnew: Bool) throws(MediaError) {
    let first = firstTime ?? 0
    for back in [preroll, 1.5, 5, 20] {
      guard time - back > first, try approach(time - back, isAnew: isAnew) else { break }
      forget()
      if decodeMore(), runBegin <= time - 0.5 * preroll { return }
    }
    if !isAnew, decoder.seek(to: first, isFresh: true) {
      forget()
      if decodeMore(), samples.count == firstCount, abs(runBegin - first) < 1e-6 {
        clock.noteStart()
        decoder.noteStart()
        return
      }
    }
    try decoder.rewind(isFresh: true)
    forget()
    _ = decodeMore()
  }

  /// Makes the last packet at or before the time the next to be decoded, by a codec opened anew;
  /// false when no packet tells its time.
  ///
  /// An mp4 file's index leads there. Elsewhere it depends on what was read before how far before
  /// the time a seek leads (measured: up to 0.9 s in RealMedia), and with it, when time stamps are
  /// coarse, the clock: so the packets are looked through for it.
  private func approach(_ time: Double, isAnew: Bool) throws(MediaError) -> Bool {
    let isIndexed = decoder.demuxer.facts.knownFormat != nil
    if isAnew { try decoder.rewind(isFresh: true) }
    if isIndexed { return decoder.seek(to: time, isFresh: true) }
    let first = firstTime ?? 0
    for lead in [Self.lead, 2, 10] {
      guard decoder.seek(to: max(first, time - lead), isFresh: true) else { break }
      if decoder.readUp(to: time, landing: max(first + 1e-3, time - Self.lead)) { return true }
      if time - lead <= first { break }
    }
    try decoder.rewind(isFresh: true)
    return decoder.readUp(to: time, landing: time)
  }

  /// Decodes one frame onto the run; false at the end.
  private func decodeMore() -> Bool {
    guard let frame else { return false }
    while decoder.next(into: frame) {
      defer { av_frame_unref(frame) }
      let count = Int(frame.pointee.nb_samples)
      let frameRate = Int(frame.pointee.sample_rate)
      guard count > 0, frameRate > 0 else { continue }
      var time = decoder.time(frame)
      if !clock.isSet {
        // After a seek the first frames may have no time yet; they were only to settle.
        if time == nil, decoder.isFromStart { time = 0 }
        guard let time else { continue }
        rate = frameRate
        clock.start(
          at: time, tick: decoder.timeBase.value, isFromStart: decoder.isFromStart)
      } else if frameRate != rate {
        guard let time else { continue }
        forget()
        rate = frameRate
        clock.start(
          at: time, tick: decoder.timeBase.value, isFromStart: decoder.isFromStart)
      }
      guard append(frame, count: count, at: time) else { continue }
      return true
    }
    return false
  }

  /// Puts a frame at the run's end, after zeros where packets are missing; false when the frame
  /// repeats what is there.
  private func append(
    _ frame: UnsafeMutablePointer<AVFrame>, count: Int, at time: Double?
  ) -> Bool {
    if let time {
      let lag = time - runEnd
      if lag < -max(Self.jitter, 2 * decoder.timeBase.value) { return false }
      if lag > max(Self.jitter, 2 * decoder.timeBase.value) {
        // Time stamps that leap are damaged: the request ends there rather than in zeros.
        guard lag < 30 else { return false }
        let length = Int((lag * Double(rate)).rounded())
        let place = runStart + samples.count
        gaps.append(place..<place + length)
        samples.append(contentsOf: repeatElement(0, count: length))
      } else {
        clock.observe(
          time: time, sample: runStart + samples.count,
          tick: decoder.timeBase.value, rate: rate)
      }
    }
    return appendMean(of: frame, count: count, to: &samples)
  }

  /// Forgets what lies before the time, now and then.
  private func trim(before time: Double) {
    let keepFrom = clock.sample(at: time, rate: rate)
    let surplus = min(keepFrom - runStart, samples.count)
    guard surplus > rate else { return }
    samples.removeFirst(surplus)
    runStart += surplus
    gaps.removeAll { $0.upperBound <= runStart }
  }

  /// Takes the wanted stretch out of the run, at 48 kHz.
  private func place(
    from time: Double, into output: UnsafeMutableBufferPointer<Float>
  ) -> Int {
    let ratio = Double(rate) / Double(Self.outputRate)
    // The first wanted sample's place in the run, in samples of the file's rate.
    let start = clock.place(of: time, rate: rate)
    let whole = Int(start.rounded(.down))
    let margin = Resampler.margin(rate: rate)
    let first = rate == Self.outputRate ? Int(start.rounded()) : whole - margin
    let length =
      rate == Self.outputRate
      ? output.count
      : Int((Double(output.count) * ratio).rounded(.up)) + 2 * margin + 2
    let available = runStart..<runStart + samples.count
    if rate == Self.outputRate {
      copySamples(first..<first + length, into: output)
    } else {
      if segment.count != length { segment = [Float](repeating: 0, count: length) }
      segment.withUnsafeMutableBufferPointer {
        copySamples(first..<first + length, into: $0)
      }
      let skip = Int(((start - Double(first)) / ratio).rounded())
      resampler.resample(segment, rate: rate, skip: skip, into: output)
    }
    for index in 0..<output.count { output[index] = max(-1, min(1, output[index])) }
    let last = start + Double(output.count) * ratio
    var lacking = max(0, Double(available.lowerBound) - start)
    lacking += max(0, last - Double(available.upperBound))
    for gap in gaps {
      lacking += max(
        0, min(last, Double(gap.upperBound)) - max(start, Double(gap.lowerBound)))
    }
    return min(output.count, Int((lacking / ratio).rounded()))
  }

  /// Copies samples of the run, by their numbers; those that are not kept are 0.
  private func copySamples(_ numbers: Range<Int>, into target: UnsafeMutableBufferPointer<Float>) {
    let found = numbers.clamped(to: runStart..<runStart + samples.count)
    guard let to = target.baseAddress, !found.isEmpty else { return target.update(repeating: 0) }
    let before = found.lowerBound - numbers.lowerBound
    let after = before + found.count
    to.update(repeating: 0, count: before)
    (to + after).update(repeating: 0, count: numbers.count - after)
    samples.withUnsafeBufferPointer {
      if let from = $0.baseAddress {
        (to + before).update(from: from + (found.lowerBound - runStart), count: found.count)
      }
    }
  }
}
