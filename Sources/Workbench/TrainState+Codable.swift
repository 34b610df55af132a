/// What is kept of the training screen's choices: not where charts were frozen, nor what a trainer was
/// asked, for both are of the moment.
extension TrainState: Codable {
  private struct Kept: Codable {
    var axis: Axis
    var isLogarithmic: Bool
    var isRobust: Bool
    var smoothing: Double
    var focus: Pane
    var compared: Compared
    var list: RunList.Choice
    /// Span and, where it does not follow, end; empty for the whole axis.
    var window: [Double]
    /// Least and greatest value of each pane's axis where they were typed.
    var ranges: [String: [Double]]
    /// The step at which charts are read; empty for none.
    var cursor: [Double]
  }

  public init(from decoder: any Decoder) throws {
    let kept = try Kept(from: decoder)
    self.init()
    axis = kept.axis
    isLogarithmic = kept.isLogarithmic
    isRobust = kept.isRobust
    smoothing = kept.smoothing
    focus = kept.focus
    compared = kept.compared
    list = RunList(kept.list)
    if let span = kept.window.first, span > 0 {
      window = Window(span: span, end: kept.window.dropFirst().first)
    }
    for (name, bounds) in kept.ranges {
      guard let pane = Pane(rawValue: name), bounds.count == 2, bounds[0] < bounds[1] else {
        continue
      }
      ranges[pane] = bounds[0]...bounds[1]
    }
    cursor = kept.cursor.first
  }

  public func encode(to encoder: any Encoder) throws {
    let ends = window.map { [$0.span] + ($0.end.map { [$0] } ?? []) }
    try Kept(
      axis: axis, isLogarithmic: isLogarithmic, isRobust: isRobust, smoothing: smoothing,
      focus: focus, compared: compared, list: list.choice, window: ends ?? [],
      ranges: Dictionary(
        uniqueKeysWithValues: ranges.map {
          ($0.key.rawValue, [$0.value.lowerBound, $0.value.upperBound])
        }
      ), cursor: cursor.map { [$0] } ?? []
    ).encode(to: encoder)
  }
}
