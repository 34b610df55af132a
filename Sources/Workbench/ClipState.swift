/// How the screen Clip looks.
public struct ClipState: Sendable {
  /// As it is at first.
  public init() {}
}
