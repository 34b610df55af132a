import Glibc

/// What the decoding of pairs took, stage by stage: seconds of processor time, which hold on a busy
/// machine too.
public struct LoadingTimes: Sendable, Equatable {
  /// The stages of a pair, in order.
  public enum Stage: String, CaseIterable, Sendable {
    /// Opening files and decoders.
    case opening
    /// Seeking and decoding the frame.
    case frame
    /// Scaling it, and converting its colours.
    case scaling
    /// Cropping, mirroring, changing brightness and saturation.
    case variation
    /// Seeking, decoding and resampling the second of sound.
    case sound
    /// The log-spectrogram.
    case spectrogram
  }

  /// Pairs decoded.
  public var pairs = 0
  private var seconds = SIMD8<Double>.zero

  /// Nothing yet.
  public init() {}

  /// Seconds of processor time in a stage, all pairs and threads together.
  public subscript(stage: Stage) -> Double {
    get { seconds[Self.place(stage)] }
    set { seconds[Self.place(stage)] = newValue }
  }

  /// Seconds of processor time in all stages.
  public var total: Double { seconds.sum() }

  /// Adds another's pairs and seconds.
  public mutating func add(_ other: LoadingTimes) {
    pairs += other.pairs
    seconds += other.seconds
  }

  private static func place(_ stage: Stage) -> Int {
    switch stage {
    case .opening: 0
    case .frame: 1
    case .scaling: 2
    case .variation: 3
    case .sound: 4
    case .spectrogram: 5
    }
  }
}

/// Takes the time of stage after stage on one thread.
struct StageClock {
  private(set) var times = LoadingTimes()
  private var last = 0.0

  /// Starts the first stage.
  mutating func start() { last = Self.now() }

  /// Ends a stage, and starts the next.
  mutating func lap(_ stage: LoadingTimes.Stage) {
    let now = Self.now()
    times[stage] += now - last
    last = now
  }

  /// Takes note of a pair.
  mutating func countPair() { times.pairs += 1 }

  /// The times since the last call.
  mutating func take() -> LoadingTimes {
    defer { times = LoadingTimes() }
    return times
  }

  /// Processor seconds of the calling thread.
  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
