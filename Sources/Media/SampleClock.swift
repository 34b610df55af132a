/// Which time each sample of a run of decoded sound has.
///
/// Time stamps are rounded to ticks, in some containers to a whole millisecond (48 samples). The
/// clock narrows the time of the run's first sample down with each stamp it sees: the true time
/// lies within half a tick of every one.
struct SampleClock {
  /// Seconds after a seek in which a time stamp may still correct the ones before it.
  static let settling = 0.12

  private var origin = 0.0
  private var lowest = 0.0
  private var highest = 0.0
  private var isFromStart = true
  private(set) var isSet = false

  /// Takes the time of the run's first frame.
  mutating func start(at time: Double, tick: Double, isFromStart: Bool) {
    self.isFromStart = isFromStart
    isSet = true
    origin = time
    lowest = time - tick / 2
    highest = time + tick / 2
  }

  /// Takes the time stamp of a frame that begins at a sample of the run.
  mutating func observe(time: Double, sample: Int, tick: Double, rate: Int) {
    let implied = time - Double(sample) / Double(rate)
    // Right after a seek the demuxer's first stamps may be guesses; later ones are not.
    let isSettling = !isFromStart && Double(sample) < Self.settling * Double(rate)
    // A tick no longer than a sample says it all.
    guard tick * Double(rate) > 1.01 else {
      if isSettling { origin = implied }
      return
    }
    var low = max(lowest, implied - tick / 2)
    var high = min(highest, implied + tick / 2)
    if low > high {
      guard isSettling else { return }
      low = implied - tick / 2
      high = implied + tick / 2
    }
    lowest = low
    highest = high
    origin = (low + high) / 2
  }

  /// Takes note that the run begins with the stream: the first stamp is no guess.
  mutating func noteStart() { isFromStart = true }

  /// Seconds from the file's start to a sample of the run.
  func time(of sample: Int, rate: Int) -> Double {
    origin + Double(sample) / Double(max(rate, 1))
  }

  /// The place of a time in the run, in samples.
  func place(of time: Double, rate: Int) -> Double { (time - origin) * Double(rate) }

  /// The sample of the run at or before a time.
  func sample(at time: Double, rate: Int) -> Int {
    Int(max(-1e15, min(1e15, place(of: time, rate: rate))).rounded(.down))
  }
}
