/// How the screen Clusters looks.
public struct ClustersState: Sendable {
  /// As it is at first.
  public init() {}
}
