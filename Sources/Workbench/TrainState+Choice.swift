extension TrainState {
  /// What the person chose on the training screen, as a session keeps it. Where charts were frozen and
  /// what a trainer was asked are of the moment and not kept.
  public struct Choice: Codable, Sendable, Equatable {
    var axis = Axis.step
    var isLogarithmic = false
    var isRobust = true
    var smoothing = 0.97
    var focus = Pane.loss
    var compared = Compared.training
    var list = RunList.Choice()
    /// Span and, where it does not follow, end; empty for the whole axis.
    var window: [Double] = []
    /// Least and greatest value of each pane's axis where they were typed.
    var ranges: [String: [Double]] = [:]
    /// The step at which charts are read; empty for none.
    var cursor: [Double] = []

    /// As it is at first.
    public init() {}
  }

  /// What is chosen.
  public var choice: Choice {
    var choice = Choice()
    choice.axis = axis
    choice.isLogarithmic = isLogarithmic
    choice.isRobust = isRobust
    choice.smoothing = smoothing
    choice.focus = focus
    choice.compared = compared
    choice.list = list.choice
    choice.window = window.map { [$0.span] + ($0.end.map { [$0] } ?? []) } ?? []
    for (pane, range) in ranges {
      choice.ranges[pane.rawValue] = [range.lowerBound, range.upperBound]
    }
    choice.cursor = cursor.map { [$0] } ?? []
    return choice
  }

  /// Chooses what was chosen; what makes no sense is as at first.
  mutating func take(_ choice: Choice) {
    axis = choice.axis
    isLogarithmic = choice.isLogarithmic
    isRobust = choice.isRobust
    smoothing =
      TrainState.smoothings.contains(choice.smoothing) ? choice.smoothing : Choice().smoothing
    focus = choice.focus
    compared = choice.compared
    list.take(choice.list)
    window = nil
    if let span = choice.window.first, span > 0 {
      window = Window(span: span, end: choice.window.dropFirst().first)
    }
    ranges = [:]
    for (name, bounds) in choice.ranges {
      guard let pane = Pane(rawValue: name), bounds.count == 2, bounds[0] < bounds[1] else {
        continue
      }
      ranges[pane] = bounds[0]...bounds[1]
    }
    cursor = choice.cursor.first
  }
}
