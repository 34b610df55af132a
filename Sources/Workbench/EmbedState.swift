/// How the screen Embed looks.
public struct EmbedState: Sendable {
  /// As it is at first.
  public init() {}
}
