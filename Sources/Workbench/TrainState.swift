import Session
import Terminal

/// The choices of the training screen.
public struct TrainState: Sendable, Equatable {
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
    case runs = "runs"
    case stages = "stages"
    case gradient = "gradient"
    case learningRate = "learning rate"
    case speed = "speed"
    case events = "events"

    /// Whether it is a chart over the horizontal axis.
    public var isChart: Bool {
      switch self {
      case .loss, .accuracy, .gradient, .learningRate, .speed: true
      case .run, .runs, .stages, .events: false
      }
    }
  }

  /// Which curve of each run the charts compare.
  public enum Compared: String, CaseIterable, Codable, Sendable {
    /// The smoothed measure of each step.
    case training
    /// The validations.
    case validation
  }

  /// The stretch of the horizontal axis that the charts show.
  public struct Window: Sendable, Equatable {
    /// Its length, in what the axis counts.
    public var span: Double
    /// Where it ends; nil goes along with the newest step.
    public var end: Double?
  }

  /// Something that was asked of a trainer and not yet taken by it.
  public struct Asked: Sendable, Equatable {
    /// What was asked.
    public var command: ControlCommand
    /// Of whose trainer.
    public var run: Int64
  }

  /// How much of each column is shown while the charts are frozen.
  public struct Frozen: Sendable, Equatable {
    /// Steps shown.
    public var steps: Int
    /// Validations shown.
    public var validations: Int
    /// Number of the last step shown.
    public var step: Int
    /// The same of the runs that are compared.
    public var lastSteps: [Int64: Int] = [:]
    /// When each second of training was.
    public var timeline: Timeline
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
  /// The runs of the session, and which of them are compared.
  public var list = RunList()
  /// Which of their curves are compared.
  public var compared = Compared.training
  /// What the charts show of the horizontal axis; nil for all of it.
  public var window: Window?
  /// What a chart shows of the vertical axis where that was typed.
  public var ranges: [Pane: ClosedRange<Double>] = [:]
  /// Number of the step at which the charts are read; nil for none.
  public var cursor: Double?
  /// What the trainer was asked last and has not taken yet.
  public var asked: Asked?

  /// Weights that `s` steps through.
  public static let smoothings = [0, 0.6, 0.9, 0.97, 0.99]

  /// As it is at first.
  public init() {}
}
