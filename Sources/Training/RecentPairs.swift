import Session

/// Loss and accuracy over the last pairs, at most 2,048.
struct RecentPairs {
  /// Pairs of the window.
  static let window = 2048

  /// Pairs that the figures rest on.
  private(set) var weight = 0.0
  private var lossSum = 0.0
  private var accuracySum = 0.0

  /// Nothing yet.
  init() {}

  /// The last pairs of a run, from the steps that the session keeps.
  init(of run: Int64, pairsPerStep: Int, in store: SessionStore) throws {
    guard let last = try store.lastStep(run: run) else { return }
    // What lies further back than eight windows weighs exp(-8) at most.
    let count = 8 * Self.window / max(1, pairsPerStep) + 1
    for step in try store.steps(run: run, after: last.step - count)
    where step.loss.isFinite && step.accuracy.isFinite {
      add(loss: step.loss, accuracy: step.accuracy, pairs: pairsPerStep)
    }
  }

  /// An exponential window, exact before it is full.
  mutating func add(loss: Double, accuracy: Double, pairs: Int) {
    let window = Double(Self.window)
    let keep = weight + Double(pairs) <= window ? 1 : max(0, 1 - Double(pairs) / window)
    weight = weight * keep + Double(pairs)
    lossSum = lossSum * keep + loss * Double(pairs)
    accuracySum = accuracySum * keep + accuracy * Double(pairs)
  }

  var loss: Double { weight > 0 ? lossSum / weight : .nan }
  var accuracy: Double { weight > 0 ? accuracySum / weight : .nan }
}
