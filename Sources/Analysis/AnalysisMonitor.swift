/// How an analysis says how far it is, and learns whether to go on.
public struct AnalysisMonitor: Sendable {
  private let report: @Sendable (_ done: Int, _ total: Int, _ what: String) -> Void
  private let goOn: @Sendable () -> Bool

  /// A monitor.
  ///
  /// - Parameters:
  ///   - report: told of progress: `done` of `total` of what is being done.
  ///   - goOn: asked several times a second, on the thread that runs the analysis; it may wait
  ///     while the analysis is paused, and false ends it with what is done.
  public init(
    report: @escaping @Sendable (_ done: Int, _ total: Int, _ what: String) -> Void = { _, _, _ in
    },
    goOn: @escaping @Sendable () -> Bool = { true }
  ) {
    self.report = report
    self.goOn = goOn
  }

  /// Nobody listens, and nothing is cancelled.
  public static let silent = AnalysisMonitor()

  /// Says that `done` of `total` is done, and tells whether to go on.
  public func advance(_ done: Int, of total: Int, _ what: String) -> Bool {
    report(done, total, what)
    return goOn()
  }
}
