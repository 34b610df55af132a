/// Loss and accuracy over the last pairs, at most 2,048.
struct RecentPairs {
  private var weight = 0.0
  private var lossSum = 0.0
  private var accuracySum = 0.0

  /// An exponential window of 2,048 pairs, exact before that.
  mutating func add(loss: Double, accuracy: Double, pairs: Int) {
    let keep = weight + Double(pairs) <= 2048 ? 1 : max(0, 1 - Double(pairs) / 2048)
    weight = weight * keep + Double(pairs)
    lossSum = lossSum * keep + loss * Double(pairs)
    accuracySum = accuracySum * keep + accuracy * Double(pairs)
  }

  var loss: Double { weight > 0 ? lossSum / weight : .nan }
  var accuracy: Double { weight > 0 ? accuracySum / weight : .nan }
}
