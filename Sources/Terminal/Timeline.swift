/// Times of day of moments that are known as seconds of training, pauses not counted.
///
/// At a few anchors both are known. After an anchor the clock goes on with the training until the
/// next one; a pause in between, whose place is not known, lies just before the next anchor.
public struct Timeline: Hashable, Sendable {
  /// A moment of which both are known.
  public struct Anchor: Hashable, Sendable {
    /// Seconds of training.
    public var seconds: Double
    /// Seconds since 1970.
    public var time: Double

    /// A moment.
    public init(seconds: Double, time: Double) {
      self.seconds = seconds
      self.time = time
    }
  }

  /// The anchors, in ascending order of both.
  public let anchors: [Anchor]

  /// A timeline through anchors in any order. One at which the clock would have to run slower than
  /// the training since the one before, or backwards, is left out: clocks are set now and then.
  public init(_ anchors: [Anchor]) {
    var kept: [Anchor] = []
    let known = anchors.filter { $0.seconds.isFinite && $0.time.isFinite }
    for anchor in known.sorted(by: { ($0.seconds, $0.time) < ($1.seconds, $1.time) }) {
      // A second of slack: clocks are read a moment after what they tell of.
      if let last = kept.last, anchor.time - last.time < anchor.seconds - last.seconds - 1 {
        continue
      }
      if let last = kept.last, last.seconds == anchor.seconds { continue }
      kept.append(anchor)
    }
    self.anchors = kept
  }

  /// Seconds since 1970 at a second of training; before the first anchor, as if training had gone
  /// on without a pause. Nil where there is no anchor.
  public func time(atSeconds seconds: Double) -> Double? {
    guard let first = anchors.first else { return nil }
    var low = 0
    var high = anchors.count
    while low < high {
      let middle = (low + high) / 2
      if anchors[middle].seconds <= seconds { low = middle + 1 } else { high = middle }
    }
    let anchor = low > 0 ? anchors[low - 1] : first
    return anchor.time + seconds - anchor.seconds
  }
}
