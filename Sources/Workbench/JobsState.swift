/// How the screen Jobs looks.
public struct JobsState: Sendable {
  /// As it is at first.
  public init() {}
}
