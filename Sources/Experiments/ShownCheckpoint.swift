/// Which checkpoint of a run is looked at where something was computed for several: screens and
/// reports agree on it.
public enum ShownCheckpoint {
  /// Its step: the one that was asked for, else the best, else the last; nil where there is none.
  ///
  /// - Parameters:
  ///   - steps: those that something was computed for.
  ///   - asked: the step that a person chose.
  ///   - best: the step of the run's best checkpoint, where it is known.
  public static func step(
    among steps: some Collection<Int>, asked: Int? = nil, best: Int?
  ) -> Int? {
    for case let step? in [asked, best] where steps.contains(step) { return step }
    return steps.max()
  }
}
