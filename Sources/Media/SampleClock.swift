/// Which time each sample of a run of decoded sound has.
///
/// Time stamps are rounded to ticks, in some containers to a whole millisecond (48 samples). The
/// clock narrows the time of the run's first sample down with each stamp it sees: the true time
/// lies within half a tick of every one. Where all frames are of one length, a stamp is also a
/// whole number of frames after the stream's start, which gives the time exactly.
struct SampleClock {
  /// Seconds after a seek in which a time stamp may still correct the ones before it.
  static let settling = 0.12

  private var origin = 0.0
  private var lowest = 0.0
  private var highest = 0.0
  private var frameLength = 0
  private var isOnGrid = true
  private var isFromStart = true
  private(set) var isSet = false

  /// Takes the time of the run's first frame.
  mutating func start(at time: Double, tick: Double, isFromStart: Bool) {
    self.isFromStart = isFromStart
    isSet = true
    origin = time
    lowest = time - tick / 2
    highest = time + tick / 2
    frameLength = 0
    isOnGrid = true
  }

  /// Takes the time stamp of a frame of `count` samples that begins at a sample of the run.
  mutating func observe(time: Double, sample: Int, count: Int, tick: Double, rate: Int) {
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
    if frameLength == 0 { frameLength = count }
    isOnGrid = isOnGrid && count <= frameLength
    let middle = (low + high) / 2
    origin = middle
    guard isOnGrid else { return }
    let step = Double(frameLength) / Double(rate)
    let onGrid = (middle / step).rounded() * step
    if onGrid >= low - 1e-9, onGrid <= high + 1e-9 { origin = onGrid }
  }

  /// Takes note that the run begins with the stream: the first stamp is no guess.
  mutating func noteStart() { isFromStart = true }

  /// Zeros were put into the run: stamps before and after need not agree to the tick any more.
  mutating func leap() { isOnGrid = false }

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
