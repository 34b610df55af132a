/// How the screen Pairs looks.
public struct PairsState: Sendable {
  /// As it is at first.
  public init() {}
}
