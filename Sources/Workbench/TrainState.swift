import Terminal

/// The choices of the training screen.
public struct TrainState: Codable, Sendable, Equatable {
  /// What the charts' horizontal axis counts.
  public enum Axis: String, CaseIterable, Codable, Sendable {
    case step = "step"
    case pairs = "pairs"
    /// Time of training, pauses not counted.
    case time = "training time"
    /// Time of day.
    case clock = "clock time"
  }

  /// A pane of the screen.
  public enum Pane: String, CaseIterable, Codable, Sendable {
    case loss = "loss"
    case accuracy = "accuracy"
    case run = "run"
    case stages = "stages"
    case gradient = "gradient"
    case learningRate = "learning rate"
    case speed = "speed"
    case events = "events"
  }

  /// How much of each column is shown while the charts are frozen.
  public struct Frozen: Codable, Sendable, Equatable {
    /// Steps shown.
    public var steps: Int
    /// Validations shown.
    public var validations: Int
    /// Number of the last step shown.
    public var step: Int
  }

  /// What x counts.
  public var axis = Axis.step
  /// Whether the loss has a logarithmic axis.
  public var isLogarithmic = false
  /// Whether the axes leave rare extreme values off the scale, and say how many.
  public var isRobust = true
  /// Weight of the past in the smoothed curves; one of ``smoothings``.
  public var smoothing = 0.97
  /// Charts stand still at this point; nil while they follow.
  public var frozen: Frozen?
  /// The pane that has the focus.
  public var focus = Pane.loss

  /// Weights that `s` steps through.
  public static let smoothings = [0, 0.6, 0.9, 0.97, 0.99]

  /// As it is at first.
  public init() {}
}
