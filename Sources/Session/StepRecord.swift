/// What one optimizer step measured. Any measure may be NaN (the database keeps NULL for it).
public struct StepRecord: Codable, Sendable, Equatable {
  /// The run that took it.
  public var run: Int64
  /// Its number, from 1.
  public var step: Int
  /// Pairs seen by the run so far, this step's included.
  public var pairs: Int
  /// Seconds of training so far, over all processes of the run, pauses not counted.
  public var wallSeconds: Double
  /// The learning rate that was used.
  public var learningRate: Double
  /// Mean cross-entropy over the step's pairs, in nats.
  public var loss: Double
  /// Share of the step's pairs answered rightly, 0 to 1.
  public var accuracy: Double
  /// Euclidean norm of the whole gradient.
  public var gradientNorm: Double
  /// Seconds spent waiting for the batch.
  public var dataSeconds: Double
  /// Seconds of the forward pass.
  public var forwardSeconds: Double
  /// Seconds of the backward pass.
  public var backwardSeconds: Double
  /// Seconds of the optimizer.
  public var optimizerSeconds: Double

  /// A step with all its values.
  public init(
    run: Int64, step: Int, pairs: Int, wallSeconds: Double, learningRate: Double, loss: Double,
    accuracy: Double, gradientNorm: Double, dataSeconds: Double = 0, forwardSeconds: Double = 0,
    backwardSeconds: Double = 0, optimizerSeconds: Double = 0
  ) {
    self.run = run
    self.step = step
    self.pairs = pairs
    self.wallSeconds = wallSeconds
    self.learningRate = learningRate
    self.loss = loss
    self.accuracy = accuracy
    self.gradientNorm = gradientNorm
    self.dataSeconds = dataSeconds
    self.forwardSeconds = forwardSeconds
    self.backwardSeconds = backwardSeconds
    self.optimizerSeconds = optimizerSeconds
  }
}

/// What one validation measured.
public struct ValidationRecord: Codable, Sendable, Equatable {
  /// The run that was validated.
  public var run: Int64
  /// Steps taken by then.
  public var step: Int
  /// Pairs seen by then.
  public var pairs: Int
  /// Mean cross-entropy, in nats; may be NaN.
  public var loss: Double
  /// Share answered rightly, 0 to 1; may be NaN.
  public var accuracy: Double
  /// How many pairs were asked.
  public var count: Int
  /// The split that they were drawn from.
  public var split: ClipRecord.Split

  /// A validation with all its values.
  public init(
    run: Int64, step: Int, pairs: Int, loss: Double, accuracy: Double, count: Int,
    split: ClipRecord.Split = .validation
  ) {
    self.run = run
    self.step = step
    self.pairs = pairs
    self.loss = loss
    self.accuracy = accuracy
    self.count = count
    self.split = split
  }
}
