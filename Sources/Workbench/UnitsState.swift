/// How the screen Units looks.
public struct UnitsState: Sendable {
  /// As it is at first.
  public init() {}
}
