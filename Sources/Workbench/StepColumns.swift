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
  /// Milliseconds of each stage of each step, in the order of ``stageNames``, smoothed by a weight
  /// of 0.9 whatever the others are (our choice): single steps tell of the machine's other work.
  public private(set) var stageTimes: [SmoothedSeries]
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
    stageTimes = StepColumns.stageNames.map { _ in SmoothedSeries(weight: 0.9) }
  }

  /// The stages of a step.
  public static let stageNames = ["data", "forward", "backward", "optimizer"]

  private static func stageSeconds(_ step: StepRecord) -> [Double] {
    [step.dataSeconds, step.forwardSeconds, step.backwardSeconds, step.optimizerSeconds]
  }

  /// How many steps there are.
  public var count: Int { step.count }
  /// Weight of the past in the smoothed columns.
  public var smoothing: Double { smoothLoss.weight }

  /// Place of the first step of this number or a greater one; ``count`` where there is none.
  public func index(from number: Double) -> Int {
    var low = 0
    var high = step.count
    while low < high {
      let middle = (low + high) / 2
      if step[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }

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
    for (stage, seconds) in StepColumns.stageSeconds(record).enumerated() {
      stageTimes[stage].append(seconds * 1_000)
    }
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

  /// Those of a step that is not above `last`.
  func before(step last: Int) -> ValidationColumns {
    guard let newest = step.last, newest > Double(last) else { return self }
    var result = ValidationColumns()
    for index in step.indices where step[index] <= Double(last) {
      result.add(
        step[index], pairs[index], loss.values[index], accuracy.values[index], counts[index])
    }
    return result
  }

  /// Adds one; one that is not newer than the last is passed over.
  public mutating func append(_ record: ValidationRecord) {
    if let last = step.last, Double(record.step) <= last { return }
    add(Double(record.step), Double(record.pairs), record.loss, record.accuracy, record.count)
  }

  private mutating func add(
    _ step: Double, _ pairs: Double, _ loss: Double, _ accuracy: Double, _ count: Int
  ) {
    self.step.append(step)
    self.pairs.append(pairs)
    self.loss.append(loss)
    self.accuracy.append(accuracy)
    intervals.append(Binomial.interval(share: accuracy, count: count))
    counts.append(count)
  }
}

extension StepColumns {
  /// Seconds of training at step numbers in ascending order, as measured at the last step that is
  /// not after each.
  func seconds(atSteps wanted: [Double]) -> [Double] {
    var low = 0
    return wanted.map { step in
      var high = self.step.count
      while low < high {
        let middle = (low + high) / 2
        if self.step[middle] <= step { low = middle + 1 } else { high = middle }
      }
      return low > 0 ? seconds[low - 1] : 0
    }
  }
}
