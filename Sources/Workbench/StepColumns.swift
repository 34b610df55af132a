import Scales
import Session
import Terminal

/// The measures of a run's steps, a column each; all columns have the same length.
public struct StepColumns: Sendable {
  /// Number of each step.
  public private(set) var step: [Double] = []
  /// Pairs seen after each step.
  public private(set) var pairs: [Double] = []
  /// Seconds of training after each step, pauses not counted.
  public private(set) var seconds: [Double] = []
  /// Loss of each step.
  public private(set) var loss = Samples()
  /// Accuracy of each step.
  public private(set) var accuracy = Samples()
  /// Norm of the gradient of each step.
  public private(set) var gradientNorm = Samples()
  /// Learning rate of each step.
  public private(set) var learningRate = Samples()
  /// Pairs per second of each step; NaN for the first.
  public private(set) var speed = Samples()
  /// ``loss`` smoothed.
  public private(set) var smoothLoss: SmoothedSeries
  /// ``accuracy`` smoothed.
  public private(set) var smoothAccuracy: SmoothedSeries
  /// ``gradientNorm`` smoothed.
  public private(set) var smoothGradientNorm: SmoothedSeries
  /// ``speed`` smoothed.
  public private(set) var smoothSpeed: SmoothedSeries
  /// The newest steps in full, for what only they tell.
  public private(set) var recent: [StepRecord] = []

  /// Steps kept in ``recent``: enough to average over, few enough to follow a change of speed (our
  /// choice).
  static let recentCount = 50

  /// Empty columns whose smoothed ones use this weight of the past.
  public init(smoothing weight: Double) {
    smoothLoss = SmoothedSeries(weight: weight)
    smoothAccuracy = SmoothedSeries(weight: weight)
    smoothGradientNorm = SmoothedSeries(weight: weight)
    smoothSpeed = SmoothedSeries(weight: weight)
  }

  /// How many steps there are.
  public var count: Int { step.count }

  /// Adds a step; one that is not newer than the last is passed over.
  public mutating func append(_ record: StepRecord) {
    if let last = step.last, Double(record.step) <= last { return }
    let elapsed = record.wallSeconds - (seconds.last ?? .nan)
    let seen = Double(record.pairs) - (pairs.last ?? .nan)
    let rate = elapsed > 0 ? seen / elapsed : .nan
    step.append(Double(record.step))
    pairs.append(Double(record.pairs))
    seconds.append(record.wallSeconds)
    loss.append(record.loss)
    accuracy.append(record.accuracy)
    gradientNorm.append(record.gradientNorm)
    learningRate.append(record.learningRate)
    speed.append(rate)
    smoothLoss.append(record.loss)
    smoothAccuracy.append(record.accuracy)
    smoothGradientNorm.append(record.gradientNorm)
    smoothSpeed.append(rate)
    recent.append(record)
    if recent.count > StepColumns.recentCount { recent.removeFirst() }
  }

  /// Smooths anew with another weight of the past.
  public mutating func smooth(_ weight: Double) {
    smoothLoss = SmoothedSeries(weight: weight, of: loss.values)
    smoothAccuracy = SmoothedSeries(weight: weight, of: accuracy.values)
    smoothGradientNorm = SmoothedSeries(weight: weight, of: gradientNorm.values)
    smoothSpeed = SmoothedSeries(weight: weight, of: speed.values)
  }

  /// Pairs per second over the recent steps; nil before there are two.
  public var pairsPerSecond: Double? {
    guard let first = recent.first, let last = recent.last else { return nil }
    let elapsed = last.wallSeconds - first.wallSeconds
    guard elapsed > 0 else { return nil }
    return Double(last.pairs - first.pairs) / elapsed
  }

  /// Where the time of the recent steps went: shares of their wall time, the rest last.
  public var stages: [(name: String, share: Double, seconds: Double)] {
    guard let first = recent.first, let last = recent.last, recent.count > 1 else { return [] }
    let total = last.wallSeconds - first.wallSeconds
    guard total > 0 else { return [] }
    let steps = Double(recent.count - 1)
    var left = total
    var result: [(name: String, share: Double, seconds: Double)] = []
    for (name, path) in [
      ("data", \StepRecord.dataSeconds), ("forward", \.forwardSeconds),
      ("backward", \.backwardSeconds), ("optimizer", \.optimizerSeconds),
    ] as [(String, KeyPath<StepRecord, Double> & Sendable)] {
      let sum = recent.dropFirst().reduce(0) {
        $0 + ($1[keyPath: path].isFinite ? $1[keyPath: path] : 0)
      }
      left -= sum
      result.append((name, sum / total, sum / steps))
    }
    result.append(("between", max(0, left) / total, max(0, left) / steps))
    return result
  }
}

/// The measures of a run's validations, a column each.
public struct ValidationColumns: Sendable {
  /// Steps taken at each validation.
  public private(set) var step: [Double] = []
  /// Pairs seen at each validation.
  public private(set) var pairs: [Double] = []
  /// Loss of each.
  public private(set) var loss = Samples()
  /// Accuracy of each.
  public private(set) var accuracy = Samples()
  /// 95 % interval of each accuracy.
  public private(set) var intervals: [ClosedRange<Double>] = []
  /// Pairs asked in each.
  public private(set) var counts: [Int] = []

  /// No validation yet.
  public init() {}

  /// How many there are.
  public var count: Int { step.count }

  /// Adds one; one that is not newer than the last is passed over.
  public mutating func append(_ record: ValidationRecord) {
    if let last = step.last, Double(record.step) <= last { return }
    step.append(Double(record.step))
    pairs.append(Double(record.pairs))
    loss.append(record.loss)
    accuracy.append(record.accuracy)
    intervals.append(Binomial.interval(share: record.accuracy, count: record.count))
    counts.append(record.count)
  }
}
