import Foundation
import Scales
import Session
import Terminal

/// Which curves of a run are asked for.
public struct CurveQuery: Hashable, Sendable {
  /// The run.
  public var run: Int64
  /// Steps and validations after this one are left out.
  public var lastStep: Int
  /// Weight of the past in the smoothed curves.
  public var smoothing: Double
  /// What the stretch counts.
  public var axis: TrainState.Axis
  /// The stretch of the axis that is seen; nil for all of it.
  public var stretch: ClosedRange<Double>?

  /// Curves of a run; of all its axes alike where the whole is seen.
  public init(
    run: Int64, lastStep: Int, smoothing: Double, axis: TrainState.Axis = .step,
    stretch: ClosedRange<Double>? = nil
  ) {
    self.run = run
    self.lastStep = lastStep
    self.smoothing = smoothing
    self.axis = stretch == nil ? .step : axis
    self.stretch = stretch
  }
}

/// The curves of a run as they are compared with another's: smoothed first, then decimated to a few
/// thousand points at most that keep the least and the greatest value of each stretch, so that
/// hundreds of long runs fit in memory.
public struct RunCurves: Sendable {
  /// Step numbers of the points, ascending; likewise pairs seen and seconds of training.
  public let step: [Double]
  /// Pairs seen.
  public let pairs: [Double]
  /// Seconds of training.
  public let seconds: [Double]
  /// Smoothed loss of each point.
  public let loss: Samples
  /// Smoothed accuracy of each point.
  public let accuracy: Samples
  /// Smoothed norm of the gradient of each point.
  public let gradientNorm: Samples
  /// Learning rate of each point.
  public let learningRate: Samples
  /// Smoothed pairs per second of each point.
  public let speed: Samples
  /// The validations, all of them.
  public let validations: ValidationColumns
  /// Seconds of training at each validation.
  public let validationSeconds: [Double]
  /// The time of day of each second of training.
  public let timeline: Timeline
  /// The whole run on each axis: its first and its last step.
  private let ends: [TrainState.Axis: ClosedRange<Double>]

  /// Stretches whose extremes are kept: several for each column of dots of a wide chart.
  static let stretches = 1_000

  /// The curves that are asked for, of a run's columns.
  public init(
    _ query: CurveQuery, _ steps: StepColumns, _ validations: ValidationColumns, timeline: Timeline
  ) {
    var columns = ChartPlaces(steps, axis: query.axis, timeline: timeline)
    columns.count = steps.index(from: Double(query.lastStep).nextUp)
    let seen = columns.indices(in: query.stretch)
    let size = max(1, (seen.count + RunCurves.stretches - 1) / RunCurves.stretches)
    let starts = Array(stride(from: seen.lowerBound, to: seen.upperBound, by: size))
    // Two points a stretch: at its first step and at its middle.
    let places =
      size == 1
      ? starts
      : starts.flatMap { start in
        [start, min(start + size / 2, seen.upperBound - 1)]
      }
    func extremes(_ values: [Double]) -> Samples {
      if size == 1 { return Samples(starts.map { values[$0] }) }
      var result = Samples()
      for start in starts {
        let end = min(start + size, seen.upperBound)
        var low = start
        var high = start
        for index in start..<end where values[index].isFinite {
          if !(values[low] <= values[index]) { low = index }
          if !(values[high] >= values[index]) { high = index }
        }
        result.append(values[min(low, high)])
        result.append(values[max(low, high)])
      }
      return result
    }
    step = places.map { steps.step[$0] }
    pairs = places.map { steps.pairs[$0] }
    seconds = places.map { steps.seconds[$0] }
    loss = extremes(steps.smoothLoss.values)
    accuracy = extremes(steps.smoothAccuracy.values)
    gradientNorm = extremes(steps.smoothGradientNorm.values)
    learningRate = extremes(steps.learningRate.values)
    speed = extremes(steps.smoothSpeed.values)
    self.validations = validations
    validationSeconds = steps.seconds(atSteps: validations.step)
    self.timeline = timeline
    var ends: [TrainState.Axis: ClosedRange<Double>] = [:]
    for axis in TrainState.Axis.allCases {
      var all = ChartPlaces(steps, axis: axis, timeline: timeline)
      all.count = columns.count
      ends[axis] = all.range
    }
    self.ends = ends
  }

  /// Where the whole run begins and ends on an axis; nil before its first step.
  public func range(_ axis: TrainState.Axis) -> ClosedRange<Double>? { ends[axis] }

  /// The points on an axis.
  func x(_ axis: TrainState.Axis) -> [Double] {
    switch axis {
    case .step: step
    case .pairs: pairs
    case .time, .clock: seconds
    }
  }

  /// The validations on an axis.
  func validationX(_ axis: TrainState.Axis) -> [Double] {
    switch axis {
    case .step: validations.step
    case .pairs: validations.pairs
    case .time, .clock: validationSeconds
    }
  }
}

/// Where a run's steps lie on an axis.
struct ChartPlaces {
  let x: [Double]
  let timeline: Timeline?
  /// Steps that are looked at.
  var count: Int

  init(_ steps: StepColumns, axis: TrainState.Axis, timeline: @autoclosure () -> Timeline) {
    switch axis {
    case .step: x = steps.step
    case .pairs: x = steps.pairs
    case .time, .clock: x = steps.seconds
    }
    self.timeline = axis == .clock ? timeline() : nil
    count = x.count
  }

  func position(_ index: Int) -> Double { timeline?.time(atSeconds: x[index]) ?? x[index] }

  /// From the first step to the last; nil where there is none, or where they have no place.
  var range: ClosedRange<Double>? {
    guard count > 0 else { return nil }
    let (first, last) = (position(0), position(count - 1))
    return first <= last ? first...last : nil
  }

  /// The first step that lies at a place or after it; ``count`` where none does.
  func index(from place: Double) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if position(middle) < place { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The step nearest to a place; nil where there is none.
  func nearest(_ place: Double) -> Int? {
    guard count > 0 else { return nil }
    let after = min(index(from: place), count - 1)
    guard after > 0 else { return after }
    return place - position(after - 1) < position(after) - place ? after - 1 : after
  }

  /// The steps of a stretch and one on each side.
  func indices(in stretch: ClosedRange<Double>?) -> Range<Int> {
    guard let stretch else { return 0..<count }
    let first = max(0, index(from: stretch.lowerBound) - 1)
    return first..<max(first, min(count, index(from: stretch.upperBound.nextUp) + 1))
  }
}
